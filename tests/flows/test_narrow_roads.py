"""Ways that were once open: each was a hole, and each has its test."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, make_sign_in_link, set_password, set_password_of, sign_in_with_password
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import html
from deskhand.queries import identity
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.rules.access import Can, Visitor
from deskhand.rules.errors import Forbidden, TooMany
from deskhand.rules.sign_in import FAILURES_PER_ACCOUNT
from deskhand.rules.ticket import Status
from deskhand.store.live import STREAMS, Hub, Pulse
from deskhand.web.template import prose
from tests.database import Desk


@pytest.mark.parametrize("hostile", ["<ul>" * 25_000, "<a>" * 33_000 + "hello", "<div><b>" * 12_000])
async def test_html_that_nests_for_ever_costs_no_more_than_its_length(desk: Desk, hostile: str) -> None:
    began = time.process_time()
    wanted = NewTicket(subject="b", description=hostile, is_html=True)
    ticket = await act(desk.customer, open_ticket, wanted)
    seen = await ask(desk.customer, read_my_ticket, ticket.id)
    prose(seen.messages[0].html)
    assert time.process_time() - began < 2
    assert len(seen.messages[0].html) < 800_000
    assert "<ul>" not in seen.messages[0].html


def test_a_long_plain_text_is_shown_as_it_was_written() -> None:
    kept = html.from_text("line\n" * 5_000)
    assert prose(kept) == kept
    assert kept.count("<br>") == 4_999


async def test_a_token_sets_no_password(desk: Desk) -> None:
    by_token = replace(desk.agent, token_id=desk.agent.user_id, session_id=None)
    with pytest.raises(Forbidden, match="API token"):
        await act(by_token, set_password, old="", new="a longer password")
    assert await desk.value("select password_hash from users where id = $1", desk.agent.user_id) is None


async def test_a_new_password_ends_links_that_were_not_used(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.agent.email, b"l" * 32)
    await act(desk.system, set_password_of, desk.agent.email, "a longer password")
    assert await identity.workspace_of_link(b"l" * 32) is None


async def test_a_token_that_may_close_resolves_nothing(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="a", description="b"))
    closer = replace(desk.agent, scopes=frozenset({Can.READ_TICKET, Can.CLOSE}))
    for word in ("resolved", "Resolved", "RESOLVED"):
        with pytest.raises(Forbidden):
            await act(closer, change_ticket, ticket.id, TicketChange(status=word, resolution="x"))
    assert (await act(closer, change_ticket, ticket.id, TicketChange(status="closed"))).status is Status.CLOSED


async def test_a_token_that_may_assign_assigns_and_no_more(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="a", description="b"))
    giver = replace(desk.agent, scopes=frozenset({Can.READ_TICKET, Can.ASSIGN}))
    given = await act(giver, change_ticket, ticket.id, TicketChange(assignee_id=desk.other_agent.user_id))
    assert given.assignee_id == desk.other_agent.user_id
    with pytest.raises(Forbidden):
        await act(giver, change_ticket, ticket.id, TicketChange(status="closed"))


async def test_many_wrong_passwords_at_once_are_counted_one_by_one(desk: Desk) -> None:
    await act(desk.system, set_password_of, desk.customer.email, "a longer password")
    visitor = Visitor(desk.system.workspace_id)

    async def attempt(place: int) -> int:
        tried = Credentials(
            email=desk.customer.email, password="wrong", digest=bytes([place]) * 32, address=f"a{place}"
        )
        return (await act(visitor, sign_in_with_password, tried)).wait

    waits = await asyncio.gather(*[attempt(place) for place in range(FAILURES_PER_ACCOUNT + 6)])
    assert sum(wait == 0 for wait in waits) == FAILURES_PER_ACCOUNT


async def test_nobody_holds_more_streams_than_anybody_can_use(desk: Desk) -> None:
    hub = Hub(Pulse(desk.addresses.direct))
    readers = [hub.reader(desk.customer.user_id) for _ in range(STREAMS)]
    for reader in readers:
        hub.check_room(desk.customer.user_id)
        await reader.__aenter__()
    with pytest.raises(TooMany):
        hub.check_room(desk.customer.user_id)
    hub.check_room(desk.other_customer.user_id)
    for reader in readers:
        await reader.__aexit__(None, None, None)
    hub.check_room(desk.customer.user_id)
