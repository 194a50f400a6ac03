"""What an export reads: pieces by key, the newest first, and no further than its owner sees."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.exports import export_rows
from deskhand.rules.exports import FIELDS, PIECE, Wanted
from tests.database import Desk


async def test_a_piece_has_every_fact_and_says_where_the_next_begins(desk: Desk) -> None:
    for place in range(3):
        await act(desk.customer, open_ticket, NewTicket(subject=f"no {place}", description="x"))
    whole = await ask(desk.agent, export_rows, Wanted(), place=None, written=0)
    assert ([row["subject"] for row in whole.rows], whole.place, whole.total) == (["no 2", "no 1", "no 0"], None, 3)
    assert set(FIELDS) <= set(whole.rows[0])
    assert PIECE > 3
