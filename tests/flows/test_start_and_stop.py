"""`deskhand run` as its users start and stop it: quick, clean, and clear when it cannot."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.flows.browsing import cookie_of, link_in
from tests.running import DESKHAND, ROOT, Site, free_port, site

STREAMS = 25


@pytest.fixture(scope="module")
def made() -> Iterator[Site]:
    """A stopped desk whose data folder was made."""
    with site(LOG_LEVEL="warning") as found:
        found.run().stop()
        yield found


@pytest.mark.slow
def test_a_second_start_answers_within_three_seconds(made: Site) -> None:
    took = []
    for _ in range(3):
        began = time.monotonic()
        desk = made.run()
        took.append(time.monotonic() - began)
        assert f"Ready: {made.url}" in desk.said
        assert desk.stop() == 0
    assert min(took) <= 3.0 * slack(), took


@pytest.mark.slow
async def test_sigterm_ends_open_streams_and_the_process_within_five_seconds(made: Site) -> None:
    desk = await asyncio.to_thread(made.run)
    link = made.tell("user", "link", "--email", "admin@example.com")
    cookie = await asyncio.to_thread(cookie_of, link_in(link))
    async with asyncio.timeout(30):
        streams = [await following(made.port, cookie) for _ in range(STREAMS)]
        began = time.monotonic()
        assert await asyncio.to_thread(desk.stop) == 0, desk.said
        took = time.monotonic() - began
        ends = [await reader.read() for reader, _ in streams]
    for _, writer in streams:
        writer.close()
    assert took <= 5.0, f"it took {took:.1f} s to stop"
    assert all(end.endswith(b"0\r\n\r\n") for end in ends), "each stream ends in good order, none is cut off"
    assert made.postmaster is None or not is_alive(made.postmaster), "the database ends with the desk"


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"PORT": "eighty"}, "PORT=“eighty”: must be a number from 1 to 65535"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL=“loud”: must be one of"),
        ({"DATABASE_URL": "postgresql://desk:canary@127.0.0.1:{port}/desk"}, "127.0.0.1:{port}"),
        ({"DESKHAND_DATA": "/proc/desk"}, "DESKHAND_DATA=/proc/desk"),
        ({"SMTP_URL": "http://mail.example"}, "SMTP_URL"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_start_says_why_within_seconds(variables: dict[str, str], says: str) -> None:
    port = str(free_port())
    with site() as found:
        found.variables |= {name: value.replace("{port}", port) for name, value in variables.items()}
        code, said, took = outcome(found)
    assert code not in {0, None}
    assert says.replace("{port}", port) in said
    assert "Traceback" not in said
    assert "canary" not in said, "a password in an address is never said"
    assert took < 15.0 * slack(), "a database elsewhere gets ten seconds to come up, everything else none"


@pytest.mark.slow
def test_a_taken_port_is_named_and_nothing_stays_behind(made: Site) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", made.port))
        taken.listen()
        code, said, took = outcome(made)
    assert code == 1
    assert f"PORT={made.port}" in said
    assert "Ready" not in said, "whoever else listens there is not us"
    assert "Traceback" not in said
    assert took < 10.0 * slack()
    assert made.postmaster is None or not is_alive(made.postmaster)


def outcome(found: Site) -> tuple[int | None, str, float]:
    """Run `deskhand run` to its end and return exit code, what it said, and seconds."""
    began = time.monotonic()
    try:
        done = subprocess.run(
            [DESKHAND, "run"],
            env=found.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=40,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return None, str(error), time.monotonic() - began
    return done.returncode, done.stdout + done.stderr, time.monotonic() - began


async def following(port: int, cookie: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a page's stream and read its first notice."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n"
    writer.write(head.encode())
    answer = await reader.readuntil(b"event: beat")
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
    return reader, writer


def is_alive(pid: int) -> bool:
    """Say whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def slack() -> float:
    """Return how much longer things may take here: the machine is shared."""
    return 1.0 + max(0.0, os.getloadavg()[0] / (os.cpu_count() or 1) - 1.0)
