"""`/api/tickets/bulk-update`: many tickets changed as one step: what became of each, and the way back."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET

from deskhand.actions import bulk_changes
from deskhand.actions.bulk import Outcome, refusal_of
from deskhand.actions.contract import act_once
from deskhand.api import answers
from deskhand.api.answers import Answer, TicketAnswer
from deskhand.api.bodies import BulkBody, BulkSet
from deskhand.api.problem import Problem, problem_of, spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.filters import check_page, filters_of
from deskhand.door.once import once_of
from deskhand.queries.bulk import BulkView, bulk_results, ids_in_view, read_bulk
from deskhand.queries.contract import ask
from deskhand.rules.access import Actor
from deskhand.rules.bulk import MOST, NOBODY, Fate, State, Wanted
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.ticket import Status

_PATH = "/api/tickets/bulk-update"
_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
_FIELDS = {
    "form": "set", "agent": "set.assigneeId", "agentId": "set.assigneeId", "team": "set.teamId",
    "teamId": "set.teamId", "tags": "set.tags", "status": "set.status", "priority": "set.priority", "type": "set.type",
    "resolution": "set.resolution", "snoozedUntil": "set.snoozedUntil", "dueAt": "set.dueAt",
}  # fmt: skip
"""What the desk calls a flaw, and what the body does."""


class BulkResult(Answer, frozen=True, kw_only=True):
    """What became of one ticket of many: it as it stands now, or the problem that kept it as it was."""

    id: UUID
    ok: bool
    outcome: str
    ticket: TicketAnswer | None
    problem: Problem | None


class BulkRun(Answer, frozen=True, kw_only=True):
    """A change of many tickets: `state` is `running`, `done`, `undoing` or `undone`; counts say what became of them.

    `waiting` are still to be gone through; `restored` and `kept` are what an undo did.
    """

    id: UUID | None
    state: str
    total: int
    changed: int
    unchanged: int
    refused: int
    waiting: int
    restored: int
    kept: int
    undo_until: datetime | None


class BulkAnswer(BulkRun, frozen=True, kw_only=True):
    """A change of many tickets with what became of each, in the order asked; none while it is running."""

    results: list[BulkResult]


class BulkLine(Answer, frozen=True, kw_only=True):
    """What became of one ticket, and why."""

    id: UUID
    number: str
    outcome: str
    reason: str | None


class BulkLines(Answer, frozen=True, kw_only=True):
    """A page of what became of tickets, those that the caller may see."""

    items: list[BulkLine]
    limit: int
    next_cursor: str | None


_LATER: dict[int, ResponseSpec] = {
    202: ResponseSpec(BulkAnswer, description="More than 100: it goes on by itself; `Location` says how far it is.")
}


@post(
    "/", status_code=200, responses={**_WRITE, **_LATER}, summary="Change many tickets",
    operation_id="bulkUpdateTickets",
)  # fmt: skip
async def bulk_update(
    request: Asking, actor: Who, *, data: JSONBody[BulkBody], idempotency_key: Key = None
) -> Response[BulkAnswer]:
    """Change the tickets of `ids` (at most 100) or of a `view` (at most 10,000), each whole or not at all.

    Up to 100 are changed before the answer, which says what became of each. More are changed in the background: the
    answer is a 202 without results, and its `Location` says how far it is.
    """
    wanted = _wanted(data.set)
    once = await once_of(request, key=idempotency_key)
    try:
        told = await act_once(actor, once, bulk_changes.change_each, await _chosen(actor, data), wanted)
    except Invalid as refusal:
        raise Invalid({_FIELDS.get(name, name): flaw for name, flaw in refusal.fields.items()}) from refusal
    answer = _answer(await ask(actor, read_bulk, told.begun.id) if told.begun else None, told.outcomes)
    return Response(answer, **_on_its_way(answer))


@get("/{bulk_id:uuid}", responses=_READ, summary="Read a change of many tickets", operation_id="readBulkUpdate")
async def read_run(actor: Who, bulk_id: FromPath[UUID]) -> BulkRun:
    """Return how far a change is that the caller asked for within a week, and until when it can be taken back."""
    return BulkRun(**_counts(await ask(actor, read_bulk, bulk_id)))


@get(
    "/{bulk_id:uuid}/results", responses=_READ, summary="List what became of many tickets",
    operation_id="listBulkResults",
)  # fmt: skip
async def list_results(
    actor: Who,
    bulk_id: FromPath[UUID],
    *,
    outcome: Annotated[
        str | None,
        QueryParameter(
            required=False, description="`waiting`, `changed`, `unchanged`, `refused`, `restored` or `kept`."
        ),
    ] = None,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 100,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> BulkLines:
    """Return what became of each ticket of a change that the caller asked for, the oldest ticket first."""
    check_page(1, limit)
    fate = word_of(Fate, outcome) if outcome else None
    if outcome and fate is None:
        raise Invalid({"outcome": flaw_in_word(Fate, outcome) or ""})
    await ask(actor, read_bulk, bulk_id)
    found = await ask(actor, bulk_results, bulk_id, fate=fate, cursor=cursor, limit=limit)
    items = [BulkLine(id=one.id, number=one.number, outcome=one.fate, reason=one.reason) for one in found.items]
    return BulkLines(items=items, limit=limit, next_cursor=found.next_cursor)


@post(
    "/{bulk_id:uuid}/undo", status_code=200, responses={**_WRITE, **_LATER}, summary="Take a change of many back",
    operation_id="undoBulkUpdate",
)  # fmt: skip
async def undo(
    request: Asking, actor: Who, bulk_id: FromPath[UUID], *, idempotency_key: Key = None
) -> Response[BulkRun]:
    """Put every ticket back that nobody has changed since, for an hour; those that stay are `kept`, with the reason."""
    once = await once_of(request, key=idempotency_key)
    await act_once(actor, once, bulk_changes.undo_many, bulk_id)
    run = BulkRun(**_counts(await ask(actor, read_bulk, bulk_id)))
    return Response(run, **_on_its_way(run))


async def _chosen(actor: Actor, data: BulkBody) -> list[UUID]:
    if (data.ids is UNSET) == (data.view is UNSET):
        ways = "must be given: one of the two" if data.ids is UNSET else "cannot be sent together: leave one out"
        joined = "or" if data.ids is UNSET else "and"
        raise Invalid({"ids": f"{joined} view {ways}", "view": f"{joined} ids {ways}"})
    if isinstance(data.ids, list):
        return data.ids
    chosen = await ask(actor, ids_in_view, filters_of(view=data.view or None), most=MOST + 1)
    if len(chosen) > MOST:
        raise Invalid({"view": f"shows more than {MOST:,} tickets; narrow it"})
    return chosen


def _wanted(data: BulkSet) -> Wanted:
    status = word_of(Status, data.status) if isinstance(data.status, str) else None
    if data.resolution and status not in {Status.RESOLVED, Status.CLOSED}:
        raise Invalid({"set.resolution": "is taken together with the status resolved or closed"})
    return Wanted(
        status=data.status or "", priority=data.priority or "", type=data.type or "", resolution=data.resolution or "",
        assignee="" if data.assignee_id is UNSET else str(data.assignee_id or NOBODY),
        team="" if data.team_id is UNSET else str(data.team_id or NOBODY),
        tags=tuple(data.tags) if isinstance(data.tags, list) else UNSET,
        add_tags=tuple(data.add_tags), remove_tags=tuple(data.remove_tags),
        snoozed_until=data.snoozed_until, due_at=data.due_at,
    )  # fmt: skip


def _on_its_way(run: BulkRun) -> dict[str, Any]:
    """Return what an answer has besides its body: where it is read on while the desk goes through the tickets."""
    if run.state not in {State.RUNNING, State.UNDOING}:
        return {}
    return {"status_code": HTTPStatus.ACCEPTED, "headers": {"Location": f"{_PATH}/{run.id}"}}


def _answer(view: BulkView | None, outcomes: tuple[Outcome, ...]) -> BulkAnswer:
    results = [
        BulkResult(
            id=one.id, ok=one.refused is None, outcome=one.fate,
            ticket=answers.for_agents(one.ticket) if one.ticket else None,
            problem=problem_of(refusal_of(one.refused)) if one.refused else None,
        )
        for one in outcomes
    ]  # fmt: skip
    told = _counts(view)
    # Ids that are nobody's stand in no row, and are refused all the same.
    told["refused"] = max(told["refused"], sum(not one.ok for one in results))
    return BulkAnswer(**told, results=results)


def _counts(view: BulkView | None) -> dict[str, Any]:
    fates = dict.fromkeys(Fate, 0) if view is None else {fate: view.counts.get(fate, 0) for fate in Fate}
    return {
        "id": view.id if view else None, "state": view.state if view else State.DONE,
        "total": view.total if view else 0, "undo_until": view.undo_until if view else None,
        **{fate.value: count for fate, count in fates.items()},
    }  # fmt: skip


ROUTER = Router(_PATH, route_handlers=[bulk_update, read_run, list_results, undo], tags=["Tickets"])
"""The routes of changing many tickets."""
