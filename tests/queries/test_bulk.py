"""Changes of many tickets before they are made and afterwards."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.actions.bulk_changes import change_many, undo_many
from deskhand.actions.classification import Wanted as Sorting
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.bulk import bulk_results, ids_in_view, preview_bulk, read_bulk
from deskhand.queries.contract import ask
from deskhand.rules.bulk import Fate, State, Step, Wanted
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Priority
from tests.database import Desk


async def opened(desk: Desk, count: int) -> list[UUID]:
    wanted = NewTicket(subject="Sync", description="x")
    return [(await act(desk.customer, open_ticket, wanted)).id for _ in range(count)]


async def test_what_became_of_each_is_read_page_by_page(desk: Desk) -> None:
    ids = await opened(desk, 3)
    await act(desk.agent, change_ticket, ids[1], TicketChange(status="closed"))
    begun = await act(desk.agent, change_many, ids, Wanted(assignee=str(desk.agent.user_id)))
    first = await ask(desk.agent, bulk_results, begun.id, limit=2)
    assert [(one.id, one.fate.value) for one in first.items] == [(ids[0], "changed"), (ids[1], "refused")]
    rest = await ask(desk.agent, bulk_results, begun.id, limit=2, cursor=first.next_cursor)
    assert ([one.id for one in rest.items], rest.next_cursor) == ([ids[2]], None)
    refused = await ask(desk.agent, bulk_results, begun.id, fate=Fate.REFUSED, limit=2)
    assert [one.id for one in refused.items] == [ids[1]]
    assert (await ask(desk.other_agent, bulk_results, begun.id, limit=2)).items == []


async def test_a_preview_reads_tags_where_they_matter(desk: Desk) -> None:
    ids = await opened(desk, 3)
    await act(desk.agent, change_ticket, ids[0], TicketChange(classification=Sorting(tags=("vpn", "old"))))
    seen = await ask(desk.agent, preview_bulk, Wanted(add_tags=("vpn",), remove_tags=("old",)), ids=ids)
    assert (seen.changed, seen.unchanged) == (3, 0)
    assert seen.steps == (
        Step(field="tags", before=None, after="vpn", count=2), Step(field="tags", before="old", after=None, count=1)
    )  # fmt: skip


async def test_a_preview_says_what_the_change_then_does(desk: Desk) -> None:
    ids = await opened(desk, 5)
    await act(desk.agent, change_ticket, ids[0], TicketChange(assignee_id=desk.other_agent.user_id))
    await act(desk.agent, change_ticket, ids[1], TicketChange(status="closed"))
    await act(desk.agent, change_ticket, ids[2], TicketChange(priority="high"))
    me = str(desk.agent.user_id)
    wanted = Wanted(priority="high", assignee=me)
    seen = await ask(desk.agent, preview_bulk, wanted, ids=ids)
    assert (seen.total, seen.changed, seen.unchanged) == (5, 4, 0)
    assert Step(field="assignee", before="Tom Berg", after="Maya Okafor", count=1) in seen.steps
    assert Step(field="priority", before="medium", after="high", count=3) in seen.steps
    assert [(stop.count, len(stop.examples)) for stop in seen.refused] == [(1, 1)]

    view = Filters(priority=(Priority.HIGH,))
    assert await ask(desk.agent, ids_in_view, view) == [ids[2]]
    assert (await ask(desk.agent, preview_bulk, wanted, view=view)).total == 1
    assert await ask(desk.agent, ids_in_view, Filters()) == [ids[0], *ids[2:]], (
        "a view without a status shows active ones"
    )

    assert await ask(desk.agent, ids_in_view, Filters(view="unassigned")) == ids[2:]

    begun = await act(desk.agent, change_many, ids, wanted)
    found = await ask(desk.agent, read_bulk, begun.id)
    assert (found.counts, found.state, found.assignee_name) == ({"changed": 4, "refused": 1}, State.DONE, "Maya Okafor")
    assert [(left.id, left.reason) for left in found.left] == [(ids[1], seen.refused[0].reason)]
    assert (found.settled, found.expected, found.is_running) == (5, 5, False)
    assert found.undo_until is not None
    await act(desk.agent, undo_many, begun.id)
    found = await ask(desk.agent, read_bulk, begun.id)
    assert (found.state, found.counts["restored"], found.undo_until) == (State.UNDONE, 4, None)
    with pytest.raises(NotFound):
        await ask(desk.other_agent, read_bulk, begun.id)


async def test_nobody_previews_what_they_may_not_do(desk: Desk) -> None:
    ids = await opened(desk, 1)
    with pytest.raises(Forbidden):
        await ask(desk.customer, preview_bulk, Wanted(priority="low"), ids=ids)
    with pytest.raises(Invalid, match="no active agent"):
        await ask(desk.agent, preview_bulk, Wanted(assignee=str(desk.customer.user_id)), ids=ids)
    with pytest.raises(Invalid, match="choose between 1"):
        await ask(desk.agent, preview_bulk, Wanted(priority="low"), ids=[])
