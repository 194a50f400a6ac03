"""What is left after a siege: every acknowledged row there once, every mail there, none twice that is not marked so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg

from tests.post_office import Mail

_ARRIVED = frozenset({"accepted", "sent", "delivered", "uncertain"})
_WITHHELD = frozenset({"suppressed", "superseded"})
_DELIVERIES = """
    select id::text, notification_type as kind, recipient, state, reason, uncertain_attempts as doubts
    from deliveries where channel = 'email'
"""
_ODDITIES = """
    select
        (select count(*) from jobs where dead_at is not null) as "dead letters",
        (select count(*) from tickets t where not exists (select 1 from messages m where m.ticket_id = t.id))
            as "tickets without a message",
        (select count(*) from tickets t where not exists (select 1 from events e where e.ticket_id = t.id))
            as "tickets without an event"
"""
_TOLD = """
    select e.name, count(*) as events, count(d.id) as mails
    from events e
    left join deliveries d on d.event_id = e.id and d.channel = 'email' and d.recipient = $1
    where e.name = 'ticket.created' or (e.name = 'message.added' and e.payload ->> 'by' = 'agent')
    group by e.name
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What a client was told to be written: words by which it is known, and the id that it got."""

    words: str
    id: str


@dataclass(slots=True)
class Verdict:
    """What was found; no faults means that nothing was lost, and nothing done twice beyond what is marked."""

    faults: list[str] = field(default_factory=list)
    mails: int = 0
    marked: int = 0
    second_copies: int = 0

    def __str__(self) -> str:
        """Tell it in a few lines."""
        found = f"{len(self.faults)} faults" if self.faults else "nothing lost, nothing twice"
        copies = f"mails: {self.mails}; marked uncertain: {self.marked}, of which came twice: {self.second_copies}"
        return "\n".join([copies, f"verdict: {found}", *self.faults[:40]])


class Judge:
    """Compares what clients were told, what the database holds, and what the mail server got."""

    def __init__(self, owner: asyncpg.Connection) -> None:
        """Take a connection of the database's owner."""
        self._owner = owner
        self.verdict = Verdict()

    async def rows(self, tickets: Sequence[Written], replies: Sequence[Written]) -> None:
        """Check that all acknowledged rows are there once, and whole."""
        held = await self._owner.fetch("select subject as words, id::text from tickets")
        self._compare("ticket", held, tickets)
        held = await self._owner.fetch("select body as words, id::text from messages where not is_opening")
        self._compare("reply", held, replies)
        odd = await self._owner.fetchrow(_ODDITIES)
        self._found([f"{count} {name}" for name, count in (odd or {}).items() if count])

    async def mails(self, mails: Sequence[Mail], *, customer: str) -> None:
        """Check each delivery against what came in, and that the customer was told of all that concerns them."""
        came = Counter(_delivery_of(mail.raw) for mail in mails)
        rows = await self._owner.fetch(_DELIVERIES)
        for row in rows:
            self._judge(row, came[row["id"]])
        self._found([f"a mail of no delivery came: {name}" for name in came.keys() - {row["id"] for row in rows}])
        told = await self._owner.fetch(_TOLD, customer)
        self._found(
            [
                f"{row['name']}: {row['events']} happened, the customer is told of {row['mails']}"
                for row in told
                if row["events"] != row["mails"]
            ]
        )
        marked = [row for row in rows if row["doubts"]]
        self.verdict.mails, self.verdict.marked = len(mails), len(marked)
        self.verdict.second_copies = sum(came[row["id"]] > 1 for row in marked)

    def _compare(self, what: str, held: list[asyncpg.Record], written: Sequence[Written]) -> None:
        there = Counter(row["words"] for row in held)
        ids = {row["id"] for row in held}
        self._found([f"{what} {words!r} is there {count} times" for words, count in there.items() if count > 1])
        self._found([f"{what} {one.words!r} was acknowledged and is lost" for one in written if one.id not in ids])

    def _judge(self, row: asyncpg.Record, count: int) -> None:
        name = f"{row['kind']} to {row['recipient']} ({row['id']}, {row['state']}, {row['doubts']} doubts)"
        if row["state"] in _WITHHELD:
            self._found([f"{name} was withheld and came {count} times"] if count > row["doubts"] else [])
        elif row["state"] not in _ARRIVED:
            self._found([f"{name} did not arrive: {row['reason']}"])
        elif count == 0 and row["state"] != "uncertain":
            self._found([f"{name} is lost"])
        elif count > 1 + row["doubts"]:
            self._found([f"{name} came {count} times"])

    def _found(self, faults: list[str]) -> None:
        self.verdict.faults += faults


def _delivery_of(raw: bytes) -> str:
    """Return the id of the delivery in a mail's Message-ID."""
    at = raw.lower().index(b"message-id: <") + 13
    return raw[at : at + 36].decode()
