"""From where on figures are counted anew, and of which span they are asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.statistics import LONGEST, PIECE, SPAN, counting_begins, pieces, span_of

NOW = datetime(2026, 7, 10, 9, 7, tzinfo=UTC)


def test_counting_begins_where_it_stopped_and_a_little_before() -> None:
    first = datetime(2025, 1, 1, 5, 30, tzinfo=UTC)
    assert counting_begins(None, None, now=NOW) is None
    assert counting_begins(None, first, now=NOW) == datetime(2025, 1, 1, 5, tzinfo=UTC)
    for counted, begin in (
        (datetime(2026, 7, 10, 9, tzinfo=UTC), datetime(2026, 7, 10, 6, tzinfo=UTC)),
        (datetime(2026, 7, 1, 3, tzinfo=UTC), datetime(2026, 7, 1, 0, tzinfo=UTC)),
        (datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 7, 10, 6, tzinfo=UTC)),
    ):
        assert counting_begins(counted, first, now=NOW) == begin
    midnight = NOW.replace(hour=0)
    assert counting_begins(midnight, first, now=midnight) == datetime(2026, 6, 9, tzinfo=UTC)


def test_long_spans_are_counted_in_pieces_that_leave_no_gap() -> None:
    found = pieces(datetime(2026, 1, 1, tzinfo=UTC), NOW)
    assert found[0][0] == datetime(2026, 1, 1, tzinfo=UTC)
    assert found[-1][1] == datetime(2026, 7, 10, 10, tzinfo=UTC)
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(until - since <= PIECE for since, until in found)


def test_a_span_is_thirty_days_unless_it_is_said_and_never_endless() -> None:
    end = datetime(2026, 7, 10, 10, tzinfo=UTC)
    assert span_of(None, None, now=NOW) == (end - SPAN, end)
    assert span_of(NOW - timedelta(days=1), None, now=NOW) == (NOW - timedelta(days=1), end)
    for since, until in ((NOW, NOW), (NOW - LONGEST - SPAN, NOW)):
        with pytest.raises(Invalid):
            span_of(since, until, now=NOW)
