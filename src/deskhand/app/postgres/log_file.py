"""The server's log: one file and the one before it, neither growing without end."""

import os
import shutil
from pathlib import Path

from deskhand.app.postgres.account import hand_to_owner

LONGEST = 8 * 1024 * 1024


def open_log(path: Path) -> int:
    """Return a descriptor that appends to the log."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    hand_to_owner(path)
    return descriptor


def turn_log(path: Path, *, longest: int = LONGEST) -> bool:
    """Begin a new log when this one is longer than `longest` bytes, keeping it as `….1`; tell whether it did."""
    if not path.exists() or path.stat().st_size <= longest:
        return False
    # The server keeps its descriptor: what it appends next is the beginning of the emptied file.
    try:
        shutil.copy2(path, path.with_name(path.name + ".1"))
    finally:
        os.truncate(path, 0)
    return True


def log_tail(path: Path, *, lines: int = 12) -> str:
    """Return the last lines of the log."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
