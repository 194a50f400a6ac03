"""Workers that give tickets: several at once never too many, each ticket once; and what comes back on schedule."""

from __future__ import annotations

import asyncio

from deskhand.actions.availability import change_availability
from deskhand.actions.contract import act
from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.app.timetable import TIMETABLE
from deskhand.reactions.assignment import REST, Assigner, hand_back_tickets
from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import AvailabilityChange
from deskhand.store.db import acting_as
from tests.assigning import ASSIGNEES, many_opened, opened, seen, share_by
from tests.database import Desk
from tests.store.test_db import until

GIVEN = "select count(*) from events where name = 'ticket.assigned'"


async def rounds(assigner: Assigner) -> None:
    while await assigner():
        pass


async def test_two_workers_over_200_tickets_give_each_once_and_nobody_too_many(desk: Desk) -> None:
    await many_opened(desk, 200)
    for person, capacity in ((desk.agent, 30), (desk.other_agent, 7)):
        await act(desk.admin, change_availability, person.user_id, AvailabilityChange(capacity=capacity))
    await share_by(desk, Policy.FEWEST_OPEN)
    await asyncio.gather(*(rounds(Assigner()) for _ in range(2)))
    held = await desk.as_owner(
        "select assignee_id, count(*) from tickets where assignee_id is not null group by assignee_id"
    )
    assert dict(map(tuple, held)) == {desk.agent.user_id: 30, desk.other_agent.user_id: 7}
    assert await desk.value(GIVEN) == 37
    assert await desk.value("select count(*) from assignments where agent_id is not null") == 37
    assert await desk.value("select count(*) from assignments where agent_id is null") == 163


async def test_a_workspace_rests_when_nobody_could_take_anything(desk: Desk) -> None:
    await share_by(desk, Policy.LATE_BINDING)
    await opened(desk, 3)
    assigner = Assigner()
    assert [await assigner() for _ in range(2)] == [2, 0]
    (freed,) = [
        row[0] for row in await desk.as_owner("select id from tickets where assignee_id = $1", desk.agent.user_id)
    ]
    await desk.as_owner("update tickets set status = 'waiting_customer' where id = $1", freed)
    assert await assigner() == 0, "it looks again after a second, whatever happened"
    assert await Assigner()() == 1
    assert REST == 1.0, "the guide says so"


async def test_what_is_not_begun_is_handed_back_on_schedule_and_goes_on(desk: Desk) -> None:
    entry = next(entry for entry in TIMETABLE if entry.run is hand_back_tickets)
    assert await entry.run(desk.system) == "0 handed back"
    await share_by(desk, Policy.ROUND_ROBIN)
    await act(desk.admin, change_availability, desk.other_agent.user_id, AvailabilityChange(is_accepting=False))
    await opened(desk, 2)
    await rounds(Assigner())
    assert await desk.value(ASSIGNEES) == [desk.agent.user_id] * 2
    await desk.as_owner("update availability set away_until = now() + interval '1 hour' where is_accepting")
    await desk.as_owner("update availability set is_accepting = true where user_id = $1", desk.other_agent.user_id)
    await seen(desk, desk.other_agent)
    await desk.as_owner("update availability set away_until = null where user_id = $1", desk.other_agent.user_id)
    assert await entry.run(desk.system) == "2 handed back"
    await rounds(Assigner())
    assert await desk.value(ASSIGNEES) == [desk.other_agent.user_id] * 2


async def test_a_ticket_that_refuses_keeps_no_other_with_who_has_left(desk: Desk) -> None:
    await share_by(desk, Policy.ROUND_ROBIN)
    await act(desk.admin, change_availability, desk.other_agent.user_id, AvailabilityChange(is_accepting=False))
    first, second, third = await opened(desk, 3)
    await rounds(Assigner())
    await desk.as_owner("update availability set away_until = now() + interval '1 hour' where is_accepting")
    async with acting_as(desk.admin) as tx:
        await change_ticket(tx, second, TicketChange(status="cancelled"))
        run = asyncio.create_task(hand_back_tickets(desk.system))
        await until(desk, "select 1 from pg_stat_activity where wait_event_type = 'Lock'")
    said = await run
    assert said.startswith(f"2 handed back; 1 refused, such as {second}: A ticket that is cancelled")
    assert await desk.value("select array_agg(id order by id) from tickets where assignee_id is null") == [first, third]
    assert await hand_back_tickets(desk.system) == "0 handed back"
