"""Writing on tickets, and what any order of acts leaves of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, Written, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from deskhand.rules.ticket import ACTIVE, REOPEN_WINDOW, Status, Ticket
from tests.database import Desk


async def opened(desk: Desk, **fields: Any) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped.", **fields))


async def row(desk: Desk, ticket_id: UUID) -> dict[str, Any]:
    (found,) = await desk.as_owner("select to_jsonb(t)::text as row from tickets t where id = $1", ticket_id)
    return json.loads(found["row"])  # type: ignore[no-any-return]  # a row is an object


async def trail(desk: Desk, ticket_id: UUID) -> list[dict[str, Any]]:
    found = await desk.as_owner(
        "select name, payload::text as p from events where ticket_id = $1 order by id", ticket_id
    )
    return [{"name": event["name"], **json.loads(event["p"])} for event in found]


async def test_an_agents_answer_is_the_first_response_and_takes_the_ticket(desk: Desk) -> None:
    ticket = await opened(desk)
    written = await act(desk.agent, reply, ticket.id, NewMessage(content="Looking.\n\nSee https://x.test"))
    assert (written.ticket.status, written.ticket.assignee_id) == (Status.WAITING_CUSTOMER, desk.agent.user_id)
    assert written.ticket.first_response_at is not None
    assert (written.ticket.version, written.ticket.message_count) == (2, 2)
    assert written.body == "Looking.\n\nSee https://x.test"
    assert '<a href="https://x.test"' in written.html
    assert (await trail(desk, ticket.id))[-1] == {
        "name": "ticket.message.added", "message_id": str(written.id), "by": "agent", "first_response": True,
        "changes": {"status": ["open", "waiting_customer"], "assignee": [None, "Maya Okafor"]}, "reason": None,
    }  # fmt: skip
    again = await act(desk.other_agent, reply, ticket.id, NewMessage(content="Me too."))
    assert again.ticket.assignee_id == desk.agent.user_id
    assert again.ticket.first_response_at == written.ticket.first_response_at
    assert (await trail(desk, ticket.id))[-1]["first_response"] is False


async def test_what_is_returned_is_what_is_stored(desk: Desk) -> None:
    ticket = await opened(desk)
    for who, content in ((desk.agent, "a"), (desk.customer, "b"), (desk.agent, "c")):
        written = await act(who, reply, ticket.id, NewMessage(content=content))
        stored = await row(desk, ticket.id)
        shown = json.loads(json.dumps({
            name: str(getattr(written.ticket, name)) for name in ("status", "assignee_id", "version", "message_count")
        }))  # fmt: skip
        assert shown == {name: str(stored[name]) for name in shown}


async def test_a_requesters_own_words_are_never_a_first_response(desk: Desk) -> None:
    ticket = await act(desk.agent, open_ticket, NewTicket(subject="Mine", description="My own."))
    written = await act(desk.agent, reply, ticket.id, NewMessage(content="More."))
    assert (written.ticket.first_response_at, written.ticket.assignee_id) == (None, None)
    assert (await trail(desk, ticket.id))[-1]["by"] == "customer"
    answered = await act(desk.other_agent, reply, ticket.id, NewMessage(content="Looking."))
    assert answered.ticket.first_response_at is not None


async def test_a_note_is_for_staff_and_leaves_the_ticket_as_it_is(desk: Desk) -> None:
    ticket = await opened(desk)
    before = await row(desk, ticket.id)
    written = await act(desk.agent, note, ticket.id, NewMessage(content="Difficult."))
    assert written.is_internal
    assert await row(desk, ticket.id) == before
    assert await desk.value("select is_public from events where name = 'ticket.note.added'") is False
    with pytest.raises(Forbidden):
        await act(desk.customer, note, ticket.id, NewMessage(content="Ha."))
    with pytest.raises(Invalid) as refused:
        await act(desk.customer, reply, ticket.id, NewMessage(content="?", reply_to=written.id))
    assert set(refused.value.fields) == {"replyTo"}
    with pytest.raises(Invalid):
        await act(desk.agent, reply, ticket.id, NewMessage(content="In public.", reply_to=written.id))
    assert (await act(desk.agent, note, ticket.id, NewMessage(content="Yes.", reply_to=written.id))).is_internal


async def test_nobody_writes_on_what_they_cannot_see(desk: Desk) -> None:
    ticket = await opened(desk)
    for who, ticket_id in ((desk.other_customer, ticket.id), (desk.customer, uuid4()), (desk.agent, uuid4())):
        with pytest.raises(NotFound):
            await act(who, reply, ticket_id, NewMessage(content="Hello"))
    narrow = replace(desk.agent, scopes=frozenset({Can.READ_TICKET}))
    with pytest.raises(Forbidden):
        await act(narrow, reply, ticket.id, NewMessage(content="Hello"))


@pytest.mark.parametrize(
    ("content", "is_html"),
    [("", False), (" \n ", False), ("a\x00b", False), ("\ud800", False), ("x" * 100_001, False),
     ("<script>alert(1)</script>", True), ("<p> </p>", True)],
)  # fmt: skip
async def test_words_that_cannot_be_kept_are_refused(desk: Desk, content: str, is_html: bool) -> None:
    ticket = await opened(desk)
    for action in (reply, note):
        with pytest.raises(Invalid) as refused:
            await act(desk.agent, action, ticket.id, NewMessage(content=content, is_html=is_html))
        assert set(refused.value.fields) == {"content"}
    assert await desk.value("select count(*) from messages") == 1


async def test_html_is_kept_without_what_could_harm(desk: Desk) -> None:
    ticket = await opened(desk)
    harmful = '<p onclick="x()">Hi <b>you</b><img src=x onerror=y><a href="javascript:z">k</a></p><script>s</script>'
    written = await act(desk.agent, reply, ticket.id, NewMessage(content=harmful, is_html=True))
    assert written.html == '<p>Hi <b>you</b><a rel="noopener noreferrer nofollow">k</a></p>'
    assert written.body == "Hi youk"


async def test_who_writes_while_somebody_else_did_is_told(desk: Desk) -> None:
    ticket = await opened(desk)
    seen = await desk.value("select id from messages")
    assert isinstance(seen, UUID)
    await act(desk.agent, note, ticket.id, NewMessage(content="Not counted."))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Mine.", seen=seen))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Mine again.", seen=seen))
    with pytest.raises(Conflict, match="while you did"):
        await act(desk.customer, reply, ticket.id, NewMessage(content="Late.", seen=seen))
    assert await desk.value("select count(*) from messages where visibility = 'public'") == 3


async def test_a_reply_can_resolve_and_is_told_once(desk: Desk) -> None:
    ticket = await opened(desk)
    written = await act(desk.agent, reply, ticket.id, NewMessage(content="Restarted it.", resolves=True))
    assert (written.ticket.status, written.ticket.resolution) == (Status.RESOLVED, "Restarted it.")
    told = await trail(desk, ticket.id)
    assert [event["name"] for event in told] == ["ticket.created", "ticket.resolved"]
    assert told[-1]["changes"] == {"status": ["open", "resolved"], "assignee": [None, "Maya Okafor"]}
    assert told[-1]["message_id"] == str(written.id)
    with pytest.raises(Conflict):
        await act(desk.agent, reply, ticket.id, NewMessage(content="Again.", resolves=True))
    with pytest.raises(Forbidden):
        await act(desk.customer, reply, ticket.id, NewMessage(content="Done.", resolves=True))


async def closed(desk: Desk, status: str, ago: timedelta) -> Ticket:
    with clock.moved(-ago):
        ticket = await opened(desk)
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status=status, resolution=_words(status)))
    return ticket


def _words(status: str) -> str | None:
    return "Restarted it." if status == "resolved" else None


@pytest.mark.parametrize(
    ("status", "ago", "becomes"),
    [("resolved", timedelta(days=99), "open"), ("closed", REOPEN_WINDOW - timedelta(minutes=1), "open"),
     ("closed", REOPEN_WINDOW + timedelta(minutes=1), None), ("cancelled", timedelta(), None)],
)  # fmt: skip
async def test_a_customers_word_after_the_end_reopens_or_begins_a_follow_up(
    desk: Desk, status: str, ago: timedelta, becomes: str | None
) -> None:
    ticket = await closed(desk, status, ago)
    before = await row(desk, ticket.id)
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="It is back."))
    after = await row(desk, ticket.id)
    if becomes is not None:
        assert written.ticket.id == ticket.id
        ends = [after["status"], after["resolved_at"], after["closed_at"], after["resolution"], after["resolved_by_id"]]
        assert ends == [becomes, None, None, None, None]
        return
    assert after == before
    assert written.ticket.id != ticket.id
    assert (written.ticket.follow_up_of_id, written.ticket.requester_id) == (ticket.id, desk.customer.user_id)
    assert await desk.value("select id from messages where ticket_id = $1", written.ticket.id) == written.id
    (told,) = await trail(desk, written.ticket.id)
    assert told["follow_up_of"] == str(ticket.id)


async def test_an_agents_word_after_the_end_moves_nothing(desk: Desk) -> None:
    ticket = await closed(desk, "closed", timedelta(days=99))
    written = await act(desk.agent, reply, ticket.id, NewMessage(content="One more thing."))
    assert (written.ticket.id, written.ticket.status, written.ticket.assignee_id) == (ticket.id, Status.CLOSED, None)


async def test_a_follow_up_belongs_to_where_its_requester_is_now(desk: Desk) -> None:
    ticket = await closed(desk, "cancelled", timedelta())
    moved = replace(desk.customer, organization_id=None)
    await desk.as_owner("update users set organization_id = null where id = $1", desk.customer.user_id)
    written = await act(moved, reply, ticket.id, NewMessage(content="It is back."))
    assert written.ticket.organization_id is None


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["agent", "other_agent", "customer"]),
        st.sampled_from([
            "reply", "note", "resolved", "closed", "cancelled", "open", "waiting_support", "in_progress", "give",
            "take",
        ]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
async def test_any_order_of_acts_leaves_a_ticket_that_adds_up(desk: Desk, acts: list[tuple[str, str]]) -> None:
    ticket = await opened(desk)
    before = await row(desk, ticket.id)
    for who, what in acts:
        happened = await _try(desk, who, what, ticket.id)
        after = await row(desk, ticket.id)
        _check_step(before, after, what=what, happened=happened, ticket_id=ticket.id)
        before = after
    told = await trail(desk, ticket.id)
    _check_trail(told, before)
    assert sum(event.get("first_response", False) for event in told) == (before["first_response_at"] is not None)
    messages = await desk.as_owner("select author_kind, visibility from messages where ticket_id = $1", ticket.id)
    assert before["message_count"] == sum(message["visibility"] == "public" for message in messages)


async def _try(desk: Desk, who: str, what: str, ticket_id: UUID) -> Written | Ticket | None:
    actor = getattr(desk, who)
    try:
        match what:
            case "reply":
                return await act(actor, reply, ticket_id, NewMessage(content="Words."))
            case "note":
                return await act(actor, note, ticket_id, NewMessage(content="Words."))
            case "give":
                wish = TicketChange(assignee_id=desk.other_agent.user_id)
            case "take":
                wish = TicketChange(assignee_id=None)
            case _:
                wish = TicketChange(status=what, resolution="Done." if what == "resolved" else None)
        return await act(actor, change_ticket, ticket_id, wish)
    except Refusal:
        return None


def _check_step(
    before: dict[str, Any], after: dict[str, Any], *, what: str, happened: Written | Ticket | None, ticket_id: UUID
) -> None:
    elsewhere = isinstance(happened, Written) and happened.ticket.id != ticket_id
    if happened is None or what == "note" or elsewhere:
        assert after == before
        return
    assert after["version"] in {before["version"], before["version"] + 1}
    assert (after == before) is (after["version"] == before["version"])
    if before["first_response_at"] is not None:
        assert after["first_response_at"] == before["first_response_at"]
    status = Status(after["status"])
    assert (after["resolved_at"] is None) is (status in ACTIVE or (status is Status.CANCELLED)), after
    assert (after["closed_at"] is not None) is (status in {Status.CLOSED, Status.CANCELLED})
    assert status is not Status.RESOLVED or after["resolution"]
    assert status is not Status.IN_PROGRESS or after["assignee_id"] is not None
    assert after["updated_at"] >= before["updated_at"]


def _check_trail(told: list[dict[str, Any]], at_last: dict[str, Any]) -> None:
    """The trail alone tells where the ticket stands: each change begins where the one before it ended."""
    standing: dict[str, str | None] = {"status": "open", "assignee": None}
    for event in told[1:]:
        for field, (old, new) in event.get("changes", {}).items():
            assert standing[field] == old, told
            standing[field] = new
    assert standing["status"] == at_last["status"]
    assert (standing["assignee"] is None) is (at_last["assignee_id"] is None)
