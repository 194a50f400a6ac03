"""The master key: from the environment, or from a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from deskhand.rules.errors import Permanent
from deskhand.rules.settings import Settings

FILE = "secret.key"
SHORTEST = 32
"""Bytes below which a key is none: a file that was cut off must not become everybody's key."""


def master_key(settings: Settings) -> bytes:
    """Return the master key; made at the first call when neither the variable nor the file is there.

    Permanent tells of a file that cannot be read or written, or that holds no whole key.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data / FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes().strip()
    except OSError as error:
        raise Permanent(
            f"The secret key {path} cannot be read or made ({error.strerror}): let the desk's user read and write "
            "its folder, or set DESKHAND_SECRET_KEY.",
            kind="config",
        ) from error
    if len(key) < SHORTEST:
        raise Permanent(
            f"The secret key {path} holds {len(key)} characters, not {SHORTEST} or more: bring it back from a backup. "
            "If there is none, remove it; a new one is made, and everybody signs in and makes API tokens anew.",
            kind="config",
        )
    return key


def _make(path: Path) -> None:
    """Write a key as a whole or not at all, whichever of several processes is first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
