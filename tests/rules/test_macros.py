"""Macros: what they may do, and the sentence for each thing that they may not."""

from __future__ import annotations

import uuid

import msgspec
import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.macros import Draft, Effects, checked, reason


def kept(**effects: object) -> Effects:
    return checked(Draft(name=" Ask ", effects=Effects(**effects))).effects  # type: ignore[arg-type]  # for brevity


def refused(**effects: object) -> dict[str, str]:
    with pytest.raises(Invalid) as found:
        kept(**effects)
    return found.value.fields


def test_words_are_kept_as_the_desk_writes_them() -> None:
    assert kept(priority="HIGH", type="billing-issue", assignee="Me") == Effects(
        priority="high", type="billing_issue", assignee="me"
    )
    assert kept(text="Done, {{ requester.first_name }}.", public=True, status="Resolved").status == "resolved"
    assert checked(Draft(name=" Ask ", effects=Effects(assignee="none"))).name == "Ask"


@pytest.mark.parametrize(
    ("effects", "field"),
    [
        ({}, "effects"),
        ({"public": True}, "effects"),
        ({"text": "{{ nobody }}"}, "text"),
        ({"text": "x", "template_id": uuid.UUID(int=1)}, "text"),
        ({"status": "open"}, "status"),
        ({"status": "resolved"}, "status"),
        ({"status": "resolved", "text": "a note"}, "status"),
        ({"priority": "huge"}, "priority"),
        ({"type": "odd"}, "type"),
        ({"assignee": "bob"}, "assignee"),
        ({"assignee": "none", "text": "x", "public": True}, "assignee"),
    ],
)
def test_what_cannot_be_done_is_refused_by_its_field(effects: dict[str, object], field: str) -> None:
    assert list(refused(**effects)) == [field]


def test_a_name_is_one_line() -> None:
    with pytest.raises(Invalid, match="name: must be one line"):
        checked(Draft(name="a\nb", effects=Effects(assignee="me")))


def test_what_is_sent_and_what_is_only_written() -> None:
    assert Effects(text="x").writes
    assert not Effects(text="x").sends
    assert Effects(text="x", public=True).sends
    assert not Effects(assignee="me").writes


def test_effects_are_kept_without_what_they_leave_alone() -> None:
    assert msgspec.json.encode(Effects(priority="high")) == b'{"priority":"high"}'


def test_the_trail_names_the_macro() -> None:
    assert reason("Ask for logs") == "Macro “Ask for logs”"
