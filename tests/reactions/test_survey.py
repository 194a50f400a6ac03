"""A closed ticket's requester is asked how satisfied they are: later, once, and by a link that is not kept."""

from __future__ import annotations

from dataclasses import replace

from deskhand.actions.contract import act
from deskhand.actions.ratings import rate
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.post_office import post_office
from tests.reactions.sending import sent

SURVEYS = "select state, reason, message, due_at from deliveries where notification_type = 'satisfaction_survey'"


async def work(desk: Desk) -> None:
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass


async def closed(desk: Desk) -> Ticket:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    return await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))


async def pass_a_day(desk: Desk) -> None:
    await desk.as_owner(
        "update jobs set due_at = now() where event_id in (select id from events where name = 'ticket.survey.planned')"
    )


async def test_a_requester_is_asked_a_day_after_closing_by_a_link_that_is_not_kept(desk: Desk) -> None:
    ticket = await closed(desk)
    await work(desk)
    assert await desk.as_owner(SURVEYS) == [], "not yet"
    await pass_a_day(desk)
    await work(desk)
    await work(desk)
    async with post_office() as office:
        settings = replace(desk.settings, smtp_url=office.url)
        sender = Deliverer(
            open_channels(settings), sender="s@desk.test", link_token=desk.keys.link_token,
            rating_token=desk.keys.rating_token,
        )  # fmt: skip
        await sent(sender)
        await sender.close(grace=1)
        mails = [mail for mail in office.to(desk.customer.email) if "how did we do" in str(mail.message["subject"])]
    [row] = await desk.as_owner(SURVEYS)
    assert (row["state"], len(mails)) == ("accepted", 1)
    assert f"/rate/{ticket.id}/…?rating=5" in row["message"]
    assert desk.keys.rating_token(ticket.id) not in row["message"]


async def test_nobody_is_asked_of_what_was_reopened_or_rated_meanwhile(desk: Desk) -> None:
    reopened, rated = await closed(desk), await closed(desk)
    await work(desk)
    await act(desk.agent, change_ticket, reopened.id, TicketChange(status="open"))
    await act(desk.customer, rate, rated.id, marks=5, comment="")
    await pass_a_day(desk)
    await work(desk)
    assert sorted(row["reason"] for row in await desk.as_owner(SURVEYS)) == ["rated", "reopened"]
