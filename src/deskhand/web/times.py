"""Moments as people read them: in their zone, short, and with the full moment one hover away."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, format_time, get_day_names
from markupsafe import Markup, escape

from deskhand.rules.snooze import Preset, presets
from deskhand.web.reader import current, gettext, locale_of, zone_named


def clock(moment: datetime) -> str:
    """Return the time of day, `14:12`."""
    return _clock(moment.replace(second=0, microsecond=0), current().zone, current().language)


def day(moment: datetime) -> str:
    """Return the day: Today, Yesterday, Tomorrow, `Mon 16 Nov`, and with the year when it is another one."""
    local, today = _local(moment).date(), _local(current().now).date()
    if local == today:
        return gettext("Today")
    if local == today - timedelta(days=1):
        return gettext("Yesterday")
    if local == today + timedelta(days=1):
        return gettext("Tomorrow")
    return _date(local, "EMMMd" if local.year == today.year else "yMMMd")


def date_name(value: date) -> str:
    """Return a date without a time, with its day of the week: `Mon 16 Nov`."""
    return _date(value, "EMMMd")


def weekday(place: int) -> str:
    """Return the name of a day of the week; Monday is 0."""
    return str(get_day_names("wide", context="stand-alone", locale=_locale())[place])


def stamp(moment: datetime) -> str:
    """Return day and time of day in one phrase: `today, 14:12`, `16 Nov, 09:30`."""
    local, today = _local(moment).date(), _local(current().now).date()
    if local == today:
        return gettext("today, %(time)s") % {"time": clock(moment)}
    if local == today - timedelta(days=1):
        return gettext("yesterday, %(time)s") % {"time": clock(moment)}
    if local == today + timedelta(days=1):
        return gettext("tomorrow, %(time)s") % {"time": clock(moment)}
    return f"{_date(local, 'MMMd' if local.year == today.year else 'yMMMd')}, {clock(moment)}"


def ago(moment: datetime) -> str:
    """Return the age in its largest unit, `52m`, `3h`, `2d`; after a week the date."""
    minutes = max(0, int((current().now - moment).total_seconds() // 60))
    if minutes < 1:
        return gettext("now")
    if minutes < 60:
        return gettext("%(n)sm") % {"n": minutes}
    if minutes < 24 * 60:
        return gettext("%(n)sh") % {"n": minutes // 60}
    if minutes < 7 * 24 * 60:
        return gettext("%(n)sd") % {"n": minutes // (24 * 60)}
    local = _local(moment).date()
    return _date(local, "MMMd" if local.year == _local(current().now).year else "yMMMd")


def span(length: timedelta) -> str:
    """Return a duration in its two largest units: `28 min`, `1 h 19 min`, `3 d 4 h`, `4 h`."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    if days:
        return (gettext("%(d)s d %(h)s h") if hours else gettext("%(n)s d")) % {"d": days, "h": hours, "n": days}
    if hours:
        rest = minutes % 60
        return (gettext("%(h)s h %(m)s min") if rest else gettext("%(n)s h")) % {"h": hours, "m": rest, "n": hours}
    return gettext("%(m)s min") % {"m": minutes} if minutes else gettext("under a minute")


def seconds(count: float) -> timedelta:
    """Return a number of seconds as a duration."""
    return timedelta(seconds=count)


def moment_in(zone: str) -> str:
    """Return the present time of day in a zone with its offset, `10:04 (UTC−5)`."""
    local = current().now.astimezone(zone_named(zone))
    offset = local.utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds() // 60)), 60)
    sign = "−" if offset < timedelta() else "+"
    tail = f":{minutes:02}" if minutes else ""
    return f"{format_time(local, 'HH:mm', locale=_locale())} (UTC{sign}{hours}{tail})"


def time_tag(moment: datetime, *, form: str = "ago") -> Markup:
    """Return a <time> with the machine's moment, the reader's words, and the full moment as its title."""
    words = {"ago": ago, "clock": clock, "stamp": stamp, "day": day}[form](moment)
    full = _full(moment.replace(second=0, microsecond=0), current().zone, current().language)
    relative = " data-ago" if form == "ago" else ""
    machine = moment.isoformat(timespec="seconds")
    return Markup(f'<time class="num" datetime="{machine}" title="{full}"{relative}>{escape(words)}</time>')  # noqa: S704 - every part is escaped or has nothing to escape


@lru_cache(10_000)
def _full(minute: datetime, zone: tzinfo, language: str) -> Markup:
    """Return the whole moment with its zone; a list says the same few again and again, and Babel takes its time."""
    local = minute.astimezone(zone)
    full = format_datetime(local, "EEE d MMM y, HH:mm", tzinfo=local.tzinfo, locale=str(locale_of(language)))
    return escape(f"{full} ({zone_label()})")


def snooze_presets() -> dict[Preset, datetime]:
    """Return the moments that the reader of a page can name, in their zone."""
    reader = current()
    return presets(reader.now, reader.zone)


def typed_moment(moment: datetime) -> str:
    """Return a moment as a field for date and time holds it, in the reader's zone."""
    return moment.astimezone(current().zone).strftime("%Y-%m-%dT%H:%M")


def zone_label() -> str:
    """Return the name of the reader's time zone, as people write it."""
    zone = current().zone
    return zone.key.replace("_", " ") if isinstance(zone, ZoneInfo) else "UTC"


@lru_cache(10_000)
def _clock(minute: datetime, zone: tzinfo, language: str) -> str:
    return format_time(minute.astimezone(zone), "HH:mm", locale=str(locale_of(language)))


def _date(value: date, skeleton: str) -> str:
    if skeleton == "EMMMd":
        return format_date(value, "EEE d MMM", locale=_locale())
    return format_skeleton(skeleton, datetime(value.year, value.month, value.day, 12), locale=_locale())  # noqa: DTZ001 - a day has no zone


def _local(moment: datetime) -> datetime:
    return moment.astimezone(current().zone)


def _locale() -> str:
    return str(locale_of(current().language))
