"""The database of this process: started, attached to, or somewhere else."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from deskhand.app.postgres.account import hand_to_owner
from deskhand.app.postgres.addresses import Addresses, DatabaseRefused, DatabaseWanted
from deskhand.app.postgres.cluster import home_of
from deskhand.app.postgres.elsewhere import addresses_elsewhere
from deskhand.app.postgres.embedded import EmbeddedServer, embedded_addresses, open_embedded
from deskhand.app.postgres.lock import FolderLock, GuestBook, Holder
from deskhand.app.postgres.passwords import read_passwords
from deskhand.app.postgres.room import Room, is_read_only, look_at_room

PATIENCE_S = 10.0
DYING_S = 1.0  # a killed desk holds its lock until the kernel has taken it apart
POLL_S = 0.05
NO_ROOM = frozenset({"25006", "53100"})  # read_only_sql_transaction, disk_full


class Database:
    """A database that answers: where it is, and how it fares."""

    def __init__(self, addresses: Addresses, *, server: EmbeddedServer | None = None) -> None:
        self.addresses = addresses
        self._server = server

    @property
    def healthy(self) -> bool:
        """Whether the server takes connections; taken for granted when it is not ours."""
        return self._server is None or self._server.healthy.is_set()

    @property
    def trouble(self) -> str | None:
        """Why our server is not healthy: its last words, or why it does not start."""
        return self._server.trouble if self._server else None

    @property
    def restarts(self) -> int:
        """How often our server had to be started again."""
        return self._server.restarts if self._server else 0

    @property
    def pid(self) -> int | None:
        """The process id of our server."""
        return self._server.pid if self._server else None

    @property
    def read_only(self) -> bool:
        """Whether the embedded server refuses writes for want of room on the disk."""
        folder = self.addresses.folder
        return folder is not None and is_read_only(folder)

    def room(self) -> Room | None:
        """Return the state of the disk below the embedded server, None when the database is elsewhere."""
        return look_at_room(self.addresses.folder) if self.addresses.folder else None

    async def next_restart(self) -> None:
        """Wait until our server is back after a crash that is still to come; for ever when it is not ours."""
        if self._server:
            await self._server.next_restart()
        else:
            await asyncio.Event().wait()

    async def wait_ready(self) -> None:
        """Wait until the server takes connections."""
        if self._server:
            await self._server.healthy.wait()


@asynccontextmanager
async def database(wanted: DatabaseWanted, *, own: bool) -> AsyncIterator[Database]:
    """Give a database that answers: the one of DATABASE_URL, or the embedded one of the data folder.

    `own` is for `deskhand run`, which owns the embedded server; anything else attaches to a running one, or
    starts it for as long as it takes. The loop's thread has to last as long as the process, for the server
    ends with it. DatabaseRefused tells why there is none.
    """
    if wanted.url or wanted.owner_url or wanted.direct_url:
        yield Database(await addresses_elsewhere(wanted))
        return
    folder = _folder(wanted.folder)
    lock, guests = FolderLock(folder), GuestBook(folder)
    attached = await _take_or_attach(folder, lock, guests=guests, own=own)
    try:
        if attached:
            yield Database(attached)
            return
        server = await open_embedded(folder, earlier=lock.earlier.socket if lock.earlier else None)
        async with _serving(server, lock, guests=guests, own=own) as served:
            yield served
    finally:
        guests.leave()
        lock.release()


def lacks_room(error: BaseException) -> bool:
    """Whether a write failed because the disk is, or is nearly, full."""
    return isinstance(error, asyncpg.PostgresError) and error.sqlstate in NO_ROOM


def _folder(folder: Path) -> Path:
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            hand_to_owner(folder)
    except OSError as error:
        raise DatabaseRefused(
            f"DESKHAND_DATA={folder} cannot be made ({error.strerror}): name a folder that Deskhand may write to."
        ) from error
    if not folder.is_dir():
        raise DatabaseRefused(f"DESKHAND_DATA={folder} is no folder: name a folder that Deskhand may write to.")
    return folder.resolve()


async def _take_or_attach(folder: Path, lock: FolderLock, *, guests: GuestBook, own: bool) -> Addresses | None:
    waited = 0.0
    while not lock.take(Holder(os.getpid(), runs=own)):
        holder = lock.holder()
        if not own and holder and holder.socket and (addresses := await _attach(folder, holder.socket, guests=guests)):
            return addresses
        if waited >= (DYING_S if own and holder and holder.runs else PATIENCE_S):
            raise DatabaseRefused(_taken(folder, holder) if own else _silent(folder, holder))
        await asyncio.sleep(POLL_S)
        waited += POLL_S
    return None


def _taken(folder: Path, holder: Holder | None) -> str:
    return (
        f"DESKHAND_DATA={folder} is in use by {_who(holder)}: "
        "end it, wait until it is done, or name another folder in DESKHAND_DATA."
    )


def _silent(folder: Path, holder: Holder | None) -> str:
    return (
        f"the database of DESKHAND_DATA={folder} does not answer; {_who(holder)} looks after it: "
        f"see {home_of(folder) / 'server.log'}, or end that process and try again."
    )


def _who(holder: Holder | None) -> str:
    if holder is None:
        return "another process"
    return f"process {holder.pid} ({'deskhand run' if holder.runs else 'a command'})"


async def _attach(folder: Path, socket_folder: str, *, guests: GuestBook) -> Addresses | None:
    passwords = read_passwords(folder)
    if not passwords or not guests.enter():
        return None
    addresses = embedded_addresses(folder, passwords, socket_folder=Path(socket_folder))
    try:
        connection = await asyncpg.connect(addresses.runtime, timeout=PATIENCE_S)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        guests.leave()
        return None
    await connection.close()
    return addresses


@asynccontextmanager
async def _serving(
    server: EmbeddedServer, lock: FolderLock, *, guests: GuestBook, own: bool
) -> AsyncIterator[Database]:
    try:
        await server.start()
        lock.tell(Holder(os.getpid(), runs=own, socket=str(server.socket_folder)))
        yield Database(server.addresses, server=server)
    finally:
        if not own:
            await _wait_for(guests)
        lock.tell(Holder(os.getpid(), runs=own))
        await server.stop()


async def _wait_for(guests: GuestBook) -> None:
    waited = 0.0
    while not guests.close() and waited < PATIENCE_S:
        await asyncio.sleep(POLL_S)
        waited += POLL_S
