"""A crowd to try a desk out with: as many believable tickets as wanted, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit import ids
from deskhand.rules import events, message
from deskhand.rules.access import Role
from deskhand.rules.ticket import Priority, Source, Status, Type
from deskhand.store.crowd import Happened, Member, Said, Told

_PRIORITIES = (
    (Priority.CRITICAL, 2),
    (Priority.URGENT, 6),
    (Priority.HIGH, 20),
    (Priority.MEDIUM, 50),
    (Priority.LOW, 22),
)
_HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 14, 16, 15, 13, 11, 13, 15, 14, 12, 8, 5, 4, 3, 2, 2, 1)
"""How many of a day's tickets come in which hour."""
_FRESH = timedelta(days=5)
"""Younger tickets may still be worked on; of the older ones only a few are."""


class _Topic(Struct, frozen=True):
    type: Type
    subjects: list[str]
    opening: list[str]
    agent: list[str]
    customer: list[str]
    note: list[str]
    resolution: list[str]


class _Words(Struct, frozen=True):
    first: list[str]
    last: list[str]
    company: list[str]
    trade: list[str]
    device: list[str]
    since: list[str]
    topics: list[_Topic]


@dataclass(frozen=True, slots=True)
class _Client:
    id: UUID
    name: str
    domain: str
    members: list[Member] = field(default_factory=list)


