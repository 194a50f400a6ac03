"""Reasons are kept as what was found, and older ones in words stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.priority.reason import Reason, Signal, What, in_english, reason_in

SIGNALS = st.lists(
    st.builds(Signal, st.sampled_from(What), st.integers(-999, 999), st.text(max_size=40)), max_size=9
).map(tuple)


@given(st.builds(Reason, score=st.integers(-999, 999), signals=SIGNALS))
def test_any_reason_is_read_as_it_was_kept(reason: Reason) -> None:
    assert reason_in(reason.kept) == reason
    assert in_english(reason.kept) == reason.english


@pytest.mark.parametrize(
    "words",
    ["Set by hand.", "Detected, 45 points: “urgent” in the text (+45).", '{"broken', '{"score": 1}', "", "{}"],
)
def test_what_is_in_words_stays(words: str) -> None:
    assert (reason_in(words), in_english(words)) == (None, words)


def test_no_reason_is_none() -> None:
    assert in_english(None) is None
    assert Reason(score=0, signals=()).english == "Detected: nothing in it speaks for more or less."
