"""Creates and replies on a desk whose programs are killed at random, by clients that ask until they are answered."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from tests.flows.asking import NoAnswer, ask
from tests.flows.verdict import Judge, Verdict, Written
from tests.post_office import PostOffice
from tests.running import Program, Site

CUSTOMER = "dana@halcyon.example"
TARGETS = ("web", "worker", "database", "all")
"""What a kill hits: one program, the server of PostgreSQL alone, or everything at once as a power cut does."""
AGAIN = frozenset({409, 429, 503})
"""Answers after which a client asks again with the same key."""
SETTLED = 150.0
"""Seconds within which all follow-ups and deliveries must have ended: the longest lease is a minute."""
_OPEN_WORK = """
    select (select count(*) from jobs where dead_at is null) as jobs,
           (select count(*) from deliveries
            where state in ('planned', 'held', 'ready', 'sending', 'retry_wait')) as deliveries
"""
_LEASES_END = (
    "update jobs set due_at = now() where dead_at is null",
    "update deliveries set due_at = now() where state in ('planned', 'held', 'ready', 'sending', 'retry_wait')",
)


class Siege:
    """A desk in processes of its own, clients that write on it, and somebody who kills."""

    def __init__(self, site: Site, office: PostOffice, *, seed: int) -> None:
        """Take a site whose SMTP_URL is the office."""
        self.site = site
        self.office = office
        self.luck = random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.tickets: list[Written] = []
        self.replies: list[Written] = []
        self.refused: list[str] = []
        self.asked_again = 0
        self.longest_wait = 0.0
        self._ending = False

    def __str__(self) -> str:
        """Tell what happened in two lines."""
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"kills: {self.kills.total()} ({kills})\n"
            f"acknowledged: {len(self.tickets)} tickets, {len(self.replies)} replies; "
            f"asked again: {self.asked_again} times; longest wait: {self.longest_wait:.1f} s"
        )

    async def open(self) -> None:
        """Start database, web and worker apart, and make the people."""
        self.holder = await asyncio.to_thread(self.site.database)
        await asyncio.to_thread(self.site.tell, "user", "create", "--email", CUSTOMER, "--first-name", "Dana")
        self.customer = await asyncio.to_thread(self.site.token, CUSTOMER)
        self.agent = await asyncio.to_thread(self.site.token)
        self.web = await _up(self.site.program("web"))
        self.worker = await _up(self.site.program("worker"))

    async def kill(self, *targets: str, writers: int = 4) -> None:
        """Kill one target after the other under load; every client is answered in the end."""
        writing = [asyncio.create_task(self._write(number)) for number in range(writers)]
        try:
            for target in targets:
                await self._some_more(3)
                await self._hit(target)
            await self._some_more(3)
        finally:
            self._ending = True
            await asyncio.gather(*writing)

    async def let_leases_end(self) -> None:
        """Replace the worker, and let the leases of its forerunners end now instead of waiting for that."""
        self.worker.kill()
        async with self._owner() as owner:
            for statement in _LEASES_END:
                await owner.execute(statement)
        await _up(self.worker)

    async def verdict(self) -> Verdict:
        """Wait until nothing is open any more, and judge what is there."""
        left = await self._settled()
        async with self._owner() as owner:
            judge = Judge(owner)
            await judge.rows(self.tickets, self.replies)
            await judge.mails(self.office.mails, customer=CUSTOMER)
        judge.verdict.faults += [*self.refused, *([f"left after {SETTLED} s: {left}"] if left else [])]
        return judge.verdict

    async def _write(self, writer: int) -> None:
        number = 0
        while not self._ending:
            number += 1
            words = f"siege {writer}-{number:05}"
            body = {"subject": words, "description": "It burns.", "priority": "high"}
            ticket = await self._acknowledged("/api/tickets", body, token=self.customer, key=f"t {words}")
            self.tickets.append(Written(words, ticket["id"]))
            for turn, token in enumerate((self.agent, self.customer)):
                line = f"{words} reply {turn}"
                path = f"/api/tickets/{ticket['id']}/messages"
                reply = await self._acknowledged(path, {"content": line}, token=token, key=f"r {line}")
                self.replies.append(Written(line, reply["id"]))
            await asyncio.sleep(0.05)

    async def _acknowledged(self, path: str, body: object, *, token: str, key: str) -> Any:
        """Ask until it is acknowledged, always with the same key."""
        began = time.monotonic()
        while time.monotonic() - began < 90:
            status, answer = 503, None
            with contextlib.suppress(NoAnswer):
                status, answer = await ask(self.site.port, "POST", path, token=token, body=body, key=key)
            if status == 201:
                self.longest_wait = max(self.longest_wait, time.monotonic() - began)
                return answer
            if status not in AGAIN:
                self.refused.append(f"POST {path} was answered {status}: {answer}")
            self.asked_again += 1
            await asyncio.sleep(0.1)
        raise AssertionError(f"POST {path} was not acknowledged for 90 s; the last answer was {status} {answer}")

    async def _some_more(self, count: int) -> None:
        """Let the load flow between two kills: a random while, and some acknowledgements."""
        await asyncio.sleep(self.luck.uniform(0.05, 0.8))
        wanted = len(self.tickets) + len(self.replies) + count
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(20):
                while len(self.tickets) + len(self.replies) < wanted:  # noqa: ASYNC110 (two lists grow elsewhere)
                    await asyncio.sleep(0.02)

    async def _hit(self, target: str) -> None:
        self.kills[target] += 1
        if target == "database":
            self._kill_postmaster()
        elif target == "all":
            for program in (self.web, self.worker, self.holder):
                program.kill()
            self._kill_postmaster()
            await _up(self.holder, said="}")
            await asyncio.gather(_up(self.web), _up(self.worker))
        else:
            program = {"web": self.web, "worker": self.worker}[target]
            program.kill()
            await asyncio.sleep(self.luck.uniform(0.0, 0.3))
            await _up(program)

    def _kill_postmaster(self) -> None:
        """Kill the server, if the id in its file is still its own."""
        pid = self.site.postmaster
        with contextlib.suppress(OSError):
            if pid is not None and Path(f"/proc/{pid}/comm").read_text(encoding="ascii").startswith("postgres"):
                os.kill(pid, signal.SIGKILL)

    async def _settled(self) -> str:
        """Wait until no follow-up and no delivery is open; return what is left."""
        until = time.monotonic() + SETTLED
        while True:
            async with self._owner() as owner:
                jobs, deliveries = tuple(await owner.fetchrow(_OPEN_WORK) or ())
            if not jobs and not deliveries:
                return ""
            if time.monotonic() > until:
                return f"{jobs} jobs, {deliveries} deliveries"
            await asyncio.sleep(0.25)

    @asynccontextmanager
    async def _owner(self) -> AsyncIterator[asyncpg.Connection]:
        """Lend a connection of the database's owner; the server may be restarting."""
        async with asyncio.timeout(20):
            while True:
                try:
                    connection = await asyncpg.connect(self.site.addresses()["owner"], timeout=10)
                    break
                except (OSError, asyncpg.PostgresError):
                    await asyncio.sleep(0.1)
        try:
            yield connection
        finally:
            await connection.close()


def chosen(count: int, *, seed: int) -> list[str]:
    """Return so many targets, each as often as the others, in random order."""
    targets = [TARGETS[place % len(TARGETS)] for place in range(count)]
    random.Random(seed).shuffle(targets)
    return targets


async def _up(program: Program, *, said: str = "Ready: ") -> Program:
    return await asyncio.to_thread(lambda: program.start().until_said(said, patience=60))
