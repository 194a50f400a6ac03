"""What a policy promises, as people write it and read it again, and what an edit of it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from deskhand.rules.errors import Invalid
from deskhand.rules.events import Change
from deskhand.rules.sla.policy import MOST_MINUTES, PAUSES, Case, Policy, Target
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import Priority, Status

LONGEST = 40
"""Characters of a time."""
_HOURS = re.compile(r"(?:([0-9]{1,6})\s*h(?:ours?)?)?\s*(?:([0-9]{1,6})\s*m(?:in(?:utes?)?)?)?", re.IGNORECASE)
_CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])")
_PERCENT = re.compile(r"([0-9]{1,3})\s*%?")
Minutes = dict[Target, dict[Priority, int]]


def minutes_of(text: str) -> int | None:
    """Return the minutes of a time such as `1h 30m`, `90` or `2:00`; None of an empty one, ValueError of another."""
    plain = text.strip()
    if not plain:
        return None
    if len(plain) <= LONGEST:
        if plain.isascii() and plain.isdigit() and len(plain) <= 8:
            return int(plain)
        found = _CLOCK.fullmatch(plain) or _HOURS.fullmatch(plain)
        if found is not None:
            return int(found[1] or 0) * 60 + int(found[2] or 0)
    raise ValueError(f"“{plain[:LONGEST]}” is not a time such as 1h 30m, 90 (minutes) or 2:00")


def minutes_text(minutes: int | None) -> str:
    """Return minutes as they are written: `1h 30m`, `8h`, `45m`; nothing for none."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours}h" if hours else "", f"{rest}m" if rest else "") if part)


def cell(target: str, priority: str) -> str:
    """Return what a cell of the table of targets and priorities is called."""
    return f"targets.{target}.{priority}"


def targets_of(texts: Mapping[str, str]) -> Minutes:
    """Return the minutes of a table, whose cells are named as `cell` does; refuse by the cell."""
    found: Minutes = {}
    flaws: dict[str, str] = {}
    for target in Target:
        for priority in Priority:
            name = cell(target, priority)
            try:
                minutes = minutes_of(texts.get(name, ""))
            except ValueError as error:
                flaws[name] = str(error)
                continue
            if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
                flaws[name] = f"“{texts[name].strip()}” is not between a minute and a year"
            elif minutes is not None:
                found.setdefault(target, {})[priority] = minutes
    if flaws:
        raise Invalid(flaws)
    return found


def pauses_of(chosen: Mapping[Target, set[str]]) -> dict[Target, tuple[Status, ...]]:
    """Return the statuses in which clocks stand still, as they are kept: the usual ones are not named."""
    named = {target: tuple(one for one in Status if one.value in chosen.get(target, set())) for target in Target}
    return {target: statuses for target, statuses in named.items() if statuses != PAUSES}


def statuses_of(given: Mapping[Target, Iterable[str]]) -> dict[Target, set[str]]:
    """Return the statuses that are named for targets, the usual ones for others; refuse what is no status."""
    for target, names in given.items():
        if strange := sorted(set(names) - set(Status)):
            raise Invalid({f"pauses.{target.value}": f"“{strange[0][:40]}” is not a status"})
    return {target: set(given.get(target, PAUSES)) for target in Target}


def warnings_of(text: str, *, beside: tuple[Step, ...] = ()) -> tuple[Step, ...]:
    """Return the steps of a policy with the warnings that a text names by percent, and those that do more beside."""
    percents: list[int] = []
    for part in re.split(r"[,;\s]+", text.strip()[:200]):
        found = _PERCENT.fullmatch(part)
        if part and (found is None or not 1 <= int(found[1]) <= 99):
            raise Invalid({"warnings": f"“{part[:20]}” is not a share such as 25, from 1 to 99 percent that are left"})
        if found is not None and int(found[1]) not in percents:
            percents.append(int(found[1]))
    plain = tuple(Step(percent=percent) for percent in sorted(percents, reverse=True))
    return (*plain, *(step for step in beside if not is_warning(step)))


def warnings_text(steps: tuple[Step, ...]) -> str:
    """Return the warnings of a policy by their percent."""
    return ", ".join(str(step.percent) for step in steps if is_warning(step))


def is_warning(step: Step) -> bool:
    """Say whether a step tells whoever holds the ticket at so many percent, and does nothing else."""
    return step.percent is not None and step == Step(percent=step.percent)


def changes_of(before: Policy | None, after: Policy, *, calendars: Mapping[UUID, str]) -> dict[str, Change]:
    """Return what of a policy is different, from what to what; all of a new one. Calendars are told by their names."""
    was, becomes = {} if before is None else _told(before, calendars), _told(after, calendars)
    pairs = {name: (was.get(name), becomes.get(name)) for name in (was | becomes)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(policy: Policy, calendars: Mapping[UUID, str]) -> dict[str, str | None]:
    told: dict[str, str | None] = {
        f"sla_{target.value}_{priority.value}": minutes_text(policy.targets.get(target, {}).get(priority)) or None
        for target in Target
        for priority in Priority
    }
    told["calendar"] = (
        None if policy.calendar_id is None else calendars.get(policy.calendar_id, str(policy.calendar_id))
    )
    for target in Target:
        told[f"sla_pauses_{target.value}"] = ", ".join(policy.pauses.get(target, PAUSES)) or None
    told["sla_steps"] = ", ".join(map(_step, policy.steps)) or None
    told["sla_tests"] = "; ".join(map(_case, policy.tests)) or None
    told["restarts_on_rise"] = "yes" if policy.restarts_on_rise else "no"
    told["critical_below_half"] = "yes" if policy.critical_below_half else "no"
    return told


def _case(case: Case) -> str:
    """Return a test by its name and all that it says, so that none changes without being told."""
    moments = " ".join(
        f"{one.at.isoformat()}/{one.status}/{one.priority}/{one.is_answer}/{one.is_asked}" for one in case.moments
    )
    due = "never" if case.due_at is None else case.due_at.isoformat()
    opened = f"{case.opened_at.isoformat()} {case.priority.value}{' halved' if case.is_halved else ''}"
    return f"{case.name}: {case.target.value} {opened} {moments} → {due}"


def _step(step: Step) -> str:
    """Return a step by its moment, and with a stamp of the rest where it does more than warn."""
    return step.key if is_warning(step) else f"{step.key} ({', '.join(_does(step))})"


def _does(step: Step) -> list[str]:
    parts = {
        "assignee": step.tells_assignee, "team": step.tells_team, "people": step.people, "to": step.assignee_id,
        "to team": step.team_id, "priority": step.priority, "watchers": step.watchers, "for": step.targets,
    }  # fmt: skip
    return [f"{name} {_value(value)}".strip() for name, value in parts.items() if value]


def _value(value: object) -> str:
    return "" if value is True else " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
