"""A worker that is killed in the middle of calling endpoints of webhooks.

    python -m tests.flows.mortal_webhooks STAGE DATABASE_URL

It calls one round and dies by SIGKILL once STAGE is reached: `begun` or `sent`.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from deskhand.app import wiring
from deskhand.channels.webhook import Webhook
from deskhand.door.keys import Keys
from deskhand.reactions import deliver
from deskhand.reactions.calls import Caller
from deskhand.rules.settings import Settings
from deskhand.store import db
from tests.flows.mortal import fatal
from tests.receiver import LOOPBACK

PLACES: dict[str, tuple[Any, str]] = {
    "begun": (deliver, "begin"), "sent": (Webhook, "send"),
}  # fmt: skip


async def main(stage: str, database_url: str) -> None:
    """Call one round and die on the way."""
    place, name = PLACES[stage]
    setattr(place, name, fatal(getattr(place, name)))
    await db.connect(database_url, reactions=wiring.reaction_names(), size=4)
    carrier = Webhook(Settings(outbound_allow=LOOPBACK))
    await Caller(carrier, unseal=Keys(b"k" * 32).unseal).deliver_due(50)
    await asyncio.sleep(10)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
