"""What commands print: words on standard output, at once; how far they are on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from deskhand.kit import clock


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a head, each column as wide as its widest cell."""
    lines = [tuple(head), *[tuple("" if cell is None else str(cell) for cell in row) for row in rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


class Progress:
    """Says now and then how far a long work is, on standard error."""

    EVERY = 2.0
    """Seconds between two lines."""

    def __init__(self, what: str, total: int | None = None) -> None:
        """Begin to count things; a known total lets it say how long it will take."""
        self._what, self._total = what, total
        self._began = self._told = clock.elapsed()
        self._done = 0

    def step(self, count: int) -> None:
        """Note that some more are done."""
        self._done += count
        now = clock.elapsed()
        if now - self._told >= self.EVERY:
            self._told = now
            print(self._line(now - self._began), file=sys.stderr, flush=True)

    def _line(self, took: float) -> str:
        if self._total is None:
            return f"{self._done:,} {self._what}"
        left = took / self._done * (self._total - self._done)
        share = self._done / self._total
        return f"{self._done:,} of {self._total:,} {self._what} ({share:.0%}), about {left:,.0f} s left"
