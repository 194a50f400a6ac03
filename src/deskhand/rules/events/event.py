"""What an event is."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

Change = tuple[str | None, str | None]
"""From what to what."""


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened; its fields are the payload that audit, timeline and follow-ups read."""

    name: ClassVar[str]
    public: ClassVar[bool] = True
    """Whether customers who see the ticket may learn that it happened."""
