"""Templates as agents find, read and try them."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.templates import NewTemplate, TemplateChange, add_template, change_template
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.templates import (
    Wanted,
    list_templates,
    offered_templates,
    picks,
    preview_template,
    preview_text,
    read_template,
)
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.templates import Kind, Scope
from tests.database import Desk

HELLO = NewTemplate(kind=Kind.REPLY, name="Hello", body="Hello {{ requester.first_name }}", category="Greetings")


async def test_one_finds_by_any_of_the_words(desk: Desk) -> None:
    await act(desk.agent, add_template, HELLO)
    for text, count in (("HELL", 1), ("greet", 1), ("first_name", 1), ("%", 0), (" ", 1)):
        assert len((await ask(desk.agent, list_templates, Wanted(text=text))).items) == count, text
    with pytest.raises(Invalid, match="q: holds a NUL"):
        await ask(desk.agent, list_templates, Wanted(text="\x00"))
    with pytest.raises(Invalid, match="cursor"):
        await ask(desk.agent, list_templates, Wanted(cursor="x"))


async def test_the_trail_of_a_template_is_its_own(desk: Desk) -> None:
    kept, other = [await act(desk.agent, add_template, HELLO) for _ in range(2)]
    await act(desk.agent, change_template, kept.id, TemplateChange(name="Hi"))
    view = await ask(desk.agent, read_template, kept.id)
    assert [(step.name, step.actor_name) for step in view.trail] == [
        ("template.changed", "Maya Okafor"), ("template.created", "Maya Okafor")
    ]  # fmt: skip
    assert view.trail[0].changes == {"name": ("Hello", "Hi")}
    assert len((await ask(desk.agent, read_template, other.id)).trail) == 1
    with pytest.raises(NotFound):
        await ask(desk.other_agent, read_template, kept.id)


async def test_a_text_is_tried_on_tickets_that_one_sees(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    kept = await act(desk.agent, add_template, HELLO)
    form = await act(desk.agent, add_template, NewTemplate(kind=Kind.TICKET, name="Form", body="x"))
    assert (await ask(desk.agent, preview_template, kept.id, ticket=ticket.number.lower())).text == "Hello Dana"
    tried = await ask(desk.agent, preview_text, "{{ ticket.subject }} of {{ organization.name }}", ticket=ticket.id)
    assert tried.text == "Sync of Halcyon Legal"
    with pytest.raises(Invalid, match="line 1"):
        await ask(desk.agent, preview_text, "{{ x }}", ticket=ticket.id)
    with pytest.raises(Invalid, match="template: is of new tickets"):
        await ask(desk.agent, preview_template, form.id, ticket=ticket.id)
    for place in (uuid4(), "2020-01-00001", "\x00"):
        with pytest.raises(NotFound):
            await ask(desk.agent, preview_text, "x", ticket=place)
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, 'Far', now())",
        desk.system.workspace_id, (far := uuid4()),
    )  # fmt: skip
    await desk.as_owner("update tickets set team_id = $1", far)
    elsewhere = replace(desk.agent, team_ids=frozenset({uuid4()}))
    with pytest.raises(NotFound):
        await ask(elsewhere, preview_text, "{{ ticket.subject }}", ticket=ticket.id)
    with pytest.raises(Forbidden):
        await ask(desk.system, preview_text, "x", ticket=ticket.id)


async def test_what_can_be_picked_is_filled(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    await act(desk.agent, add_template, HELLO)
    await act(desk.agent, add_template, NewTemplate(kind=Kind.REPLY, name="Off", body="x", is_active=False))
    found = await ask(desk.agent, picks, ticket.id)
    assert [(pick.line.name, pick.text) for pick in found] == [("Hello", "Hello Dana")]
    assert await ask(desk.agent, picks, ticket.id, text="nothing") == []


async def test_a_new_ticket_is_offered_what_one_may_open_from(desk: Desk) -> None:
    for name, offered in (("Outage", True), ("Inside", False)):
        form = NewTemplate(
            kind=Kind.TICKET, name=name, subject="{{ workspace.name }}", body="See {{ links.portal }}",
            scope=Scope.SHARED, is_for_customers=offered,
        )  # fmt: skip
        await act(desk.admin, add_template, form)
    await act(desk.agent, add_template, NewTemplate(kind=Kind.TICKET, name="Mine", body="x"))
    (one,) = await ask(desk.customer, offered_templates)
    assert (one.name, one.subject) == ("Outage", "Deskhand")
    assert one.body.startswith("See http")
    assert {found.name for found in await ask(desk.agent, offered_templates)} == {"Outage", "Inside", "Mine"}
    assert {found.name for found in await ask(desk.other_agent, offered_templates)} == {"Outage", "Inside"}
