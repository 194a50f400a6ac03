"""A worker that is killed in the middle of writing an export.

    python -m tests.flows.mortal_exports STAGE DATABASE_URL DATA_FOLDER

It dies by SIGKILL once STAGE is reached for the second time: `stored` with the bytes of a piece in place and nothing
of it noted, `settled` with the piece noted and the next one due.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

from deskhand.app import wiring
from deskhand.channels.file_store import FileStore
from deskhand.reactions.write_exports import ExportWriter
from deskhand.rules import exports
from deskhand.rules.settings import Settings
from deskhand.store import db

PIECE = 2
"""Tickets of a piece, in this worker and in the test that follows it."""
PLACES: dict[str, tuple[type, str]] = {"stored": (FileStore, "put"), "settled": (ExportWriter, "_write")}


def fatal(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the step with a kill right after its second run."""
    runs = count(1)

    async def run(*args: Any, **kwargs: Any) -> Any:
        done = await step(*args, **kwargs)
        if next(runs) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return run


async def main(stage: str, url: str, data: str) -> None:
    """Write what is due, and die on the way."""
    kind, name = PLACES[stage]
    setattr(kind, name, fatal(getattr(kind, name)))
    exports.PIECE = PIECE
    await db.connect(url, reactions=wiring.reaction_names(), size=2)
    writer = ExportWriter(Settings(data=Path(data)))
    while await writer.write_due(1):
        pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
