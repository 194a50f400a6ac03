"""The starter: what it starts dies with its parent, and runs as who it should."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from deskhand.app.postgres.account import LAUNCH, Account, as_reach, as_somebody, as_watch
from deskhand.app.postgres.remains import lives

PARENT = """
import os, subprocess, sys
ids = [str(os.getpid()), "-1", "-1", "15"]
child = subprocess.Popen([sys.executable, "-I", sys.argv[1], "run", *ids, sys.argv[2], "/bin/sleep", "60"])
print(child.pid, flush=True)
sys.stdin.read()
"""
OURSELVES = Account(-1, -1, "ourselves")


def _wait(process: psutil.Process) -> bool:
    until = time.monotonic() + 5
    while lives(process) and time.monotonic() < until:
        time.sleep(0.02)
    return not lives(process)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has a death signal; elsewhere it watches its parent by a pipe"
)
def test_what_it_starts_dies_with_its_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PARENT,
            str(LAUNCH),
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    while child.name() != "sleep":
        time.sleep(0.01)
    parent.kill()
    parent.communicate()
    assert _wait(child)


def test_it_starts_nothing_when_its_parent_is_gone(tmp_path: Path) -> None:
    command = as_somebody(OURSELVES, death_signal=9, folder=tmp_path, command=["/bin/touch", "made"])
    command[command.index("run") + 1] = "1"  # a parent that is not ours
    assert subprocess.run(command, check=False).returncode == 1
    assert not (tmp_path / "made").exists()


def test_it_runs_in_the_folder_with_the_name_of_the_folder(tmp_path: Path) -> None:
    command = as_somebody(OURSELVES, death_signal=9, folder=tmp_path, command=["/bin/echo", "{folder}/x"])
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{tmp_path}/x\n"


def test_it_gives_up_root_and_still_enters_a_closed_folder(as_root: None, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    (inner / "note").write_text("here")
    nobody = Account(65534, 65534, "nobody")
    script = 'id -u; id -G; echo "$0"; cat "$0/note"'
    command = as_somebody(nobody, death_signal=9, folder=inner, command=["/bin/sh", "-c", script, "{folder}"])
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said.split() == ["65534", "65534", "/proc/self/cwd", "here"]
    answer = subprocess.run(as_reach(nobody, [inner, Path("/bin/sh")]), check=True, capture_output=True, text=True)
    assert answer.stdout.split() == ["/bin/sh"]


@pytest.mark.parametrize(("last_word", "ends"), [("", True), ("done", False)])
def test_a_watch_signals_when_its_input_ends(last_word: str, *, ends: bool) -> None:
    watched = subprocess.Popen(["/bin/sleep", "60"])
    watch = subprocess.Popen(as_watch(watched.pid, signal.SIGTERM), stdin=subprocess.PIPE, text=True)
    watch.communicate(last_word, timeout=10)
    assert watch.returncode == 0
    if not ends:
        assert watched.poll() is None
        watched.kill()
    assert watched.wait(5) == (-signal.SIGTERM if ends else -signal.SIGKILL)
