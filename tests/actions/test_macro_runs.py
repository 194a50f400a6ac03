"""Applying macros: all or nothing, each effect by its own permission and in the trail, and back again for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.macro_runs import Application, Applied, apply_macro, undo_macro
from deskhand.actions.macros import MacroChange, NewMacro, add_macro, change_macro
from deskhand.actions.templates import NewTemplate, TemplateChange, add_template, change_template
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.ticket import TicketView, read_ticket
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.macros import Effects, Macro
from deskhand.rules.templates import Kind, Scope
from deskhand.rules.ticket import Ticket
from tests.database import Desk

ASK = Effects(text="Hello {{ requester.first_name }}, which version? {{ agent.first_name }}", public=True)


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(
        desk.customer, open_ticket, NewTicket(subject="Sync stopped", priority="medium", description="Since 09:58.")
    )


async def macro(desk: Desk, effects: Effects, *, name: str = "Ask") -> Macro:
    return await act(desk.admin, add_macro, NewMacro(name=name, effects=effects, scope=Scope.SHARED))


async def applied(desk: Desk, ticket: Ticket, effects: Effects, *, by: Person | None = None) -> Applied:
    kept = await macro(desk, effects)
    return await act(by or desk.agent, apply_macro, ticket.id, Application(macro_id=kept.id))


async def now(desk: Desk, ticket: Ticket) -> TicketView:
    return await ask(desk.agent, read_ticket, ticket.id)


async def test_everything_happens_at_once_and_the_trail_names_the_macro(desk: Desk, ticket: Ticket) -> None:
    effects = Effects(
        text=ASK.text, public=True, priority="urgent", type="bug_report", assignee=str(desk.other_agent.user_id)
    )
    run = await applied(desk, ticket, effects)
    view = await now(desk, ticket)
    assert view.messages[-1].text == "Hello Dana, which version? Maya"
    assert (view.status, view.priority, view.type) == ("waiting_customer", "urgent", "bug_report")
    assert view.assignee is not None
    assert view.assignee.name == "Tom Berg"
    assert (run.sent, run.message_id, run.ticket.version) == (True, view.messages[-1].id, view.version)
    told = [one for one in view.activity if one.name not in {"ticket.created", "macro.applied"}]
    assert [one.name for one in told] == ["ticket.assigned", "ticket.message.added"]
    assert {one.reason for one in told} == {"Macro “Ask”"}
    assert set(told[0].changes) == {"assignee", "priority", "type", "status"}
    assert await desk.value("select uses from macros") == 1
    assert await desk.value("select is_public from events where name = 'macro.applied'") is False


async def test_a_note_a_solution_and_an_end(desk: Desk, ticket: Ticket) -> None:
    await applied(desk, ticket, Effects(text="Known: {{ ticket.subject }}"))
    view = await now(desk, ticket)
    assert (view.messages[-1].internal, view.messages[-1].text) == (True, "Known: Sync stopped")
    await applied(desk, ticket, Effects(text="Restart it.", public=True, status="resolved"))
    view = await now(desk, ticket)
    assert (view.status, view.resolution) == ("resolved", "Restart it.")
    assert view.activity[-2].reason == "Macro “Ask”"
    await applied(desk, ticket, Effects(status="closed"))
    assert (await now(desk, ticket)).status == "closed"


async def test_nothing_happens_when_one_thing_cannot(desk: Desk, ticket: Ticket) -> None:
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
    before = await now(desk, ticket)
    with pytest.raises(Conflict):
        await applied(desk, ticket, Effects(priority="urgent", assignee="me"))
    with pytest.raises(Conflict):
        await act(
            desk.agent, apply_macro, ticket.id,
            Application(macro_id=(await macro(desk, Effects(priority="low"))).id, version=1),
        )  # fmt: skip
    empty = Effects(text="{% if organization.name == 'x' %}x{% endif %}", priority="low")
    with pytest.raises(Invalid, match="would be empty"):
        await applied(desk, ticket, empty)
    assert await now(desk, ticket) == before


async def test_each_effect_needs_its_own_permission(desk: Desk, ticket: Ticket) -> None:
    everything = frozenset(Can)
    for effects, needed in (
        (Effects(priority="low"), Can.CHANGE), (Effects(assignee="me"), Can.ASSIGN), (ASK, Can.REPLY),
        (Effects(text="x"), Can.NOTE), (Effects(status="closed"), Can.CLOSE),
        (Effects(priority="low"), Can.USE_TEMPLATES),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            await applied(desk, ticket, effects, by=replace(desk.agent, scopes=everything - {needed}))
    with pytest.raises(Forbidden):
        await applied(desk, ticket, Effects(priority="low"), by=desk.customer)
    assert (await now(desk, ticket)).version == 1


async def test_only_what_one_has_and_what_is_on_runs(desk: Desk, ticket: Ticket) -> None:
    theirs = await act(desk.other_agent, add_macro, NewMacro(name="x", effects=Effects(priority="low")))
    for macro_id in (theirs.id, uuid4()):
        with pytest.raises(NotFound):
            await act(desk.agent, apply_macro, ticket.id, Application(macro_id=macro_id))
    off = await macro(desk, Effects(priority="low"))
    await act(desk.admin, change_macro, off.id, MacroChange(is_active=False))
    with pytest.raises(Conflict, match="switched off"):
        await act(desk.agent, apply_macro, ticket.id, Application(macro_id=off.id))
    with pytest.raises(NotFound):
        await act(desk.agent, apply_macro, uuid4(), Application(macro_id=(await macro(desk, ASK)).id))
    reply_text = NewTemplate(kind=Kind.REPLY, name="Hi", body="Hi {{ requester.name }}", scope=Scope.SHARED)
    template = await act(desk.admin, add_template, reply_text)
    run = await applied(desk, ticket, Effects(template_id=template.id))
    assert (await now(desk, ticket)).messages[-1].id == run.message_id
    assert await desk.value("select uses from templates") == 1
    await act(desk.admin, change_template, template.id, TemplateChange(is_active=False))
    with pytest.raises(Conflict, match="writes a template that is switched off"):
        await applied(desk, ticket, Effects(template_id=template.id))


async def undone(desk: Desk, ticket: Ticket, run_id: UUID, *, by: Person | None = None) -> TicketView:
    await act(by or desk.agent, undo_macro, ticket.id, run_id)
    return await now(desk, ticket)


async def test_what_changed_goes_back_as_one_change(desk: Desk, ticket: Ticket) -> None:
    before = await now(desk, ticket)
    run = await applied(desk, ticket, Effects(priority="urgent", type="bug_report", assignee="me", text="A note"))
    assert run.undo_until is not None
    view = await undone(desk, ticket, run.run_id)
    for name in ("status", "priority", "priority_reason", "type", "assignee"):
        assert getattr(view, name) == getattr(before, name)
    assert view.messages[-1].text == "A note"
    last = view.activity[-1]
    assert (last.name, last.reason) == ("ticket.assigned", "Macro “Ask” taken back")
    assert last.changes["assignee"] == ("Maya Okafor", None)
    assert last.changes["priority"] == ("urgent", "medium")
    with pytest.raises(Conflict, match="changed since"):
        await undone(desk, ticket, run.run_id)


async def test_a_closed_ticket_opens_again_as_it_was(desk: Desk, ticket: Ticket) -> None:
    before = await now(desk, ticket)
    run = await applied(desk, ticket, Effects(status="closed"))
    view = await undone(desk, ticket, run.run_id)
    assert (view.status, view.closed_at, view.resolved_at) == ("open", None, None)
    assert view.activity[-1].name == "ticket.reopened"
    assert view.moves == before.moves


async def test_a_reply_stays_sent_and_its_status_with_it(desk: Desk, ticket: Ticket) -> None:
    run = await applied(desk, ticket, Effects(text="Hi", public=True, priority="low"))
    view = await undone(desk, ticket, run.run_id)
    assert (view.status, view.priority, view.messages[-1].text) == ("waiting_customer", "medium", "Hi")
    assert view.assignee is not None
    only_sent = await applied(desk, ticket, Effects(text="Hi", public=True))
    assert only_sent.undo_until is None
    with pytest.raises(Conflict, match="nothing to take back"):
        await undone(desk, ticket, only_sent.run_id)


async def test_nothing_of_others_and_nothing_late_goes_back(desk: Desk, ticket: Ticket) -> None:
    run = await applied(desk, ticket, Effects(priority="urgent"))
    for by, run_id in ((desk.other_agent, run.run_id), (desk.agent, uuid4())):
        with pytest.raises(NotFound):
            await undone(desk, ticket, run_id, by=by)
    other = await act(desk.customer, open_ticket, NewTicket(subject="Other", description="x"))
    with pytest.raises(NotFound):
        await act(desk.agent, undo_macro, other.id, run.run_id)
    with clock.moved(timedelta(minutes=11)), pytest.raises(Conflict, match="for 10 minutes"):
        await undone(desk, ticket, run.run_id)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low"))
    with pytest.raises(Conflict, match="changed since"):
        await undone(desk, ticket, run.run_id)
    assert (await now(desk, ticket)).priority == "low"


async def test_the_desk_itself_assigns_nothing_to_me(desk: Desk, ticket: Ticket) -> None:
    for effects in (Effects(assignee="me"), Effects(text="x")):
        with pytest.raises(Forbidden):
            await applied(desk, ticket, effects, by=desk.system)  # type: ignore[arg-type]  # as an automation would
