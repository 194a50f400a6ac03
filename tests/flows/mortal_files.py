"""A process that is killed between the two halves of storing a file, or of erasing one.

    python -m tests.flows.mortal_files STAGE DATABASE_URL DATA_FOLDER WORKSPACE PERSON

It dies by SIGKILL once STAGE is reached: `stored` with the bytes in place and the row still arriving, `removed` with
the bytes gone and the row still there.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from deskhand.actions.attachments import announce_file, receive_file
from deskhand.actions.contract import act
from deskhand.app import wiring
from deskhand.channels.file_store import FileStore, key_of, open_file_store
from deskhand.kit import clock
from deskhand.reactions.check_files import erase_loose
from deskhand.rules.access import Person, Role, System
from deskhand.rules.attachment import NewFile
from deskhand.rules.settings import Settings
from deskhand.store import db

PLACES = {"stored": "put", "removed": "remove"}


def fatal(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the step with a kill right after it."""

    async def run(*args: Any, **kwargs: Any) -> Any:
        await step(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return run


async def main(stage: str, *given: str) -> None:
    """Store a file or erase those that nobody sent, and die on the way."""
    url, data, workspace, person = given
    setattr(FileStore, PLACES[stage], fatal(getattr(FileStore, PLACES[stage])))
    await db.connect(url, reactions=wiring.reaction_names(), size=2)
    settings, workspace_id = Settings(data=Path(data)), UUID(workspace)
    if stage == "removed":
        with clock.moved(timedelta(hours=25)):
            await erase_loose(System(workspace_id, "timetable"), settings)
        return
    who = Person(workspace_id=workspace_id, user_id=UUID(person), role=Role.CUSTOMER, name="x", email="x@desk.test")
    row = await act(who, announce_file, NewFile(name="a", size=1, media_type="text/plain", digest=bytes(32)))
    await open_file_store(settings).put(key_of(workspace_id, row.id), b"x")
    await act(who, receive_file, row.id, is_scanned=False)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
