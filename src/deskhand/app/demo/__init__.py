"""Plays the demo: a few believable tickets, told in their order on a clock that is set back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from deskhand.actions.contract import act
from deskhand.actions.demo import Client, Figure, have_it_counted, make_people
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.rules.access import Person, System
from deskhand.rules.ticket import Source, Status


class _Step(Struct, frozen=True):
    ago: int
    by: str
    do: str
    text: str = ""
    to: str = ""


class _Ticket(Struct, frozen=True):
    by: str
    ago: int
    priority: str
    type: str
    subject: str
    text: str
    steps: list[_Step]


class _Stories(Struct, frozen=True):
    organizations: list[Client]
    people: list[Figure]
    tickets: list[_Ticket]


async def play(workspace_id: UUID) -> int:
    """Fill a workspace with the demo and return how many tickets it has; refuse to do so twice."""
    stories = msgspec.json.decode((Path(__file__).parent / "stories.json").read_bytes(), type=_Stories)
    system = System(workspace_id, "demo")
    people = await act(system, make_people, stories.organizations, stories.people)
    opened: dict[int, UUID] = {}
    for ago, telling in sorted(_tellings(stories, people, opened), key=lambda told: -told[0]):
        with clock.moved(timedelta(minutes=-ago)):
            await telling()
    await act(system, have_it_counted)
    return len(opened)


def _tellings(
    stories: _Stories, people: dict[str, Person], opened: dict[int, UUID]
) -> list[tuple[int, Callable[[], Awaitable[None]]]]:
    tellings: list[tuple[int, Callable[[], Awaitable[None]]]] = []
    for place, ticket in enumerate(stories.tickets):
        tellings.append((ticket.ago, _opening(ticket, people[ticket.by], opened=opened, place=place)))
        tellings += [(step.ago, _step(step, people, opened=opened, place=place)) for step in ticket.steps]
    return tellings


def _opening(ticket: _Ticket, person: Person, *, opened: dict[int, UUID], place: int) -> Callable[[], Awaitable[None]]:
    async def tell() -> None:
        wanted = NewTicket(
            subject=ticket.subject, description=ticket.text, priority=ticket.priority, type=ticket.type,
            source=Source.DEMO,
        )  # fmt: skip
        opened[place] = (await act(person, open_ticket, wanted)).id

    return tell


def _step(
    step: _Step, people: dict[str, Person], *, opened: dict[int, UUID], place: int
) -> Callable[[], Awaitable[None]]:
    async def tell() -> None:
        person, ticket_id = people[step.by], opened[place]
        message = NewMessage(content=step.text, source=Source.DEMO)
        match step.do:
            case "reply":
                await act(person, reply, ticket_id, message)
            case "note":
                await act(person, note, ticket_id, message)
            case "assign":
                await act(person, change_ticket, ticket_id, TicketChange(assignee_id=people[step.to].user_id))
            case _:
                resolved = TicketChange(status=Status.RESOLVED, resolution=step.text or UNSET)
                await act(person, change_ticket, ticket_id, resolved)

    return tell
