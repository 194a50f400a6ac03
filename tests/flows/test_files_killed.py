"""Killed between the two halves of storing or erasing a file, the desk neither loses one nor leaves one behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from deskhand.actions.attachments import Attached, announce_file, receive_file
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.channels.file_store import key_of, open_file_store
from deskhand.kit import clock
from deskhand.reactions.check_files import erase_loose
from deskhand.rules.attachment import NewFile
from tests.database import Desk

pytestmark = [pytest.mark.kill, pytest.mark.slow]


def die(desk: Desk, stage: str) -> None:
    """Run the mortal process until it is killed."""
    given = [
        desk.addresses.direct, str(desk.settings.data), str(desk.customer.workspace_id), str(desk.customer.user_id)
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.mortal_files", stage, *given],
        check=False, capture_output=True, timeout=60, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


async def test_nothing_is_lost_and_nothing_left_behind(desk: Desk) -> None:
    folder = desk.settings.data / "files" / str(desk.system.workspace_id)
    new = NewFile(name="kept.txt", size=1, media_type="text/plain", digest=bytes(32))
    kept = (await act(desk.agent, announce_file, new)).id
    await open_file_store(desk.settings).put(key_of(desk.system.workspace_id, kept), b"y")
    await act(desk.agent, receive_file, kept, is_scanned=False)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="One", description="Two"))
    await act(desk.agent, note, ticket.id, NewMessage(content="See.", attached=Attached(ids=(kept,))))

    die(desk, "stored")
    assert await desk.value("select state from files where message_id is null") == "arriving"
    assert len(list(folder.iterdir())) == 2
    die(desk, "removed")
    assert [path.name for path in folder.iterdir()] == [str(kept)]
    assert await desk.value("select erasing_since is not null from files where message_id is null"), (
        "nobody may attach it"
    )
    with clock.moved(timedelta(hours=25)):
        assert await erase_loose(desk.system, desk.settings) == "1 files erased"
    assert [row["id"] for row in await desk.as_owner("select id from files")] == [kept]
    assert (folder / str(kept)).read_bytes() == b"y"
