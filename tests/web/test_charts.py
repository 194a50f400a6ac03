"""Charts: each bar has its share of the highest, and what is not known has none."""

from __future__ import annotations

from deskhand.web.charts import Bar, Chart, chart_of, paired


def test_bars_are_as_high_as_their_share() -> None:
    assert chart_of([]) == Chart((), 0, 0)
    assert chart_of([0, None]) == Chart((Bar(1, 8, 0.0),), 2, 0)
    assert [bar.tall for bar in chart_of([5, 20, 10]).bars] == [25.0, 100.0, 50.0]
    assert chart_of([4.0], most=5) == Chart((Bar(1, 8, 80.0),), 1, 4.0)


def test_pairs_stand_beside_one_another() -> None:
    found = paired([(1, 2), (None, 4)])
    assert found == Chart((Bar(1, 4, 25.0), Bar(5, 4, 50.0, is_second=True), Bar(15, 4, 100.0, is_second=True)), 2, 4)
    assert [bar.tall for bar in paired([(50.0, None)], most=100).bars] == [50.0]
