"""Who owns the data folder: a lock that ends with its holder, however that ends."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from deskhand.app.postgres.account import hand_to_owner
from deskhand.app.postgres.addresses import DatabaseRefused

FILE = "database.lock"
GUESTS = "database.guests"
WIDTH = 1024  # the file never grows, so that it can be written on a full disk


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the folder: its process, whether that is `deskhand run`, where its server listens, if yet."""

    pid: int
    runs: bool
    socket: str | None = None


class FolderLock:
    """The lock on one data folder; nothing but a living process holds it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.earlier: Holder | None = None
        self._descriptor: int | None = None

    def take(self, holder: Holder) -> bool:
        """Take the lock and say who holds it; False when somebody else does."""
        self._descriptor = _locked(self.path, fcntl.LOCK_EX)
        if self._descriptor is None:
            return False
        self.earlier = self.holder()
        os.register_at_fork(after_in_child=self._forget)
        self.tell(holder)
        return True

    def tell(self, holder: Holder) -> None:
        """Write who holds the lock, for those who find it taken."""
        if self._descriptor is not None:
            os.pwrite(self._descriptor, json.dumps(asdict(holder)).encode().ljust(WIDTH), 0)

    def holder(self) -> Holder | None:
        """Return who says that he holds the lock; None while it is not known."""
        try:
            return Holder(**json.loads(self.path.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def release(self) -> None:
        """Give the lock back."""
        self._forget()

    def _forget(self) -> None:
        # Also in a forked child, which would hold the lock past the end of its parent.
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class GuestBook:
    """Who uses a server that a short-lived command started, and that ends with it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / GUESTS
        self._descriptor: int | None = None

    def enter(self) -> bool:
        """Say that we use the server until `leave`; False when it is about to end."""
        self._descriptor = _locked(self._path, fcntl.LOCK_SH)
        return self._descriptor is not None

    def close(self) -> bool:
        """Let nobody enter any more; False while somebody is there."""
        self._descriptor = _locked(self._path, fcntl.LOCK_EX)
        return self._descriptor is not None

    def leave(self) -> None:
        """Take back `enter` or `close`."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _locked(path: Path, kind: int) -> int | None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except PermissionError as error:
        raise DatabaseRefused(
            f"{path} cannot be opened ({error.strerror}): run Deskhand as the owner of {path.parent}."
        ) from error
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        os.close(descriptor)
        raise DatabaseRefused(
            f"{path} lies on a file system that cannot lock files ({error.strerror}): "
            "name a folder on a local disk in DESKHAND_DATA, or set DATABASE_URL."
        ) from error
    hand_to_owner(path)
    return descriptor
