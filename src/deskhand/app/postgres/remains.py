"""What an earlier server left behind: processes, and files that name them."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import psutil

from deskhand.app.postgres.addresses import DatabaseRefused

POLL_S = 0.02
NAMES = ("postgres", "initdb")
NAMING = ("postmaster.pid", ".s.PGSQL.5432.lock")


async def clear_remains(folder: Path, *, patience: float = 5.0) -> None:
    """Wait until no process of an earlier server serves `folder`, pushing harder every `patience` seconds."""
    if not (folder / "postmaster.pid").exists():  # it ended in good order
        return
    await _end(folder, (None, signal.SIGQUIT, signal.SIGKILL), patience=patience)
    _forget_recycled(folder)


async def kill_remains(folder: Path) -> None:
    """Kill whatever still makes a cluster in `folder`: a start that was cut short leaves nothing of use."""
    await _end(folder, (signal.SIGKILL, signal.SIGKILL), patience=5.0)


async def _end(folder: Path, orders: Sequence[signal.Signals | None], *, patience: float) -> None:
    for order in orders:
        if await _gone(folder, order=order, patience=patience):
            return
    left = ", ".join(str(process.pid) for process in processes_in(folder))
    raise DatabaseRefused(
        f"processes of an earlier PostgreSQL in {folder} do not end ({left}): end them, then start again."
    )


def processes_in(folder: Path) -> list[psutil.Process]:
    """Return the processes whose working folder is `folder`: those of the server that serves it."""
    wanted = os.path.realpath(folder)
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.cwd() == wanted and process.name() in NAMES:
                found.append(process)
    return found


def lives(process: psutil.Process) -> bool:
    """Whether a process still runs; one that waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


async def _gone(folder: Path, *, order: signal.Signals | None, patience: float) -> bool:
    remains = processes_in(folder)
    for process in remains if order else ():
        with contextlib.suppress(psutil.Error):
            process.send_signal(order or signal.SIGKILL)
    waited = 0.0
    while remains and waited < patience:
        await asyncio.sleep(POLL_S)
        waited += POLL_S
        # A look at the known ones is cheap; only when they are gone is it worth looking for others.
        remains = [process for process in remains if lives(process)] or processes_in(folder)
    return not remains


def _forget_recycled(folder: Path) -> None:
    # Nobody serves the folder. A process id in these files that lives is another program's, which got the
    # number; PostgreSQL could not tell. A dead one is left to it: it looks for shared memory by that file.
    for path in (folder / name for name in NAMING):
        try:
            pid = int(path.read_bytes().split(b"\n")[0])
        except (FileNotFoundError, ValueError):
            continue
        if psutil.pid_exists(pid):
            path.unlink()
