"""Plugin: the temporary files of the tests lie in memory where there is room, since databases wait for a disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # noqa: S108 (the folder itself, of which each run takes one of its own)
"""A folder that Linux keeps in memory; nothing that a test kills loses what it wrote there, as on a disk."""
ROOM = 4 * 1024**3
"""Bytes that must be free: a whole run takes about one GiB."""
_NAME = "deskhand-tests-"

_made = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Take a folder for the whole run and its processes, unless somebody chose one or memory is short."""
    if hasattr(config, "workerinput") or "TMPDIR" in os.environ or not _has_room(MEMORY):
        return
    _clear(MEMORY)
    folder = MEMORY / f"{_NAME}{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o1777)  # servers that root starts run as somebody else
    config.stash[_made] = folder
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the memory back."""
    folder = config.stash.get(_made, None)
    if folder is not None:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)


def _has_room(memory: Path) -> bool:
    if not memory.is_dir():
        return False
    found = os.statvfs(memory)
    can_run = not found.f_flag & os.ST_NOEXEC
    return can_run and found.f_bavail * found.f_frsize >= ROOM


def _clear(memory: Path) -> None:
    """Remove what runs left that were killed."""
    for folder in memory.glob(f"{_NAME}*"):
        if not Path(f"/proc/{folder.name.removeprefix(_NAME)}").exists():
            shutil.rmtree(folder, ignore_errors=True)
