"""The lock of the data folder, and the book of those who use somebody else's server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.lock import FILE, FolderLock, GuestBook, Holder

FORKS = """
import os, sys
from pathlib import Path
from deskhand.app.postgres.lock import FolderLock, Holder

folder = Path(sys.argv[1])
lock, other = FolderLock(folder), FolderLock(folder)
assert lock.take(Holder(1, runs=True))
(is_born, birth), (end, ended) = os.pipe(), os.pipe()
if os.fork() == 0:
    os.close(ended)
    os.write(birth, b"x")
    os.read(end, 1)
    os._exit(0)
os.read(is_born, 1)
lock.release()
assert other.take(Holder(2, runs=True))
os.close(ended)
os.wait()
"""
US = Holder(os.getpid(), runs=True)


def test_one_holds_the_lock_and_others_see_who(tmp_path: Path) -> None:
    mine, yours = FolderLock(tmp_path), FolderLock(tmp_path)
    assert mine.take(US)
    assert not yours.take(Holder(1, runs=False))
    assert yours.holder() == US
    mine.tell(Holder(os.getpid(), runs=True, socket="/run/x"))
    assert yours.holder() == Holder(os.getpid(), runs=True, socket="/run/x")
    mine.release()
    assert yours.take(Holder(1, runs=False))
    assert yours.earlier == Holder(os.getpid(), runs=True, socket="/run/x")
    yours.release()


def test_the_file_never_grows(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    assert lock.take(US)
    size = (tmp_path / FILE).stat().st_size
    lock.tell(Holder(os.getpid(), runs=True, socket="/a/long/path" * 20))
    assert (tmp_path / FILE).stat().st_size == size
    lock.release()


def test_a_forked_child_does_not_hold_the_lock(tmp_path: Path) -> None:
    # In a process of its own: a fork of the test process would carry its threads' locks along.
    subprocess.run([sys.executable, "-c", FORKS, str(tmp_path)], check=True)


def test_nonsense_in_the_file_is_nobody(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    for text in ("", "{", "[]", '{"pid": 1}'):
        (tmp_path / FILE).write_text(text)
        assert lock.holder() is None
    assert lock.take(US)
    lock.release()


def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root opens every file, so none is refused; run the tests as a plain user to see this")
    (tmp_path / FILE).touch(mode=0o000)
    with pytest.raises(DatabaseRefused, match="run Deskhand as the owner of"):
        FolderLock(tmp_path).take(US)


def test_guests_keep_the_house_open(tmp_path: Path) -> None:
    first, second, host = GuestBook(tmp_path), GuestBook(tmp_path), GuestBook(tmp_path)
    assert first.enter()
    assert second.enter()
    first.leave()
    assert not host.close()
    second.leave()
    assert host.close()
    assert not first.enter()
    host.leave()
