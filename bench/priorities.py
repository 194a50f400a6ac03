"""Detecting priorities, against tickets that people labelled: how many are right, and what the others become.

The examples marked `before` stood when the word lists were written, and the lists know them; those marked `after` were
written later, and the lists were left as they were. The second figure is what to expect of strangers' tickets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bench.figures import Figure, at_least, known
from deskhand.rules.priority import Evidence, detect
from deskhand.rules.ticket import RANK, Priority

EXAMPLES = Path(__file__).with_name("priorities.tsv")
"""One a line: when it was written, language, label, subject and text."""
RIGHT = {"before": 0.95, "after": 0.6}
"""The share that must be right."""
NEAR = {"before": 1.0, "after": 0.88}
"""The share that must be at most one step away."""


class Example(NamedTuple):
    """A ticket, and the priority that a person gave it."""

    written: str
    language: str
    label: Priority
    subject: str
    body: str


@cache
def examples() -> list[Example]:
    """Return all examples."""
    lines = (line.split("\t") for line in EXAMPLES.read_text(encoding="utf-8").splitlines())
    return [Example(written, language, Priority(label), *words) for written, language, label, *words in lines]


def confusion(of: Sequence[Example]) -> Counter[tuple[Priority, Priority]]:
    """Return how often a label became a priority."""
    return Counter((one.label, detect(Evidence(subject=one.subject, body=one.body)).priority) for one in of)


def shares(found: Counter[tuple[Priority, Priority]]) -> tuple[float, float]:
    """Return the share that is right, and that which is at most one step away."""
    steps = [(abs(RANK[label] - RANK[said]), count) for (label, said), count in found.items()]
    return (
        sum(count for step, count in steps if step == 0) / found.total(),
        sum(count for step, count in steps if step <= 1) / found.total(),
    )


def run() -> list[Figure]:
    """Return the shares, and what each label became."""
    figures = []
    for written in ("before", "after"):
        of = [one for one in examples() if one.written == written]
        found = confusion(of)
        right, near = shares(found)
        name = f"priorities of {len(of)} tickets written {written} the words"
        figures.append(at_least(f"{name}: right", right * 100, limit=RIGHT[written] * 100, unit="%"))
        figures.append(at_least(f"{name}: at most a step away", near * 100, limit=NEAR[written] * 100, unit="%"))
        for label in Priority:
            became = ", ".join(f"{said} {found[label, said]}" for said in Priority if found[label, said])
            count = sum(found[label, said] for said in Priority)
            figures.append(known(f"{written}, labelled {label}", count, unit="", note=f"became {became}"))
    return figures
