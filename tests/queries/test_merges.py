"""What was merged where, as each reader may know it."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.merges import merge
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.merges import merged_from, place_from
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.ticket import read_ticket
from tests.database import Desk
from tests.flows.test_walk import work


async def test_a_merged_ticket_and_its_place_name_each_other(desk: Desk) -> None:
    a, b = [await act(desk.customer, open_ticket, NewTicket(subject=name, description="x")) for name in ("A", "B")]
    written = await act(desk.agent, reply, a.id, NewMessage(content="Answered"))
    await work(desk)
    await act(desk.agent, merge, b.id, [a.id])
    place = await ask(desk.agent, read_ticket, b.id)
    assert [(one.id, one.number, one.subject) for one in place.merged] == [(a.id, a.number, "A")]
    assert next(one.delivery for one in place.messages if one.id == written.id) == "delivered"
    for reader, question in ((desk.agent, read_ticket), (desk.customer, read_my_ticket)):
        found = await ask(reader, question, a.id)
        assert (found.merged_into, found.merged_into_id) == ((b.id, b.number), b.id)  # type: ignore[attr-defined] # as above
    assert (place.merged_into, place_from(None), merged_from([])) == (None, None, ())
