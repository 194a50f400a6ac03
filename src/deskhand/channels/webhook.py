"""Outgoing webhooks: a signed POST (Standard Webhooks), whose id its receiver knows repeats by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from standardwebhooks.webhooks import Webhook as Signer

from deskhand.channels.contract import Receipt, Rendered
from deskhand.channels.outbound import PATIENCE, Outbound
from deskhand.kit import clock
from deskhand.rules.delivery import State
from deskhand.rules.settings import Settings
from deskhand.rules.webhook.answer import trouble_of

ID = "webhook-id"
WIDTH = 8
"""Endpoints that are called at once by one worker."""


class Call(Rendered, frozen=True, kw_only=True):
    """A message with where it goes and what signs it, neither of which is kept with it; `text` is the body."""

    url: str
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        """Keep address and secrets out of logs and traces."""
        return f"Call({dict(self.headers)[ID]})"


class Webhook:
    """Posts to the endpoints that admins name; an answer of 200 to 299 is the acceptance."""

    name: ClassVar[str] = "webhook"
    provider: ClassVar[str] = "webhook"

    def __init__(self, settings: Settings) -> None:
        """Read which private networks may be called."""
        self._outbound = Outbound(settings.outbound_allow)
        self.patience = PATIENCE
        self.width = WIDTH

    async def ready(self) -> None:
        """Return at once: each endpoint is a machine of its own."""

    async def send(self, rendered: Rendered) -> Receipt:
        """Post a call; Unknown once its bytes have left and no answer came."""
        if not isinstance(rendered, Call):
            raise TypeError("Only a Call says where it goes.")
        message_id, now = dict(rendered.headers)[ID], clock.now()
        headers = {
            "Content-Type": "application/json", ID: message_id, "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(rendered.secrets, message_id, body=rendered.text, at=now),
        }  # fmt: skip
        answer = await self._outbound.post(rendered.url, body=rendered.text.encode(), headers=headers)
        trouble = trouble_of(answer.status, retry_after=answer.retry_after, now=now)
        if trouble is not None:
            raise trouble
        response = f"{answer.status} {answer.text}".strip()
        return Receipt(state=State.DELIVERED, message_id=message_id, response=response)

    async def close(self) -> None:
        """Cut what is still open."""
        await self._outbound.close()


def signature(secrets: Sequence[str], message_id: str, *, body: str, at: datetime) -> str:
    """Return the signatures of a message by each secret, with a blank between them."""
    return " ".join(Signer(secret).sign(message_id, at, body) for secret in secrets)
