"""A worker that is killed while it sends replies that were held.

    python -m tests.flows.fatal_replies STAGE DATABASE_URL

It follows up what is due and dies by SIGKILL right after the step that STAGE names.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from deskhand.actions import replies
from deskhand.app import wiring, worker
from deskhand.app.worker import JobRounds
from deskhand.reactions import replies as releasing
from deskhand.store import db, drafts, everywhere
from tests.flows.mortal import fatal

STAGES: dict[str, tuple[Any, str]] = {
    "claimed": (everywhere, "claim_jobs"),
    "writing": (replies, "reply"),
    "written": (drafts, "remove"),
    "sent": (releasing, "act"),
    "finished": (worker, "act"),
}
"""The steps by the functions that end them; `writing` and `written` are in the middle of a transaction."""


async def main(stage: str, database_url: str) -> None:
    """Work until the stage is reached."""
    place, name = STAGES[stage]
    setattr(place, name, fatal(getattr(place, name)))
    await db.connect(database_url, reactions=wiring.reaction_names(), size=4)
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
