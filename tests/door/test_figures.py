"""What figures are narrowed to is read from words, and what is wrong with it named by field."""

from __future__ import annotations

import pytest

from deskhand.door.figures import sieve_of
from deskhand.rules.errors import Invalid
from deskhand.rules.statistics import NO_SIEVE, Sieve
from deskhand.rules.ticket import Priority, Source


def test_words_in_any_case_are_taken_and_empty_ones_are_none() -> None:
    assert sieve_of({"priority": "HIGH", "source": "slack-intake", "tag": " vip ", "agent": ""}) == Sieve(
        priority=Priority.HIGH, source=Source.SLACK_INTAKE, tag="vip"
    )
    assert sieve_of({}) == NO_SIEVE


def test_what_is_wrong_is_named_by_field() -> None:
    wrong = {"priority": "sideways", "source": "x", "team": "mine", "agent": "1", "tag": "a" * 300, "category": "\x00"}
    with pytest.raises(Invalid) as refused:
        sieve_of(wrong)
    assert set(refused.value.fields) == set(wrong)
