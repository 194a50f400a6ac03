"""The order of tests over many processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import order
from tests.house.tree import ROOT


@dataclass(frozen=True)
class Case:
    """As much of a test as its place in the order depends on."""

    path: Path
    number: int
    mark: str = ""

    def get_closest_marker(self, name: str) -> str | None:
        """Return a mark of a name, as pytest does."""
        return name if name == self.mark else None


def cases(file: str, *marks: str) -> list[Case]:
    return [Case(ROOT / "tests" / file, number, mark) for number, mark in enumerate(marks)]


FOUND = [
    *cases("browser/test_a.py", *["browser"] * 4), *cases("browser/test_b.py", *["browser"] * 4),
    *cases("flows/test_c.py", "", "slow", "kill", "kill"), *cases("flows/test_d.py", "kill", "kill"),
    *cases("rules/test_e.py", *[""] * 14), *cases("rules/test_f.py", *[""] * 2),
]  # fmt: skip


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
def test_each_test_comes_once(processes: int) -> None:
    dealt = order.dealt(FOUND, processes)
    assert len(dealt) == len(FOUND)
    assert set(dealt) == set(FOUND)


def test_every_process_begins_with_long_ones_and_files_stay_whole() -> None:
    dealt = order.dealt(FOUND, 3)
    first, second, third = dealt[:10], dealt[10:20], dealt[20:]
    assert first[:8] == FOUND[:8], "what shares a browser is together"
    assert second[:4] == FOUND[8:12]
    assert third[:2] == FOUND[12:14]
    assert all(not one.mark for one in (*first[8:], *second[4:], *third[2:]))
