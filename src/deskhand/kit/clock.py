"""The only reader of the wall clock; whoever plays a past or future day moves it for its own task."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def now() -> datetime:
    """Return the current moment, always in UTC."""
    return datetime.now(UTC) + _shift.get()


def elapsed() -> float:
    """Return seconds on a clock that never steps back; only differences mean anything."""
    return time.monotonic()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Move the clock for the code within, in this task alone; demo data and tests use it."""
    token = _shift.set(_shift.get() + by)
    try:
        yield
    finally:
        _shift.reset(token)
