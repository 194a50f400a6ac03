"""How tickets are sorted when they are opened and later, with the trail of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
import pytest
from msgspec import UNSET

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.access import Person
from deskhand.rules.errors import Forbidden, Invalid
from deskhand.rules.ticket import Ticket
from tests.classified import CANARY, Sorted, sorting
from tests.database import Desk


@pytest.fixture
async def made(desk: Desk) -> Sorted:
    return await sorting(desk)


async def opened(who: Person, **wanted: Any) -> Ticket:
    return await act(
        who, open_ticket, NewTicket(subject="Sync", description="It stopped.", classification=Wanted(**wanted))
    )


async def changed(who: Person, ticket: Ticket, **wanted: Any) -> Ticket:
    return await act(who, change_ticket, ticket.id, TicketChange(classification=Wanted(**wanted)))


async def trail(desk: Desk, ticket: Ticket) -> list[Any]:
    rows = await desk.as_owner(
        "select payload ->> 'changes' as changes, is_public from events where ticket_id = $1 "
        "and name = 'ticket.classified' order by id",
        ticket.id,
    )
    assert not any(row["is_public"] for row in rows)
    return [row["changes"] for row in rows]


async def test_a_customer_sorts_a_new_ticket(desk: Desk, made: Sorted) -> None:
    ticket = await opened(
        desk.customer, category_id=made.password, tags=("Login", "password"), fields={"browser": "Firefox"}
    )
    assert (ticket.category_id, ticket.tags, ticket.fields) == (
        made.password, ("login", "password"), {"browser": "Firefox"}
    )  # fmt: skip
    seen = await act(desk.customer, change_ticket, ticket.id, TicketChange())
    assert (seen.category_id, seen.tags, seen.fields) == (ticket.category_id, ticket.tags, ticket.fields)


async def test_a_category_is_named_by_its_key_too(desk: Desk, made: Sorted) -> None:
    assert (await opened(desk.agent, category_key="secret")).category_id == made.secret


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"category_id": uuid4()}, "categoryId"),
        ({"category_key": "nothing"}, "category"),
        ({"category_key": "secret"}, "category"),
        ({"tags": ("x" * 51,)}, "tags"),
        ({"tags": tuple(f"t{n}" for n in range(21))}, "tags"),
        ({"fields": {"browser": "Firefox"}}, "fields.browser"),
        ({"fields": {"suspicion": "x"}}, "fields.suspicion"),
        ({"category_key": "account", "fields": {"browser": "Opera"}}, "fields.browser"),
        ({"fields": {"device": "x" * 21}}, "fields.device"),
    ],
)
async def test_what_a_customer_may_not_say_is_named(
    desk: Desk, made: Sorted, wanted: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await opened(desk.customer, **wanted)
    assert set(refused.value.fields) == {field}
    assert await desk.value("select count(*) from tickets") == 0


async def test_fields_that_must_be_answered_are_asked_of_people(desk: Desk, made: Sorted) -> None:
    await desk.as_owner("update fields set is_required = true")
    with pytest.raises(Invalid) as refused:
        await opened(desk.customer, category_id=made.account)
    assert set(refused.value.fields) == {"fields.device", "fields.browser"}
    with pytest.raises(Invalid) as refused:
        await opened(desk.agent)
    assert set(refused.value.fields) == {"fields.device", "fields.suspicion"}
    wanted = NewTicket(subject="s", description="d", requester_email=desk.customer.email)
    assert (await act(desk.system, open_ticket, wanted)).fields == {}


async def test_agents_sort_anew_and_the_trail_tells_names(desk: Desk, made: Sorted) -> None:
    ticket = await opened(desk.customer, category_id=made.password, tags=("login",), fields={"device": "Phone"})
    again = await changed(
        desk.agent, ticket, category_id=made.secret, tags=("Fraud", "login"),
        fields={"suspicion": CANARY, "device": None},
    )  # fmt: skip
    assert (again.category_id, again.tags, again.fields) == (made.secret, ("fraud", "login"), {"suspicion": CANARY})
    assert again.version == ticket.version + 1
    (told,) = await trail(desk, ticket)
    assert msgspec.json.decode(told) == {
        "category": ["Password", "Fraud"], "tags": ["login", "fraud, login"], "fields.device": ["Phone", None],
        "fields.suspicion": [None, CANARY],
    }  # fmt: skip
    await changed(desk.agent, again, category_id=None, tags=("login",))
    assert (await trail(desk, ticket))[1] == '{"tags": ["fraud, login", "login"], "category": ["Fraud", null]}'
    assert (await changed(desk.agent, again, tags=("login",))).version == again.version + 1


async def test_a_customers_own_changes_leave_what_they_cannot_see(desk: Desk, made: Sorted) -> None:
    ticket = await opened(desk.customer, tags=("login",))
    await changed(desk.agent, ticket, category_id=made.secret, tags=("login", "fraud"), fields={"suspicion": CANARY})
    closed = await act(desk.customer, change_ticket, ticket.id, TicketChange(status="closed"))
    assert (closed.category_id, closed.tags, closed.fields) == (None, ("login",), {})
    kept = await act(desk.agent, change_ticket, ticket.id, TicketChange())
    assert (kept.category_id, kept.tags, kept.fields) == (made.secret, ("fraud", "login"), {"suspicion": CANARY})


async def test_one_change_with_others_is_one_version(desk: Desk, made: Sorted) -> None:
    ticket = await opened(desk.customer)
    wanted = TicketChange(priority="high", classification=Wanted(tags=("login",)), version=1)
    assert (await act(desk.agent, change_ticket, ticket.id, wanted)).version == 2
    names = await desk.as_owner("select name from events where ticket_id = $1 order by id", ticket.id)
    assert [row["name"] for row in names] == ["ticket.created", "ticket.updated", "ticket.classified"]


async def test_customers_sort_no_ticket_that_is_open(desk: Desk, made: Sorted) -> None:
    ticket = await opened(desk.customer)
    every: list[dict[str, Any]] = [{"category_id": made.account}, {"tags": ()}, {"fields": {}}]
    for wanted in every:
        with pytest.raises(Forbidden):
            await changed(desk.customer, ticket, **wanted)
    assert Wanted().is_empty
    assert Wanted().category_id is UNSET
    assert all(Wanted(**wanted).gives_nothing == ("category_id" not in wanted) for wanted in every)


async def test_a_category_that_is_retired_stays_where_it_is_and_comes_nowhere_else(desk: Desk, made: Sorted) -> None:
    ticket = await opened(desk.agent, category_id=made.password)
    await desk.as_owner("update categories set is_active = false where key = 'account'")
    assert (await changed(desk.agent, ticket, category_id=made.password, tags=("x",))).category_id == made.password
    with pytest.raises(Invalid):
        await opened(desk.agent, category_id=made.password)


async def test_two_who_use_a_new_tag_at_once_make_one(desk: Desk) -> None:
    await opened(desk.customer, tags=("new",))
    await opened(desk.other_customer, tags=("NEW",))
    assert await desk.value("select array_agg(name) from tags") == ["new"]


async def test_a_field_of_hidden_categories_alone_is_asked_of_no_customer(desk: Desk, made: Sorted) -> None:
    assert (await opened(desk.customer, category_id=made.account, fields={"browser": "Chrome"})).fields
    await desk.as_owner("update categories set is_active = false where key in ('account', 'password')")
    with pytest.raises(Invalid):
        await opened(desk.customer, fields={"browser": "Chrome"})
