"""The master key."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deskhand.app.secret import FILE, master_key
from deskhand.rules.errors import Permanent
from deskhand.rules.settings import Settings


def test_the_variable_comes_first_and_leaves_no_file(tmp_path: Path) -> None:
    assert master_key(Settings(data=tmp_path, secret_key="ä" * 32)) == ("ä" * 32).encode()
    assert not list(tmp_path.iterdir())


def test_a_key_is_made_once_for_its_owners_eyes(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new" / "folder")
    key = master_key(settings)
    assert re.fullmatch(rb"[0-9a-f]{64}", key)
    assert master_key(settings) == key
    assert [path.name for path in settings.data.iterdir()] == [FILE]
    assert stat.S_IMODE((settings.data / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700


def test_no_two_desks_have_the_same_key(tmp_path: Path) -> None:
    assert master_key(Settings(data=tmp_path / "a")) != master_key(Settings(data=tmp_path / "b"))


def test_many_at_once_make_one_key(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(lambda _: master_key(settings), range(64)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_key_of_ones_own_is_taken_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"  " + b"k" * 32 + b"\r\n")
    assert master_key(Settings(data=tmp_path)) == b"k" * 32


@pytest.mark.parametrize("left", [b"", b"\n", b"k" * 31])
def test_a_key_that_was_cut_off_opens_nothing(tmp_path: Path, left: bytes) -> None:
    (tmp_path / FILE).write_bytes(left)
    with pytest.raises(Permanent, match=re.escape(str(tmp_path / FILE))) as caught:
        master_key(Settings(data=tmp_path))
    assert "backup" in str(caught.value)
    assert (tmp_path / FILE).read_bytes() == left


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(Permanent, match=f"{FILE} cannot be read or made"):
        master_key(Settings(data=tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(Permanent, match="DESKHAND_SECRET_KEY"):
        master_key(Settings(data=tmp_path / "file"))


def test_a_wide_open_umask_opens_nothing(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; os.umask(0); from deskhand.app.secret import master_key; "
        "from deskhand.rules.settings import Settings; master_key(Settings(data=pathlib.Path(sys.argv[1])))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "var")], check=True)
    assert stat.S_IMODE((tmp_path / "var" / FILE).stat().st_mode) == 0o600
