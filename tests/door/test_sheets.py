"""Reports as tables: no cell of them is a formula, and what is not known is empty."""

from __future__ import annotations

from deskhand.door.sheets import HEADS, sheet_of
from deskhand.queries.backlog import Standing
from deskhand.queries.statistics import Sums
from deskhand.rules.statistics import Kept, Kind


def test_each_report_has_its_columns_and_no_formula() -> None:
    one = Kept(
        of="=1", key=None, opened=3, responded=3, response_met=2, response_missed=1, response_missed_by_change=0,
        resolved=0, resolution_met=0, resolution_missed=0, resolution_missed_by_change=0,
    )  # fmt: skip
    text = sheet_of(Kind.DEADLINES, [one]).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1,3,3,2,1,0,66.67,0,0,0,0,"
    for kind, row in ((Kind.ACTIVITY, Sums), (Kind.DEADLINES, Kept), (Kind.BACKLOG, Standing)):
        assert all(hasattr(row, name) for name in HEADS[kind])
