"""A ticket is found soon after it changed, and those of an older desk bit by bit."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.search import take_in_anew
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.tickets import list_tickets
from deskhand.reactions import REACTIONS
from deskhand.reactions.contract import Happened
from deskhand.reactions.search import OlderTickets, divide_words, divided, take_in_words
from deskhand.rules import events
from deskhand.rules.access import Person
from deskhand.rules.filters import Filters
from tests.database import Desk


async def found_by(who: Person, text: str) -> int | str:
    return (await ask(who, list_tickets, Filters(text=text), cursor=None, limit=20, page=1)).total


async def test_what_happened_to_a_ticket_has_it_found(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x"))
    await act(desk.agent, note, ticket.id, NewMessage(content="Zanzibar"))
    assert await found_by(desk.agent, "printer") == 0
    noted = events.NoteAdded(message_id=ticket.id)
    happened = Happened(
        workspace_id=desk.system.workspace_id, id=ticket.id, event=noted, ticket_id=ticket.id, actor_id=None,
        actor_name="Maya", at=clock.now(),
    )  # fmt: skip
    await take_in_words(desk.system, [happened, happened])
    assert await found_by(desk.agent, "printer") == await found_by(desk.agent, "zanzibar") == 1
    assert await found_by(desk.customer, "zanzibar") == 0


WORDLESS = {
    "ticket.file.checked",
    "ticket.rated",
    "ticket.survey.planned",
    "ticket.close_warned",
    "ticket.response.pending",
    "ticket.deleted",
    "ticket.restored",
    "ticket.erased",
    "ticket.unlinked",
    "ticket.linked",
    "ticket.watcher.removed",
    "ticket.watcher.added",
    "ticket.snoozed",
    "ticket.mentioned",
    "ticket.woken",
    "ticket.due_date_set",
    "ticket.sla.warning",
    "ticket.sla.breached",
    "ticket.sla.escalated",
    "ticket.reply.held",
    "ticket.reply.taken_back",
    "ticket.webhook.asked",
}
"""Events after which a ticket has no other words than before."""


def test_whatever_happens_to_a_ticket_has_its_words_taken_in() -> None:
    left_out = [
        event.name
        for event in events.ALL
        if event.name.startswith("ticket.")
        and event.name not in WORDLESS
        and take_in_words not in REACTIONS.get(event, ())
    ]
    assert not left_out, f"give these take_in_words in REACTIONS: {left_out}"


async def test_what_was_there_before_is_found_after_a_round_or_more(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x"))
    await act(desk.system, take_in_anew)
    older = OlderTickets()
    assert [await older() for _ in range(3)] == [1, 0, 0]
    assert await found_by(desk.agent, "printer") == 1


async def test_a_worker_that_took_in_everything_looks_again_after_a_while(desk: Desk) -> None:
    patient, prompt = OlderTickets(), OlderTickets(look_again=0)
    assert [await patient(), await prompt()] == [0, 0]
    await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x"))
    await act(desk.system, take_in_anew)
    assert await patient() == 0
    assert [await prompt() for _ in range(2)] == [1, 0]
    await act(desk.system, take_in_anew)
    assert await prompt() == 1
    assert await found_by(desk.agent, "printer") == 1


async def test_the_index_is_divided_until_nothing_is_left_to_do(desk: Desk) -> None:
    for _ in range(5):
        await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x"))
    await act(desk.system, take_in_anew)
    older = OlderTickets()
    assert [await older() for _ in range(2)] == [1, 0]
    assert await divide_words(desk.system) == "0 steps", "few tickets are one range"
    assert await divided(fewest=1) > 2
    assert await found_by(desk.agent, "printer") == 5
    assert await divided(fewest=1) == 0
