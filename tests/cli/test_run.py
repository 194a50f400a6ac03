"""`deskhand run`, `web` and `worker`."""

from __future__ import annotations

import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deskhand.app.environment import StartFailed
from deskhand.app.postgres.addresses import Addresses
from deskhand.cli.run import run_web
from deskhand.rules.settings import Settings
from tests.running import Site, site


@pytest.fixture
def place(addresses: Addresses, tmp_path: Path) -> Iterator[Site]:
    """Lend a site on a database that is there."""
    elsewhere = {"DATABASE_URL": addresses.runtime, "DATABASE_OWNER_URL": addresses.owner}
    with site(tmp_path, DESKHAND_DEMO="0", **elsewhere) as found:
        yield found


def test_web_and_worker_run_apart_and_stop_when_asked(place: Site) -> None:
    web = place.program("web").start().until_said(f"Ready: {place.url}")
    assert "Sign in once as admin@example.com: " in web.said
    with urllib.request.urlopen(f"{place.url}/ready") as answer:  # noqa: S310 (our own)
        assert answer.status == 200
    worker = place.program("worker").start().until_said("Ready: the worker")
    assert "Sign in once" not in worker.said
    for program in (worker, web):
        began = time.monotonic()
        assert program.stop() == 0
        assert time.monotonic() - began < 5


def test_a_port_that_is_taken_is_named_with_the_way_out(place: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", place.port))
        taken.listen()
        program = place.program("web").start()
        assert program.process is not None
        assert program.process.wait(20) == 1
    assert program.stop() == 1
    assert f"Nothing can listen on HOST=127.0.0.1 PORT={place.port} " in program.said
    assert "name another address or port" in program.said
    assert "Ready:" not in program.said


def test_an_interrupt_stops_it_as_well(place: Site) -> None:
    web = place.program("web").start().until_said("Ready: ")
    assert web.process is not None
    web.process.send_signal(signal.SIGINT)
    assert web.process.wait(10) == 0
    assert web.stop() == 0


async def test_an_address_that_is_not_ours_is_refused(addresses: Addresses, tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path, database_url=addresses.runtime, database_owner_url=addresses.owner, demo=False,
        host="192.0.2.1",
    )  # fmt: skip
    with pytest.raises(StartFailed, match=r"Nothing can listen on HOST=192\.0\.2\.1 PORT=8000 "):
        await run_web(settings, None)  # type: ignore[arg-type]  # it takes no arguments
