"""E-mail without a provider: the rendered delivery is the mail, and the built-in mailbox shows it."""

from __future__ import annotations

from typing import ClassVar

from deskhand.channels.contract import Context, Receipt, Rendered
from deskhand.channels.letter import letter
from deskhand.rules.delivery import State
from deskhand.rules.settings import Settings


class MailboxEmail:
    """Delivers by being stored."""

    name: ClassVar[str] = "email"
    provider: ClassVar[str] = "mailbox"

    def __init__(self, settings: Settings) -> None:  # noqa: ARG002 (every channel is made alike)
        """Need nothing: the mailbox is always there."""
        self.patience = 5.0
        self.width = 1

    def render(self, context: Context) -> Rendered:
        """Return the mail as it would be sent."""
        return letter(context)

    async def ready(self) -> None:
        """Return at once."""

    async def send(self, rendered: Rendered) -> Receipt:
        """Return the receipt of what is stored already."""
        return Receipt(state=State.DELIVERED, message_id=dict(rendered.headers)["Message-ID"])

    async def close(self) -> None:
        """Leave nothing open."""
