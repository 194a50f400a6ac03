"""New identifiers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): unique, and rising with the time of its making."""
    return uuid7()


def id_at(moment: datetime) -> UUID:
    """Return a UUIDv7 as if it had been made at a moment of the past."""
    return UUID(int=uuid_utils.uuid7(nanoseconds=int(moment.timestamp() * 1000) * 1_000_000).int)
