"""Tables that spreadsheets open."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from deskhand.kit.sheet import csv_of, defused


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0"])
def test_what_would_be_a_formula_is_none(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "low", "a=b", "2026-07-01", "ü", "'quoted"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_a_table_is_read_back_as_it_was() -> None:
    rows = [("a,b", 'say "no"'), ("two\nlines", None), ("=1", "Zürich 🎫")]
    text = csv_of(("first", "second"), rows).decode("utf-8-sig")
    assert csv_of(("x",), []).startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(text, newline=""))) == [
        ["first", "second"], ["a,b", 'say "no"'], ["two\nlines", ""], ["'=1", "Zürich 🎫"],
    ]  # fmt: skip
