"""Policies and calendars as text in YAML: written, and read again into closed shapes, whatever somebody sends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit import plain_yaml
from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar, Proof
from deskhand.rules.sla.policy import PAUSES, Case, Moment, Policy, Target
from deskhand.rules.sla.promise import cell, minutes_of, minutes_text, pauses_of, statuses_of, targets_of, warnings_of
from deskhand.rules.sla.step import Step
from deskhand.rules.sla.step_sheet import Known, WrittenStep, steps_read, steps_written
from deskhand.rules.sla.trial import checked as checked_tests
from deskhand.rules.sla.written import holidays_of, hours_text, week_of
from deskhand.rules.ticket import Priority, Status

_PLACE = re.compile(r"(.*) - at `\$\.?(.*)`$", re.DOTALL)
_KINDS = {"array": "a list", "object": "a mapping", "str": "a text"}
_QUOTED = re.compile("`([^`]*)`")


class _Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping whose every key is known; its values are texts, as YAML's are before anybody guesses their types."""


class WrittenMoment(_Shape, frozen=True, kw_only=True):
    """Something that happens in a test."""

    at: str
    status: str = ""
    priority: str = ""
    reply: str = ""
    """`agent` answers, `customer` asks."""


class WrittenTest(_Shape, frozen=True, kw_only=True):
    """A test of a policy; `due` is a time with its zone, or `never`."""

    name: str
    opened: str
    priority: str
    target: str
    due: str
    priority_client: str = "no"
    events: list[WrittenMoment] = []


class WrittenPolicy(_Shape, frozen=True, kw_only=True):
    """A policy; its calendar is named. Without `steps` it keeps those that it has beside its warnings."""

    name: str
    targets: dict[str, dict[str, str]]
    calendar: str = ""
    pauses: dict[str, list[str]] = {}
    warnings: list[str] = msgspec.field(default_factory=lambda: ["25"])
    steps: list[WrittenStep] | None = None
    restarts_on_rise: str = "no"
    critical_below_half: str = "no"
    tests: list[WrittenTest] = []


class WrittenProof(_Shape, frozen=True, kw_only=True):
    """A test of a calendar: `worked` is a time such as `8h`, which begins at `opened` and is over at `due`."""

    name: str
    opened: str
    worked: str
    due: str


class WrittenCalendar(_Shape, frozen=True, kw_only=True):
    """A calendar."""

    name: str
    time_zone: str
    week: dict[str, str]
    holidays: dict[str, str] = {}
    tests: list[WrittenProof] = []


class Sheet(_Shape, frozen=True, kw_only=True):
    """A whole text: calendars, and policies that count by them."""

    calendars: list[WrittenCalendar] = []
    policies: list[WrittenPolicy] = []


def sheet_of(text: str) -> Sheet:
    """Return what a text says; refuse with the place and what is wrong there."""
    found: Sheet = _shaped(_read(text), Sheet)
    for place, names in (
        ("calendars", [one.name.strip() for one in found.calendars]),
        ("policies", [one.name.strip() for one in found.policies]),
    ):
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise Invalid({"yaml": f"{place}: two are called “{twice[:80]}”; leave one out, or give it another name"})
    return found


def sheet_text(policies: Mapping[str, Policy], calendars: Mapping[str, Calendar], *, names: Mapping[UUID, str]) -> str:
    """Return policies and calendars as text; `names` are those of calendars and teams, and people's addresses."""
    return plain_yaml.written({
        "calendars": [_calendar(name, one) for name, one in calendars.items()],
        "policies": [_policy(name, one, names) for name, one in policies.items()],
    })  # fmt: skip


def cases_of(text: str) -> tuple[Case, ...]:
    """Return the tests of a text that holds a list of them."""
    found = _read(text) if text.strip() else []
    return _tests(_shaped({"tests": found or []}, _Tests).tests)


def cases_text(cases: Sequence[Case]) -> str:
    """Return tests as a list in a text; empty without any."""
    return plain_yaml.written([_test(case) for case in cases]) if cases else ""


def policy_of(written: WrittenPolicy, *, steps: tuple[Step, ...], known: Known) -> Policy:
    """Return the policy of a text; where it names no steps, those stay that do more than warn."""
    if written.calendar and written.calendar not in known.calendars:
        there = ", ".join(f"“{name}”" for name in known.calendars) or "none"
        raise Invalid({"calendar": f"“{written.calendar[:80]}” is not a calendar; there is {there}"})
    table = _texts(written.targets)
    pauses = {_one_of(Target, name, "pauses"): set(of) for name, of in written.pauses.items()}
    return Policy(
        targets=targets_of(table), calendar_id=known.calendars.get(written.calendar),
        pauses=pauses_of(statuses_of(pauses)),
        restarts_on_rise=_yes(written.restarts_on_rise, "restarts_on_rise"),
        critical_below_half=_yes(written.critical_below_half, "critical_below_half"),
        steps=_steps(written, steps, known), tests=_tests(written.tests),
    )  # fmt: skip


def _steps(written: WrittenPolicy, held: tuple[Step, ...], known: Known) -> tuple[Step, ...]:
    warnings = " ".join(written.warnings)
    if written.steps is None:
        return warnings_of(warnings, beside=held)
    return (*warnings_of(warnings), *steps_read(written.steps, known=known))


def calendar_of(written: WrittenCalendar) -> Calendar:
    """Return the calendar of a text."""
    lines = "\n".join(f"{day} {' '.join(name.split())}" for day, name in written.holidays.items())
    return Calendar(
        zone=written.time_zone, week=week_of(written.week), holidays=holidays_of(lines),
        tests=tuple(map(_proof, written.tests)),
    )  # fmt: skip


