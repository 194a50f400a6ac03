"""Steps of a policy as a form writes them and reads them again, one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.promise import minutes_of, minutes_text
from deskhand.rules.sla.step import Step, flaws_of
from deskhand.rules.ticket import Priority

BEFORE, AFTER = "before", "after"
SINGLE = ("amount", "side", "priority", "assignee", "team")
SEVERAL = ("targets", "tells", "people", "watchers")
"""Fields of a row; those of the second list may hold more than one choice."""
Row = Mapping[str, Sequence[str]]
NEW: Row = {name: [""] for name in SINGLE} | {name: [] for name in SEVERAL} | {"side": [BEFORE], "tells": ["assignee"]}
"""The empty row, by which a step is added."""


def steps_of(rows: Sequence[Row]) -> tuple[Step, ...]:
    """Return the steps of a form's rows; one without a moment is left out. Refuse by `steps.ROW.FIELD`."""
    flaws: dict[str, str] = {}
    found: dict[int, Step] = {}
    for place, row in enumerate(rows):
        if not _one(row, "amount"):
            continue
        try:
            found[place] = _step(row)
        except Invalid as refusal:
            flaws |= {f"steps.{place}.{name}": flaw for name, flaw in refusal.fields.items()}
    if not flaws:
        places = list(found)
        flaws = {_at(name, places): flaw for name, flaw in flaws_of(list(found.values()), targets=list(Target)).items()}
    if flaws:
        raise Invalid(flaws)
    return tuple(found.values())


def row_of(step: Step) -> dict[str, list[str]]:
    """Return the row that writes a step."""
    side = AFTER if step.is_after else BEFORE
    amount = f"{step.percent}%" if step.percent is not None else minutes_text(abs(step.minutes or 0)) or "0"
    single = {
        "amount": amount, "side": side, "priority": step.priority or "",
        "assignee": step.assignee_id or "", "team": step.team_id or "",
    }  # fmt: skip
    tells = [name for name, does in (("assignee", step.tells_assignee), ("team", step.tells_team)) if does]
    return {name: [str(value)] for name, value in single.items()} | {
        "targets": list(step.targets), "tells": tells, "people": [str(one) for one in step.people],
        "watchers": [str(one) for one in step.watchers],
    }  # fmt: skip


def _step(row: Row) -> Step:
    percent, minutes = _moment(_one(row, "amount"), is_after=_one(row, "side") == AFTER)
    priority = _one(row, "priority")
    if priority and priority not in set(Priority):
        raise Invalid({"priority": f"“{priority[:40]}” is not a priority"})
    return Step(
        percent=percent, minutes=minutes, targets=tuple(row.get("targets", ())),
        tells_assignee="assignee" in row.get("tells", ()), tells_team="team" in row.get("tells", ()),
        people=_ids(row, "people"), watchers=_ids(row, "watchers"),
        assignee_id=next(iter(_ids(row, "assignee")), None), team_id=next(iter(_ids(row, "team")), None),
        priority=Priority(priority) if priority else None,
    )  # fmt: skip


def _moment(amount: str, *, is_after: bool) -> tuple[int | None, int | None]:
    share = amount.removesuffix("%").strip()
    if amount.endswith("%"):
        if is_after:
            raise Invalid({"amount": f"“{amount[:20]}” is a share of what is left, so it comes before the due moment"})
        if not (share.isascii() and share.isdigit() and len(share) <= 2):
            raise Invalid({"amount": f"“{amount[:20]}” is not a share such as 25%, from 1% to 99% that are left"})
        return int(share), None
    try:
        minutes = minutes_of(amount) or 0
    except ValueError as error:
        raise Invalid({"amount": f"{error}, nor a share such as 25%"}) from error
    if not minutes and not is_after:
        raise Invalid({"amount": "must be a minute at least before the due moment"})
    return None, -minutes if is_after else minutes


def _ids(row: Row, name: str) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(one) for one in row.get(name, ()) if one)
    except ValueError as error:
        raise Invalid({name: "holds what is not an id; choose from the list"}) from error


def _one(row: Row, name: str) -> str:
    return "".join(row.get(name, ())[:1]).strip()


def _at(name: str, places: Sequence[int]) -> str:
    """Return the name of a flaw by the row that it is in, where it is in one."""
    head, *rest = name.split(".")
    if not rest:
        return name
    field = {"percent": "amount", "minutes": "amount"}.get(rest[-1], rest[-1]) if len(rest) > 1 else "amount"
    return f"{head}.{places[int(rest[0])]}.{field}"
