"""Reports as tables: no cell of them is a formula, and what is not known is empty."""

from __future__ import annotations

from deskhand.queries.backlog import Standing
from deskhand.queries.statistics import Sums
from deskhand.rules.report_sheets import HEADS, LARGEST, enclosure, sheet_of
from deskhand.rules.statistics import Kept, Kind

ONE = Kept(
    of="=1", key=None, opened=3, responded=3, response_met=2, response_missed=1, response_missed_by_change=0,
    resolved=0, resolution_met=0, resolution_missed=0, resolution_missed_by_change=0,
)  # fmt: skip


def test_each_report_has_its_columns_and_no_formula() -> None:
    text = sheet_of(Kind.DEADLINES, [ONE]).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1,3,3,2,1,0,66.67,0,0,0,0,,0,0,"
    for kind, row in ((Kind.ACTIVITY, Sums), (Kind.DEADLINES, Kept), (Kind.BACKLOG, Standing)):
        assert all(hasattr(row, name) for name in HEADS[kind])


def test_the_table_of_a_mail_bears_the_report_and_its_days_in_its_name() -> None:
    for name, begins in (
        ("Week 47: “Größe” <b>/../", "Week-47-Größe-b"), ("تقرير", "تقرير"), ("…", "deadlines"), ("x" * 90, "x" * 60)
    ):  # fmt: skip
        file = enclosure(name, Kind.DEADLINES, [ONE], since="2026-07-01", until="2026-07-30")
        assert file is not None
        assert (file.name, file.content) == (
            f"{begins}-2026-07-01-2026-07-30.csv", sheet_of(Kind.DEADLINES, [ONE])
        )  # fmt: skip


def test_what_is_empty_or_too_large_goes_with_no_mail() -> None:
    many = [ONE] * (LARGEST // 20)
    assert [enclosure("x", Kind.DEADLINES, items, since="a", until="b") for items in ([], many)] == [None, None]
