"""`/health`, `/ready` and `/metrics`, for machines that watch the desk."""

from __future__ import annotations

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from deskhand.api.problem import spec
from deskhand.door.desk import desk_of
from deskhand.door.identity import actor_of
from deskhand.queries.health import backlog, database_answers
from deskhand.rules.access import Can, require

_gauges = {
    "jobs_waiting": Gauge("deskhand_jobs_waiting", "Follow-ups that are not done yet."),
    "jobs_dead": Gauge("deskhand_jobs_dead", "Follow-ups that were given up."),
    "deliveries_waiting": Gauge("deskhand_deliveries_waiting", "Deliveries that are not settled yet."),
    "deliveries_dead": Gauge("deskhand_deliveries_dead", "Deliveries that were given up."),
}
_OF_PROXIES = frozenset({"forwarded", "via", "x-real-ip"})


class Health(Struct, frozen=True):
    """Whether the process and the database answer."""

    status: str
    database: str


@get("/health", tags=["Operations"], summary="The process lives", operation_id="health")
async def health() -> dict[str, str]:
    """Answer as long as the process does."""
    return {"status": "ok"}


@get(
    "/ready",
    tags=["Operations"],
    summary="The desk can serve",
    operation_id="ready",
    responses={503: ResponseSpec(Health, description="The database is away, or the process is stopping.")},
)
async def ready(request: Request[object, object, State]) -> Response[Health]:
    """Answer 200 when requests can be served, 503 while the database is away or the process is stopping."""
    stopping = desk_of(request).stopping.is_set()
    answers = await database_answers()
    state = "stopping" if stopping else "ok" if answers else "unavailable"
    body = Health(status=state, database="ok" if answers else "unavailable")
    return Response(body, status_code=200 if state == "ok" else 503)


@get(
    "/metrics",
    tags=["Operations"],
    summary="Figures for Prometheus",
    operation_id="metrics",
    media_type="text/plain",
    responses=spec(401, 403, 503),
)
async def metrics(request: Request[object, object, State]) -> Response[bytes]:
    """Return all figures of this process; from another machine an admin's API token is needed."""
    if not _asks_from_here(request):
        require(await actor_of(request), Can.READ_METRICS)
    waits = await backlog()
    for name, gauge in _gauges.items():
        gauge.set(getattr(waits, name))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _asks_from_here(request: Request[object, object, State]) -> bool:
    """Say whether a request comes from this machine, and from no proxy on it."""
    client = request.client.host if request.client else ""
    forwarded = any(name in _OF_PROXIES or name.startswith("x-forwarded-") for name in request.headers)
    return client in {"127.0.0.1", "::1"} and not forwarded


ROUTES = [health, ready, metrics]
