"""Sends replies whose time to be taken back is over, in the name of those who wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from deskhand.actions import drafts
from deskhand.actions.contract import act
from deskhand.queries.contract import ask
from deskhand.queries.identity import colleague, former_colleague
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.errors import Refusal
from deskhand.rules.events import ReplyHeld
from deskhand.store.db import mark_commit

_log = structlog.get_logger("deskhand.replies")


async def release_reply(system: System, happened: Sequence[Happened]) -> None:
    """Send each reply that nobody took back, in the order of writing; one that cannot go out returns as a draft."""
    for one in sorted(happened, key=lambda each: each.at):
        if isinstance(one.event, ReplyHeld) and one.actor_id is not None:
            await _release(system, one, one.event)


async def _release(system: System, one: Happened, held: ReplyHeld) -> None:
    if one.actor_id is None:
        return
    writer = await ask(system, colleague, one.actor_id)
    if writer is None:
        await _leave_to_colleagues(system, one.actor_id, held)
        return
    try:
        await act(writer, drafts.release, held.draft_id)
    except Refusal as refusal:
        await act(writer, drafts.return_unsent, held.draft_id, str(refusal))
    mark_commit()


async def _leave_to_colleagues(system: System, writer_id: UUID, held: ReplyHeld) -> None:
    """Nothing goes out in the name of somebody who was shut out; their words stand on the ticket as a note."""
    former = await ask(system, former_colleague, writer_id)
    _log.warning("reply_not_sent", draft=str(held.draft_id), why="its writer may not sign in any more")
    if former is not None:
        await act(former, drafts.leave_as_note, held.draft_id)
        mark_commit()
