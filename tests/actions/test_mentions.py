"""Mentions: told to those who may see the ticket, by mail without the words of a note, and never to customers."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit.ids import new_id
from deskhand.reactions.deliver import Deliverer
from tests.database import Desk


async def told(desk: Desk) -> set[tuple[object, ...]]:
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    rows = await desk.as_owner(
        "select recipient, state, reason from deliveries where notification_type = 'ticket_mention'"
    )
    return {tuple(row) for row in rows}


async def in_team(desk: Desk, name: str, *members: object) -> object:
    team = new_id()
    place = desk.system.workspace_id
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, $3, now())", place, team, name
    )
    for user_id in members:
        await desk.as_owner(
            "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
            place, team, user_id,
        )  # fmt: skip
    return team


async def test_a_note_tells_colleagues_and_teams_who_may_see_it_and_nobody_else(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="Hi @Maya Okafor"))
    await in_team(desk, "Billing", desk.admin.user_id)
    await in_team(desk, "Elsewhere", desk.other_agent.user_id)
    await act(desk.customer, reply, ticket.id, NewMessage(content="@Tom Berg, please!"))
    words = "@maya okafor @Tom Berg @Billing @Dana Whitfield CANARY"
    await act(desk.agent, note, ticket.id, NewMessage(content=words))
    maya, tom, ada = desk.agent.email, desk.other_agent.email, desk.admin.email
    assert await told(desk) == {(tom, "planned", None), (ada, "planned", None)}

    channels = open_channels(desk.settings)
    await Deliverer(channels, sender=desk.settings.support_email).deliver_due(50)
    mails = await desk.as_owner("select subject, message from deliveries where notification_type = 'ticket_mention'")
    assert all("Maya Okafor mentioned you" in str(row["subject"]) for row in mails)
    assert not any("CANARY" in str(row["message"]) for row in mails), "what is internal leaves by no mail"
    seen = await desk.as_owner("select recipient from deliveries where message like '%CANARY%' or recipient = $1 and "
                               "notification_type = 'ticket_mention'", desk.customer.email)  # fmt: skip
    assert seen == []

    await desk.as_owner("update tickets set team_id = (select id from teams where name = 'Billing')")
    await act(desk.admin, reply, ticket.id, NewMessage(content=f"@Tom Berg and @Maya Okafor and @{desk.admin.name}"))
    assert (tom, "suppressed", "out_of_sight") in await told(desk)
    assert (maya, "planned", None) in await told(desk), "an agent in no team sees every ticket"
    assert not any(row[:2] == (ada, "planned") for row in await told(desk)), "nobody mentions themselves"
