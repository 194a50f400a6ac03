"""The server: one application of all doors, an address that is free, and an end in time."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deskhand.app import serve
from deskhand.app.environment import StartFailed
from deskhand.app.serve import GRACE, free_address
from deskhand.door import desk as door
from deskhand.door.keys import Keys
from deskhand.rules.settings import Settings
from deskhand.store.live import Hub, Pulse
from tests.database import Desk
from tests.front import opened
from tests.running import free_port

SETTINGS = Settings(data=Path("unused"))


@pytest.fixture
def taken() -> Iterator[int]:
    """Lend a port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def process(settings: Settings) -> door.Desk:
    return door.Desk(settings, Keys(b"k" * 32), Hub(Pulse("")))


# --- where to listen -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")],  # noqa: S104 (on loopback's port)
)
async def test_a_free_address_is_told_as_a_number(host: str, address: str) -> None:
    assert await free_address(replace(SETTINGS, host=host, port=free_port())) == address


@pytest.mark.parametrize(
    ("host", "why"),
    [("192.0.2.1", "Cannot assign requested address"), ("a..b", "it is no address")],
)
async def test_where_nothing_can_listen_is_said(host: str, why: str) -> None:
    port = free_port()
    with pytest.raises(StartFailed, match=why) as refused:
        await free_address(replace(SETTINGS, host=host, port=port))
    assert f"HOST={host} PORT={port}" in str(refused.value)


async def test_a_port_that_is_taken_is_named_and_nothing_is_announced(taken: int) -> None:
    settings = replace(SETTINGS, port=taken)
    with pytest.raises(StartFailed, match=f"PORT={taken} .*Address already in use.*another"):
        await free_address(settings)
    announced: list[bool] = []
    desk = process(settings)
    with pytest.raises(StartFailed):
        await serve.serve(serve.build(desk), desk, is_up=lambda: announced.append(True))
    assert announced == []


# --- what is served ------------------------------------------------------------------------------------------


def test_no_two_routes_answer_the_same() -> None:
    application = serve.build(process(SETTINGS))
    asked = Counter(
        (route.path, method) for route in application.routes for method in getattr(route, "methods", {"GET"})
    )
    assert asked
    assert [place for place, count in asked.items() if count > 1] == []


async def test_all_doors_answer_each_in_its_own_way(desk: Desk) -> None:
    async with opened(desk) as front:
        health = await front.visitor.get("/health")
        assert health.status == 200
        page = await front.visitor.get("/no-such-page")
        assert (page.status, page.headers["content-type"].partition(";")[0]) == (404, "text/html")
        for path in ("/api/no-such-thing", "/api/tickets/x/y", "/api/openapi.yaml"):
            problem = await front.visitor.get(path)
            assert (problem.status, problem.headers["content-type"]) == (404, "application/problem+json"), path
        document = await front.visitor.get("/api/openapi.json")
        assert document.json["info"]["title"] == "Deskhand"
        assert "127.0.0.1" not in document.text, "the document names no place of its own"


async def test_forms_need_their_token_and_the_api_does_not(desk: Desk) -> None:
    async with opened(desk) as front:
        form = {"content-type": "application/x-www-form-urlencoded"}
        refused = await front.visitor.send("POST", "/sign-in", content=b"email=a@b.de&password=x", headers=form)
        assert refused.status == 403
        agent = await front.client(desk.agent)
        assert (await agent.post("/api/tickets", {"subject": "x", "description": "y"})).status == 201


# --- the end -------------------------------------------------------------------------------------------------


async def test_a_stop_ends_open_streams_and_idle_connections_in_time(desk: Desk) -> None:
    async with opened(desk) as front:
        browser = await front.browser(desk.agent)
        stream = asyncio.create_task(browser.listen("/live", seconds=30))
        with socket.create_connection(("127.0.0.1", front.process.settings.port)):
            await asyncio.sleep(0.5)
            assert not stream.done()
            began = time.perf_counter()
            front.process.stopping.set()
            answer = await asyncio.wait_for(stream, GRACE + 1)
            assert answer.status == 200
            assert time.perf_counter() - began < GRACE + 1
    assert time.perf_counter() - began < GRACE + 2
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", front.process.settings.port))
