"""A calendar that sample pages show."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from deskhand.queries.calendars import Edition, Named, View
from deskhand.queries.trail import Step
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar
from deskhand.rules.sla.policy import Version
from deskhand.rules.sla.preview import Day
from tests.web import samples

_SPLIT = ((540, 720), (780, 1020))


def calendar() -> View:
    """Return a calendar of an office, whose change is planned."""
    now = samples.ago(0)
    says = Calendar(zone="Europe/Berlin", week=(_SPLIT,) * 5 + ((), ()), holidays={date(2026, 12, 25): "Weihnachten"})
    last = Version(now + timedelta(days=9), 2, says)
    changes: dict[str, tuple[str | None, str | None]] = {"friday": ("09:00-17:00", "09:00-12:00, 13:00-17:00")}
    step = Step(name="calendar.changed", actor_name="Ada Admin", created_at=samples.ago(90), changes=changes)
    editions = [Edition(number=2, since=last.since), Edition(number=1, since=samples.ago(9000))]
    return View(
        id=samples.an_id(811), name="Berlin", last=last, coming=[last], editions=editions, trail=[step],
        used_by=[Named(id=samples.an_id(812), name="Standard")],
    )  # fmt: skip


def form(**values: Any) -> dict[str, Any]:
    """Return what the page of a calendar shows."""
    first = date(2026, 12, 24)
    shifts = {4: timedelta(hours=1), 5: timedelta(hours=-1)}
    days = [
        Day(
            day=first + timedelta(days=n), hours=() if n in {1, 2} else (("09:00", "12:00"), ("13:00", "17:00")),
            worked=timedelta(hours=7), holiday="Weihnachten" if n == 1 else None, shift=shifts.get(n, timedelta()),
        )
        for n in range(14)
    ]  # fmt: skip
    written = {"name": "Berlin", "zone": "Europe/Berlin", "holidays": "2026-12-25 Weihnachten", "country": "DE"}
    hours = dict.fromkeys(WEEKDAYS[:5], "09:00-12:00, 13:00-17:00")
    return {
        "view": calendar(), "written": {**written, **hours}, "zones": [("Europe/Berlin", "Europe/Berlin")],
        "weekdays": [(name, name.title()) for name in WEEKDAYS], "countries": [("DE", "Germany"), ("US", "USA")],
        "parts": ["BE", "BY"], "said": "tried", "problem": "", "days": days, "errors": {}, **values,
    }  # fmt: skip
