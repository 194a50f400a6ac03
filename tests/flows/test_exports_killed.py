"""A worker that is killed while it writes an export: the next one goes on, and the file is whole, each ticket once."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.exports import ask_export
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.channels.file_store import open_file_store, piece_key
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.exports import read_export
from deskhand.reactions.write_exports import LEASE, ExportWriter, erase_exports
from deskhand.rules import exports
from deskhand.rules.exports import FIELDS, Wanted
from tests.database import Desk
from tests.flows.mortal_exports import PIECE
from tests.running import ROOT

TICKETS = 9

pytestmark = [pytest.mark.kill, pytest.mark.slow]


def die(desk: Desk, stage: str) -> None:
    """Run the mortal worker until it is killed."""
    given = [stage, desk.addresses.direct, str(desk.settings.data)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.mortal_exports", *given],
        check=False, capture_output=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


async def test_an_export_is_whole_after_its_workers_were_killed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PIECE", PIECE)
    numbers = [
        (await act(desk.customer, open_ticket, NewTicket(subject=f"No {place}", description="x"))).number
        for place in range(TICKETS)
    ]
    asked = await act(desk.agent, ask_export, "All", Wanted(marked=True))
    die(desk, "stored")
    left = await ask(desk.agent, read_export, asked.id)
    assert (left.state, left.written, len(left.pieces)) == ("writing", PIECE, 1), "the second piece counts for nothing"
    assert await ExportWriter(desk.settings).write_due(1) == 0, "it is the dead worker's until its lease ends"
    assert timedelta(seconds=30) >= LEASE, "no longer than a worker that lives takes to renew it a few times"
    assert await desk.value("select due_at <= now() + $1 from exports", LEASE)
    with clock.moved(LEASE):
        assert await ExportWriter(desk.settings).write_due(1) == 1, "and then anybody goes on"
    await desk.as_owner("update exports set due_at = now()")
    die(desk, "settled")
    left = await ask(desk.agent, read_export, asked.id)
    assert (left.state, left.written) == ("writing", 4 * PIECE)
    while await ExportWriter(desk.settings).write_due(1):
        pass
    done = await ask(desk.agent, read_export, asked.id)
    store, folder = open_file_store(desk.settings), str(desk.system.workspace_id)
    content = b""
    for fence in done.pieces:
        async for part in await store.get(piece_key(desk.system.workspace_id, done.id, fence=fence)):
            content += part
    head, *rows = csv.reader(content.decode("utf-8-sig").splitlines())
    assert (done.state, done.written, tuple(head)) == ("ready", TICKETS, FIELDS)
    assert sorted(row[0] for row in rows) == sorted(numbers)
    pieces = [path for path in desk.settings.data.rglob("*") if path.is_file() and folder in path.parts]
    assert len(pieces) == len(done.pieces) + 1, "what the killed worker stored lies there until the export is erased"
    await desk.as_owner("update exports set expires_at = now() - interval '1 second'")
    assert await erase_exports(desk.system, desk.settings) == "1 exports erased"
    assert not [path for path in pieces if path.exists()]