def _proof(one: WrittenProof) -> Proof:
    where = f"tests, “{one.name[:60]}”"
    try:
        minutes = minutes_of(one.worked) or 0
    except ValueError as error:
        raise Invalid({"tests": f"“{one.name[:60]}”: {error}"}) from error
    return Proof(
        name=one.name.strip(), begins_at=_time(one.opened, where), minutes=minutes, ends_at=_time(one.due, where)
    )


class _Tests(_Shape, frozen=True, kw_only=True):
    tests: list[WrittenTest]


def _read(text: str) -> Any:
    try:
        return plain_yaml.read(text)
    except ValueError as error:
        raise Invalid({"yaml": str(error)}) from error


def _shaped(found: Any, kind: type[Any]) -> Any:
    if not isinstance(found, dict):
        raise Invalid({"yaml": "must be a mapping with “calendars” and “policies”, each a list"})
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        match = _PLACE.fullmatch(str(error))
        why, place = (match[1], match[2]) if match else (str(error), "")
        plain = _QUOTED.sub(lambda found: _KINDS.get(found[1], f"“{found[1]}”"), why)
        raise Invalid({"yaml": f"{place or 'the whole'}: {plain}"[:300]}) from error


def _texts(targets: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    texts = {}
    for target, times in targets.items():
        for priority, time in times.items():
            name = cell(_one_of(Target, target, "targets"), _one_of(Priority, priority, f"targets.{target}"))
            texts[name] = time
    return texts


def _tests(written: Sequence[WrittenTest]) -> tuple[Case, ...]:
    return checked_tests([_case(one) for one in written])


def _case(one: WrittenTest) -> Case:
    where = f"tests, “{one.name[:60]}”"
    moments = [
        Moment(
            at=_time(each.at, where), is_answer=each.reply == "agent", is_asked=each.reply == "customer",
            status=_one_of(Status, each.status, where) if each.status else None,
            priority=_one_of(Priority, each.priority, where) if each.priority else None,
        )
        for each in one.events
        if each.reply in {"", "agent", "customer"} or _refuse(where, each.reply, "agent or customer")
    ]  # fmt: skip
    return Case(
        name=one.name.strip(), opened_at=_time(one.opened, where), priority=_one_of(Priority, one.priority, where),
        target=_one_of(Target, one.target, where), due_at=None if one.due == "never" else _time(one.due, where),
        is_halved=_yes(one.priority_client, where), moments=tuple(moments),
    )  # fmt: skip


def _one_of(kind: Any, word: str, where: str) -> Any:
    if word not in set(kind):
        _refuse(where, word, ", ".join(kind))
    return kind(word)


def _refuse(where: str, word: str, known: str) -> bool:
    raise Invalid({"yaml": f"{where}: “{word[:40]}” is none of these: {known}"})


def _yes(word: str, where: str) -> bool:
    if word.lower() not in {"yes", "no", "true", "false"}:
        _refuse(where, word, "yes, no")
    return word.lower() in {"yes", "true"}


def _time(text: str, where: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid({"yaml": f"{where}: “{text[:40]}” is not a time such as 2026-07-01T09:00:00+02:00"}) from None


def _calendar(name: str, one: Calendar) -> dict[str, Any]:
    week = {day: hours_text(windows) for day, windows in zip(WEEKDAYS, one.week, strict=True) if windows}
    days = {str(day): title for day, title in sorted(one.holidays.items())}
    tests = [
        {"name": proof.name, "opened": proof.begins_at.isoformat(), "worked": minutes_text(proof.minutes),
         "due": proof.ends_at.isoformat()}
        for proof in one.tests
    ]  # fmt: skip
    rest = {"holidays": days, "tests": tests}
    return {"name": name, "time_zone": one.zone, "week": week} | {key: said for key, said in rest.items() if said}


def _policy(name: str, one: Policy, names: Mapping[UUID, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    if one.calendar_id is not None:
        found["calendar"] = names[one.calendar_id]
    found["targets"] = {
        target.value: {priority.value: minutes_text(times[priority]) for priority in Priority if priority in times}
        for target in Target
        if (times := one.targets.get(target))
    }
    if one.pauses:
        found["pauses"] = {target.value: [s.value for s in one.pauses.get(target, PAUSES)] for target in Target}
    found |= steps_written(one.steps, names=names)
    found["restarts_on_rise"] = "yes" if one.restarts_on_rise else "no"
    found["critical_below_half"] = "yes" if one.critical_below_half else "no"
    if one.tests:
        found["tests"] = [_test(case) for case in one.tests]
    return found


def _test(case: Case) -> dict[str, Any]:
    found = {
        "name": case.name, "opened": case.opened_at.isoformat(), "priority": case.priority.value,
        "target": case.target.value, "due": "never" if case.due_at is None else case.due_at.isoformat(),
    }  # fmt: skip
    events = [_moment(moment) for moment in case.moments]
    return found | ({"priority_client": "yes"} if case.is_halved else {}) | ({"events": events} if events else {})


def _moment(moment: Moment) -> dict[str, str]:
    found = {"at": moment.at.isoformat()}
    if moment.status is not None:
        found["status"] = moment.status.value
    if moment.priority is not None:
        found["priority"] = moment.priority.value
    if moment.is_answer or moment.is_asked:
        found["reply"] = "agent" if moment.is_answer else "customer"
    return found
