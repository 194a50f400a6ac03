"""What would have been: a draft of a policy judged by past tickets before it is saved."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions.contract import act
from deskhand.actions.hindsights import ask_hindsight
from deskhand.queries import policies as queries
from deskhand.queries.contract import ask
from deskhand.queries.hindsights import read_hindsight
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.sla.hindsight import MOST_FLIPS, SPAN
from deskhand.rules.sla.policy import Target
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.policies import FIELDS, PAUSING, POLICIES, refused, wanted_of
from deskhand.web.ticket import id_of

HINDSIGHT = POLICIES + "/hindsight"
Answer = Response[str] | Response[None]


@post(HINDSIGHT)
async def judge_new_policy(frame: Framed) -> Answer:
    """Have a policy judged that is not made yet, in the place of the workspace's own."""
    return await _judged(frame, None)


@post(POLICIES + "/{policy_id:uuid}/hindsight")
async def judge_policy(frame: Framed, policy_id: FromPath[UUID]) -> Answer:
    """Have a change of a policy judged that is not saved yet."""
    return await _judged(frame, await ask(frame.actor, queries.read_policy, policy_id))


@get(HINDSIGHT)
async def read(frame: Framed) -> Response[str]:
    """Show what would have been, as far as it is known."""
    asked = frame.request.query_params
    is_late = asked.get("side", "") != "kept"
    found = await ask(frame.actor, read_hindsight, is_late=is_late, after=asked.get("after") or None)
    return frame.show(
        "hindsight.html", found=found, is_late=is_late, targets=list(Target), days=SPAN.days, most=MOST_FLIPS
    )


async def _judged(frame: Frame, view: queries.View | None) -> Answer:
    form = await frame.form(*FIELDS, several=PAUSING)
    try:
        start = None if view else id_of(form["start"], "start")
        begun = view if start is None else await ask(frame.actor, queries.read_policy, start)
        wanted = wanted_of(form, begun.last.says.steps if begun else ())
        await act(frame.actor, ask_hindsight, view.id if view else None, wanted, start_id=start)
    except (Invalid, Conflict) as refusal:
        return await refused(frame, view, form, refusal=refusal)
    return go(HINDSIGHT)


ROUTES = [judge_new_policy, judge_policy, read]
