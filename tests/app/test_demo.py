"""The demo: believable, played once, and gone without a trace in the lists when it is cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.demo import clear_demo
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import demo
from deskhand.app.wiring import reactions_by_name
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit import clock
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.errors import Conflict
from deskhand.rules.ticket import Priority, Status
from tests.database import Desk

COUNTS = {
    "tickets": "select count(*) from tickets", "people": "select count(*) from users",
    "organizations": "select count(*) from organizations", "messages": "select count(*) from messages",
    "deliveries": "select count(*) from deliveries", "jobs": "select count(*) from jobs",
}  # fmt: skip


async def counted(desk: Desk) -> dict[str, object]:
    return {name: await desk.value(statement) for name, statement in COUNTS.items()}


async def follow_up(desk: Desk) -> None:
    """Do all that is due."""
    jobs, deliverer = JobRounds(reactions_by_name()), Deliverer(open_channels(desk.settings), sender="desk@desk.test")
    while await jobs() + await deliverer.deliver_due(100):
        pass
    await deliverer.close()


async def test_the_demo_shows_every_state_and_priority_at_believable_times(desk: Desk) -> None:
    count = await demo.play(desk.system.workspace_id)
    rows = await desk.as_owner(
        "select status, priority, created_at, updated_at, first_response_at, resolved_at from tickets "
        "where source = 'demo'"
    )
    assert len(rows) == count >= 8
    assert {row["status"] for row in rows} >= {"open", "in_progress", "waiting_customer", "waiting_support", "resolved"}
    assert {row["priority"] for row in rows} == {priority.value for priority in Priority}
    for row in rows:
        moments = [row["created_at"], row["first_response_at"] or row["created_at"], row["updated_at"]]
        assert moments == sorted(moments)
        assert moments[-1] < clock.now()
        assert (row["resolved_at"] is not None) == (row["status"] in {Status.RESOLVED, Status.CLOSED})
    assert max(clock.now() - row["created_at"] for row in rows) > timedelta(hours=12)
    assert await desk.value("select name from timetable where asked_at is not null") == "rebuild_statistics"


async def test_the_story_of_a_ticket_is_in_order(desk: Desk) -> None:
    await demo.play(desk.system.workspace_id)
    out_of_order = await desk.value(
        "select count(*) from (select created_at < lag(created_at) over (partition by ticket_id order by id) "
        "as is_late from messages) as told where is_late"
    )
    assert out_of_order == 0


async def test_the_demos_people_are_marked_and_cannot_sign_in(desk: Desk) -> None:
    before = await counted(desk)
    await demo.play(desk.system.workspace_id)
    made = await desk.as_owner("select is_demo, password_hash, email from users where is_demo")
    after = await counted(desk)
    assert len(made) == int(str(after["people"])) - int(str(before["people"]))
    assert all(row["password_hash"] is None for row in made)
    assert await desk.value("select count(*) from organizations where is_demo") == (
        int(str(after["organizations"])) - int(str(before["organizations"]))
    )


async def test_a_second_demo_is_refused_and_changes_nothing(desk: Desk) -> None:
    await demo.play(desk.system.workspace_id)
    before = await counted(desk)
    with pytest.raises(Conflict, match="deskhand demo --clear"):
        await demo.play(desk.system.workspace_id)
    assert await counted(desk) == before


@pytest.mark.parametrize("is_followed_up", [False, True])
async def test_clearing_leaves_what_was_there_before(desk: Desk, is_followed_up: bool) -> None:
    own = await act(desk.customer, open_ticket, NewTicket(subject="Our own", description="x"))
    await follow_up(desk)
    before = await counted(desk)
    count = await demo.play(desk.system.workspace_id)
    if is_followed_up:
        await follow_up(desk)
    assert await act(desk.system, clear_demo) == count
    assert await counted(desk) == before
    assert await desk.value("select id from tickets") == own.id
    assert await act(desk.system, clear_demo) == 0
    assert await demo.play(desk.system.workspace_id) == count


async def test_clearing_works_when_real_people_have_joined_in(desk: Desk) -> None:
    count = await demo.play(desk.system.workspace_id)
    ticket_id = await desk.value("select id from tickets where source = 'demo' and status = 'open' limit 1")
    await act(desk.agent, reply, ticket_id, NewMessage(content="A real answer."))  # type: ignore[arg-type]  # a UUID
    await follow_up(desk)
    assert await act(desk.system, clear_demo) == count
    assert await desk.value("select count(*) from users where is_demo") == 0
    assert await desk.value("select count(*) from messages") == 0
