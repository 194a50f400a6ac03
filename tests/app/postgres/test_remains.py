"""What an earlier server left."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.postgres.remains import clear_remains, kill_remains, processes_in


async def test_a_program_that_only_stands_in_the_folder_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("1\n")
    bystander = _sleeping(Path("/bin/sleep"), tmp_path)
    assert processes_in(tmp_path) == []
    await clear_remains(tmp_path, patience=0.1)
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


async def test_a_server_that_is_left_is_ended(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("1\n")
    # A program by that name which does not end by itself; what waits for it below is the kernel.
    server = _sleeping(_named_postgres(tmp_path), tmp_path)
    assert [process.pid for process in processes_in(tmp_path)] == [server.pid]
    began = time.monotonic()
    await clear_remains(tmp_path, patience=0.2)
    assert time.monotonic() - began >= 0.2
    assert server.wait(5) != 0


async def test_a_server_that_cannot_be_ended_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "postmaster.pid").write_text("1\n")
    server = _sleeping(_named_postgres(tmp_path), tmp_path)
    monkeypatch.setattr("psutil.Process.send_signal", lambda *_: None)  # as for processes of another user
    with pytest.raises(DatabaseRefused, match=rf"do not end \({server.pid}\)"):
        await clear_remains(tmp_path, patience=0.1)
    server.kill()
    server.wait()


async def test_what_still_makes_a_cluster_is_killed(tmp_path: Path) -> None:
    maker = _sleeping(_named_postgres(tmp_path), tmp_path)
    await kill_remains(tmp_path)
    assert maker.wait(5) == -signal.SIGKILL


def _named_postgres(folder: Path) -> Path:
    program = folder / "postgres"
    program.write_bytes(Path("/bin/sleep").read_bytes())
    program.chmod(0o755)
    return program


def _sleeping(program: Path, folder: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([str(program), "60"], cwd=folder)
    time.sleep(0.1)
    return process
