"""One run of the server: from its start to its end."""

import asyncio
import contextlib
import os
import signal
import sys

from deskhand.app.postgres.account import as_somebody, as_watch
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.cluster import Cluster, server_environment
from deskhand.app.postgres.log_file import log_tail, open_log

NEEDS_WATCH = sys.platform != "linux"  # no death signal there: a small process of ours watches a pipe instead
READY = b"ready"
POLL_S = 0.005
STOP_S = 5.0


class Postmaster:
    """A running server; it ends when the thread that started it ends, so that one has to last."""

    def __init__(
        self, cluster: Cluster, process: asyncio.subprocess.Process, *, watch: asyncio.subprocess.Process | None
    ) -> None:
        self.cluster = cluster
        self._process = process
        self._watch = watch

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code of the server, None while it runs."""
        return self._process.returncode

    async def ended(self) -> int:
        """Wait for the end of the server and return its exit code."""
        code = await self._process.wait()
        watch, self._watch = self._watch, None
        if watch:
            await watch.communicate(b"done")
        return code

    async def stop(self) -> None:
        """Stop the server: for five seconds in good order, then at once."""
        for order, patience in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0)):
            self.signal(order)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.ended(), patience)
                return

    def signal(self, order: signal.Signals) -> None:
        """Send a signal to the server, if it is still there."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(order)

    def is_ready(self) -> bool:
        """Whether the server says that it takes connections."""
        try:
            lines = (self.cluster.folder / "postmaster.pid").read_bytes().split(b"\n")
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.pid).encode() and lines[7].startswith(READY)


async def start_postmaster(cluster: Cluster, *, patience: float, needs_watch: bool = NEEDS_WATCH) -> Postmaster:
    """Start the server and wait for at most `patience` seconds until it takes connections."""
    log = open_log(cluster.log)
    try:
        process = await asyncio.create_subprocess_exec(
            *as_somebody(
                cluster.account,
                death_signal=signal.SIGINT,
                folder=cluster.folder,
                command=[str(cluster.programs.path("postgres")), "-D", "{folder}"],
            ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=server_environment(),
            start_new_session=True,  # Ctrl-C in a terminal is for us alone
        )
    finally:
        os.close(log)
    postmaster = Postmaster(cluster, process, watch=await _watch(process.pid) if needs_watch else None)
    try:
        await asyncio.wait_for(_ready(postmaster), patience)
    except BaseException:
        await postmaster.stop()
        raise
    return postmaster


async def _watch(pid: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *as_watch(pid, signal.SIGINT), stdin=asyncio.subprocess.PIPE, start_new_session=True
    )


async def _ready(postmaster: Postmaster) -> None:
    while not postmaster.is_ready():
        if postmaster.exit_code is not None:
            raise DatabaseRefused(
                f"PostgreSQL ended while starting (code {postmaster.exit_code}); "
                f"its last words in {postmaster.cluster.log}:\n{log_tail(postmaster.cluster.log)}"
            )
        await asyncio.sleep(POLL_S)
