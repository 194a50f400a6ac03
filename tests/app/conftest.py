"""Data folders with a cluster in them, and desks of their own process."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deskhand.app.database import Database, database
from deskhand.app.postgres.addresses import DatabaseWanted

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """A desk in a process of its own, and what it said first."""

    process: subprocess.Popen[str]
    said: dict[str, Any]

    def stop(self) -> int:
        """End its input, and wait for it."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(20)


StartDesk = Callable[..., Desk]


@pytest.fixture
def start_desk() -> Iterator[StartDesk]:
    """Start desks of their own process: `start_desk("own" or "use", folder)`."""
    processes: list[subprocess.Popen[str]] = []

    def start(way: str, folder: Path, *more: str) -> Desk:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.app.desk", way, str(folder), *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        processes.append(process)
        assert process.stdout
        return Desk(process, json.loads(process.stdout.readline() or "{}"))

    yield start
    for process in processes:
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        process.wait(20)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose cluster was made and stopped; copy it, do not use it."""
    folder = tmp_path_factory.mktemp("made") / "var"
    command = [sys.executable, "-m", "tests.app.desk", "own", str(folder)]
    subprocess.run(command, stdin=subprocess.DEVNULL, check=True, cwd=ROOT, capture_output=True)
    (folder / "postgres/ballast").unlink()  # made again at each start, and not worth a copy
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with a stopped cluster in it."""
    folder = tmp_path / "var"
    subprocess.run(["cp", "-a", str(made), str(folder)], check=True)
    return folder


@pytest.fixture
async def running(data: Path) -> AsyncIterator[Database]:
    """A running database that the test owns."""
    async with database(DatabaseWanted(data), own=True) as desk:
        yield desk


@pytest.fixture
def as_root() -> None:
    """Skip what only root can do."""
    if os.geteuid() != 0:
        pytest.skip("only root can change the user, mount and close folders to others")
