"""Who is on a ticket besides oneself: what a page says of its agent, for how long it counts, and who may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from deskhand.rules.access import Can, Person, Whose, is_staff, may_see


class State(StrEnum):
    """What somebody does on a ticket, the most telling first."""

    WRITING = "writing"
    VIEWING = "viewing"
    AWAY = "away"


LASTS = 15.0
"""Seconds that a page's word counts; pages repeat theirs every ten."""
PAUSE = 1.0
"""Seconds between two messages about one person on one ticket."""
PAGES = 8
"""Open pages of one person on one ticket that are told apart."""
PEOPLE = 30
"""People on one ticket that are known at once."""
TICKETS = 5_000
"""Tickets on which somebody is known to be, in one process."""

_ORDER = list(State)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one page said last, and until when it counts."""

    state: State
    until: float


@dataclass(frozen=True, slots=True)
class Beat:
    """A page's word about whoever reads it; without a state the page was closed or shows something else."""

    workspace_id: UUID
    ticket_id: UUID
    user_id: UUID
    page: UUID
    state: State | None
    whose: Whose


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody came to a ticket, left it, or does something else there; it names the ticket and nobody."""

    workspace_id: UUID
    ticket_id: UUID
    whose: Whose


def after_beat(pages: Mapping[UUID, Mark], beat: Beat, now: float) -> dict[UUID, Mark]:
    """Return somebody's pages on a ticket after one of them spoke; the oldest goes when there are too many."""
    kept = {page: mark for page, mark in still(pages, now).items() if page != beat.page}
    if beat.state is None:
        return kept
    newest = dict(list(kept.items())[-(PAGES - 1) :])
    return {**newest, beat.page: Mark(beat.state, now + LASTS)}


def still(pages: Mapping[UUID, Mark], now: float) -> dict[UUID, Mark]:
    """Return the pages whose word still counts."""
    return {page: mark for page, mark in pages.items() if mark.until > now}


def state_of(pages: Mapping[UUID, Mark], now: float) -> State | None:
    """Return what somebody does on a ticket, the most telling of their pages; None when they are not there."""
    return min((mark.state for mark in still(pages, now).values()), key=_ORDER.index, default=None)


def may_tell(told_at: float, now: float) -> bool:
    """Say whether the last message about somebody on a ticket lies far enough back for another."""
    return now - told_at >= PAUSE


def may_know(person: Person, presence: Presence) -> bool:
    """Say whether somebody may learn who is on a ticket: staff who may see it, never customers."""
    return (
        is_staff(person)
        and person.may(Can.WORK_QUEUE)
        and presence.workspace_id == person.workspace_id
        and may_see(person, presence.whose)
    )
