"""What an export of tickets holds, and how its pieces are written: CSV that no spreadsheet runs, or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from deskhand.rules.errors import Invalid
from deskhand.rules.filters import NO_FILTERS, Filters

KEPT = timedelta(days=7)
"""How long a finished export can be fetched."""
PIECE = 500
"""Tickets of a piece."""
PIECE_WITH_MESSAGES = 50
"""Tickets of a piece that holds their messages too."""
MOST_AT_ONCE = 3
"""Unfinished exports of one person."""
MOST_TICKETS = 1_000_000
"""Tickets of an export."""

TEXTS = (
    "number", "subject", "status", "priority", "type", "category", "tags", "requester", "requester_email", "client",
    "priority_client", "assignee", "team", "source", "messages", "resolution",
)  # fmt: skip
MOMENTS = (
    "opened", "changed", "first_response", "first_response_due", "resolution_due", "resolved", "closed",
)  # fmt: skip
FIELDS = TEXTS + MOMENTS
"""The facts of a ticket in an export; each is a column of CSV and a field of JSON."""
_MARK = b"\xef\xbb\xbf"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


class Wanted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody wants exported; `marked` puts a byte order mark before CSV, which Excel reads UTF-8 by."""

    format: Format = Format.CSV
    filters: Filters = NO_FILTERS
    active: bool = False
    marked: bool = False
    with_messages: bool = False
    zone: str = "UTC"

    @property
    def piece(self) -> int:
        """Return how many tickets are read at once."""
        return PIECE_WITH_MESSAGES if self.with_messages else PIECE


def check(wanted: Wanted) -> None:
    """Refuse what cannot be written."""
    if wanted.with_messages and wanted.format is not Format.JSON:
        raise Invalid({"messages": "go into JSON alone; choose JSON, or leave them out"})


def written(rows: Sequence[dict[str, Any]], wanted: Wanted, *, is_first: bool) -> bytes:
    """Return a piece: lines of CSV, the first with their heading, or JSON objects with commas between."""
    zone = ZoneInfo(wanted.zone)
    if wanted.format is Format.JSON:
        return b",\n".join(msgspec.json.encode(_object(row, zone)) for row in rows)
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    if is_first:
        writer.writerow(FIELDS)
    writer.writerows([defused(_text(row[name], zone)) for name in FIELDS] for row in rows)
    return (_MARK if is_first and wanted.marked else b"") + lines.getvalue().encode("utf-8", "replace")


def frame_of(form: Format) -> tuple[bytes, bytes, bytes]:
    """Return what stands before, between and after the pieces of a file."""
    return (b"[\n", b",\n", b"\n]\n") if form is Format.JSON else (b"", b"", b"")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _object(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    found = {_camel(name): _moment(row[name], zone) if name in MOMENTS else row[name] for name in FIELDS}
    if "conversation" in row:
        found["conversation"] = row["conversation"]
    return found


def _text(value: object, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return str(_moment(value, zone))
        case list() | tuple():
            return ", ".join(str(one) for one in value)
    return str(value)


def _moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
