"""A calendar keeps what its tests promise, or is refused with what came instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import Calendar, Proof
from deskhand.rules.sla.proof import MOST_PROOFS, proved

BEGINS = datetime(2026, 7, 3, 15, 0, tzinfo=UTC)
OVER = Proof(name="Over the weekend", begins_at=BEGINS, minutes=180, ends_at=datetime(2026, 7, 6, 10, 0, tzinfo=UTC))
OFFICE = Calendar(zone="UTC", week=(((540, 1020),),) * 5 + ((), ()), tests=(OVER,))


def flaw(*tests: Proof) -> str:
    with pytest.raises(Invalid) as refused:
        proved(replace(OFFICE, tests=tests))
    return refused.value.fields["tests"]


def test_a_calendar_keeps_what_its_tests_promise() -> None:
    assert proved(OFFICE) == OFFICE
    assert flaw(replace(OVER, minutes=60)) == (
        "do not come out: “Over the weekend” expects 2026-07-06T10:00:00+00:00, and it would be "
        "2026-07-03T16:00:00+00:00"
    )


def test_a_test_that_makes_no_sense_is_named() -> None:
    assert "stands there twice" in flaw(OVER, OVER)
    assert "without its zone" in flaw(replace(OVER, ends_at=datetime(2026, 7, 6, 10, 0)))  # noqa: DTZ001 (it is the flaw)
    for year in (1, 1969, 2201, 9995):
        assert "1970 and 2200" in flaw(replace(OVER, begins_at=BEGINS.replace(year=year)))
        assert "1970 and 2200" in flaw(replace(OVER, ends_at=BEGINS.replace(year=year)))
    assert "for a minute at least" in flaw(replace(OVER, minutes=0))
    assert f"a calendar has {MOST_PROOFS} at most" in flaw(*[OVER] * (MOST_PROOFS + 1))
