"""What a channel is: it renders words for one person, and hands them to another company's machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from msgspec import Struct

from deskhand.rules.delivery import State
from deskhand.rules.errors import Trouble
from deskhand.rules.events import Event
from deskhand.rules.logo import Logo
from deskhand.rules.mail import Enclosure
from deskhand.rules.notify import Kind, Matter, Part, Recipient
from deskhand.rules.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything that the words of one delivery may be made of."""

    delivery_id: UUID
    generation: int
    kind: Kind
    part: Part
    person: Recipient
    matter: Matter
    event: Event
    actor_name: str
    requester_name: str
    text: str
    html: str
    workspace_name: str
    base_url: str
    sender: str
    now: datetime
    rating_url: str = ""
    """Where the requester says how satisfied they are, in the mail that asks."""
    logo: Logo | None = None


class Rendered(Struct, frozen=True, kw_only=True):
    """A message as it is stored before it is sent, and sent again unchanged."""

    recipient: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    files: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a provider answered when it took a message."""

    state: State
    message_id: str | None = None
    response: str | None = None


class NotReached(Trouble):
    """The provider could not be reached, or does not let us in: nothing of the message has left."""

    def __init__(self, cause: Trouble) -> None:
        """Keep what stood in the way."""
        super().__init__(str(cause))
        self.cause = cause


class Carrier(Protocol):
    """What hands messages over; `patience` is the most seconds that one `send` takes, `width` how many run at once."""

    name: ClassVar[str]
    provider: ClassVar[str]
    patience: float
    width: int

    def __init__(self, settings: Settings) -> None:
        """Read the settings; Invalid names a setting that is wrong."""

    async def ready(self) -> None:
        """Return once a message could be handed over; raise NotReached otherwise."""

    async def send(self, rendered: Rendered) -> Receipt:
        """Hand a message over; raise NotReached, Temporary, Permanent, or Unknown once its bytes may have arrived."""

    async def close(self) -> None:
        """End what is open; a `send` that is going on fails as its stage says."""


class Channel(Carrier, Protocol):
    """One provider of a channel that people hear by."""

    def render(self, context: Context) -> Rendered:
        """Return the words for one person."""


Channels = Mapping[str, Channel]
"""The open channels by name."""
