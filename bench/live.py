"""From an event to the painted row, with 200 open queues: one in a real browser, the others do what its script does."""

from __future__ import annotations

import asyncio
import os
import re
import time
from statistics import median
from typing import Any

from playwright.async_api import Page, async_playwright

from bench.figures import Figure, at_most, known
from bench.ground import FILLING
from scripts.browser import executable
from tests.flows.asking import ask
from tests.flows.browsing import cookie_of, link_in
from tests.running import Site, site

PAGES = 200
AGENTS = 8
"""People who share the pages: one alone may not have so many."""
EVENTS = 30
PAUSE = 1.0
"""Seconds between two events: all pages have read the last one by then."""
DEBOUNCE = 0.03
"""Seconds that the page's script waits for more events of the same ticket."""
QUEUE = "/admin/support"
_WATCH = """
() => {
  window.painted = {};
  const look = () => {
    for (const row of document.querySelectorAll("#rows li")) {
      const found = /Painted (\\d+)/.exec(row.textContent);
      if (found && !(found[1] in window.painted)) {
        window.painted[found[1]] = 0;
        requestAnimationFrame(() => setTimeout(() => {
          window.painted[found[1]] = performance.timeOrigin + performance.now();
        }));
      }
    }
  };
  new MutationObserver(look).observe(document.querySelector("#list"), {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
}
"""


class Reader:
    """An open page without a screen: follows the stream, and reads a row again when it is told to."""

    def __init__(self, port: int, cookie: str) -> None:
        """Remember where and as whom."""
        self._port = port
        self._head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        self.read_at: list[float] = []

    async def follow(self, ready: asyncio.Event) -> None:
        """Follow until cancelled."""
        stream, to_stream = await asyncio.open_connection("127.0.0.1", self._port)
        rows = await asyncio.open_connection("127.0.0.1", self._port)
        to_stream.write(f"GET /live HTTP/1.1\r\n{self._head}Accept: text/event-stream\r\n\r\n".encode())
        answer = await stream.readline()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"a stream was answered {answer!r}")
        async for line in stream:
            if line.startswith(b"event: beat"):
                ready.set()
            elif line.startswith(b"data: ") and (found := re.search(rb'"ticket": ?"([0-9a-f-]{36})"', line)):
                await asyncio.sleep(DEBOUNCE)
                await self._read(found[1].decode(), rows)

    async def _read(self, ticket: str, rows: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        reader, writer = rows
        writer.write(f"GET {QUEUE}/rows/{ticket} HTTP/1.1\r\n{self._head}HX-Request: true\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"a row was answered {head[:60]!r}")
        self.read_at.append(time.time())


def run() -> list[Figure]:
    """Return milliseconds from sending a change to the painted row."""
    with site(LOG_LEVEL="warning") as found:
        found.run()
        cookies = [_signed_in(found, f"agent{number}@desk.example") for number in range(AGENTS)]
        token = found.token()
        _fill(found)
        return asyncio.run(_run(found, cookies, token))


async def _run(found: Site, cookies: list[str], token: str) -> list[Figure]:
    readers = [Reader(found.port, cookies[number % AGENTS]) for number in range(PAGES - 1)]
    ready = [asyncio.Event() for _ in readers]
    following = [asyncio.create_task(one.follow(up)) for one, up in zip(readers, ready, strict=True)]
    up: list[asyncio.Task[Any]] = [asyncio.create_task(_all(ready)), *following]
    await asyncio.wait(up, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.gather(*(task for task in up if task.done()))
    async with async_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=executable(), args=sandbox)
        page = await (await browser.new_context()).new_page()
        await page.context.add_cookies(_cookies(cookies[-1], found.url))
        await page.goto(found.url + QUEUE)
        await page.wait_for_selector("body[data-live=on]")
        await page.evaluate(_WATCH)
        sent = await _happen(found, page, token)
        painted: dict[str, float] = await page.evaluate("() => window.painted")
        await browser.close()
    for task in following:
        if task.done():
            task.result()
        task.cancel()
    return _figures(sent, painted, readers)


async def _all(ready: list[asyncio.Event]) -> None:
    for one in ready:
        await one.wait()


async def _happen(found: Site, page: Page, token: str) -> list[tuple[float, float]]:
    """Change a ticket of the first page again and again; return when each change was sent and answered."""
    row: Any = await page.evaluate("() => document.querySelector('#rows li').dataset.row")
    sent = []
    for number in range(EVENTS):
        began = time.time()
        status, _ = await ask(
            found.port, "PUT", f"/api/tickets/{row}", token=token, body={"subject": f"Painted {number}"}
        )
        if status != 200:
            raise RuntimeError(f"the change was answered {status}")
        sent.append((began, time.time()))
        await asyncio.sleep(PAUSE)
    return sent


def _figures(sent: list[tuple[float, float]], painted: dict[str, float], readers: list[Reader]) -> list[Figure]:
    if len(painted) != EVENTS or not all(painted.values()):
        raise RuntimeError(f"{EVENTS} changes happened, and {len(painted)} were painted")
    took = sorted(painted[str(number)] - began * 1000 for number, (began, _) in enumerate(sent))
    answered = median((after - began) * 1000 for began, after in sent)
    everywhere = sorted(
        (at - began) * 1000 for one in readers for (began, _), at in zip(sent, one.read_at, strict=True)
    )
    return [
        at_most(
            f"event to painted row, p95, {PAGES} pages", took[int(len(took) * 0.95)], limit=300, unit="ms",
            note=f"p50 {median(took):.0f}; the change itself is answered after {answered:.0f}",
        ),
        known(f"the other {PAGES - 1} pages have read it, p95", everywhere[int(len(everywhere) * 0.95)], unit="ms"),
    ]  # fmt: skip


def _signed_in(found: Site, email: str) -> str:
    return cookie_of(link_in(found.tell("user", "create", "--email", email, "--role", "agent")))


def _cookies(cookie: str, url: str) -> Any:
    pairs = (part.split("=", 1) for part in cookie.split("; "))
    return [{"name": name, "value": value, "url": url} for name, value in pairs]


def _fill(found: Site) -> None:
    """Fill in tickets through `deskhand psql`, whose database is the desk's own."""
    workspace, actor = found.psql("select workspace_id, id from users where role = 'admin'")[0]
    values = {"first": "1", "last": "1000", "workspace": workspace, "actor": actor}
    found.tell(
        "psql", "-X", "-q", *(part for name, value in values.items() for part in ("-v", f"{name}={value}")), "-f",
        str(FILLING),
    )  # fmt: skip
