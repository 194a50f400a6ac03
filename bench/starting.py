"""From the command to the first answered request, and the memory of a desk in one process."""

from __future__ import annotations

import json
import time
from statistics import median

import psutil

from bench.creating import BODY
from bench.figures import Figure, at_most, known
from bench.load import get, load, post
from tests.running import Program, Site, site

STARTS = 5
CLIENTS = 16
SECONDS = 15


def run() -> list[Figure]:
    """Return the seconds of a first and of later starts, and megabytes idle and under load."""
    with site() as found:
        first, desk = _started(found)
        later = []
        for _ in range(STARTS):
            desk.stop()
            took, desk = _started(found)
            later.append(took)
        token = found.token()
        time.sleep(3)
        idle = _megabytes(desk)
        request = post("/api/tickets", json.dumps(BODY).encode(), token=token)
        answers = load(found.port, lambda _: request, clients=CLIENTS, seconds=SECONDS)
        answers.only(201)
        loaded = _megabytes(desk)
        stopping = time.perf_counter()
        desk.stop()
        stopped = time.perf_counter() - stopping
    return [
        at_most("start on an existing folder", median(later), limit=3, unit="s", note=f"slowest {max(later):.2f}"),
        at_most("first start of all", first, limit=10, unit="s"),
        known("stop under load", stopped, unit="s"),
        at_most("memory, app and worker, idle", idle, limit=200, unit="MB"),
        at_most(
            "memory, app and worker, under load", loaded, limit=350, unit="MB",
            note=f"after {len(answers.seconds):,} tickets at {answers.rate:,.0f} a second",
        ),
    ]  # fmt: skip


def _started(found: Site) -> tuple[float, Program]:
    began = time.perf_counter()
    desk = found.run()
    load(found.port, lambda _: get("/health"), clients=1, seconds=0).only(200)
    return time.perf_counter() - began, desk


def _megabytes(desk: Program) -> float:
    """Return the resident memory of the process itself; PostgreSQL's are children of it."""
    return float(psutil.Process(desk.pid).memory_info().rss) / 1e6
