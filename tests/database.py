"""Plugin: a real PostgreSQL for each test process, and a fresh, migrated database for each test that asks for one."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_organization, create_person
from deskhand.app import setup, wiring
from deskhand.app.database import database
from deskhand.app.postgres.addresses import Addresses, DatabaseWanted
from deskhand.door.keys import Keys
from deskhand.rules.access import Person, Role, System
from deskhand.rules.settings import Settings
from deskhand.store import db
from deskhand.store.migrations import migrate
from tests import debian

TEMPLATE = "template_desk"
FURNISHED = "template_furnished"


@dataclass(frozen=True, slots=True)
class Desk:
    """A connected desk on a database of its own: one workspace with two agents, an admin, and two customers."""

    addresses: Addresses
    settings: Settings
    keys: Keys
    system: System
    admin: Person
    agent: Person
    other_agent: Person
    customer: Person
    other_customer: Person

    async def as_owner(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Run a statement past all walls, as the operator's psql does."""
        connection = await asyncpg.connect(self.addresses.owner)
        try:
            return await connection.fetch(statement, *values)
        finally:
            await connection.close()

    async def value(self, statement: str, *values: object) -> object:
        """Return the first column of the first row of a statement, past all walls."""
        return (await self.as_owner(statement, *values))[0][0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of store and flows on Debian's PostgreSQL 15 too, where it is installed.

    Those that kill our processes, and those of what is answered, say nothing about a server's version.
    """
    if any(metafunc.definition.get_closest_marker(name) for name in ("kill", "one_server")):
        return
    place = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
    if "server" in metafunc.fixturenames and place in {"store", "flows"} and debian.is_there():
        metafunc.parametrize("server", ["embedded", "debian15"], indirect=True)


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], Addresses]]:
    """Start each kind of server when it is first asked for, with a migrated template; stop them at the end."""
    with ExitStack() as stack:
        started: dict[str, Addresses] = {}

        def server_of(kind: str) -> Addresses:
            if kind not in started:
                url = stack.enter_context(debian.postgres_15()) if kind == "debian15" else None
                started[kind] = stack.enter_context(_serving(url))
                asyncio.run(_make_template(started[kind]))
            return started[kind]

        yield server_of


@pytest.fixture
def server(request: pytest.FixtureRequest, servers: Callable[[str], Addresses]) -> Addresses:
    """Return a running PostgreSQL with a migrated template: the embedded one, or the one that a test asks for."""
    return servers(getattr(request, "param", "embedded"))


@pytest.fixture
async def addresses(server: Addresses) -> AsyncIterator[Addresses]:
    """Lend the addresses of a fresh, migrated, empty database."""
    async with fresh_database(server, template=TEMPLATE) as found:
        yield found


@pytest.fixture(scope="session")
def furnished() -> Callable[[Addresses], Desk]:
    """Furnish a template on each server when it is first asked for; its people are those of every copy."""
    models: dict[str, Desk] = {}

    def model_on(server: Addresses) -> Desk:
        if server.owner not in models:
            models[server.owner] = asyncio.run(_make_furnished(server))
        return models[server.owner]

    return model_on


@pytest.fixture
async def desk(server: Addresses, furnished: Callable[[Addresses], Desk], tmp_path: Path) -> AsyncIterator[Desk]:
    """Connect this process to a fresh database with a workspace and its people."""
    model = await asyncio.to_thread(furnished, server)
    async with fresh_database(server, template=FURNISHED) as addresses:
        await db.connect(addresses.runtime, reactions=follow_ups(), size=12)
        try:
            yield replace(model, addresses=addresses, settings=replace(model.settings, data=tmp_path))
        finally:
            await db.close()


def follow_ups() -> dict[str, tuple[str, ...]]:
    """Return what follows events, without searching's words: their tests ask for these themselves."""
    names = wiring.reaction_names()
    return {event: tuple(name for name in found if not name.startswith("search.")) for event, found in names.items()}


async def furnish(addresses: Addresses, settings: Settings) -> Desk:
    """Make a workspace with people in a connected, empty database."""
    keys = Keys(b"k" * 32)
    prepared = await setup.prepare(settings, keys)
    system = System(prepared.workspace_id, "test")
    organization_id = await act(system, create_organization, name="Halcyon Legal", is_priority_client=True)
    return Desk(
        addresses=addresses, settings=settings, keys=keys, system=system,
        admin=await person(system, "ada@desk.test", Role.ADMIN, name="Ada Admin"),
        agent=await person(system, "maya@desk.test", Role.AGENT, name="Maya Okafor"),
        other_agent=await person(system, "tom@desk.test", Role.AGENT, name="Tom Berg"),
        customer=replace(
            await person(system, "dana@halcyon.test", name="Dana Whitfield", organization_id=organization_id),
            organization_id=organization_id,
        ),
        other_customer=await person(system, "leo@brightline.test", name="Leo Marchetti"),
    )  # fmt: skip


async def person(
    system: System, email: str, role: Role = Role.CUSTOMER, *, name: str, organization_id: uuid.UUID | None = None
) -> Person:
    """Make a user and return them as an actor."""
    first, last = name.split(" ", 1)
    wanted = NewPerson(email=email, role=role, first_name=first, last_name=last, organization_id=organization_id)
    user_id = await act(system, create_person, wanted)
    return Person(
        workspace_id=system.workspace_id, user_id=user_id, role=role, name=name, email=email,
        organization_id=organization_id,
    )  # fmt: skip


@asynccontextmanager
async def fresh_database(server: Addresses, *, template: str) -> AsyncIterator[Addresses]:
    """Lend a copy of a template, and drop it at the end."""
    name = f"desk_{uuid.uuid4().hex[:16]}"
    await _as_owner(server, f'create database "{name}" template "{template}" strategy file_copy')
    try:
        yield renamed(server, name)
    finally:
        await _as_owner(server, f'drop database "{name}" with (force)')


def renamed(addresses: Addresses, name: str) -> Addresses:
    """Return the addresses of another database of the same server."""
    return replace(
        addresses, owner=_of(addresses.owner, name), runtime=_of(addresses.runtime, name),
        direct=_of(addresses.direct, name),
    )  # fmt: skip


@contextmanager
def _serving(url: str | None) -> Iterator[Addresses]:
    """Hold a database open in a thread of its own, so that it outlives the loops of single tests."""
    folder = Path(tempfile.mkdtemp(prefix="dh-tests-"))
    found: Future[Addresses] = Future()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        try:
            async with database(DatabaseWanted(folder=folder, url=url), own=True) as reached:
                found.set_result(reached.addresses)
                await stop.wait()
        except BaseException as error:  # noqa: BLE001 (raised again in the test's own thread)
            found.set_exception(error)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="postgres")
    thread.start()
    try:
        yield found.result()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
        shutil.rmtree(folder, ignore_errors=True)


async def _make_furnished(server: Addresses) -> Desk:
    await _as_owner(server, f"create database {FURNISHED} template {TEMPLATE} strategy file_copy")
    addresses = renamed(server, FURNISHED)
    await db.connect(addresses.runtime, reactions=wiring.reaction_names(), size=2)
    try:
        desk = await furnish(addresses, Settings(data=Path("unused"), demo=False))
        # Copies are made for many minutes; nothing may come due in one by itself.
        await _as_owner(addresses, "update timetable set due_at = due_at + interval '2 days'")
        return desk
    finally:
        await db.close()


async def _make_template(server: Addresses) -> None:
    await _as_owner(server, f"create database {TEMPLATE}")
    template = renamed(server, TEMPLATE)
    await asyncio.to_thread(migrate, template.owner, runtime_role="deskhand_app")


async def _as_owner(server: Addresses, statement: str) -> None:
    connection = await asyncpg.connect(server.owner)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _of(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
