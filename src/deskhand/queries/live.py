"""Following live which tickets changed: ids alone, and only of what the reader may see."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID

from deskhand.kit import clock
from deskhand.rules.access import Can, Person, Whose, is_staff, may_see, require
from deskhand.rules.presence import Presence, may_know
from deskhand.store.everywhere import Happening
from deskhand.store.live import Heard, Hub, replay

__all__ = ["Hub", "Notice", "follow", "may_hear"]

_CURSOR = re.compile(r"\d{1,19}:\d{1,19}:[\d,]{0,4000}")
HEARTBEAT = 15.0
"""Seconds of silence after which a stream shows that it lives."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A ticket changed; without a ticket: `reload` says that the page is too old to mend, else it is a heartbeat.

    With `presence` the ticket is as it was, and others do something else on it.
    """

    cursor: str
    ticket_id: UUID | None = None
    event: str = ""
    reload: bool = False
    presence: bool = False


def may_hear(person: Person, happening: Happening) -> bool:
    """Say whether somebody may learn that an event happened."""
    if happening.workspace_id != person.workspace_id:
        return False
    if not happening.is_public and not is_staff(person):
        return False
    whose = Whose(
        requester_id=happening.requester_id, organization_id=happening.organization_id,
        assignee_id=happening.assignee_id, team_id=happening.team_id, category_id=happening.category_id,
    )  # fmt: skip
    return may_see(person, whose)


async def follow(person: Person, hub: Hub, *, last: str | None) -> AsyncGenerator[Notice, None]:
    """Yield notices from now on, or from a cursor on; ends when the process does."""
    require(person, Can.FOLLOW_LIVE)
    async with hub.reader(person.user_id) as queue:
        cursor = hub.cursor
        seen: set[UUID] = set()
        if last:
            missed = await replay(last) if _CURSOR.fullmatch(last) else None
            if missed is None:
                yield Notice(cursor, reload=True)
            else:
                cursor, happened = missed
                for happening in happened:
                    seen.add(happening.id)
                    if may_hear(person, happening):
                        yield Notice(last, happening.ticket_id, happening.name)
        yield Notice(cursor)
        while True:
            notice = await _next(queue, hub, person=person, place=cursor, seen=seen)
            cursor = notice.cursor
            yield notice


async def _next(queue: asyncio.Queue[Heard], hub: Hub, *, person: Person, place: str, seen: set[UUID]) -> Notice:
    """Return what this reader hears next, or a heartbeat; what others hear meanwhile only moves the reader's place."""
    until = clock.elapsed() + HEARTBEAT
    while (left := until - clock.elapsed()) > 0:
        try:
            async with asyncio.timeout(left):
                item = await queue.get()
        except TimeoutError:
            break
        if item is None:
            return Notice(hub.cursor, reload=True)
        after, happening = item
        if isinstance(happening, Presence):
            if may_know(person, happening):
                return Notice(place, happening.ticket_id, presence=True)
            continue
        place = after
        if happening.id not in seen and may_hear(person, happening):
            return Notice(place, happening.ticket_id, happening.name)
    return Notice(place)
