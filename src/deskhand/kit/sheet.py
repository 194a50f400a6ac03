"""Tables as CSV (RFC 4180) that spreadsheets open: in UTF-8 with its mark, and no cell is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> bytes:
    """Return a table with its head as bytes of CSV."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([defused(cell or "") for cell in row] for row in rows)
    return (_MARK + written.getvalue()).encode("utf-8", "replace")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet runs: what would begin a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
