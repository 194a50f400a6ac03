"""CPU seconds of the desk's processes, read from the kernel."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of the desk's own processes and of the database."""

    app: float
    database: float

    def since(self, earlier: Spent) -> Spent:
        """Return what was spent after an earlier reading."""
        return Spent(self.app - earlier.app, self.database - earlier.database)


def spent(apps: list[int], postmaster: int) -> Spent:
    """Return what some processes, and a database with all its servers, have spent so far."""
    return Spent(sum(_own(psutil.Process(pid)) for pid in apps), _with_children(psutil.Process(postmaster)))


def _own(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _with_children(postmaster: psutil.Process) -> float:
    """Servers that have ended count through their parent."""
    times = postmaster.cpu_times()
    total = float(times.user + times.system + times.children_user + times.children_system)
    for child in postmaster.children():
        try:
            total += _own(child)
        except psutil.NoSuchProcess:
            continue
    return total
