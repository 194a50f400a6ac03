"""A route that writes the rows of a ticket and does nothing else: what framework, server and driver cost by themselves.

No sign-in, no walls but those that the rows need, no permission, no log, no idempotency, no problem details.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar import Litestar, post

from deskhand.kit.ids import new_id
from deskhand.store.emission import together
from deskhand.store.tickets import ADDING

REACTIONS = ["notify.plan_notifications", "search.take_in_words"]


class New(msgspec.Struct):
    """A ticket as the benchmark sends it."""

    subject: str
    description: str
    priority: str
    type: str


async def serve(address: str, port: int, *, workspace: UUID, actor: UUID, policy: UUID) -> None:
    """Serve the one route until the process is ended."""
    pool = await asyncpg.create_pool(address, min_size=10, max_size=10, reset=_leave_as_is)
    statement = together(ADDING)
    opening = (
        f"begin; set local app.workspace = '{workspace}'; set local app.role = 'admin'; set local app.actor = '{actor}'"
    )

    @post("/api/tickets")
    async def create(data: New) -> dict[str, str]:
        now, ticket = datetime.now(UTC), new_id()
        event = {
            "number": "", "subject": data.subject, "priority": data.priority, "type": data.type, "source": "api",
            "requester_id": str(actor), "message_id": str(ticket), "follow_up_of": None,
        }  # fmt: skip
        async with pool.acquire() as connection:
            await connection.execute(opening)
            (row,) = await connection.fetch(
                statement, new_id(), workspace, "ticket.created", True, ticket, "person", actor, "bare",  # noqa: FBT003
                json.dumps(event), secrets.token_bytes(16), now, 2, [new_id() for _ in REACTIONS], REACTIONS,
                data.subject, data.priority, "Set when it was opened.", data.type, "api", actor, None, None, new_id(),
                actor, "customer", data.description, f"<p>{data.description}</p>", data.description, None, "{}",
                *_clock(now, policy),
            )  # fmt: skip
            await connection.execute("commit")
        return {"id": str(ticket), "number": row["number"], "status": "open", "priority": data.priority}

    application = Litestar([create], openapi_config=None, logging_config=None)
    server = Server(
        application, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, http=HTTPModes.http1,
        websockets=False, log_enabled=False, backlog=1024,
    )  # fmt: skip
    serving = asyncio.ensure_future(server.serve())
    print("Ready:", flush=True)
    await serving


def _clock(now: datetime, policy: UUID) -> tuple[object, ...]:
    """Return what the clocks of a new ticket say that is high: four hours for an answer, a day for all of it."""
    answer, warning, half = (now + timedelta(hours=hours) for hours in (4, 3, 2))
    whole = now + timedelta(hours=24)
    return (1, policy, False, answer, whole, "first_response", "running", answer, warning, warning, half, warning)


async def _leave_as_is(_: object) -> None:
    """Skip the reset's round trip, as the desk does."""


if __name__ == "__main__":
    _address, _port, *_ids = sys.argv[1:]
    _workspace, _actor, _policy = map(UUID, _ids)
    uvloop.run(serve(_address, int(_port), workspace=_workspace, actor=_actor, policy=_policy))
