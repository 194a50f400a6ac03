"""Secrets in and out: random tokens for people, keyed digests for the database."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from uuid import UUID

from deskhand.actions.accounts import NewLink
from deskhand.kit import crypt, ids

SESSION = "session"
TOKEN = "token"  # noqa: S105 (a purpose, no secret)
LINK = "link"
TOKEN_PREFIX = "dh_"  # noqa: S105 (a mark by which leaked tokens are found)
WEBHOOK_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Keys:
    """The master key of the desk, which never leaves the process."""

    master: bytes

    def digest(self, purpose: str, token: str) -> bytes:
        """Return what identifies a token at rest."""
        return crypt.keyed_digest(self.master, purpose=purpose, token=token)

    def derived(self, purpose: str) -> str:
        """Return a secret text for a library, made from the master key."""
        return self.digest("derived", purpose).hex()

    def link_token(self, link_id: UUID) -> str:
        """Return the token of a link that goes out by mail: made again when the mail is written, never stored."""
        return crypt.derived_token(self.master, purpose="link token", name=str(link_id))

    def rating_token(self, ticket_id: UUID) -> str:
        """Return the token by which a ticket is rated without signing in: made again to compare, never stored."""
        return crypt.derived_token(self.master, purpose="rating token", name=str(ticket_id))

    def stop_token(self, kind: str, one_id: UUID) -> str:
        """Return the token by which a mail is ended without signing in: made again to compare, never stored."""
        return crypt.derived_token(self.master, purpose="stop token", name=f"{kind} {one_id}")

    def new_link(self) -> NewLink:
        """Return a new link for a mail: its id, and the digest by which its token is known."""
        link_id = ids.new_id()
        return NewLink(id=link_id, digest=self.digest(LINK, self.link_token(link_id)))

    def seal(self, text: str) -> bytes:
        """Return a secret as it is kept at rest, such as an address that messages are posted to."""
        return crypt.sealed(self.master, purpose="secret", text=text, nonce=secrets.token_bytes(crypt.NONCE))

    def unseal(self, kept: bytes) -> str | None:
        """Return a secret that was sealed under this key; None when it was sealed under another."""
        return crypt.unsealed(self.master, purpose="secret", kept=kept)

    def __repr__(self) -> str:
        """Keep the key out of logs and traces."""
        return "Keys(…)"


def new_api_token() -> str:
    """Return a new API token."""
    return TOKEN_PREFIX + crypt.new_token()


def new_webhook_secret() -> str:
    """Return a new secret that webhooks are signed with, as Standard Webhooks writes one."""
    return WEBHOOK_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
