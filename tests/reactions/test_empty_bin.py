"""Erasing what was deleted long ago, with its files."""

from __future__ import annotations

from deskhand.actions.binned import delete_ticket
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.reactions.empty_bin import empty_bin
from tests.actions.test_binned import LATE
from tests.database import Desk

FILE = """
    insert into files (workspace_id, id, uploaded_by_id, message_id, name, size, media_type, digest, state, created_at)
    select m.workspace_id, gen_random_uuid(), m.author_id, m.id, 'a.txt', 1, 'text/plain', sha256('x'), 'unscanned',
           now() - interval '40 days' from messages m limit 1
"""


async def test_what_is_late_is_erased_in_one_run_and_its_files_are_let_go(desk: Desk) -> None:
    tickets = [await act(desk.customer, open_ticket, NewTicket(subject=f"T{n}", description="x")) for n in range(3)]
    await desk.as_owner(FILE)
    for ticket in tickets:
        await act(desk.admin, delete_ticket, ticket.id)
    assert await empty_bin(desk.system) == "0 tickets erased"
    await desk.as_owner(LATE)
    assert await empty_bin(desk.system) == "3 tickets erased"
    assert await desk.value("select count(*) from tickets") == 0
    assert await desk.value("select count(*) from files where message_id is null") == 1, "the next run erases its bytes"
    assert await desk.value("select count(*) from events where name = 'ticket.erased'") == 3
