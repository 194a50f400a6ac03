"""Plugin: of many processes each begins with long tests, so that no run ends with one process at work on them.

Tests are dealt in even parts, the first part to the first process, and who is done takes short ones from the end of
another's part. A part is therefore made of whole files with long tests, and filled up with all others.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

LONG = ("browser", "kill", "slow")
"""Marks of tests that take seconds."""
_TOGETHER = Path(__file__).parent / "browser"
"""Its files share a browser and a desk, of which each process would start its own."""


class Placed(Protocol):
    """As much of a test as its place depends on."""

    @property
    def path(self) -> Path:
        """The file that it stands in."""

    def get_closest_marker(self, name: str, /) -> object | None:
        """Return its mark of a name, or None."""


Test = TypeVar("Test", bound=Placed)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests of a run by many processes in their order; one process runs them as they were found."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        items[:] = dealt(items, int(given["workercount"]))


def dealt(items: list[Test], processes: int) -> list[Test]:
    """Return all tests in an order whose even parts begin with about as many long ones each."""
    long = Counter(_group(item) for item in items if _is_long(item))
    parts: list[list[Test]] = [[] for _ in range(processes)]
    weights = [0] * processes
    for group, weight in long.most_common():
        lightest = weights.index(min(weights))
        weights[lightest] += weight
        parts[lightest] += [item for item in items if _group(item) == group]
    others = iter([item for item in items if _group(item) not in long])
    left = len(items)
    for place, part in enumerate(parts):
        size = left // (processes - place)
        part.extend(islice(others, max(0, size - len(part))))
        left -= size
    return [item for part in parts for item in part] + list(others)


def _is_long(item: Placed) -> bool:
    return any(item.get_closest_marker(name) for name in LONG)


def _group(item: Placed) -> Path:
    return _TOGETHER if _TOGETHER in item.path.parents else item.path
