"""The passwords of the database roles, in a file that only its owner can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from deskhand.app.postgres.account import hand_to_owner
from deskhand.app.postgres.addresses import DatabaseRefused

FILE = "database.json"


@dataclass(frozen=True, slots=True)
class Passwords:
    """What the roles of the embedded server sign in with."""

    owner: str
    runtime: str


def new_passwords() -> Passwords:
    """Return passwords of 256 random bits each."""
    return Passwords(owner=secrets.token_urlsafe(32), runtime=secrets.token_urlsafe(32))


def read_passwords(folder: Path) -> Passwords | None:
    """Return the passwords kept in the data folder, or None when there are none."""
    path = folder / FILE
    try:
        kept = json.loads(path.read_bytes())
        return Passwords(owner=kept["owner"], runtime=kept["runtime"])
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise DatabaseRefused(f"{path} cannot be read ({error.strerror}): run as its owner.") from error
    except (ValueError, KeyError, TypeError):
        return None


def keep_passwords(folder: Path, passwords: Passwords) -> None:
    """Write the passwords into the data folder, whole or not at all, readable by the owner only."""
    keep_secret(folder / FILE, json.dumps(asdict(passwords)))


def keep_secret(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    hand_to_owner(fresh)
    fresh.replace(path)
