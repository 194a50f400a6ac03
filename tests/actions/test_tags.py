"""Tags are renamed, merged and removed; every ticket tells of it."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tags import NewTag, TagChange, add_tag, change_tag, let_go, merge_tags, remove_tag
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries import tags as queries
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.tag import Tag
from deskhand.rules.ticket import Ticket
from tests.database import Desk


async def tagged(desk: Desk, *names: str) -> Ticket:
    wanted = NewTicket(subject="s", description="d", classification=Wanted(tags=names))
    return await act(desk.customer, open_ticket, wanted)


async def of(desk: Desk, name: str) -> queries.Line:
    return next(one for one in (await ask(desk.admin, queries.list_tags, queries.Wanted(text=name))).items)


async def told(desk: Desk, ticket: Ticket) -> list[Any]:
    rows = await desk.as_owner(
        "select payload ->> 'changes' as changes, payload ->> 'reason' as reason from events "
        "where ticket_id = $1 and name = 'ticket.classified' order by id",
        ticket.id,
    )
    return [tuple(row) for row in rows]


async def test_a_tag_is_made_renamed_and_told_of(desk: Desk) -> None:
    made = await act(desk.admin, add_tag, NewTag(name=" VIP  Client", colour="violet"))
    assert (made.name, made.colour) == ("vip client", "violet")
    await act(desk.admin, change_tag, made.id, TagChange(name="vip", description="Be quick."))
    assert await act(desk.admin, change_tag, made.id, TagChange()) == Tag(
        id=made.id, name="vip", colour="violet", description="Be quick."
    )
    view = await ask(desk.admin, queries.read_tag, made.id)
    assert [step.name for step in view.trail] == ["tag.changed", "tag.created"]
    assert view.trail[0].changes == {"name": ("vip client", "vip"), "description": (None, "Be quick.")}
    await act(desk.admin, add_tag, NewTag(name="other"))
    for wanted in (TagChange(name="OTHER"), TagChange(name="a,b"), TagChange(colour="mauve")):
        with pytest.raises(Invalid):
            await act(desk.admin, change_tag, made.id, wanted)
    with pytest.raises(Invalid, match="merge the two"):
        await act(desk.admin, add_tag, NewTag(name="vip"))
    with pytest.raises(Forbidden):
        await act(desk.agent, add_tag, NewTag(name="mine"))


async def test_two_become_one_and_each_ticket_tells_so(desk: Desk) -> None:
    one, both = await tagged(desk, "log-in"), await tagged(desk, "log-in", "login")
    gone = await of(desk, "log-in")
    assert (await act(desk.admin, merge_tags, gone.id, " LOGIN ")).name == "login"
    assert (await act(desk.customer, change_ticket, one.id, TicketChange())).tags == ("login",)
    page = await ask(desk.admin, queries.list_tags, queries.Wanted())
    assert [(line.name, line.tickets) for line in page.items] == [("login", 2)]
    assert page.going == [queries.Going(name="log-in", into="login", told=0, total=2)]
    assert await act(desk.system, let_go, gone.id, most=1, reason="Ada merged the tag") == 1
    assert (await ask(desk.admin, queries.list_tags, queries.Wanted())).going[0].told == 1
    assert [await act(desk.system, let_go, gone.id, most=1, reason="r") for _ in range(3)] == [1, 0, 0]
    assert (await ask(desk.admin, queries.list_tags, queries.Wanted())).going == []
    assert await told(desk, one) == [('{"tags": ["log-in", "login"]}', "Ada merged the tag")]
    assert (await act(desk.agent, change_ticket, both.id, TicketChange())).tags == ("login",)
    kept = await of(desk, "login")
    for into in ("nothing", "login", "\x00"):
        with pytest.raises(Invalid, match="into"):
            await act(desk.admin, merge_tags, kept.id, into)


async def test_what_is_removed_is_nobodys_at_once(desk: Desk) -> None:
    ticket = await tagged(desk, "noise", "sync")
    gone = await of(desk, "noise")
    assert await act(desk.admin, remove_tag, gone.id) == 1
    assert (await act(desk.agent, change_ticket, ticket.id, TicketChange())).tags == ("sync",)
    with pytest.raises(NotFound):
        await act(desk.admin, remove_tag, gone.id)
    assert await act(desk.system, let_go, gone.id, most=100, reason="r") == 1
    assert await told(desk, ticket) == [('{"tags": ["noise", null]}', "r")]
    assert await desk.value("select count(*) from tags") == 1
