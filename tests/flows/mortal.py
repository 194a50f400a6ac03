"""A worker that is killed in the middle of sending.

    python -m tests.flows.mortal STAGE DATABASE_URL SMTP_URL

It delivers one round and dies by SIGKILL once STAGE is reached: `claimed`, `begun`, `sent` or `settled`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from deskhand.app import wiring
from deskhand.channels import open_channels
from deskhand.channels.email_smtp import SmtpEmail
from deskhand.reactions import deliver
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.settings import Settings
from deskhand.store import db, everywhere


def fatal(step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the step with a kill right after it."""

    async def run(*args: Any, **kwargs: Any) -> Any:
        await step(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return run


PLACES: dict[str, tuple[Any, str]] = {
    "claimed": (everywhere, "claim_deliveries"),
    "begun": (deliver, "begin"),
    "sent": (SmtpEmail, "send"),
    "settled": (deliver, "settle"),
}


async def main(stage: str, database_url: str, smtp_url: str) -> None:
    """Deliver one round and die on the way."""
    place, name = PLACES[stage]
    setattr(place, name, fatal(getattr(place, name)))
    await db.connect(database_url, reactions=wiring.reaction_names(), size=4)
    settings = Settings(smtp_url=smtp_url)
    await Deliverer(open_channels(settings), sender=settings.support_email).deliver_due(50)
    await asyncio.sleep(10)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
