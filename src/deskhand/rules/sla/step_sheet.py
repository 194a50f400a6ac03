"""Steps of a policy as text in YAML: people by their addresses, teams by their names, moments as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct, field

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.escalation import AFTER, BEFORE, Row, row_of, steps_of
from deskhand.rules.sla.promise import is_warning, warnings_of, warnings_text
from deskhand.rules.sla.step import Step

_WHEN = re.compile(r"(\S.{0,40}?)\s+(left|late)")
_SIDES = {"left": BEFORE, "late": AFTER}
_TELLS = ("assignee", "team")


class WrittenStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step: `when` is `25% left`, `1h 30m left` or `30m late`; without targets it holds for each."""

    when: str
    targets: list[str] = []
    tells: list[str] = field(default_factory=lambda: ["assignee"])
    people: list[str] = []
    assignee: str = ""
    team: str = ""
    priority: str = ""
    watchers: list[str] = []


class Known(Struct, frozen=True, kw_only=True):
    """What texts may name, with its id: calendars and teams by name, people by their address in lower case."""

    calendars: Mapping[str, UUID] = {}
    people: Mapping[str, UUID] = {}
    teams: Mapping[str, UUID] = {}


def addresses(steps: Iterable[WrittenStep]) -> set[str]:
    """Return the addresses of the people whom steps name."""
    return {_plain(one) for step in steps for one in (*step.people, *step.watchers, step.assignee) if one.strip()}


def steps_written(steps: tuple[Step, ...], *, names: Mapping[UUID, str]) -> dict[str, Any]:
    """Return steps for a text: warnings by their percent, the rest whole; what has no name any more is its id."""
    percents = warnings_text(steps)
    is_usual = warnings_of(percents, beside=steps) == steps
    whole = [step for step in steps if not (is_usual and is_warning(step))]
    return {
        "warnings": [one for one in percents.split(", ") if one] if is_usual else [],
        "steps": [_written(step, names) for step in whole],
    }


def steps_read(written: Sequence[WrittenStep], *, known: Known) -> tuple[Step, ...]:
    """Return the steps of a text; refuse by `steps`, and name all that is missing at once."""
    people = {_plain(one): one for one in sorted(addresses(written)) if one not in known.people}
    teams = sorted({step.team.strip() for step in written if step.team.strip()} - set(known.teams))
    missing = [f"“{one[:254]}” is not an active agent here" for one in people]
    missing += [f"“{name[:100]}” is not a team here" for name in teams]
    if missing:
        raise Invalid({"steps": "; ".join(missing)})
    try:
        return steps_of([_row(step, known) for step in written])
    except Invalid as refusal:
        raise Invalid({_field(name): why for name, why in refusal.fields.items()}) from refusal


def _written(step: Step, names: Mapping[UUID, str]) -> dict[str, Any]:
    row = row_of(step)
    amount = row["amount"][0]
    found: dict[str, Any] = {"when": f"{'0m' if amount == '0' else amount} {'late' if step.is_after else 'left'}"}
    if step.targets:
        found["targets"] = list(step.targets)
    found["tells"] = row["tells"]
    several = {"people": step.people, "watchers": step.watchers}
    found |= {name: [names.get(one, str(one)) for one in ids] for name, ids in several.items() if ids}
    single = {"assignee": step.assignee_id, "team": step.team_id}
    found |= {name: names.get(one, str(one)) for name, one in single.items() if one}
    return found | ({"priority": step.priority.value} if step.priority else {})


def _row(step: WrittenStep, known: Known) -> Row:
    match = _WHEN.fullmatch(" ".join(step.when.split()))
    if match is None:
        raise Invalid({"steps": f"“{step.when[:40]}” is not a moment such as 25% left, 1h 30m left or 30m late"})
    if strange := sorted(set(step.tells) - set(_TELLS)):
        raise Invalid({"steps": f"“{strange[0][:40]}” is not who a step tells; take assignee or team, or name people"})
    return {
        "amount": [match[1]], "side": [_SIDES[match[2]]], "priority": [step.priority],
        "assignee": list(_ids([step.assignee], known)),
        "team": [str(known.teams[step.team.strip()])] if step.team.strip() else [],
        "targets": step.targets, "tells": step.tells, "people": list(_ids(step.people, known)),
        "watchers": list(_ids(step.watchers, known)),
    }  # fmt: skip


def _ids(people: Sequence[str], known: Known) -> Iterator[str]:
    yield from (str(known.people[_plain(one)]) for one in people if one.strip())


def _plain(address: str) -> str:
    return address.strip().lower()


def _field(name: str) -> str:
    """Return the name of a flaw in a row as a text has it, its steps counted from one."""
    head, *rest = name.split(".")
    return f"{head}, step {int(rest[0]) + 1}, {'when' if rest[1] == 'amount' else rest[1]}" if len(rest) > 1 else head
