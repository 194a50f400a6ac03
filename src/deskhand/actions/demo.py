"""Making and removing the people of the demo; its tickets are opened and answered like any others."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.actions.people import NewPerson, create_organization, create_person
from deskhand.rules.access import Can, Person, Role
from deskhand.rules.errors import Conflict
from deskhand.store import clocks, crowd, demo, timetable
from deskhand.store.binned import open_bin
from deskhand.store.db import Tx


class Client(Struct, frozen=True):
    """A made-up client company; stories call it by its key."""

    key: str
    name: str
    priority_client: bool


class Figure(Struct, frozen=True):
    """A made-up person; stories call them by their key."""

    key: str
    email: str
    first: str
    last: str
    role: Role
    organization: str | None = None


@action(needs=Can.MANAGE_PEOPLE)
async def make_people(tx: Tx, clients: Sequence[Client], figures: Sequence[Figure]) -> dict[str, Person]:
    """Make the demo's people and their organizations, all or none, and return the people by their keys."""
    organizations = {
        client.key: await create_organization(tx, name=client.name, is_priority_client=client.priority_client)
        for client in clients
    }
    made: dict[str, Person] = {}
    for figure in figures:
        organization_id = organizations.get(figure.organization or "")
        wanted = NewPerson(
            email=figure.email, role=figure.role, first_name=figure.first, last_name=figure.last,
            organization_id=organization_id,
        )  # fmt: skip
        try:
            user_id = await create_person(tx, wanted)
        except Conflict as error:
            raise Conflict("The demo is there already; “deskhand demo --clear” removes it.") from error
        made[figure.key] = Person(
            workspace_id=tx.workspace_id, user_id=user_id, role=figure.role, name=f"{figure.first} {figure.last}",
            email=figure.email, organization_id=organization_id,
        )  # fmt: skip
    await demo.mark(tx, users=[one.user_id for one in made.values()], organizations=list(organizations.values()))
    return made


@action(needs=Can.MANAGE_PEOPLE)
async def gather_crowd(tx: Tx, organizations: Sequence[tuple[UUID, str, bool]], people: Sequence[crowd.Member]) -> None:
    """Make the clients and people of a crowd, marked as made up."""
    await crowd.add_people(tx, organizations, people)


@action(needs=Can.MANAGE_PEOPLE)
async def tell_of_crowd(tx: Tx, told: Sequence[crowd.Told]) -> None:
    """Write tickets that a crowd has had, with all that was said and done on them; nobody is told."""
    await crowd.add_tickets(tx, told)
    await clocks.reopen_backlog(tx, turns_page=False)


@action(needs=Can.MANAGE_PEOPLE)
async def clear_demo(tx: Tx, *, most: int = 2_000) -> int:
    """Remove so many tickets of the demo, and what nothing refers to any more; return how many tickets that were.

    The audit log stays. 0 says that nothing of the demo is left.
    """
    await open_bin(tx)
    return await demo.clear(tx, most=most)


@action(needs=Can.OPERATE)
async def have_it_counted(tx: Tx) -> None:
    """Have the reports counted anew at once, so that they tell of what came or went."""
    await timetable.ask_for_run(tx, "rebuild_statistics")
