"""How exports are written: formulas defused, times in the reader's zone, and JSON that stays whole over its pieces."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.exports import FIELDS, MOMENTS, Format, Wanted, check, defused, frame_of, written


def row(**facts: Any) -> dict[str, Any]:
    return {**dict.fromkeys(FIELDS), "tags": [], "priority_client": False, **facts}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    (_, line) = csv.reader(io.StringIO(written([row(subject=cell)], Wanted(), is_first=True).decode(), newline=""))
    assert line[FIELDS.index("subject")] == f"'{cell}"
    assert [defused(plain) for plain in ("", "a=1", "2026-01-01T00:00:00+00:00")] == [
        "",
        "a=1",
        "2026-01-01T00:00:00+00:00",
    ]


def test_csv_has_one_heading_and_times_of_the_readers_zone() -> None:
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    wanted = Wanted(marked=True, zone="Europe/Berlin")
    facts = row(subject='say "hi",\nDana', opened=at, tags=["a", "b"], priority_client=True)
    content = written([facts], wanted, is_first=True) + written([row()], wanted, is_first=False)
    assert content.startswith(b"\xef\xbb\xbfnumber,")
    heading, first, second = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(heading) == FIELDS
    found = dict(zip(FIELDS, first, strict=True))
    assert (found["subject"], found["opened"]) == ('say "hi",\nDana', "2026-07-02T00:30:00+02:00")
    assert (found["tags"], found["priority_client"], found["closed"]) == ("a, b", "yes", "")
    assert dict(zip(FIELDS, second, strict=True))["priority_client"] == "no"
    assert set(MOMENTS) < set(FIELDS)


def test_json_pieces_make_one_document() -> None:
    wanted = Wanted(format=Format.JSON)
    before, between, after = frame_of(Format.JSON)
    pieces = [
        written([row(number="1", conversation=[{"text": "hi"}]), row(number="2")], wanted, is_first=True),
        written([row(number="3", first_response=datetime(2026, 1, 1, tzinfo=UTC))], wanted, is_first=False),
    ]
    found = json.loads(before + between.join(pieces) + after)
    assert [one["number"] for one in found] == ["1", "2", "3"]
    assert found[0]["conversation"] == [{"text": "hi"}]
    assert found[2]["firstResponse"] == "2026-01-01T00:00:00+00:00"
    assert json.loads(before + after) == []


def test_messages_go_into_json_alone() -> None:
    check(Wanted(format=Format.JSON, with_messages=True))
    with pytest.raises(Invalid, match="JSON"):
        check(Wanted(with_messages=True))
    assert Wanted(with_messages=True).piece < Wanted().piece
