"""The desk with a crowd: lists, pages, a preview and searches, at two sizes at least ten times apart.

The larger one has BENCH_CROWD tickets, 100,000 if nobody says (a million takes half an hour to make); with BENCH_DATA,
a folder, they are kept for the next time.
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

from bench.figures import Figure, at_most, known
from bench.ground import Ground, ground
from bench.load import form, get, load, post
from bench.pages import QUEUE, signed_in
from tests.flows.browsing import request

SIZES = (10_000, int(os.environ.get("BENCH_CROWD", "100000")))
SECONDS = 2.0
ROUNDS = 3
LIST = "/api/tickets?status=open,in_progress,waiting_customer&priority=medium,high,urgent,critical&sort=need&limit=50"
"""Fills a page at either size, as the saved view does."""
LIST_BY_SLA = LIST.replace("sort=need", "sort=sla")
TIMES = {
    "list of 50": 1.5, "list of 50, by deadline": 1.5, "queue page": 1.5, "saved view": 1.5, "ticket page": 1.5,
    "preview of changing 50": 1.5,
}  # fmt: skip
"""How many times as long the median may be at the larger size."""
WHOLE = "preview of changing all that a view shows"
FOUND = "created ticket found by its words"
FRESH = 20
"""Tickets that are created and searched for until they are found."""
MOST = {
    "search, rare words": 300.0, "search, a common word": 300.0, "search, words within an organization": 150.0,
    "search, a number": 10.0, "search, an address": 10.0,
}  # fmt: skip
"""Milliseconds within which 95 of 100 must be answered at the larger size."""
_NEWEST = "select id from tickets where source = 'demo' order by id desc limit 50 offset 40"
_SAMPLE = """
    select t.number, r.email, o.name, regexp_replace(m.body, '\\s+', ' ', 'g')
    from (select * from tickets tablesample system (3) repeatable (7) limit 150) t
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    join messages m on m.workspace_id = t.workspace_id and m.ticket_id = t.id and m.is_opening
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request takes: milliseconds until the answer, and of CPU in app and database."""

    p50: float
    p95: float
    cpu: float


def run() -> list[Figure]:
    """Return what each costs at both sizes."""
    with ground(worker=True) as small:
        small.gather(SIZES[0])
        before = _measured(small)
    kept = os.environ.get("BENCH_DATA")
    with ground(worker=True, folder=Path(kept) if kept else None) as large:
        large.gather(SIZES[1])
        after = _measured(large)
    whole, fresh = after[WHOLE], after[FOUND]
    return [
        *(_grown(name, before[name], after[name]) for name in TIMES),
        known(f"{WHOLE}, p50, {SIZES[1]:,} tickets", whole.p50, unit="ms", note=f"10,000 at most; CPU {whole.cpu:.1f}"),
        *(_within(name, before[name], after[name]) for name in MOST),
        at_most(f"{FOUND}, p95, {SIZES[1]:,} tickets", fresh.p95, limit=1000, unit="ms", note=f"p50 {fresh.p50:.0f}"),
    ]


def _grown(name: str, small: Cost, large: Cost) -> Figure:
    note = f"{small.p50:.1f} and {large.p50:.1f} ms; CPU {small.cpu:.1f} and {large.cpu:.1f} ms"
    what = f"{name}, p50, {SIZES[1]:,} over {SIZES[0]:,} tickets"
    return at_most(what, large.p50 / small.p50, limit=TIMES[name], unit="", note=note)


def _within(name: str, small: Cost, large: Cost) -> Figure:
    note = f"p50 {large.p50:.1f}, CPU {large.cpu:.1f}; at {SIZES[0]:,} p95 {small.p95:.1f} ms"
    return at_most(f"{name}, p95, {SIZES[1]:,} tickets", large.p95, limit=MOST[name], unit="ms", note=note)


def _measured(found: Ground) -> dict[str, Cost]:
    cookie = signed_in(found)
    tickets = [
        row[0]
        for row in found.site.psql("select id from tickets where source = 'demo' order by id desc limit 50 offset 40")
    ]
    pages = {"queue page": [QUEUE], "saved view": [f"{QUEUE}?view=waiting_us"],
             "ticket page": [f"{QUEUE}/{ticket}" for ticket in tickets[:20]]}  # fmt: skip
    requests = {name: [get(path, token=found.token)] for name, path in (
        ("list of 50", LIST), ("list of 50, by deadline", LIST_BY_SLA),
    )}  # fmt: skip
    for name, paths in pages.items():
        requests[name] = [get(path, cookie=cookie, accept="text/html") for path in paths]
    requests["preview of changing 50"] = [_preview(found, cookie, ids=" ".join(tickets))]
    requests[WHOLE] = [_preview(found, cookie, view="1")]
    for name, texts in _searches(found).items():
        requests[f"search, {name}"] = [get(f"/api/search?q={quote(text)}", token=found.token) for text in texts]
    return {name: _cost(found, several) for name, several in requests.items()} | {FOUND: _fresh(found)}


def _preview(found: Ground, cookie: str, **chosen: str) -> bytes:
    """Return the request that shows what a change of many tickets would do."""
    _, _, page = request(found.port, "GET", QUEUE, cookie=cookie)
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the queue has no form")
    values = {**chosen, "priority": "urgent", "_csrf_token": token[1]}
    return form(f"{QUEUE}/bulk/preview", urlencode(values).encode(), cookie=cookie)


def _fresh(found: Ground) -> Cost:
    """Create tickets one by one, and search for each until it is found."""
    waits = []
    for place in range(FRESH):
        word = f"fresh{time.time_ns()}{place}"
        body = json.dumps({"subject": f"Needle {word}", "description": "In a haystack."}).encode()
        _created(found, post("/api/tickets", body, token=found.token))
        began = time.monotonic()
        while word not in found.answer(f"/api/search?q={word}"):
            time.sleep(0.01)
        waits.append((time.monotonic() - began) * 1000)
    return Cost(median(waits), sorted(waits)[int(len(waits) * 0.95)], 0.0)


def _created(found: Ground, ticket: bytes) -> None:
    load(found.port, lambda _: ticket, clients=1, seconds=0).only(201)


def _cost(found: Ground, requests: Sequence[bytes]) -> Cost:
    """Ask one after the other, warm up first, and return the best of some rounds, which other work disturbed least."""
    load(found.port, lambda place: requests[place % len(requests)], clients=1, seconds=2 * SECONDS)
    rounds = [_round(found, requests, first=number * len(requests) // ROUNDS) for number in range(ROUNDS)]
    return Cost(*(min(getattr(one, name) for one in rounds) for name in ("p50", "p95", "cpu")))


def _round(found: Ground, requests: Sequence[bytes], *, first: int) -> Cost:
    before = found.spent()
    answers = load(found.port, lambda place: requests[(first + place) % len(requests)], clients=1, seconds=SECONDS)
    answers.only(200)
    cost = found.spent().since(before)
    return Cost(answers.p50, answers.quantile(0.95), (cost.app + cost.database) / len(answers.seconds) * 1000)


def _searches(found: Ground) -> dict[str, list[str]]:
    """Return what is searched for, taken from tickets here and there."""
    luck = random.Random(7)
    numbers, addresses, names, bodies = (list(column) for column in zip(*found.site.psql(_SAMPLE), strict=True))
    words = [sorted({word.strip(".,!?").lower() for word in body.split() if len(word) > 4}) for body in bodies]
    spread = Counter(word for some in words for word in some)
    within = zip(names, words, strict=True)
    return {
        "rare words": [" ".join(luck.sample(some, 3)) for some in words if len(some) > 2],
        "a common word": [word for word, _ in spread.most_common(10)],
        "words within an organization": [
            f'organization:"{name}" {" ".join(luck.sample(some, 2))}' for name, some in within if len(some) > 1
        ],
        "a number": numbers,
        "an address": addresses,
    }
