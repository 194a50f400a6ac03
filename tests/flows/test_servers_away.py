"""The mail server or the database goes away under a running desk: what is delayed, what is not, and that all comes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from statistics import median

import pytest

from tests.flows.asking import ask
from tests.post_office import PostOffice, post_office
from tests.running import Program, Site, site

BODY = {
    "subject": "Unable to generate report",
    "description": "I get an error when trying to generate the monthly report",
    "type": "technical_issue",
    "priority": "high",
}
LOG = "SELECT notification_type, channel, status FROM notification_log WHERE recipient = 'admin@example.com'"


class Running:
    """A desk with a mail server, and a token of its admin."""

    def __init__(self, found: Site, office: PostOffice, *, desk: Program, token: str) -> None:
        """Take all of it."""
        self.site, self.office, self.desk, self.token = found, office, desk, token

    async def open(self, *, key: str = "") -> tuple[int, str]:
        """Open a ticket; return status and number."""
        status, answer = await ask(self.site.port, "POST", "/api/tickets", token=self.token, body=BODY, key=key)
        return status, answer.get("number", "")

    async def seconds(self, count: int) -> float:
        """Return the median of opening a ticket."""
        took = []
        for _ in range(count):
            began = time.monotonic()
            status, _ = await self.open()
            took.append(time.monotonic() - began)
            assert status == 201
        return median(took)

    async def log(self) -> list[list[str]]:
        """Return what the seed's statement shows through `deskhand psql`."""
        return await asyncio.to_thread(self.site.psql, LOG)


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    async with post_office() as office:
        with site(SMTP_URL=office.url, LOG_LEVEL="warning") as found:
            desk = await asyncio.to_thread(found.run)
            token = await asyncio.to_thread(found.token)
            yield Running(found, office, desk=desk, token=token)


@pytest.mark.slow
async def test_without_its_mail_server_the_desk_is_as_fast_and_each_mail_comes_once_it_is_back(
    running: Running,
) -> None:
    await running.seconds(10)
    before = await running.seconds(30)
    await arrived(running.office, 40)
    assert {tuple(row) for row in await running.log()} == {("ticket_created", "email", "sent")}
    await running.office.stop()
    during = await running.seconds(30)
    assert ["ticket_created", "email", "pending"] in await running.log()
    assert during <= 5 * before + 0.05, f"opening took {before * 1000:.1f} ms, then {during * 1000:.1f} ms"
    await running.office.start()
    await arrived(running.office, 70)
    await asyncio.sleep(1.0)
    ids = [str(mail.message["Message-ID"]) for mail in running.office.mails]
    assert len(ids) == len(set(ids)) == 70
    assert {tuple(row) for row in await running.log()} == {("ticket_created", "email", "sent")}


@pytest.mark.kill
@pytest.mark.slow
async def test_a_killed_database_is_back_within_five_seconds_and_nothing_acknowledged_is_lost(
    running: Running,
) -> None:
    stop = asyncio.Event()
    answers: list[tuple[int, str, float]] = []
    clients = [asyncio.create_task(keep_opening(running, answers, stop=stop)) for _ in range(4)]
    outages = []
    for _ in range(3):
        await asyncio.sleep(1.0)
        postmaster = running.site.postmaster
        assert postmaster
        began = time.monotonic()
        os.kill(postmaster, signal.SIGKILL)
        until = asyncio.get_running_loop().time() + 20
        while not any(status == 201 and at > began + 0.05 for status, _, at in answers[-40:]):
            assert asyncio.get_running_loop().time() < until, answers[-5:]
            await asyncio.sleep(0.02)
        outages.append(time.monotonic() - began)
    stop.set()
    await asyncio.gather(*clients)
    assert max(outages) <= 5.0, outages
    assert {status for status, _, _ in answers} <= {201, 503}, "an outage is a 503 or a delay, never an error of ours"
    acknowledged = [number for status, number, _ in answers if status == 201]
    there = [row[0] for row in await asyncio.to_thread(running.site.psql, "select number from tickets")]
    assert len(set(there)) == len(there)
    assert set(acknowledged) <= set(there)
    assert len(set(acknowledged)) == len(acknowledged)
    status, answer = await ask(running.site.port, "GET", "/ready")
    assert (status, answer["database"]) == (200, "ok")


async def keep_opening(running: Running, answers: list[tuple[int, str, float]], *, stop: asyncio.Event) -> None:
    """Open tickets until told to stop; each request is answered, in whatever state the database is."""
    while not stop.is_set():
        status, number = await running.open()
        answers.append((status, number, time.monotonic()))
        await asyncio.sleep(0.02)


async def arrived(office: PostOffice, count: int) -> None:
    """Wait until so many mails have come."""
    async with asyncio.timeout(40):
        while len(office.mails) < count:  # noqa: ASYNC110 (the list grows elsewhere)
            await asyncio.sleep(0.05)
