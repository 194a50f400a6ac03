"""`/api/sla/hindsights`: what a draft of a policy would have made of the last 90 days; for admins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from deskhand.actions.contract import act_once
from deskhand.actions.hindsights import ask_hindsight
from deskhand.api.answers import Answer
from deskhand.api.policies import PolicyBody, wanted_of
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import hindsights as queries
from deskhand.queries import policies
from deskhand.queries.contract import ask
from deskhand.rules.sla.hindsight import MOST_FLIPS
from deskhand.rules.sla.policy import Target

Side = Literal["late", "kept"]


class HindsightBody(PolicyBody, frozen=True, kw_only=True):
    """A draft of a policy, checked as if it were saved."""

    policy_id: Annotated[
        UUID, Meta(description="The policy that it is a draft of; null: a new one, in place of the workspace's own.")
    ] | None = None  # fmt: skip


class FlipAnswer(Answer, frozen=True, kw_only=True):
    """A ticket, and its targets that would have gone otherwise."""

    ticket_id: UUID
    number: str
    subject: str
    targets: list[Target]


class HindsightAnswer(Answer, frozen=True, kw_only=True):
    """How far the run is, how many were late as it was and would have been `after`, and a page of the tickets."""

    id: UUID
    policy_id: Annotated[UUID, Meta(description="The policy whose place the draft takes.")]
    is_new: bool
    name: str
    state: Annotated[Literal["waiting", "judging", "ready", "failed"], Meta(description="`ready`: all are judged.")]
    share: Annotated[int, Meta(description="Percent of the time that is gone through.")]
    since: datetime
    until: datetime
    judged: Annotated[int, Meta(description="Tickets until now.")]
    before: dict[Target, int]
    after: dict[Target, int]
    flipped: Annotated[int, Meta(description=f"Tickets that go otherwise; {MOST_FLIPS:,} of them can be listed.")]
    items: list[FlipAnswer]
    next_cursor: str | None


@post(
    "/", responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507), operation_id="askHindsight",
    summary="Judge a draft of a policy",
)  # fmt: skip
async def add(
    request: Asking, actor: Who, *, data: JSONBody[HindsightBody], idempotency_key: Key = None
) -> HindsightAnswer:
    """Have a draft judged by the tickets of the last 90 days, in the background; it takes the place of one's last."""
    held = None if data.policy_id is None else (await ask(actor, policies.read_policy, data.policy_id)).last.says
    wanted = wanted_of(data, held.steps, held.tests) if held else wanted_of(data)
    once = await once_of(request, key=idempotency_key)
    made = await act_once(actor, once, ask_hindsight, data.policy_id, wanted)
    return _shown(await ask(actor, queries.read_hindsight, made, is_late=True))


@get(
    "/{hindsight_id:uuid}", responses=spec(400, 401, 403, 404, 422, 500, 503), operation_id="readHindsight",
    summary="Read what would have been",
)  # fmt: skip
async def read(
    actor: Who,
    hindsight_id: FromPath[UUID],
    *,
    side: Annotated[
        Side, QueryParameter(required=False, description="Tickets that would have been late, or would not have been.")
    ] = "late",
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> HindsightAnswer:
    """Return a run of one's own with tickets that go otherwise, the newest first, of those that one may see."""
    return _shown(await ask(actor, queries.read_hindsight, hindsight_id, is_late=side == "late", after=cursor))


def _shown(found: queries.Hindsight) -> HindsightAnswer:
    tally = found.tally
    return HindsightAnswer(
        id=found.id, policy_id=found.policy_id, is_new=found.is_new, name=found.name,
        state=found.state,  # type: ignore[arg-type]  # the check of the table
        share=found.share if found.is_unfinished else 100, since=found.since, until=found.until, judged=tally.judged,
        before={target: tally.before.get(target, 0) for target in Target},
        after={target: tally.after.get(target, 0) for target in Target}, flipped=found.flipped,
        items=[
            FlipAnswer(ticket_id=one.id, number=one.number, subject=one.subject, targets=list(one.targets))
            for one in found.items
        ],
        next_cursor=found.next_cursor,
    )  # fmt: skip


ROUTER = Router("/api/sla/hindsights", route_handlers=[add, read], tags=["Deadlines"])
"""The routes of hindsights."""
