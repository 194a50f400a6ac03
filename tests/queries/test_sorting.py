"""What an agent can sort a ticket by stands beside it."""

from __future__ import annotations

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from tests.classified import sorting
from tests.database import Desk


async def test_categories_and_questions_stand_beside_a_ticket(desk: Desk) -> None:
    made = await sorting(desk)
    opening = NewTicket(
        subject="s", description="d",
        classification=Wanted(category_id=made.password, fields={"browser": "Firefox"}),
    )  # fmt: skip
    ticket = await act(desk.customer, open_ticket, opening)
    found = (await ask(desk.agent, read_ticket, ticket.id)).sorting
    assert [one.name for one in found.categories] == ["Account", "Account › Password", "Fraud"]
    assert [one.key for one in found.questions] == ["device", "browser", "suspicion"]
    await act(desk.agent, change_ticket, ticket.id, TicketChange(classification=Wanted(category_id=made.secret)))
    await desk.as_owner("update categories set is_active = false where key in ('account', 'secret')")
    found = (await ask(desk.agent, read_ticket, ticket.id)).sorting
    assert [one.key for one in found.categories] == ["secret"]
    assert [one.key for one in found.questions] == ["device", "browser", "suspicion"], "what it holds stays changeable"
