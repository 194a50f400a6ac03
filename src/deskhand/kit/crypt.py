"""Random tokens, keyed digests and password hashes."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import secrets
from collections.abc import Iterator
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

NONCE = 16
"""Random bytes that a sealed text begins with."""
_TAG = 32
_PASSWORDS = PasswordHasher()


def new_token() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def keyed_digest(key: bytes, *, purpose: str, token: str) -> bytes:
    """Return 32 bytes that identify a token at rest; a digest of one purpose never serves another."""
    return hmac.digest(key, f"{purpose}\x00{token}".encode("utf-8", "surrogatepass"), "sha256")


def derived_token(key: bytes, *, purpose: str, name: str) -> str:
    """Return 43 URL-safe characters that only whoever has the key can make, and make again, from a name."""
    return base64.urlsafe_b64encode(keyed_digest(key, purpose=purpose, token=name)).decode().rstrip("=")


def sealed(key: bytes, *, purpose: str, text: str, nonce: bytes) -> bytes:
    """Return a text that only whoever has the key reads, and that nobody else can change unnoticed.

    Encrypt-then-MAC of HMAC-SHA-256 alone, which the standard library has: a keystream in counter mode under one
    derived key, a tag over nonce and ciphertext under another. `nonce` is 16 random bytes, new for each text.
    """
    hidden = _masked(text.encode(), _keystream(key, purpose, nonce=nonce))
    return nonce + hidden + _tag(key, purpose, nonce + hidden)


def unsealed(key: bytes, *, purpose: str, kept: bytes) -> str | None:
    """Return the text that was sealed under this key for this purpose, or None when it was not, or was changed."""
    nonce, hidden, tag = kept[:NONCE], kept[NONCE:-_TAG], kept[-_TAG:]
    if len(kept) < NONCE + _TAG or not hmac.compare_digest(tag, _tag(key, purpose, nonce + hidden)):
        return None
    return _masked(hidden, _keystream(key, purpose, nonce=nonce)).decode()


def _masked(content: bytes, stream: Iterator[int]) -> bytes:
    return bytes(one ^ next(stream) for one in content)


def _keystream(key: bytes, purpose: str, *, nonce: bytes) -> Iterator[int]:
    derived = hmac.digest(key, f"seal stream\x00{purpose}".encode(), "sha256")
    for block in itertools.count():
        yield from hmac.digest(derived, nonce + block.to_bytes(8, "big"), "sha256")


def _tag(key: bytes, purpose: str, content: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, f"seal tag\x00{purpose}".encode(), "sha256"), content, "sha256")


def same(left: str, right: str) -> bool:
    """Say whether two secrets are equal, in time that does not depend on where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def fingerprint(*parts: bytes) -> bytes:
    """Return 32 bytes that are equal exactly when all parts are equal (SHA-256, length-prefixed)."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.digest()


async def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; about 50 ms of CPU, spent off the event loop."""
    return await asyncio.to_thread(_PASSWORDS.hash, password.encode("utf-8", "surrogatepass"))


async def password_matches(stored: str | None, password: str) -> bool:
    """Say whether a password belongs to a hash; takes as long when there is no hash at all."""
    return await asyncio.to_thread(_matches, stored, password)


def _matches(stored: str | None, password: str) -> bool:
    nobody = _hash_of_nobody(_PASSWORDS)
    try:
        _PASSWORDS.verify(stored or nobody, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Return a hash that no password fits, made once and for whoever asks first, known or not."""
    return hasher.hash(secrets.token_urlsafe(32))
