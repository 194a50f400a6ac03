"""The queue as a page: CPU, statements, growth; and what its scripts weigh."""

from __future__ import annotations

import gzip
import json
import re
from statistics import median

from bench.creating import BODY
from bench.figures import Figure, at_most, known
from bench.ground import EMAIL, Ground, ground
from bench.load import get, load, post
from bench.wire import Wire, wire
from tests.flows.browsing import cookie_of, link_in, request

QUEUE = "/admin/support"
SIZES = (1_000, 100_000)
ROUNDS = 7
_SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"|<link[^>]*rel="modulepreload"[^>]* href="([^"]+)"')


def run() -> list[Figure]:
    """Return CPU of the queue's page at both sizes, its statements, and the bytes of its scripts."""
    figures = []
    with ground() as found:
        cookie = signed_in(found)
        for size in SIZES:
            found.fill(size)
            found.settle()
            p50, app, database = _measured(found, get(QUEUE, cookie=cookie, accept="text/html"))
            note = f"app {app:.2f}, database {database:.2f}; p50 {p50:.1f} ms"
            figures.append(
                at_most(f"queue page, CPU, {size:,} tickets", app + database, limit=15, unit="ms", note=note)
            )
        figures.append(_weighed(found, cookie))
        figures += _counted(found, cookie)
    return figures


def signed_in(found: Ground) -> str:
    """Return the cookie of the admin's new session."""
    return cookie_of(link_in(found.site.tell("user", "link", "--email", EMAIL)))


def _measured(found: Ground, page: bytes) -> tuple[float, float, float]:
    load(found.port, lambda _: page, clients=1, seconds=1)
    rounds = []
    for _ in range(ROUNDS):
        before = found.spent()
        answers = load(found.port, lambda _: page, clients=1, seconds=1.5)
        answers.only(200)
        cost = found.spent().since(before)
        count = len(answers.seconds)
        rounds.append((answers.p50, cost.app / count * 1000, cost.database / count * 1000))
    p50, app, database = (median(column) for column in zip(*rounds, strict=True))
    return p50, app, database


def _weighed(found: Ground, cookie: str) -> Figure:
    _, _, page = request(found.port, "GET", QUEUE, cookie=cookie)
    paths = {first or second for first, second in _SCRIPT.findall(page)}
    texts = [request(found.port, "GET", path, cookie=cookie)[2] for path in sorted(paths)]
    weight = sum(len(gzip.compress(text.encode(), 6)) for text in texts) / 1000
    return at_most("scripts of the queue page, gz", weight, limit=60, unit="kB", note=f"{len(paths)} files")


def _counted(found: Ground, cookie: str) -> list[Figure]:
    """Count on a web server of its own whose database is reached through a wire."""
    addresses = found.site.addresses()
    with wire(addresses["runtime"]) as between:
        url = {"DATABASE_URL": between.led_through(addresses["runtime"]), "DATABASE_OWNER_URL": addresses["owner"]}
        web = found.site.program("web", name="counted", port=found.port + 1, **url).start().until_said("Ready: ")
        page = get(QUEUE, cookie=cookie, accept="text/html")
        create = post("/api/tickets", json.dumps(BODY).encode(), token=found.token)
        shown, created = (_per_request(between, found.port + 1, one) for one in (page, create))
        web.stop()
    return [
        at_most("queue page, SQL statements", shown[0], limit=2, unit="", note=f"{shown[1]:.0f} round trips"),
        known("create, SQL statements", created[0], unit="", note=f"{created[1]:.0f} round trips"),
    ]


def _per_request(between: Wire, port: int, request: bytes) -> tuple[float, float]:
    """Return the median of statements and round trips, of requests one by one; the background adds to a few."""
    load(port, lambda _: request, clients=1, seconds=0.5)
    found = []
    for _ in range(15):
        before = between.statements, between.turns
        load(port, lambda _: request, clients=1, seconds=0)
        found.append((between.statements - before[0], between.turns - before[1]))
    return median(one[0] for one in found), median(one[1] for one in found)
