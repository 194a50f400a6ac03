"""The folder through which clients find the server's socket: always a short path."""

import os
import re
import shutil
import tempfile
from pathlib import Path

# A socket's path has 104 bytes (macOS) or 108 (Linux) with the NUL; "/.s.PGSQL.5432" takes 15 of them.
LONGEST = 103 - len("/.s.PGSQL.5432")
PREFIX = "deskhand-"
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


def open_socket_folder(cluster: Path, *, earlier: str | None = None) -> Path:
    """Return a folder that leads to the socket in `cluster`: itself, or a link in a private folder.

    `earlier` is the one of a process that may have ended without closing it; a link is used again.
    """
    place = os.path.realpath(cluster)
    if earlier and _is_our_link(Path(earlier), place):
        return Path(earlier)
    if len(os.fsencode(place)) <= LONGEST and PLAIN.fullmatch(place):
        return Path(place)
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp
        if len(os.fsencode(parent)) < LONGEST - 24:
            private = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
            (private / "pg").symlink_to(place)
            return private / "pg"
    raise OSError(f"no folder with a short path was found for the socket of {cluster}")


def keep_socket_folder(folder: Path, cluster: Path) -> None:
    """Make the link again when something that cleans the temporary folder has taken it away."""
    place = os.path.realpath(cluster)
    if folder == Path(place) or _is_our_link(folder, place):
        return
    folder.parent.mkdir(mode=0o700)
    folder.symlink_to(place)


def close_socket_folder(folder: Path, cluster: Path) -> None:
    """Take away what `open_socket_folder` made."""
    if _is_our_link(folder, os.path.realpath(cluster)):
        shutil.rmtree(folder.parent, ignore_errors=True)


def _is_our_link(folder: Path, place: str) -> bool:
    if not folder.is_symlink() or not folder.parent.name.startswith(PREFIX):
        return False
    private = folder.parent.lstat()
    return private.st_uid == os.geteuid() and private.st_mode & 0o077 == 0 and str(folder.readlink()) == place
