"""What would have been: tickets judged once as they were, and once as if a draft had always been their policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from deskhand.rules.sla.clock import History, clock
from deskhand.rules.sla.policy import Book, Policy, Target, Version
from deskhand.rules.sla.watch import clocks

SPAN = timedelta(days=90)
"""Tickets that were opened this long ago and later are judged."""
KEPT = timedelta(days=1)
"""How long the outcome can be looked at."""
MOST_FLIPS = 10_000
"""Tickets that are named at most; all of them are counted."""

Late = frozenset[Target]
"""The targets of a ticket that were missed; the next reply when any of its messages waited too long."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Tally(Struct, frozen=True, kw_only=True):
    """How many tickets were judged, and how many of them were late by target, as it was and as it would have been."""

    judged: int = 0
    before: dict[Target, int] = {}
    after: dict[Target, int] = {}


class Flip(Struct, frozen=True, kw_only=True):
    """The targets of a ticket that would have been late and were not, or the other way round."""

    is_late: bool
    targets: tuple[Target, ...]


def supposed(book: Book, policy_id: UUID, draft: Policy) -> Book:
    """Return a book in which a draft is all that a policy has ever said."""
    return replace(book, policies={**book.policies, policy_id: (Version(_LONG_AGO, 1, draft),)})


def judged(history: History, book: Book, *, now: datetime) -> Late:
    """Return the targets of a ticket that are late now, were late when they were met, or late before that."""
    late = {one.target for one in clocks(history, book, now=now) if one.is_late}
    if any(_is_late(asked, book, until=until) for asked, until in _answered(history)):
        late.add(Target.NEXT_RESPONSE)
    return frozenset(late)


def flips(before: Late, after: Late) -> tuple[Flip, ...]:
    """Return what is late in one way and not in the other."""
    either = ((True, after - before), (False, before - after))
    return tuple(
        Flip(is_late=is_late, targets=tuple(target for target in Target if target in found))
        for is_late, found in either
        if found
    )


def added(tally: Tally, before: Late, after: Late) -> Tally:
    """Return a tally with one more ticket."""
    return Tally(
        judged=tally.judged + 1,
        before={target: tally.before.get(target, 0) + (target in before) for target in Target},
        after={target: tally.after.get(target, 0) + (target in after) for target in Target},
    )


def _answered(history: History) -> Iterator[tuple[History, datetime]]:
    """Yield the ticket as it stood when each later message of its customer was answered, and when that was."""
    for place, (until, state) in enumerate(history.past):
        after = history.past[place + 1][1] if place + 1 < len(history.past) else history.state
        is_next = history.answered_at is not None and history.answered_at < until
        if is_next and state.asked_at is not None and after.asked_at != state.asked_at:
            yield structs.replace(history, state=state, past=history.past[:place]), until


def _is_late(history: History, book: Book, *, until: datetime) -> bool:
    found = clock(Target.NEXT_RESPONSE, history, book, now=until)
    return found is not None and found.is_late
