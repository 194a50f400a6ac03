"""Listing 50 tickets, filtered, through the API, at two sizes of the desk."""

from __future__ import annotations

from statistics import median

from bench.figures import Figure, at_most, known
from bench.ground import Ground, ground
from bench.load import get, load

SIZES = (10_000, 100_000)
PATH = "/api/tickets?status=open,in_progress,waiting_customer&priority=high,urgent,critical&limit=50"
ROUNDS = 7


def run() -> list[Figure]:
    """Return the median of an answer to one client at both sizes, their ratio, and CPU."""
    figures = []
    halves = []
    with ground() as found:
        for size in SIZES:
            found.fill(size)
            found.settle()
            p50, app, database = _measured(found)
            halves.append(p50)
            note = f"app {app:.2f}, database {database:.2f}"
            figures.append(known(f"list of 50, p50, {size:,} tickets", p50, unit="ms"))
            figures.append(at_most(f"list of 50, CPU, {size:,} tickets", app + database, limit=5, unit="ms", note=note))
    growth = halves[1] / halves[0]
    return [*figures, at_most(f"list of 50, p50 at {SIZES[1]:,} over {SIZES[0]:,}", growth, limit=1.5, unit="")]


def _measured(found: Ground) -> tuple[float, float, float]:
    request = get(PATH, token=found.token)
    load(found.port, lambda _: request, clients=1, seconds=1)
    rounds = []
    for _ in range(ROUNDS):
        before = found.spent()
        answers = load(found.port, lambda _: request, clients=1, seconds=1.5)
        answers.only(200)
        cost = found.spent().since(before)
        count = len(answers.seconds)
        rounds.append((answers.p50, cost.app / count * 1000, cost.database / count * 1000))
    p50, app, database = (median(column) for column in zip(*rounds, strict=True))
    return p50, app, database