class Crowd:
    """Clients, their people, agents, and the tickets that came of them."""

    period = timedelta(days=365)
    """How far back the oldest ticket lies."""

    def __init__(self, tickets: int, *, now: datetime, seed: int = 1) -> None:
        """Think up who there is; a desk of a million tickets has 500 clients of very unequal size."""
        self._words = msgspec.json.decode((Path(__file__).parent / "crowd.json").read_bytes(), type=_Words)
        self._luck = random.Random(seed)  # noqa: S311 - a demo, no secret
        self._now, self._count = now, tickets
        self.agents = [self._person(Role.AGENT, "crowd-desk.example") for _ in range(min(16, 3 + tickets // 500))]
        self.clients = [self._client(place) for place in range(max(3, min(500, tickets // 60)))]
        for place, client in enumerate(self.clients):
            size = 1 + min(tickets // 25, 40_000) // (place + 8)
            client.members.extend(self._person(Role.CUSTOMER, client.domain, client.id) for _ in range(size))
        self._weights = [len(client.members) for client in self.clients]

    @property
    def people(self) -> list[Member]:
        """Everybody of the crowd."""
        return [*self.agents, *(member for client in self.clients for member in client.members)]

    @property
    def organizations(self) -> list[tuple[UUID, str, bool]]:
        """The clients: id, name, and whether it is a priority client."""
        return [(client.id, client.name, place % 9 == 4) for place, client in enumerate(self.clients)]

    def batches(self, size: int) -> Iterator[list[Told]]:
        """Yield all tickets, the oldest first."""
        step = self.period / self._count
        for first in range(0, self._count, size):
            yield [self._told(self._moment(place, step)) for place in range(first, min(first + size, self._count))]

    def _client(self, place: int) -> _Client:
        words = self._words
        name = f"{words.company[place % len(words.company)]} {words.trade[place // len(words.company) % 20]}"
        return _Client(ids.new_id(), name, f"{name.lower().replace(' ', '-')}-{place}.example")

    def _person(self, role: Role, domain: str, organization_id: UUID | None = None) -> Member:
        first, last = self._luck.choice(self._words.first), self._luck.choice(self._words.last)
        email = f"{first}.{last}.{self._luck.randrange(16**6):06x}@{domain}".lower()
        return Member(id=ids.new_id(), email=email, role=role, first=first, last=last, organization_id=organization_id)

    def _moment(self, place: int, step: timedelta) -> datetime:
        """Return when the ticket of a place came: in order, and more by day than by night."""
        even = self._now - self.period + step * place
        midnight = even.replace(hour=0, minute=0, second=0, microsecond=0)
        share = (even - midnight) / timedelta(days=1)
        return min(midnight + timedelta(hours=_hour_of(share)), self._now - timedelta(minutes=2))

    def _told(self, at: datetime) -> Told:
        luck = self._luck
        topic = luck.choice(self._words.topics)
        (client,) = luck.choices(self.clients, self._weights)
        requester, agent = luck.choice(client.members), luck.choice(self.agents)
        priority = luck.choices([one for one, _ in _PRIORITIES], [share for _, share in _PRIORITIES])[0]
        story = _Story(self._now, Told(
            id=ids.id_at(at), subject=self._filled(luck.choice(topic.subjects)), priority=priority, type=topic.type,
            requester=requester, created_at=at,
        ))  # fmt: skip
        story.say(at, requester, self._filled(luck.choice(topic.opening)))
        self._lived(story, topic, agent)
        return story.told

    def _lived(self, story: _Story, topic: _Topic, agent: Member) -> None:
        """Let a ticket be answered, asked about and resolved, as far as there was time for it."""
        luck, told = self._luck, story.told
        is_old = self._now - told.created_at > _FRESH
        if not is_old and luck.random() < 0.25:
            return
        at = told.created_at + timedelta(minutes=luck.expovariate(1 / 90))
        story.assign(at, agent)
        if not is_old and luck.random() < 0.2:
            return
        if luck.random() < 0.25:
            story.note(at + timedelta(minutes=2), agent, self._filled(luck.choice(topic.note)))
        for turn in range(1 + luck.randrange(3)):
            at += timedelta(minutes=4 + luck.expovariate(1 / 200))
            story.answer(at, agent, self._filled(topic.agent[turn % len(topic.agent)]))
            if luck.random() < 0.7:
                at += timedelta(minutes=6 + luck.expovariate(1 / 300))
                story.say(at, told.requester, self._filled(luck.choice(topic.customer)))
        if luck.random() < (0.995 if is_old else 0.5):
            at += timedelta(minutes=5 + luck.expovariate(1 / 240))
            story.resolve(at, agent, luck.choice(topic.resolution))
            story.close(at + timedelta(days=7))

    def _filled(self, text: str) -> str:
        luck = self._luck
        return text.format(
            since=luck.choice(self._words.since), device=luck.choice(self._words.device),
            order=f"{luck.choice('ABCDEFGH')}-{luck.randrange(10_000, 99_999)}", number=luck.randrange(3, 90),
        )  # fmt: skip


class _Story:
    """A ticket while it is told; what would lie in the future does not happen."""

    def __init__(self, now: datetime, told: Told) -> None:
        self.told, self._now = told, now

    def say(self, at: datetime, member: Member, text: str) -> None:
        self._write(at, member, text, kind="customer")
        if self.told.status is Status.WAITING_CUSTOMER and at < self._now:
            self.told.status = Status.WAITING_SUPPORT

    def answer(self, at: datetime, agent: Member, text: str) -> None:
        if at >= self._now:
            return
        self._write(at, agent, text, kind="agent")
        self.told.first_response_at = self.told.first_response_at or at
        self.told.status = Status.WAITING_CUSTOMER

    def note(self, at: datetime, agent: Member, text: str) -> None:
        self._write(at, agent, text, kind="agent", internal=True)

    def assign(self, at: datetime, agent: Member) -> None:
        if at < self._now:
            self.told.assignee, self.told.status = agent, Status.IN_PROGRESS
            change: dict[str, events.Change] = {
                "assignee": (None, agent.name),
                "status": (Status.OPEN.value, Status.IN_PROGRESS.value),
            }
            self._happen(at, agent, events.TicketAssigned(assignee_id=agent.id, changes=change))

    def resolve(self, at: datetime, agent: Member, words: str) -> None:
        if at < self._now:
            before, told = self.told.status, self.told
            told.status, told.resolution, told.resolved_at, told.resolver = Status.RESOLVED, words, at, agent
            change: dict[str, events.Change] = {"status": (before.value, Status.RESOLVED.value)}
            self._happen(at, agent, events.TicketResolved(resolution=words, changes=change))

    def close(self, at: datetime) -> None:
        if at < self._now and self.told.status is Status.RESOLVED:
            self.told.status, self.told.closed_at = Status.CLOSED, at
            change: dict[str, events.Change] = {"status": (Status.RESOLVED.value, Status.CLOSED.value)}
            self._happen(at, None, events.TicketClosed(resolution=self.told.resolution, changes=change))

    def _write(self, at: datetime, member: Member, text: str, *, kind: str, internal: bool = False) -> None:
        if at >= self._now:
            return
        told = self.told
        said = Said(id=ids.id_at(at), author=member, kind=kind, internal=internal, words=message.from_text(text), at=at)
        told.said.append(said)
        if len(told.said) == 1:
            created = events.TicketCreated(
                number="", subject=told.subject, priority=told.priority, type=told.type, source=Source.DEMO,
                requester_id=told.requester.id, message_id=said.id,
            )  # fmt: skip
            self._happen(at, member, created)
        elif internal:
            self._happen(at, member, events.NoteAdded(message_id=said.id))
        else:
            is_first = kind == "agent" and told.first_response_at is None
            self._happen(at, member, events.MessageAdded(message_id=said.id, by=kind, first_response=is_first))

    def _happen(self, at: datetime, by: Member | None, event: events.Event) -> None:
        self.told.happened.append(Happened(event=event, at=at, by=by))


def _hour_of(share: float) -> float:
    """Return the hour of day by which a share of a day's tickets have come."""
    left = share * sum(_HOURS)
    for hour, weight in enumerate(_HOURS):
        if left < weight:
            return hour + left / weight
        left -= weight
    return 23.99
