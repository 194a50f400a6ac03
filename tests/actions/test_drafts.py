"""Drafts and replies that can be taken back: no word is lost, nothing goes out twice, and nobody else sees any."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.actions import drafts
from deskhand.actions.contract import Once, act, act_once
from deskhand.actions.drafts import Draft
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import crypt
from deskhand.queries.contract import ask
from deskhand.queries.ticket import TicketView, read_ticket
from deskhand.rules.access import Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.ticket import Ticket
from tests.database import Desk


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))


async def now(desk: Desk, ticket: Ticket, who: Person | None = None) -> TicketView:
    return await ask(who or desk.agent, read_ticket, ticket.id)


async def write(desk: Desk, ticket: Ticket, content: str, *, version: int = 0, kind: str = "reply") -> drafts.Kept:
    return await act(desk.agent, drafts.save, ticket.id, Draft(kind=kind, content=content, version=version))


async def held(desk: Desk, ticket: Ticket, content: str = "Try it now.", *, resolves: bool = False) -> UUID:
    sent = await act(desk.agent, drafts.send, ticket.id, NewMessage(content=content, resolves=resolves))
    assert sent.due_at is not None
    return sent.id


async def test_a_draft_grows_is_its_writers_alone_and_ends_when_it_is_empty(desk: Desk, ticket: Ticket) -> None:
    first = await write(desk, ticket, "Hello")
    second = await write(desk, ticket, "Hello Dana", version=first.version)
    await write(desk, ticket, "Same cause as yesterday", kind="note")
    view = await now(desk, ticket)
    assert {(one.kind, one.content, one.version) for one in view.drafts} == {
        ("reply", "Hello Dana", 2), ("note", "Same cause as yesterday", 1),
    }  # fmt: skip
    for other in (desk.other_agent, desk.admin):
        assert (await now(desk, ticket, other)).drafts == ()
    assert (await write(desk, ticket, " \n", version=second.version)).version == 0
    assert (await now(desk, ticket)).draft_of("reply") is None


async def test_what_another_device_wrote_stays_and_is_shown(desk: Desk, ticket: Ticket) -> None:
    first = await write(desk, ticket, "Hello")
    newer = await write(desk, ticket, "Hello from the phone", version=first.version)
    stale = await write(desk, ticket, "Hello from the desk", version=first.version)
    assert (stale.other, stale.version, stale.at) == ("Hello from the phone", newer.version, newer.at)
    fresh = await write(desk, ticket, "Hello from a third place")
    assert fresh.other == "Hello from the phone"
    same = await write(desk, ticket, "Hello from the phone", version=first.version)
    assert (same.other, same.version) == (None, newer.version), "the same words are no conflict"
    both = "Hello from the phone\n\nHello from the desk"
    assert (await write(desk, ticket, both, version=stale.version)).other is None


async def test_a_save_that_arrives_after_its_words_were_sent_leaves_nothing(desk: Desk, ticket: Ticket) -> None:
    once = Once("page:k1", crypt.fingerprint(b"x"))
    await act_once(desk.agent, once, drafts.send_note, ticket.id, NewMessage(content="Known"))
    late = Draft(kind="note", content="Know", once="page:k1")
    assert (await act(desk.agent, drafts.save, ticket.id, late)).version == 0
    assert (await now(desk, ticket)).drafts == ()


async def test_sending_ends_the_draft(desk: Desk, ticket: Ticket) -> None:
    await write(desk, ticket, "Known", kind="note")
    await act(desk.agent, drafts.send_note, ticket.id, NewMessage(content="Known cause"))
    await act(desk.agent, drafts.set_undo_seconds, 0)
    await write(desk, ticket, "Hello")
    assert (await act(desk.agent, drafts.send, ticket.id, NewMessage(content="Hello Dana"))).due_at is None
    view = await now(desk, ticket)
    assert view.drafts == ()
    assert [one.text for one in view.messages] == ["Since 09:58.", "Known cause", "Hello Dana"]


async def test_a_held_reply_changes_nothing_until_it_goes_out(desk: Desk, ticket: Ticket) -> None:
    before = await now(desk, ticket)
    reply_id = await held(desk, ticket)
    during = await now(desk, ticket)
    assert [one.content for one in during.held] == ["Try it now."]
    assert (during.status, during.version, len(during.messages)) == (before.status, before.version, 1)
    waiting = "select due_at - created_at = interval '10 seconds' from jobs where reaction = 'replies.release_reply'"
    assert await desk.value(waiting) is True
    await act(desk.agent, drafts.release, reply_id)
    await act(desk.agent, drafts.release, reply_id)
    after = await now(desk, ticket)
    assert [one.text for one in after.messages] == ["Since 09:58.", "Try it now."]
    assert (after.status, after.drafts) == ("waiting_customer", ())
    with pytest.raises(Conflict, match="not waiting any more"):
        await act(desk.agent, drafts.take_back, reply_id)


async def test_a_reply_taken_back_is_a_draft_with_what_was_begun_since(desk: Desk, ticket: Ticket) -> None:
    reply_id = await held(desk, ticket, resolves=True)
    await write(desk, ticket, "And restart it.")
    assert await act(desk.agent, drafts.take_back, reply_id) == ticket.id
    await act(desk.agent, drafts.release, reply_id)
    view = await now(desk, ticket)
    draft = view.draft_of("reply")
    assert draft is not None
    assert draft.content == "Try it now.\n\nAnd restart it."
    assert (view.status, view.version, len(view.messages), view.held) == ("open", 1, 1, ())
    assert [one.name for one in view.activity][-1] == "ticket.reply.taken_back"
    told = await desk.as_owner("select payload::text from events where name like 'ticket.reply.%'")
    assert not any("Try it now" in row[0] for row in told), "events hold no words that were not sent"


async def test_nobody_else_takes_back_or_releases(desk: Desk, ticket: Ticket) -> None:
    reply_id = await held(desk, ticket)
    for other in (desk.other_agent, desk.admin, desk.customer):
        with pytest.raises(Conflict):
            await act(other, drafts.take_back, reply_id)
        await act(other, drafts.release, reply_id)
    assert len((await now(desk, ticket)).held) == 1


async def test_a_reply_that_cannot_go_out_comes_back_with_the_reason(desk: Desk, ticket: Ticket) -> None:
    reply_id = await held(desk, ticket, resolves=True)
    await act(desk.other_agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Restarted."))
    with pytest.raises(Conflict) as refused:
        await act(desk.agent, drafts.release, reply_id)
    await act(desk.agent, drafts.return_unsent, reply_id, str(refused.value))
    draft = (await now(desk, ticket)).draft_of("reply")
    assert draft is not None
    assert (draft.content, draft.unsent_reason) == ("Try it now.", str(refused.value))
    await write(desk, ticket, "Restart it, then.", version=draft.version)
    rewritten = (await now(desk, ticket)).draft_of("reply")
    assert rewritten is not None
    assert rewritten.unsent_reason is None


async def test_what_cannot_be_sent_is_refused_at_once(desk: Desk, ticket: Ticket) -> None:
    seen = (await now(desk, ticket)).messages[-1].id
    await act(desk.customer, reply, ticket.id, NewMessage(content="Wait."))
    await write(desk, ticket, "Try it")
    with pytest.raises(Conflict, match="Nothing was sent"):
        await act(desk.agent, drafts.send, ticket.id, NewMessage(content="Try it", seen=seen))
    with pytest.raises(Invalid):
        await act(desk.agent, drafts.send, ticket.id, NewMessage(content=" "))
    view = await now(desk, ticket)
    assert [(one.content, one.due_at) for one in view.drafts] == [("Try it", None)]


async def test_drafts_have_limits_and_permissions(desk: Desk, ticket: Ticket) -> None:
    for wanted in (Draft(kind="letter", content="x"), Draft(kind="note", content="x" * 100_001)):
        with pytest.raises(Invalid):
            await act(desk.agent, drafts.save, ticket.id, wanted)
    with pytest.raises(NotFound):
        await act(desk.agent, drafts.save, UUID(int=7), Draft(kind="note", content="x"))
    for seconds in (-1, 61):
        with pytest.raises(Invalid):
            await act(desk.agent, drafts.set_undo_seconds, seconds)
    with pytest.raises(Forbidden):
        await act(desk.customer, drafts.save, ticket.id, Draft(kind="note", content="x"))
    with pytest.raises(Forbidden, match="Only people"):
        await act(desk.system, drafts.save, ticket.id, Draft(kind="note", content="x"))
