"""`python -m bench [NAME …]`: runs all benchmarks or those named, prints the table, writes results.json."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from bench.figures import Figure, at_least, known, machine

NAMES = (
    "creating",
    "listing",
    "pages",
    "jobs",
    "delivery",
    "live",
    "starting",
    "crowd",
    "priorities",
    "assignment",
    "deadlines",
)
RESULTS = Path(__file__).with_name("results.json")
DOCUMENT = Path(__file__).resolve().parents[1] / "docs/benchmarks.md"


def figures_of(name: str) -> list[Figure]:
    """Run one benchmark."""
    measured = importlib.import_module(f"bench.{name}").run()
    return measured if isinstance(measured, list) else _of_deliveries(measured)


def table(found: list[Figure], about: dict[str, str]) -> str:
    """Return machine and figures as the document shows them."""
    lines = ["| machine | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in about.items()), ""]
    lines += ["| what | measured | must reach | |", "| --- | --- | --- | --- |", *(row(figure) for figure in found)]
    return "\n".join(lines)


def row(figure: Figure) -> str:
    """Return a figure as a row of the table."""
    verdict = {True: "met", False: "**missed**", None: ""}[figure.met]
    return f"| {figure.what} | {figure.measured} | {figure.goal} | {verdict} |"


def main(arguments: list[str]) -> int:
    """Run benchmarks and tell what they found."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; without any, all")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parsed = parser.parse_args(arguments)
    unknown = [name for name in parsed.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    about = machine()
    found: list[Figure] = []
    for name in parsed.names or NAMES:
        for figure in figures_of(name):
            found.append(figure)
            print(row(figure), flush=True)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode({"machine": about, "figures": found})))
    if parsed.write:
        document = DOCUMENT.read_text(encoding="utf-8")
        text = table(found, about) if not parsed.names else replaced(_inside(document), found)
        DOCUMENT.write_text(document.replace(_inside(document), text), encoding="utf-8")
    return 0


def replaced(text: str, found: list[Figure]) -> str:
    """Return the document's table with new rows in the places of the old ones; what is new stands last."""
    new = {figure.what: row(figure) for figure in found}
    lines = [new.pop(line.split(" | ")[0].removeprefix("| "), line) for line in text.splitlines()]
    return "\n".join([*lines, *new.values()])


def _inside(document: str) -> str:
    """Return what stands between the document's two marks."""
    found = re.search("<!-- measured -->\n(.*)\n<!-- /measured -->", document, re.DOTALL)
    if found is None:
        raise SystemExit(f"{DOCUMENT.name} has lost its marks")
    return found[1]


def _of_deliveries(measured: dict[str, Any]) -> list[Figure]:
    found = []
    for tickets, one in measured["deliveries"].items():
        note = f"{one['cpu_ms_per_delivery']} ms CPU each, {one['core_in_use']:.0%} of one core"
        what = f"notifications a second, {2 * int(tickets):,} of them"
        found.append(at_least(what, one["per_second"], limit=measured["goal_per_second"], unit="/s", note=note))
    return found or [known("notifications a second", 0, unit="/s")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
