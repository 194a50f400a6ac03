"""The desk with a crowd: the list, a page, a ticket and searches, at two sizes at least ten times apart.

The larger one has BENCH_CROWD tickets, 100,000 if nobody says (a million takes half an hour to make); with BENCH_DATA,
a folder, they are kept for the next time.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.figures import Figure, at_most
from bench.ground import Ground, ground
from bench.load import get, load
from bench.pages import QUEUE, signed_in

SIZES = (10_000, int(os.environ.get("BENCH_CROWD", "100000")))
SECONDS = 4.0
LIST = "/api/tickets?status=open,in_progress,waiting_customer&priority=high,urgent,critical&sort=need&limit=50"
TIMES = {"list of 50": 1.5, "queue page": 1.5, "ticket page": 1.5}
"""How many times as long the median may be at the larger size."""
MOST = {
    "search, rare words": 300.0, "search, a common word": 300.0, "search, words within an organization": 150.0,
    "search, a number": 10.0, "search, an address": 10.0,
}  # fmt: skip
"""Milliseconds within which 95 of 100 must be answered at the larger size."""
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
    return [
        *(_grown(name, before[name], after[name]) for name in TIMES),
        *(_within(name, before[name], after[name]) for name in MOST),
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
    ticket = found.site.psql("select id from tickets order by id desc limit 1 offset 40")[0][0]
    requests = {
        "list of 50": [get(LIST, token=found.token)],
        "queue page": [get(QUEUE, cookie=cookie, accept="text/html")],
        "ticket page": [get(f"{QUEUE}/{ticket}", cookie=cookie, accept="text/html")],
    }
    for name, texts in _searches(found).items():
        requests[f"search, {name}"] = [get(f"/api/search?q={quote(text)}", token=found.token) for text in texts]
    return {name: _cost(found, several) for name, several in requests.items()}


def _cost(found: Ground, requests: Sequence[bytes]) -> Cost:
    """Ask one after the other, from the first on again and again, for a while."""
    load(found.port, lambda place: requests[place % len(requests)], clients=1, seconds=1)
    before = found.spent()
    answers = load(found.port, lambda place: requests[place % len(requests)], clients=1, seconds=SECONDS)
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
