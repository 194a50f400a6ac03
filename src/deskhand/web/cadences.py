"""When a report is mailed: the choices of its forms, in words, and back again."""

from __future__ import annotations

from deskhand.rules.errors import Invalid
from deskhand.rules.report_mails import Cadence, Skip, When
from deskhand.web.reader import gettext as _
from deskhand.web.times import weekday

_DAYS = range(7)


def moments() -> list[tuple[str, str]]:
    """Return the days on which a report may be mailed, each with its name."""
    weekly = [(f"{Cadence.WEEKLY}-{day}", _("Every week: %(day)s") % {"day": weekday(day)}) for day in _DAYS]
    return [(Cadence.DAILY.value, _("Every day")), *weekly, (Cadence.MONTHLY.value, _("On the first of each month"))]


def hours() -> list[tuple[str, str]]:
    """Return the hours of a day."""
    return [(str(hour), f"{hour:02}:00") for hour in range(24)]


def chosen(when: When) -> str:
    """Return the choice that stands for when a report is mailed."""
    return when.cadence.value if when.weekday is None else f"{when.cadence.value}-{when.weekday}"


def when_name(when: When) -> str:
    """Return when a report is mailed, in words."""
    return _("%(day)s at %(hour)s") % {"day": dict(moments())[chosen(when)], "hour": f"{when.hour:02}:00"}


def when_of(day: str, hour: str) -> When:
    """Return what was chosen; refuse a day or an hour that is not offered."""
    choices = {f"{Cadence.WEEKLY}-{one}": (Cadence.WEEKLY, one) for one in _DAYS}
    cadence, place = {Cadence.DAILY.value: (Cadence.DAILY, None), Cadence.MONTHLY.value: (Cadence.MONTHLY, None),
                      **choices}.get(day, (None, None))  # fmt: skip
    if cadence is None:
        raise Invalid({"when": f"“{day[:40]}” is not one of the choices"})
    if hour not in {str(one) for one in range(24)}:
        raise Invalid({"hour": f"“{hour[:20]}” is not a full hour from 0 to 23"})
    return When(cadence=cadence, weekday=place, hour=int(hour))


def skip_text(skipped: Skip) -> str:
    """Return why a report was not mailed, as a sentence."""
    return {
        Skip.INACTIVE: _("Not mailed the last time: your account was deactivated."),
        Skip.FORBIDDEN: _("Not mailed the last time: you were not allowed to read reports."),
        Skip.SWITCHED_OFF: _("Not mailed the last time: your preferences switch these mails off."),
    }[skipped]
