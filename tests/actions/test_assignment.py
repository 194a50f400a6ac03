"""Tickets that find their agents: by rule, to nobody when nobody may, back when a shift is over; each told and kept."""

from __future__ import annotations

import json
from datetime import timedelta

from deskhand.actions.assignment import HandedBack, hand_back, share_out
from deskhand.actions.availability import change_availability, set_needs, set_policy
from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.teams import TeamChange, add_team
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import AvailabilityChange, Needs
from tests.assigning import ASSIGNEES, opened, seen, share_by
from tests.database import Desk

KEPT = "select agent_id, reason, content, handed_back_at from assignments where ticket_id = $1 order by id"
TOLD = """select actor_name, payload ->> 'reason', payload -> 'changes' -> 'assignee' ->> 1 from events
          where name = 'ticket.assigned' and ticket_id = $1 order by id"""


async def given(desk: Desk) -> int:
    """Share out until nobody gets anything any more."""
    whole = 0
    while found := await act(System(desk.system.workspace_id, "Deskhand"), share_out):
        whole += found
    return whole


async def test_nothing_is_given_where_nobody_asked_for_it(desk: Desk) -> None:
    await opened(desk, 2)
    await seen(desk, desk.agent)
    assert await given(desk) == 0
    assert await desk.value(ASSIGNEES) == [None, None]
    assert await desk.value("select count(*) from assignments") == 0


async def test_a_free_agent_takes_the_most_urgent_and_the_next_when_they_have_answered(desk: Desk) -> None:
    low, high = (await opened(desk, 1, priority="low"))[0], (await opened(desk, 1, priority="high"))[0]
    (third,) = await opened(desk, 1)
    await share_by(desk, Policy.LATE_BINDING)
    clocks = "select array_agg((next_sla_at, first_response_due_at, sla_due_at)::text order by id) from tickets"
    before = await desk.value(clocks)
    assert await given(desk) == 2
    assert await desk.value(clocks) == before, "deadlines go on as they were"
    assert await desk.value(ASSIGNEES) == [None, desk.agent.user_id, desk.other_agent.user_id]
    ((agent, reason, content, _),) = [tuple(row) for row in await desk.as_owner(KEPT, high)]
    assert (agent, reason) == (desk.agent.user_id, "longest_since")
    assert [one["name"] for one in _parts(content, "candidates")] == ["Maya Okafor", "Tom Berg"]
    ((agent, reason, content, _),) = [tuple(row) for row in await desk.as_owner(KEPT, low)]
    assert (agent, reason) == (None, "nobody")
    assert [one["why"] for one in _parts(content, "exclusions")] == ["at_work", "at_work"]
    told = [tuple(row) for row in await desk.as_owner(TOLD, high)]
    assert told == [("Deskhand", "Given by rule: it was their turn.", "Maya Okafor")]
    assert await desk.value("select status from tickets where id = $1", high) == "in_progress"
    await act(desk.other_agent, reply, third, NewMessage(content="Done."))
    assert await given(desk) == 1
    assert await desk.value("select assignee_id from tickets where id = $1", low) == desk.other_agent.user_id
    assert [row["reason"] for row in await desk.as_owner(KEPT, low)] == ["only_one"], "that nobody may is forgotten"


async def test_what_was_let_go_by_hand_goes_to_somebody_else_or_stays(desk: Desk) -> None:
    await share_by(desk, Policy.FEWEST_OPEN)
    (ticket,) = await opened(desk, 1)
    await given(desk)
    await act(desk.agent, change_ticket, ticket, TicketChange(assignee_id=None))
    assert await given(desk) == 1
    assert await desk.value(ASSIGNEES) == [desk.other_agent.user_id]
    await act(desk.agent, change_ticket, ticket, TicketChange(assignee_id=None))
    assert await given(desk) == 0
    rows = await desk.as_owner(KEPT, ticket)
    assert {one["why"] for one in _parts(rows[-1]["content"], "exclusions")} == {"gave_back"}


async def test_a_team_by_its_category_with_its_skills_and_its_own_rule(desk: Desk) -> None:
    await seen(desk, desk.agent, desk.other_agent, desk.admin)
    networks = await act(desk.admin, add_team, TeamChange(name="Networks", member_ids=[desk.admin.user_id]))
    await act(desk.admin, set_policy, networks, Policy.ROUND_ROBIN)
    category = await act(desk.admin, add_category, NewCategory(name="Network"))
    await act(desk.admin, set_needs, category.id, Needs(team_id=networks, needs=("tls",)))
    wanted = NewTicket(subject="TLS", description="Expired.", classification=Wanted(category_id=category.id))
    ticket = await act(desk.customer, open_ticket, wanted)
    (other,) = await opened(desk, 1)
    assert await given(desk) == 0
    rows = await desk.as_owner(KEPT, ticket.id)
    against = {one["name"]: (one["why"], one["detail"]) for one in _parts(rows[0]["content"], "exclusions")}
    assert against["Ada Admin"] == ("skills", "tls")
    assert against["Maya Okafor"] == ("not_in_team", "")
    assert await desk.as_owner(KEPT, other) == [], "the workspace's own rule is off"
    await act(desk.admin, change_availability, desk.admin.user_id, AvailabilityChange(skills=["TLS", "dns"]))
    assert await given(desk) == 1
    assert await desk.value("select assignee_id from tickets where id = $1", ticket.id) == desk.admin.user_id
    assert await desk.value("select assignee_id from tickets where id = $1", other) is None


async def test_the_end_of_a_shift_hands_back_what_was_not_begun_and_nothing_else(desk: Desk) -> None:
    await share_by(desk, Policy.ROUND_ROBIN)
    for person in (desk.other_agent, desk.admin):
        await act(desk.admin, change_availability, person.user_id, AvailabilityChange(is_accepting=False))
    untouched, answered, noted = await opened(desk, 3)
    assert await given(desk) == 3
    (mine,) = await opened(desk, 1)
    await act(desk.agent, change_ticket, mine, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, reply, answered, NewMessage(content="Looking."))
    await act(desk.agent, note, noted, NewMessage(content="Hm."))
    back = System(desk.system.workspace_id, "Deskhand")
    assert await act(back, hand_back) == HandedBack()
    until = clock.now() + timedelta(hours=1)
    await act(desk.agent, change_availability, desk.agent.user_id, AvailabilityChange(away_until=until))
    assert await act(back, hand_back) == HandedBack(moved=1)
    assert await act(back, hand_back) == HandedBack()
    assert await desk.value("select assignee_id from tickets where id = $1", untouched) is None
    assert await desk.value("select status from tickets where id = $1", untouched) == "open"
    assert await desk.value("select count(*) from tickets where assignee_id = $1", desk.agent.user_id) == 3
    told = [tuple(row)[1] for row in await desk.as_owner(TOLD, untouched)]
    assert told[-1] == "Back to the queue: whoever had it is not there, and had not begun."
    assert await given(desk) == 0
    await act(desk.agent, change_availability, desk.agent.user_id, AvailabilityChange(away_until=None))
    assert await given(desk) == 1, "the desk took it back, so that they may have it again"


def _parts(content: str, name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(content)[name]
    return found
