"""The embedded server: kept alive through crashes and a full disk until it is stopped."""

import asyncio
import signal
import time
from pathlib import Path

import asyncpg
import structlog

from deskhand.app.postgres.addresses import OWNER, RUNTIME, Addresses, DatabaseRefused, socket_address
from deskhand.app.postgres.cluster import Cluster
from deskhand.app.postgres.log_file import log_tail, turn_log
from deskhand.app.postgres.opening import open_cluster
from deskhand.app.postgres.passwords import Passwords
from deskhand.app.postgres.postmaster import Postmaster, start_postmaster
from deskhand.app.postgres.remains import clear_remains
from deskhand.app.postgres.room import MB, Reserve, Room, look_at_room
from deskhand.app.postgres.socket_folder import close_socket_folder, keep_socket_folder, open_socket_folder

RECOVERY_S = 600.0  # a crash recovery reads all that was written since the last checkpoint
STEADY_S = 30.0  # a server that ran that long starts again at once, after shorter runs it waits ever longer
LONGEST_PAUSE_S = 30.0
LOOK_S, CLOSE_LOOK_S = 1.0, 0.1
WIDE = 1024 * MB  # no disk of a small machine takes more in a second

log = structlog.get_logger()


class EmbeddedServer:
    """PostgreSQL as a child of this process, kept alive until `stop`."""

    def __init__(self, cluster: Cluster, passwords: Passwords, *, socket_folder: Path) -> None:
        self.cluster = cluster
        self.socket_folder = socket_folder
        self.addresses = embedded_addresses(cluster.data, passwords, socket_folder=self.socket_folder)
        self.reserve = Reserve(cluster)
        self.healthy = asyncio.Event()
        self.trouble: str | None = None
        self.restarts = 0
        self._restarted = asyncio.Event()
        self._postmaster: Postmaster | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def pid(self) -> int | None:
        """The process id of the server, None while there is none."""
        return self._postmaster.pid if self._postmaster else None

    async def start(self) -> None:
        """Start the server; afterwards it takes connections and is restarted whenever it ends."""
        await self._start()
        self._try_to_settle()
        for work, name in ((self._keep(), "restarts"), (self._watch_room(), "room")):
            self._tasks.append(asyncio.create_task(work, name=f"embedded PostgreSQL: {name}"))

    async def stop(self) -> None:
        """Stop the server for good, within five seconds where the disk allows."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.healthy.clear()
        if self._postmaster:
            await self._postmaster.stop()
        close_socket_folder(self.socket_folder, self.cluster.folder)

    async def next_restart(self) -> None:
        """Wait until the server is back after a crash that is still to come."""
        await self._restarted.wait()

    async def _start(self) -> None:
        self._postmaster = await start_postmaster(self.cluster, patience=RECOVERY_S)
        connection = await asyncpg.connect(self.addresses.runtime, timeout=10)
        await connection.close()
        self.trouble = None
        self.healthy.set()

    async def _keep(self) -> None:
        short_runs = 0
        while self._postmaster:
            began = time.monotonic()
            code = await self._postmaster.ended()
            self.healthy.clear()
            self.trouble = log_tail(self.cluster.log)
            short_runs = 0 if time.monotonic() - began > STEADY_S else short_runs + 1
            log.error("database ended", code=code, short_runs=short_runs, last_words=self.trouble)
            await self._bring_back(short_runs)

    async def _bring_back(self, short_runs: int) -> None:
        while not self.healthy.is_set():
            if short_runs > 1:
                await asyncio.sleep(min(LONGEST_PAUSE_S, 0.1 * 2 ** min(short_runs, 9)))
            try:
                await clear_remains(self.cluster.folder, patience=1.0)
                self._settle()
                await self._start()
            except (DatabaseRefused, OSError, TimeoutError, asyncpg.PostgresError) as error:
                short_runs += 1
                self.trouble = str(error)
                log.error("database does not start", attempt=short_runs, error=str(error))  # noqa: TRY400 - said
        self.restarts += 1
        self._restarted.set()
        self._restarted = asyncio.Event()
        log.info("database is back", restarts=self.restarts)

    async def _watch_room(self) -> None:
        while True:
            room = self._try_to_settle()
            near = room is None or room.free - room.limits.low < WIDE
            await asyncio.sleep(CLOSE_LOOK_S if near else LOOK_S)

    def _try_to_settle(self) -> Room | None:
        try:
            turn_log(self.cluster.log)
            keep_socket_folder(self.socket_folder, self.cluster.folder)
            return self._settle()
        except OSError as error:
            log.warning("room on the disk cannot be kept", error=str(error))
            return None

    def _settle(self) -> Room:
        before = look_at_room(self.cluster.data)
        room = self.reserve.settle()
        if room.read_only != before.read_only:
            if self._postmaster:
                self._postmaster.signal(signal.SIGHUP)
            figures = {"free_mb": room.free // MB, "needed_mb": room.limits.low // MB}
            if room.read_only:
                log.error("disk is nearly full: writes are refused", **figures)
            else:
                log.info("there is room on the disk again: writes are taken", **figures)
        return room


async def open_embedded(data: Path, *, earlier: str | None) -> EmbeddedServer:
    """Return the server of the data folder, made if it is not there yet, not started yet.

    `earlier` is the socket's folder of whoever owned the server before.
    """
    cluster, passwords = await open_cluster(data)
    socket_folder = open_socket_folder(cluster.folder, earlier=earlier)
    return EmbeddedServer(cluster, passwords, socket_folder=socket_folder)


def embedded_addresses(data: Path, passwords: Passwords, *, socket_folder: Path) -> Addresses:
    """Return how to reach the embedded database of the data folder."""
    runtime = socket_address(RUNTIME, passwords.runtime, socket_folder=socket_folder)
    owner = socket_address(OWNER, passwords.owner, socket_folder=socket_folder)
    return Addresses(owner=owner, runtime=runtime, direct=runtime, embedded=True, folder=data)
