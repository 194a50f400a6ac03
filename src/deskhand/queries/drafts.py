"""What agents set about their own writing."""

from __future__ import annotations

from deskhand.queries.contract import query
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden
from deskhand.store.db import Reading


@query(needs=Can.NOTE)
async def undo_seconds(reading: Reading) -> int:
    """Return for how long the reader's replies can be taken back."""
    if not isinstance(reading.actor, Person):
        raise Forbidden("Only people write replies that can be taken back.")
    found: int = await reading.value(
        "select undo_seconds from users where workspace_id = $1 and id = $2",
        reading.workspace_id, reading.actor.user_id,
    )  # fmt: skip
    return found
