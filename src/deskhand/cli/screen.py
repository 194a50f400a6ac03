"""What commands print: words on standard output, at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a head, each column as wide as its widest cell."""
    lines = [tuple(head), *[tuple("" if cell is None else str(cell) for cell in row) for row in rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
