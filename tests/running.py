"""Desks as their users run them: processes of their own on a data folder, to be watched, killed and started again."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DESKHAND = str(Path(sys.executable).with_name("deskhand"))


class Program:
    """One command in a process of its own; what it says goes to a file."""

    def __init__(self, *command: str, environment: Mapping[str, str], log: Path) -> None:
        """Remember how to start it."""
        self.command = command
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    @property
    def pid(self) -> int:
        """The process id of the run."""
        assert self.process is not None
        return self.process.pid

    @property
    def said(self) -> str:
        """What this run has said so far."""
        return self.log.read_bytes()[self._said_before :].decode(errors="replace") if self.log.exists() else ""

    def start(self) -> Program:
        """Start it, again if it has ended."""
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        return self

    def until_said(self, words: str, *, patience: float = 30.0) -> Program:
        """Wait until it has said some words."""
        until = time.monotonic() + patience
        while words not in self.said:
            code = self.process.poll() if self.process else None
            if code is not None or time.monotonic() > until:
                raise AssertionError(f"{self.command[1:]} did not say {words!r} (exit {code}):\n{self.said[-3000:]}")
            time.sleep(0.01)
        return self

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self._close()

    def stop(self, *, patience: float = 20.0) -> int:
        """Ask it to stop, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(patience)
        self._close()
        return code

    def end(self) -> None:
        """Make sure that it is gone."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop(patience=8)
                return
            self.kill()
        self._close()

    def _close(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()


@dataclass
class Site:
    """A data folder, a port, and the programs that work on them."""

    folder: Path
    port: int
    variables: dict[str, str] = field(default_factory=dict)
    programs: list[Program] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the web server."""
        return f"http://127.0.0.1:{self.port}"

    def program(self, *arguments: str, port: int | None = None, name: str = "", **more: str) -> Program:
        """Return a `deskhand` command, not started yet."""
        return self._known(DESKHAND, *arguments, name=name or arguments[0], PORT=str(port or self.port), **more)

    def run(self, **more: str) -> Program:
        """Start database, worker and web in one process, as `make run` does."""
        return self._known(DESKHAND, "run", name="run", **more).start().until_said("Ready: ")

    def python(self, *arguments: str, name: str = "python") -> Program:
        """Return a program of this project's Python, not started yet."""
        return self._known(sys.executable, *arguments, name=name)

    def database(self) -> Program:
        """Start a process that does nothing but keep the database alive."""
        return self.python("-m", "tests.app.desk", "own", str(self.folder), name="database").start().until_said("}")

    def token(self, email: str = "admin@example.com", *, name: str = "test") -> str:
        """Return a new API token."""
        return self.tell("token", "create", "--email", email, "--name", name).strip()

    def psql(self, statement: str) -> list[list[str]]:
        """Run a statement as the database's owner and return its rows."""
        told = self.tell("psql", "-X", "-q", "-A", "-t", "-F", "\t", "-c", statement)
        return [line.split("\t") for line in told.splitlines() if line]

    def tell(self, *arguments: str) -> str:
        """Run a `deskhand` command to its end and return what it said."""
        done = subprocess.run(
            [DESKHAND, *arguments], env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"deskhand {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    @property
    def postmaster(self) -> int | None:
        """The process id of the database, None while there is none."""
        try:
            return int((self.folder / "postgres/18/postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables that the programs of this site see."""
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        ours = {
            "PORT": str(self.port),
            "DESKHAND_DATA": str(self.folder),
            "DESKHAND_DEMO": "0",
            "TICKETS_PER_HOUR": "0",
        }
        return kept | ours | self.variables | more

    def addresses(self) -> dict[str, str]:
        """Return `owner` and `runtime` address of a database that `database` keeps."""
        holder = next(program for program in self.programs if program.command[2:3] == ("tests.app.desk",))
        said: dict[str, str] = json.loads(holder.said.split("\n", 1)[0])
        return said

    def _known(self, *command: str, name: str, **more: str) -> Program:
        log = self.folder.with_name(f"{self.folder.name}-{name}-{len(self.programs)}.log")
        program = Program(*command, environment=self.environment(**more), log=log)
        self.programs.append(program)
        return program

    def end(self) -> None:
        """End all programs, the last one first."""
        for program in reversed(self.programs):
            program.end()


@contextmanager
def site(folder: Path | None = None, **variables: str) -> Iterator[Site]:
    """Lend a site on a new data folder; whatever runs there ends with it."""
    above = Path(folder or tempfile.mkdtemp(prefix="dh-site-"))
    found = Site(above / "var", free_port(), variables)
    try:
        yield found
    finally:
        found.end()
        if folder is None:
            shutil.rmtree(above, ignore_errors=True)


def free_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
