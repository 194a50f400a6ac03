"""`/api/automation/backtests`: what a draft of a rule would have done in the last 90 days; for those who keep rules."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from deskhand.actions.backtests import try_rule
from deskhand.actions.contract import act_once
from deskhand.api.answers import Answer
from deskhand.api.automation import ContentBody, content_of
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import backtests as queries
from deskhand.queries.contract import ask
from deskhand.rules.automation.backtest import MOST_HITS


class BacktestBody(ContentBody, frozen=True, kw_only=True):
    """A draft of a rule, checked as if it were kept."""

    rule_id: Annotated[
        UUID, Meta(description="The rule that it is a draft of, in whose place it stands; null: a new one.")
    ] | None = None  # fmt: skip


class CountsAnswer(Answer, frozen=True, kw_only=True):
    """What came of it until now; `changes` by field, `setOff` by the names of other rules."""

    events: int
    runs: int
    tickets: int
    replies: int
    notes: int
    told: int
    called: int
    stops: int
    changes: dict[str, int]
    set_off: dict[str, int]


class HitAnswer(Answer, frozen=True, kw_only=True):
    """What the rule would have done at an event: `changes` from what to what; `told` are ids and `assignee`.

    `called` are the ids of webhooks that it would have sent to.
    """

    event_id: UUID
    event: str
    at: datetime
    ticket_id: UUID
    ticket_number: str
    ticket_subject: str
    runs: bool
    changes: dict[str, list[Any]]
    wrote: Literal["reply", "note"] | None
    told: list[str]
    called: list[str]
    set_off: list[str]
    stops: list[str]
    as_now: Annotated[list[str], Meta(description="Fields that it asks about and that are taken as they are now.")]


class BacktestAnswer(Answer, frozen=True, kw_only=True):
    """How far the run is, and a page of what the rule would have done; `before` leads to the next one."""

    id: UUID
    rule_id: UUID | None
    name: str
    state: Literal["waiting", "looking", "done", "failed"]
    reason: str | None
    share: Annotated[int, Meta(description="Percent of the time that is gone through.")]
    since: datetime
    until: datetime
    is_cut: Annotated[bool, Meta(description=f"Whether it ended early, with {MOST_HITS:,} events.")]
    counts: CountsAnswer
    items: list[HitAnswer]
    before: UUID | None


@post(
    "/", responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507), summary="Try a draft of a rule",
    operation_id="tryRule",
)  # fmt: skip
async def add(
    request: Asking, actor: Who, *, data: JSONBody[BacktestBody], idempotency_key: Key = None
) -> BacktestAnswer:
    """Have a draft tried on what happened in the last 90 days, in the background; it takes the place of one's last."""
    once = await once_of(request, key=idempotency_key)
    asked = await act_once(actor, once, try_rule, content_of(data), rule_id=data.rule_id)
    return _shown(await ask(actor, queries.read_backtest, asked.id))


@get(
    "/{backtest_id:uuid}", responses=spec(400, 401, 403, 404, 422, 500, 503), operation_id="readBacktest",
    summary="Read what a rule would have done",
)  # fmt: skip
async def read(
    actor: Who,
    backtest_id: FromPath[UUID],
    *,
    before: Annotated[UUID | None, QueryParameter(required=False, description="`before` of the page before.")] = None,
) -> BacktestAnswer:
    """Return a run of one's own with what the rule would have done, the newest first."""
    return _shown(await ask(actor, queries.read_backtest, backtest_id, before=before))


def _shown(run: queries.Backtest) -> BacktestAnswer:
    counts = run.counts
    return BacktestAnswer(
        id=run.id, rule_id=run.rule_id, name=run.content.name,
        state=run.state,  # type: ignore[arg-type]  # the check of the table
        reason=run.reason, share=run.share if run.is_unfinished else 100, since=run.since, until=run.until,
        is_cut=run.is_cut, items=[_hit(one) for one in run.items], before=run.before,
        counts=CountsAnswer(
            events=counts.events, runs=counts.runs, tickets=run.tickets, replies=counts.replies, notes=counts.notes,
            told=counts.told, called=counts.called, stops=counts.stops, changes=counts.changes, set_off=counts.set_off,
        ),
    )  # fmt: skip


def _hit(one: queries.HitLine) -> HitAnswer:
    would = one.would
    return HitAnswer(
        event_id=one.event_id, event=one.event, at=one.at, ticket_id=one.ticket_id, ticket_number=one.ticket_number,
        ticket_subject=one.ticket_subject, runs=would.has_run,
        changes={name: list(pair) for name, pair in would.changes.items()},
        wrote=would.wrote,  # type: ignore[arg-type]  # “reply” or “note”, as rules/automation/backtest.py says
        told=list(would.told), called=list(would.called),
        set_off=list(would.set_off), stops=list(would.stops), as_now=list(would.as_now),
    )  # fmt: skip


ROUTER = Router("/api/automation/backtests", route_handlers=[add, read], tags=["Automation"])
"""The routes of backtests."""
