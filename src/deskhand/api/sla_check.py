"""`/api/notifications/sla-check`: looks at the deadlines now, for schedulers that were set up to ask for it."""

from __future__ import annotations

from litestar import Request, Router, get, post
from litestar.datastructures import State
from msgspec import Struct

from deskhand.api.problem import spec
from deskhand.door.desk import desk_of
from deskhand.kit.crypt import same
from deskhand.reactions.clocks import check_now
from deskhand.rules.errors import NotFound, SignIn

_READ = spec(401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 500, 503, 507)


class Checked(Struct, frozen=True, rename="camel"):
    """What a look at the deadlines raised; `tickets` were due to be looked at."""

    tickets: int
    warnings: int
    breaches: int
    escalations: int


@get("/sla-check", operation_id="slaCheck", summary="Raise what is due now", responses=_READ)
async def read(request: Request[object, object, State]) -> Checked:
    """Raise every step and breach whose moment has come, each once; the desk's own watch does the same."""
    return await _checked(request)


@post(
    "/sla-check", operation_id="slaCheckByPost", summary="Raise what is due now", status_code=200,
    responses=_WRITE,
)  # fmt: skip
async def ask(request: Request[object, object, State]) -> Checked:
    """Raise every step and breach whose moment has come, each once; the desk's own watch does the same."""
    return await _checked(request)


async def _checked(request: Request[object, object, State]) -> Checked:
    secret = desk_of(request).settings.cron_secret
    if not secret:
        raise NotFound("There is no such address: CRON_SECRET is not set.")
    given = request.headers.get("authorization", "")
    if not same(given, f"Bearer {secret}"):
        raise SignIn("Send the value of CRON_SECRET as “Authorization: Bearer …”.")
    raised = await check_now()
    return Checked(raised.tickets, raised.warnings, raised.breaches, raised.escalations)


ROUTER = Router("/api/notifications", route_handlers=[read, ask], tags=["Operations"])
