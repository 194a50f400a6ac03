"""Secrets in and out: random tokens for people, keyed digests for the database."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.kit import crypt

SESSION = "session"
TOKEN = "token"  # noqa: S105 (a purpose, no secret)
LINK = "link"
TOKEN_PREFIX = "dh_"  # noqa: S105 (a mark by which leaked tokens are found)


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

    def __repr__(self) -> str:
        """Keep the key out of logs and traces."""
        return "Keys(…)"


def new_api_token() -> str:
    """Return a new API token."""
    return TOKEN_PREFIX + crypt.new_token()
