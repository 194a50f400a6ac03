"""The connections to a mail server, shared, kept and given up."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deskhand.channels import smtp_lines
from deskhand.channels.contract import NotReached
from deskhand.channels.smtp_line import Line
from deskhand.channels.smtp_lines import Lines
from deskhand.rules.mail_server import mail_server
from tests.post_office import PostOffice, post_office

TLS = ssl.create_default_context()


@asynccontextmanager
async def lines(office: PostOffice, options: str = "") -> AsyncIterator[Lines]:
    found = Lines(mail_server(office.url + options), tls=TLS, greeting="desk.example")
    yield found
    await found.close()


async def hold(pool: Lines, release: asyncio.Event, held: list[Line], *, patience: float = 5) -> None:
    async with pool.lent(patience=patience) as line:
        held.append(line)
        await release.wait()


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as office:
        yield office


async def test_no_more_connections_than_allowed_and_everybody_gets_a_turn(office: PostOffice) -> None:
    release, held = asyncio.Event(), list[Line]()
    async with lines(office, "?connections=3") as pool:
        tasks = [asyncio.create_task(hold(pool, release, held)) for _ in range(10)]
        await asyncio.sleep(0.3)
        assert len(held) == 3
        release.set()
        await asyncio.gather(*tasks)
        assert len(held) == 10
    assert office.connections == 3


async def test_a_server_that_wants_fewer_gets_fewer(office: PostOffice) -> None:
    release, held = asyncio.Event(), list[Line]()
    async with lines(office) as pool:
        first = [asyncio.create_task(hold(pool, release, held)) for _ in range(2)]
        await asyncio.sleep(0.3)
        office.refuses_more = True
        more = [asyncio.create_task(hold(pool, release, held)) for _ in range(6)]
        await asyncio.sleep(0.3)
        assert len(held) == 2
        release.set()
        await asyncio.gather(*first, *more)
    assert len(held) == 8


async def test_a_turn_that_does_not_come_in_time_is_told(office: PostOffice) -> None:
    release, held = asyncio.Event(), list[Line]()
    async with lines(office, "?connections=1") as pool:
        first = asyncio.create_task(hold(pool, release, held))
        await asyncio.sleep(0.2)
        await pool.ready()
        with pytest.raises(NotReached, match="free in time"):
            await hold(pool, release, held, patience=0.1)
        release.set()
        await first
        await hold(pool, release, held)


async def test_a_turn_that_is_cancelled_goes_to_the_next(office: PostOffice) -> None:
    release, held = asyncio.Event(), list[Line]()
    async with lines(office, "?connections=1") as pool:
        tasks = [asyncio.create_task(hold(pool, release, held)) for _ in range(3)]
        await asyncio.sleep(0.2)
        release.set()
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert len(held) >= 2


async def test_unused_connections_end_by_themselves(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_lines, "IDLE", 0.2)
    async with lines(office) as pool:
        await pool.ready()
        await pool.ready()
        assert office.connections == 1
        await asyncio.sleep(0.7)
        assert not office.is_connected
        await pool.ready()
        assert office.connections == 2


async def test_a_server_that_is_away_is_not_reached(office: PostOffice) -> None:
    await office.stop()
    async with lines(office) as pool:
        with pytest.raises(NotReached):
            await pool.ready()
        await office.start()
        await pool.ready()
