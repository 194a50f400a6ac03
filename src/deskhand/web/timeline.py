"""A ticket's story: messages and what happened between them, in order, with the days named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from deskhand.web.reader import current

_TOLD_ELSEWHERE = {
    "ticket.message.added", "ticket.note.added", "ticket.reply.held", "ticket.survey.planned", "macro.applied",
}  # fmt: skip
"""What messages and deliveries tell, and what a macro did tells with its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story."""

    kind: Literal["day", "message", "event"]
    at: datetime
    item: Any = None


def tell(messages: Sequence[Any], activity: Sequence[Any] = ()) -> list[Entry]:
    """Return messages and activity merged by time, with an entry wherever a new day begins for the reader."""
    entries = [Entry("message", one.created_at, one) for one in messages]
    entries += [Entry("event", one.created_at, one) for one in activity if one.name not in _TOLD_ELSEWHERE]
    entries.sort(key=_order)
    return list(_with_days(entries))


def _order(entry: Entry) -> tuple[datetime, int]:
    """What opened a ticket stands above its first message; what followed from a message, below it."""
    if entry.kind == "message":
        return entry.at, 1
    return entry.at, 0 if entry.item.name == "ticket.created" else 2


def _with_days(entries: Sequence[Entry]) -> Iterator[Entry]:
    last: date | None = None
    for entry in entries:
        today = entry.at.astimezone(current().zone).date()
        if today != last:
            yield Entry("day", entry.at)
            last = today
        yield entry
