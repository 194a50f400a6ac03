"""A desk to measure: its processes, its people, and as many tickets as a benchmark wants."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import Spent, spent
from deskhand.app.postgres.psql import client_command
from tests.running import Program, Site, site

FILLING = Path(__file__).with_name("filling.sql")
EMAIL = "admin@example.com"


@dataclass(slots=True)
class Ground:
    """A running desk with an admin's API token; `apps` are the processes whose CPU counts."""

    site: Site
    apps: list[Program]
    token: str
    workspace: str
    actor: str

    @property
    def port(self) -> int:
        """The port of the web server."""
        return self.site.port

    def spent(self) -> Spent:
        """Return the CPU seconds spent so far."""
        return spent([app.pid for app in self.apps], self.site.postmaster or 0)

    def answer(self, path: str) -> str:
        """Return what the API says to a request that reads."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(asked, timeout=20) as answered:  # noqa: S310 (as above)
            text: str = answered.read().decode()
        return text

    def fill(self, tickets: int) -> None:
        """Have so many tickets in all, with their messages, as years of use would leave them."""
        there = int(self.site.psql("select count(*) from tickets")[0][0])
        self._owner("-v", f"first={there + 1}", "-v", f"last={tickets}", "-v", f"workspace={self.workspace}",
                    "-v", f"actor={self.actor}", "-f", str(FILLING))  # fmt: skip

    def settle(self) -> None:
        """Write out what is pending, so that it is not paid for within a measurement."""
        self._owner("-c", "vacuum analyze tickets, messages, events, jobs, deliveries")
        time.sleep(1)

    def gather(self, tickets: int) -> None:
        """Have so many tickets of the demo's crowd, found by their words; needs the worker.

        A folder that was kept does not catch up with its timetable while it is measured.
        """
        self._owner("-c", "update timetable set due_at = now() + interval '1 day', lease_until = null")
        there = int(self.site.psql("select count(*) from tickets")[0][0])
        if there < tickets:
            self.site.tell("demo", "--tickets", str(tickets - there))
        while self.site.psql("select 1 from search_backlog where finished_at is null"):
            time.sleep(1)
        while self.site.psql("select everywhere_divide_words(25000)") == [["t"]]:
            pass
        while self.site.psql("select jobs_waiting + deliveries_waiting from everywhere_backlog()") != [["0"]]:
            time.sleep(1)
        self._owner("-c", "vacuum analyze")
        time.sleep(1)

    def client(self, program: str, *arguments: str, runtime: bool = True) -> str:
        """Run one of PostgreSQL's programs against the desk's database and return what it said."""
        addresses = self.site.addresses()
        address = addresses["runtime" if runtime else "owner"]
        command, environment = client_command(program, address, arguments=arguments, embedded=True)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0 or "ERROR" in done.stderr:
            raise RuntimeError(f"{program} failed: {done.stderr[-2000:]}")
        return done.stdout

    def _owner(self, *arguments: str) -> None:
        self.client("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments, runtime=False)


@contextmanager
def ground(*, worker: bool = False, folder: Path | None = None) -> Iterator[Ground]:
    """Lend a desk whose database is a process of its own, so that its CPU is told apart; a folder is kept."""
    with site(folder) as found:
        found.database()
        token = found.token(EMAIL, name="bench")
        apps = [found.program("web").start().until_said("Ready: ")]
        apps += [found.program("worker").start().until_said("Ready: ")] if worker else []
        workspace, actor = found.psql("select workspace_id, id from users where role = 'admin'")[0]
        yield Ground(found, apps, token, workspace, actor)
