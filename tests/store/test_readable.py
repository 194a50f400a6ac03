"""The fragment of a classification reads in a statement of its own."""

from __future__ import annotations

from deskhand.store.db import reading_as
from deskhand.store.readable import CLASSIFIED
from tests.database import Desk


async def test_it_reads_of_no_ticket_as_of_any(desk: Desk) -> None:
    async with reading_as(desk.customer) as reading:
        assert await reading.rows(f"select {CLASSIFIED} from tickets t") == []  # noqa: S608 (a constant)
