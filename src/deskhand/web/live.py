"""`/live`: one stream of server-sent events a page, which tells which tickets changed and nothing more."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec
from litestar import get
from litestar.response import ServerSentEvent, ServerSentEventMessage

from deskhand.door.desk import AnyRequest
from deskhand.door.identity import actor_of
from deskhand.kit import clock
from deskhand.queries.live import Notice, follow
from deskhand.rules.access import Person
from deskhand.rules.errors import Refusal
from deskhand.web.frame import Framed

_T = TypeVar("_T")
RECHECK = 10.0
"""Seconds within which a stream looks again who listens, before it tells anything."""


@get("/live")
async def live(request: AnyRequest, frame: Framed) -> ServerSentEvent:
    """Stream notices from the page's place on, or from `Last-Event-ID` after a break."""
    person = frame.person
    frame.desk.hub.check_room(person.user_id)
    notices = follow(person, frame.desk.hub, last=request.headers.get("last-event-id"))
    ending = frame.desk.stopping
    return ServerSentEvent(
        _messages(request, person, _until(notices, ending)),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _messages(
    request: AnyRequest, person: Person, notices: AsyncIterator[Notice]
) -> AsyncIterator[ServerSentEventMessage]:
    look_at = _next_look()
    async for notice in notices:
        if clock.elapsed() >= look_at:
            if not await _is_still(person, request):
                return
            look_at = _next_look()
        if notice.reload:
            yield ServerSentEventMessage(event="reload", data="{}", id=notice.cursor)
        elif notice.presence:
            words = msgspec.json.encode({"ticket": notice.ticket_id}).decode()
            yield ServerSentEventMessage(event="presence", data=words, id=notice.cursor)
        elif notice.ticket_id is not None:
            words = msgspec.json.encode({"ticket": notice.ticket_id, "event": notice.event}).decode()
            yield ServerSentEventMessage(event="ticket", data=words, id=notice.cursor)
        else:
            yield ServerSentEventMessage(event="beat", data="{}", id=notice.cursor)


def _next_look() -> float:
    """Return when a stream looks again; streams that began together do not all look before they tell of one event."""
    return clock.elapsed() + random.uniform(0.5, 1.0) * RECHECK  # noqa: S311 (spread, no secret)


async def _is_still(person: Person, request: AnyRequest) -> bool:
    """A stream lasts long: whoever signed out, was shut out, or became somebody else meanwhile hears no more."""
    try:
        return await actor_of(request) == person
    except Refusal:
        return False


async def _until(items: AsyncIterator[_T], ending: asyncio.Event) -> AsyncIterator[_T]:
    """Yield items until the process is about to stop: open streams would keep it."""
    stop = asyncio.ensure_future(ending.wait())
    coming: asyncio.Future[_T] | None = None
    try:
        while not ending.is_set():
            coming = asyncio.ensure_future(anext(items))
            await asyncio.wait({coming, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                return
            try:
                yield coming.result()
            except StopAsyncIteration:
                return
    finally:
        stop.cancel()
        if coming is not None and not coming.done():
            coming.cancel()


ROUTES = [live]
