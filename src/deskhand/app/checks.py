"""The checks of `deskhand doctor`: each says how it stands and what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from deskhand.app.opening import Opened
from deskhand.app.secret import FILE
from deskhand.channels import open_channels
from deskhand.channels.clamd import Clamd
from deskhand.channels.contract import NotReached
from deskhand.channels.file_store import open_file_store
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.health import Backlog, backlog
from deskhand.queries.schedule import schedule
from deskhand.rules.access import System
from deskhand.rules.errors import Temporary
from deskhand.rules.file_places import scanner
from deskhand.rules.schedule import State
from deskhand.rules.settings import Settings
from deskhand.store import everywhere

MB = 1024 * 1024
LITTLE_ROOM = 1024 * MB
"""Free bytes below which the disk deserves a look."""
SKEW = 2.0
"""Seconds by which the clocks of app and database may differ."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands; `remedy` is what to do when it does not stand well."""

    name: str
    is_good: bool
    what: str
    remedy: str = ""


async def check_all(desk: Opened) -> AsyncIterator[Finding]:
    """Yield every finding, one check after the other."""
    connection = await asyncpg.connect(desk.database.addresses.runtime, timeout=10)
    try:
        yield await _database(connection, embedded=desk.database.addresses.embedded)
        yield _clock(clock.now(), await connection.fetchval("select clock_timestamp()"))
    finally:
        await connection.close()
    yield _follow_ups(await backlog())
    yield await _schedule()
    yield _disk(desk.settings)
    yield _key(desk.settings)
    async for finding in _mail(desk.settings):
        yield finding
    yield await _files(desk.settings)
    yield await _scanner(desk.settings)


async def _database(connection: asyncpg.Connection, *, embedded: bool) -> Finding:
    began = clock.elapsed()
    version = await connection.fetchval("show server_version")
    took = (clock.elapsed() - began) * 1000
    read_only = await connection.fetchval("show default_transaction_read_only")
    kind = "embedded" if embedded else "your own"
    what = f"PostgreSQL {version}, {kind}, answers in {took:.1f} ms"
    if read_only == "on":
        return Finding(
            "database",
            is_good=False,
            what=f"{what}, but takes no writes",
            remedy="Make room on its disk; writes go on by themselves.",
        )
    return Finding("database", is_good=True, what=what)


def _clock(ours: datetime, theirs: datetime) -> Finding:
    skew = abs((ours - theirs).total_seconds())
    return Finding(
        "clock", skew <= SKEW, f"app and database differ by {skew:.2f} s",
        "Have both machines follow the same time server: deadlines are counted by the app's clock.",
    )  # fmt: skip


def _follow_ups(waits: Backlog) -> Finding:
    given_up = waits.jobs_dead + waits.deliveries_dead
    return Finding(
        "follow-ups", given_up == 0,
        f"{waits.jobs_waiting} follow-ups and {waits.deliveries_waiting} deliveries wait, {given_up} were given up",
        "“deskhand jobs dead” names what was given up and why; “deskhand jobs replay” has it tried again.",
    )  # fmt: skip


async def _schedule() -> Finding:
    now = clock.now()
    ill: dict[str, str] = {}
    for workspace_id in await everywhere.workspaces():
        for job in await ask(System(workspace_id, "doctor"), schedule):
            if (state := job.state(now)) in {State.LATE, State.FAILED}:
                ill[job.name] = f"{job.name} {'is late' if state is State.LATE else job.last_result}"
    return Finding(
        "schedule", not ill, ", ".join(ill.values()) or "every job ran when it was due",
        "A late job waits for a worker: start one with “deskhand run”. The log says why one failed; Settings → "
        "Scheduled work runs it again.",
    )  # fmt: skip


def _disk(settings: Settings) -> Finding:
    folder = settings.data.absolute()
    usage = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists()))
    return Finding(
        "disk", usage.free > LITTLE_ROOM, f"{usage.free // MB:,} of {usage.total // MB:,} MB free at the data folder",
        "Make room, or move DESKHAND_DATA to a larger disk: when it is nearly full the desk takes no writes.",
    )  # fmt: skip


def _key(settings: Settings) -> Finding:
    if settings.secret_key:
        return Finding("secret key", is_good=True, what="from DESKHAND_SECRET_KEY")
    path = settings.data / FILE
    is_private = path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    return Finding(
        "secret key", is_private, f"from {path}",
        f"Let nobody but the desk read it (chmod 600 {path}), and back it up: all tokens rest on it.",
    )  # fmt: skip


async def _mail(settings: Settings) -> AsyncIterator[Finding]:
    for name, channel in open_channels(settings).items():
        try:
            await channel.ready()
        except NotReached as trouble:
            remedy = "Check SMTP_URL, the network and the server. Mail waits, and is sent once it answers."
            yield Finding(name, is_good=False, what=f"{channel.provider}: {trouble}", remedy=remedy)
        else:
            is_own = channel.provider == "mailbox"
            what = "the built-in mailbox keeps all mail; set SMTP_URL to send it" if is_own else "the server answers"
            yield Finding(name, is_good=True, what=what)
        finally:
            await channel.close()


async def _files(settings: Settings) -> Finding:
    store = open_file_store(settings)
    try:
        await store.ready()
    except Temporary as trouble:
        remedy = "Check S3_URL, the network and the service, or the rights of the data folder. Uploads are refused."
        return Finding("files", is_good=False, what=f"{store.place}: {trouble}", remedy=remedy)
    return Finding("files", is_good=True, what=f"kept in {store.place}")


async def _scanner(settings: Settings) -> Finding:
    if not settings.clamd:
        what = "no scanner: attachments are marked as not scanned; set CLAMD to have them scanned"
        return Finding("scanner", is_good=True, what=what)
    try:
        await Clamd(scanner(settings.clamd)).ready()
    except Temporary as trouble:
        remedy = "Check CLAMD and start clamd. Files are held back, and scanned once it answers."
        return Finding("scanner", is_good=False, what=str(trouble), remedy=remedy)
    return Finding("scanner", is_good=True, what="clamd answers")
