"""Creating tickets through the API, against pgbench that writes the same rows in one transaction on the same server.

They run by turns with 16 clients, and each ratio compares neighbours, so that what else the machine does is in both. A
bare route takes its turn too: what framework, server and driver leave of pgbench's rate when they do nothing else.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.figures import Figure, at_least, at_most, known
from bench.ground import Ground, ground
from bench.load import load, post
from tests.running import free_port

CLIENTS = 16
SECONDS = 3
ROUNDS = 7
SIZES = (1_000, 100_000)
"""Tickets that are there already."""
SUBJECT = "Cannot print invoices"
WORDS = "Since this morning the printer page stays white. We tried two browsers."
BODY = {"subject": SUBJECT, "description": WORDS, "priority": "high", "type": "technical_issue"}
SCRIPT = Path(__file__).with_name("creating.sql")


def run() -> list[Figure]:
    """Return ratio and CPU at both sizes, and CPU with the follow-up and its mails."""
    figures = []
    with ground() as found:
        for size in SIZES:
            found.fill(size)
            found.settle()
            figures += _compared(found, f"{size:,} tickets there")
    with ground(worker=True) as found:
        figures.append(_followed_up(found))
    return figures


def _compared(found: Ground, when: str) -> list[Figure]:
    request = post("/api/tickets", json.dumps(BODY).encode(), token=found.token)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script, _bare_route(found) as bare:
        script.write(_script(found))
        script.flush()
        for port in (found.port, bare):
            load(port, lambda _: request, clients=CLIENTS, seconds=1)
        rounds = [_round(found, request, script=script.name, bare=bare) for _ in range(ROUNDS)]
    ratio, rate, most, app, database, bared = (median(column) for column in zip(*rounds, strict=True))
    best = max(one[0] for one in rounds)
    note = f"{rate:,.0f} of {most:,.0f} a second; best round {best:.2f}"
    return [
        at_least(f"create over pgbench, {when}", ratio, limit=0.5, unit="", note=note),
        at_most(
            f"create, CPU, {when}", app + database, limit=2, unit="ms", note=f"app {app:.2f}, database {database:.2f}"
        ),
        known(f"a bare route over pgbench, {when}", bared, unit="", note="the same rows, and nothing else done"),
    ]


@contextmanager
def _bare_route(found: Ground) -> Iterator[int]:
    """Lend the port of a process that serves the bare route."""
    port = free_port()
    address = found.site.addresses()["runtime"]
    program = found.site.python("-m", "bench.bare", address, str(port), found.workspace, found.actor, _policy(found))
    program.start().until_said("Ready:")
    try:
        yield port
    finally:
        program.end()


def _round(found: Ground, request: bytes, *, script: str, bare: int) -> tuple[float, ...]:
    before = found.spent()
    answers = load(found.port, lambda _: request, clients=CLIENTS, seconds=SECONDS)
    answers.only(201)
    cost = found.spent().since(before)
    count = len(answers.seconds)
    most = _pgbench(found, script)
    bared = load(bare, lambda _: request, clients=CLIENTS, seconds=SECONDS)
    bared.only(201)
    each = 1000 / count
    return answers.rate / most, answers.rate, most, cost.app * each, cost.database * each, bared.rate / most


def _pgbench(found: Ground, script: str) -> float:
    said = found.client(
        "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-f", script
    )
    return float(re.findall(r"tps = ([\d.]+)", said)[0])


def _followed_up(found: Ground) -> Figure:
    """Measure until all that follows is done as well: planned, rendered, and in the built-in mailbox."""
    request = post("/api/tickets", json.dumps(BODY).encode(), token=found.token)
    load(found.port, lambda _: request, clients=CLIENTS, seconds=1)
    _until_done(found)
    before = found.spent()
    answers = load(found.port, lambda _: request, clients=4, seconds=SECONDS)
    answers.only(201)
    _until_done(found)
    cost = found.spent().since(before)
    count = len(answers.seconds)
    each = (cost.app + cost.database) / count * 1000
    note = f"web and worker {cost.app / count * 1000:.2f}, database {cost.database / count * 1000:.2f}"
    return known("create with its follow-up and mail, CPU", each, unit="ms", note=note)


def _until_done(found: Ground) -> None:
    open_work = (
        "select (select count(*) from jobs) + (select count(*) from deliveries where state in "
        "('planned', 'held', 'ready', 'sending', 'retry_wait'))"
    )
    while found.client("psql", "-X", "-A", "-t", "-c", open_work, runtime=False).strip() != "0":
        pass


def _script(found: Ground) -> str:
    event = {
        "number": "2026-11-00001", "subject": SUBJECT, "priority": "high", "type": "technical_issue", "source": "api",
        "requester_id": found.actor, "message_id": found.actor, "follow_up_of": None,
    }  # fmt: skip
    values = {
        "workspace": found.workspace, "actor": found.actor, "subject": SUBJECT, "body": WORDS,
        "html": f"<p>{WORDS}</p>", "payload": json.dumps(event), "policy": _policy(found),
    }  # fmt: skip
    text = SCRIPT.read_text(encoding="utf-8")
    return re.sub(r":(workspace|actor|subject|body|html|payload|policy)\b", lambda found: values[found[1]], text)


def _policy(found: Ground) -> str:
    """Return the policy by which new tickets run."""
    ((policy,),) = found.site.psql("select id from sla_policies where shipped = 'standard'")
    return str(policy)
