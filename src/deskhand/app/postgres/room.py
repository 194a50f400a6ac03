"""Room on the disk: writes end before the disk does, and a ballast keeps PostgreSQL alive beyond that."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from deskhand.app.postgres.account import hand_to_owner
from deskhand.app.postgres.cluster import Cluster, folder_of, home_of, put_in
from deskhand.app.postgres.settings import ROOM, room_line

BALLAST = "ballast"
MB = 1024 * 1024
CLUSTER = 80 * MB  # what a new cluster takes
SEGMENT = 16 * MB  # PostgreSQL panics when it cannot make a piece of WAL of this size


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept free on a disk, in bytes: writes end below `low`; `ballast` is let go below `critical`."""

    low: int
    ballast: int
    critical: int


@dataclass(frozen=True, slots=True)
class Room:
    """The state of the disk, in bytes; `ballast` is what the ballast holds of it now."""

    total: int
    free: int
    ballast: int
    limits: Limits
    read_only: bool


def limits_of(total: int) -> Limits:
    """Return what is kept free on a disk of `total` bytes."""
    ballast = min(max(total // 100, 32 * MB), 64 * MB)
    return Limits(low=min(max(total // 50, 48 * MB), 512 * MB), ballast=ballast, critical=SEGMENT * 3 // 2)


def must_refuse_writes(room: Room) -> bool:
    """Whether writes end now, or go on being refused: room is what would be free with the ballast in place."""
    left = room.free + room.ballast - room.limits.ballast
    return left < room.limits.low + (room.limits.low // 4 if room.read_only else 0)


class Reserve:
    """The ballast and the switch to read-only of one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._ballast = cluster.home / BALLAST

    def settle(self) -> Room:
        """Let the ballast go or make it again, and set whether transactions may write; return what holds now."""
        room = look_at_room(self._cluster.data)
        refuse = must_refuse_writes(room)
        if room.free < room.limits.critical and room.ballast:
            self._ballast.unlink()
        elif not refuse and not room.ballast:
            self._make(room.limits.ballast)
        if refuse != room.read_only:
            self._switch(read_only=refuse)
        return look_at_room(self._cluster.data)

    def _make(self, size: int) -> None:
        descriptor = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            _allocate(descriptor, size)
        except OSError:
            self._ballast.unlink()
            raise
        finally:
            os.close(descriptor)
        hand_to_owner(self._ballast)

    def _switch(self, *, read_only: bool) -> None:
        # In place where that can be done: on a full disk there is no room for a second file.
        path = self._cluster.folder / ROOM
        text = room_line(read_only=read_only)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
        except OSError:
            put_in(self._cluster, path, text=text)
            return
        try:
            if os.fstat(descriptor).st_nlink == 1:
                os.pwrite(descriptor, text.encode(), 0)
        finally:
            os.close(descriptor)


def look_at_room(data: Path) -> Room:
    """Return the state of the disk below the embedded server of the data folder."""
    disk = shutil.disk_usage(home_of(data))
    return Room(
        disk.total,
        disk.free,
        ballast=_size(home_of(data) / BALLAST),
        limits=limits_of(disk.total),
        read_only=is_read_only(data),
    )


def is_read_only(data: Path) -> bool:
    """Whether the embedded server of the data folder refuses writes for want of room."""
    try:
        return (folder_of(data) / ROOM).read_text() == room_line(read_only=True)
    except FileNotFoundError:
        return False


def missing_for_a_start(folder: Path) -> int:
    """Return how many bytes are missing for a new cluster in `folder`; zero or less when it fits."""
    disk = shutil.disk_usage(folder)
    limits = limits_of(disk.total)
    return CLUSTER + limits.ballast + limits.low - disk.free


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _allocate(descriptor: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    for _ in range(size // MB):  # macOS
        os.write(descriptor, bytes(MB))
