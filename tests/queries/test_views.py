"""Views as agents find them: their counts, what a count may cost, and the lists that they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.views import NewView, add_view, choose_columns
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.figures import FIGURES
from deskhand.queries.queue import queue_page, queue_row
from deskhand.queries.tickets import list_tickets
from deskhand.queries.views import COUNTED, WINDOW, counted_views, list_views, read_view
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.filters import Due, Filters, Snoozed, Sort
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import Priority, Status, Ticket
from deskhand.rules.views import Column, Grouping
from tests.database import Desk

MANY = """
    insert into tickets (workspace_id, id, number, subject, status, priority, type, source, requester_id, assignee_id,
                         created_at, updated_at, last_message_at, last_message_by)
    select $1, gen_random_uuid(), 'X-' || n, 'Ticket ' || n, 'open', 'low', 'user_error',
           case when n > $3 then 'chat' else 'web' end, $2, null, now(), now(), now(), 'customer'
    from generate_series(1, $4) n
"""


async def opened(desk: Desk, subject: str, **change: object) -> Ticket:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))
    return await act(desk.agent, change_ticket, ticket.id, TicketChange(**change)) if change else ticket  # type: ignore[arg-type] # fields of a change


async def counts(desk: Desk) -> dict[str, str | None]:
    return {one.view.slug: one.count for one in await ask(desk.agent, counted_views)}


async def test_each_view_says_how_many_tickets_it_shows(desk: Desk) -> None:
    await opened(desk, "mine", assignee_id=desk.agent.user_id)
    await opened(desk, "urgent", priority="urgent")
    await opened(desk, "done", status="resolved", resolution="So.")
    await opened(desk, "calm")
    assert await counts(desk) == {
        "mine": "1", "unassigned": "2", "urgent": "1", "waiting_us": "2", "waiting_customer": "0", "resolved": "1",
    }  # fmt: skip
    page = await ask(desk.agent, queue_page, Filters(view="resolved"))
    assert {one.view.slug: one.count for one in page.sidebar} == await counts(desk)
    assert ([row.subject for row in page.rows], page.total) == (["done"], 1)
    assert (page.listing.sort, page.listing.grouping) == (Sort.UPDATED, Grouping.DAY)
    for slug, count in (await counts(desk)).items():
        listed = await ask(desk.agent, list_tickets, Filters(view=slug), cursor=None, limit=50, page=1)
        assert str(listed.total) == count, slug


async def test_a_view_shows_what_sleeps_only_if_it_says_so(desk: Desk) -> None:
    until = clock.now() + timedelta(hours=3)
    await opened(desk, "asleep", snoozed_until=until, due_at=until - timedelta(days=2))
    await opened(desk, "awake", due_at=until + timedelta(days=30))
    views = {"Plain": Snoozed.NO, "Asleep": Snoozed.YES, "Both": Snoozed.ANY}
    shown = {"Plain": ["awake"], "Asleep": ["asleep"], "Both": ["asleep", "awake"]}
    for name, snoozed in views.items():
        filters = Filters(status=(Status.OPEN,), snoozed=None if snoozed is Snoozed.NO else snoozed)
        view = await act(desk.agent, add_view, NewView(name=name, filters=filters, sort=Sort.DUE))
        page = await ask(desk.agent, queue_page, Filters(view=view.slug))
        listed = await ask(desk.agent, list_tickets, Filters(view=view.slug), cursor=None, limit=9, page=1)
        assert [row.subject for row in page.rows] == [one.subject for one in listed.items] == shown[name]
        assert (await counts(desk))[view.slug] == str(len(shown[name]))
    for due, subjects in {"overdue": ["asleep"], "none": []}.items():
        page = await ask(desk.agent, queue_page, Filters(due=DueDate(due), snoozed=Snoozed.ANY))
        found = await ask(desk.agent, queue_page, Filters(text=f"due:{due}", snoozed=Snoozed.ANY))
        assert [row.subject for row in page.rows] == [row.subject for row in found.rows] == subjects
    for figure in FIGURES.values():
        page = await ask(desk.agent, queue_page, figure)
        assert {one.name: one.count for one in page.figures if one.filters == figure}.popitem()[1] == str(page.total)


async def test_a_count_stops_and_says_so(desk: Desk) -> None:
    await act(desk.agent, add_view, NewView(name="By chat", filters=Filters(source=("chat",))))  # type: ignore[arg-type] # its words
    await act(desk.agent, add_view, NewView(name="Search", filters=Filters(text="sync status:open")))
    await act(desk.agent, add_view, NewView(name="Of Dana", filters=Filters(text="requester:dana")))
    await act(desk.agent, add_view, NewView(name="Late", filters=Filters(sla=Due.BREACHED, assignee="none")))
    every = WINDOW + 60
    await desk.as_owner(MANY, desk.system.workspace_id, desk.customer.user_id, every - 50, every)
    found = {one.view.name: one.count for one in await ask(desk.agent, counted_views)}
    assert found["Waiting for us"] == f"{COUNTED}+"
    assert found["Search"] is found["Of Dana"] is None
    assert found["Late"] == ""
    by_chat = found["By chat"]
    assert by_chat is not None
    assert by_chat == "" or by_chat.endswith("+")


async def test_what_is_asked_for_beside_a_view_narrows_it_further(desk: Desk) -> None:
    mine = await opened(desk, "mine", assignee_id=desk.agent.user_id, priority="high")
    await opened(desk, "mine too", assignee_id=desk.agent.user_id)
    await opened(desk, "nobody's")
    page = await ask(desk.agent, queue_page, Filters(view="mine", priority=(Priority.HIGH,), sort=Sort.NEWEST))
    assert [row.subject for row in page.rows] == ["mine"]
    assert (page.listing.sort, page.listing.shown.assignee) == (Sort.NEWEST, "me")
    assert await ask(desk.agent, queue_row, mine.id, Filters(view="unassigned")) is None
    listed = await ask(desk.agent, list_tickets, Filters(view="mine"), cursor=None, limit=50, page=1)
    assert [one.subject for one in listed.items] == ["mine", "mine too"]
    for who in (desk.agent, desk.customer):
        with pytest.raises(Invalid, match="view"):
            await ask(who, list_tickets, Filters(view="nonsense"), cursor=None, limit=5, page=1)


async def test_columns_are_the_views_or_ones_own(desk: Desk) -> None:
    await act(desk.agent, add_view, NewView(name="Wide", columns=(Column.STATUS,)))
    await act(desk.agent, choose_columns, (Column.NUMBER,))
    wide = next(one for one in await ask(desk.agent, list_views) if one.name == "Wide")
    assert (await ask(desk.agent, queue_page, Filters())).listing.columns == (Column.NUMBER,)
    assert (await ask(desk.agent, queue_page, Filters(view=wide.slug))).listing.columns == (Column.STATUS,)
    assert Column.REQUESTER in (await ask(desk.other_agent, queue_page, Filters())).listing.columns


async def test_a_list_of_the_archive_begins_with_what_changed_last(desk: Desk) -> None:
    page = await ask(desk.agent, queue_page, Filters(status=(Status.CLOSED,)))
    assert (page.listing.sort, page.listing.grouping) == (Sort.UPDATED, Grouping.DAY)


async def test_customers_have_no_views(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await ask(desk.customer, list_views)
    with pytest.raises(NotFound):
        await ask(desk.agent, read_view, "nonsense")
    assert (await ask(desk.agent, read_view, "mine")).trail == []
