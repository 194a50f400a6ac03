"""A figure as the table shows it, and the machine that it was measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import psutil
from msgspec import Struct


class Figure(Struct, frozen=True):
    """What was measured, what it must reach, and whether it does; None where nothing is asked."""

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None


def at_most(what: str, value: float, *, limit: float, unit: str, note: str = "") -> Figure:
    """Return a figure that must not be larger than a limit."""
    return Figure(what, _said(value, unit, note), f"≤ {limit:g} {unit}".strip(), value <= limit)


def at_least(what: str, value: float, *, limit: float, unit: str, note: str = "") -> Figure:
    """Return a figure that must not be smaller than a limit."""
    return Figure(what, _said(value, unit, note), f"≥ {limit:g} {unit}".strip(), value >= limit)


def known(what: str, value: float, *, unit: str, note: str = "") -> Figure:
    """Return a figure of which nothing is asked."""
    return Figure(what, _said(value, unit, note))


def machine() -> dict[str, str]:
    """Return what a reader needs to judge the figures: no names, no paths."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "processor": _processor(),
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "postgresql": _postgresql(),
        "load": f"{os.getloadavg()[0]:.1f} other runnable tasks on average when it began",
    }


def _said(value: float, unit: str, note: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip() + (f" ({note})" if note else "")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _postgresql() -> str:
    from deskhand.app.postgres.programs import bundled_programs  # noqa: PLC0415 (only this line needs the desk)

    program = str(bundled_programs().path("postgres"))
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[-1]
