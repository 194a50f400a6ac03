"""Has tickets found by their words soon after these changed; what came without them is taken in bit by bit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from deskhand.actions.contract import act
from deskhand.actions.search import take_in_backlog, take_in_tickets
from deskhand.kit import clock
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.store import everywhere

AT_ONCE = 100
"""Tickets of one transaction; few enough that nobody waits for it."""
TELL_EVERY = 5_000
"""Tickets between two lines of the log that tell how far this has come."""

LOOK_AGAIN = 30.0
"""Seconds after which a worker that took in everything looks whether there is more, as after a large demo."""

FEWEST = 25_000
"""Tickets of a range of the index at least; one is divided once it holds twice as many."""
LONGEST_DIVISION = 300.0
"""Seconds after which a run stops dividing; the next one goes on."""

_log = structlog.get_logger("deskhand.search")


async def take_in_words(system: System, happened: Sequence[Happened]) -> None:
    """Write the words of the tickets that something happened to, once each."""
    tickets = {one.ticket_id for one in happened if one.ticket_id is not None}
    if tickets:
        await act(system, take_in_tickets, sorted(tickets))


async def divide_words(_system: System) -> str:
    """Divide the index of words where it has grown; return what was done."""
    return f"{await divided()} steps"


async def divided(fewest: int = FEWEST) -> int:
    """Divide the index of words into ranges of time, of which a search reads the newest; return in how many steps.

    Nothing can be written to the words during a step, so whoever waits to do so comes first between two of them.
    """
    steps = 0
    began = asked = clock.elapsed()
    while asked - began < LONGEST_DIVISION and await everywhere.divide_words(fewest):
        steps += 1
        await asyncio.sleep(min(clock.elapsed() - asked, 5.0))
        asked = clock.elapsed()
    return steps


class OlderTickets:
    """Rounds that take in tickets that were written without their words, until none is left."""

    def __init__(self, *, look_again: float = LOOK_AGAIN) -> None:
        """Begin where the last process stopped."""
        self._look_again = look_again
        self._next_look = 0.0
        self._has_grown = False

    async def __call__(self) -> int:
        """Take in some more tickets of every workspace; return in how many workspaces there are more."""
        if clock.elapsed() < self._next_look:
            return 0
        left = 0
        for workspace_id in await everywhere.workspaces():
            backlog = await act(System(workspace_id, "search"), take_in_backlog, AT_ONCE)
            left += not backlog.is_finished
            if backlog.done % TELL_EVERY < AT_ONCE and backlog.done:
                _log.info("older_tickets_taken_in", done=backlog.done, is_finished=backlog.is_finished)
            self._has_grown = self._has_grown or not backlog.is_finished
        if not left:
            if self._has_grown:
                await divided()
                self._has_grown = False
            self._next_look = clock.elapsed() + self._look_again
        return left
