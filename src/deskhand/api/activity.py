"""`/api/tickets/{id}/activity`: a ticket's whole trail, as JSON and as CSV; for agents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get
from litestar.params import FromPath

from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.door.download import HEADERS, disposition
from deskhand.kit.sheet import csv_of
from deskhand.queries.activity import Trail, read_trail
from deskhand.queries.contract import ask
from deskhand.rules.events import Change

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_HEAD = ("at", "event", "who", "kind", "field", "from", "to", "why", "id")


class StepAnswer(Answer, frozen=True, kw_only=True):
    """Something that happened; `changes` holds from and to by field, `why` the reason that was given."""

    id: UUID
    at: datetime
    event: str
    who: str
    who_kind: str
    who_id: UUID | None
    why: str | None
    changes: dict[str, Change]


class TrailAnswer(Answer, frozen=True, kw_only=True):
    """All that happened to a ticket, the earliest first."""

    id: UUID
    number: str
    steps: list[StepAnswer]


@get("/{ticket_id:uuid}/activity", responses=_READ, summary="Export a trail", operation_id="readActivity")
async def read(actor: Who, ticket_id: FromPath[UUID]) -> TrailAnswer:
    """Return the whole trail of a ticket: who did what when, from what to what, and why."""
    trail = await ask(actor, read_trail, ticket_id)
    names = StepAnswer.__struct_fields__
    steps = [StepAnswer(**{name: getattr(step, name) for name in names}) for step in trail.steps]
    return TrailAnswer(id=ticket_id, number=trail.number, steps=steps)


@get(
    "/{ticket_id:uuid}/activity.csv", responses=_READ, summary="Export a trail as CSV", operation_id="readActivityCsv",
    media_type="text/csv",
)  # fmt: skip
async def read_csv(actor: Who, ticket_id: FromPath[UUID]) -> Response[bytes]:
    """Return the same as a table with a line for each change; no cell of it is taken for a formula."""
    trail = await ask(actor, read_trail, ticket_id)
    headers = {**HEADERS, "Content-Disposition": disposition(f"{trail.number}-activity.csv")}
    return Response(csv_of(_HEAD, _lines(trail)), media_type="text/csv", headers=headers)


def _lines(trail: Trail) -> Iterator[tuple[str | None, ...]]:
    for step in trail.steps:
        around = (step.at.isoformat(timespec="seconds"), step.event, step.who, step.who_kind)
        for field, (old, new) in (step.changes or {"": (None, None)}).items():
            yield (*around, field, old, new, step.why, str(step.id))


ROUTER = Router("/api/tickets", route_handlers=[read, read_csv], tags=["Tickets"])
