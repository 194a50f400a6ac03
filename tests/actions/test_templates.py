"""Keeping templates: who may keep what for whom, what each change leaves in the trail, and how uses are counted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.drafts import release, send
from deskhand.actions.macros import NewMacro, add_macro
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.templates import (
    NewTemplate,
    TemplateChange,
    add_template,
    change_template,
    duplicate_template,
    mark_favourite,
    remove_template,
)
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.macros import Effects
from deskhand.rules.templates import Fields, Kind, Scope, Template
from tests.database import Desk

LOGS = NewTemplate(kind=Kind.REPLY, name="Ask for logs", body="Hello {{ requester.first_name }}, send the log.")


async def shared(desk: Desk, wanted: NewTemplate = LOGS, **fields: object) -> Template:
    values = {name: getattr(wanted, name) for name in NewTemplate.__struct_fields__}
    return await act(desk.admin, add_template, NewTemplate(**(values | {"scope": Scope.SHARED} | fields)))


async def team_with(desk: Desk, who: Person) -> tuple[UUID, Person]:
    """Make a team of one agent, and return them as its member."""
    team_id = uuid4()
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, $3, now())",
        who.workspace_id, team_id, f"Team of {who.name}",
    )  # fmt: skip
    await desk.as_owner(
        "insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $2, $3, now())",
        who.workspace_id, team_id, who.user_id,
    )  # fmt: skip
    return team_id, replace(who, team_ids=frozenset({team_id}))


async def test_an_agent_keeps_one_that_nobody_else_has(desk: Desk) -> None:
    kept = await act(desk.agent, add_template, LOGS)
    assert (kept.scope, kept.owner_id, kept.version) == (Scope.PRIVATE, desk.agent.user_id, 1)
    renamed = await act(desk.agent, change_template, kept.id, TemplateChange(name=" Logs? ", version=1))
    assert (renamed.name, renamed.version) == ("Logs?", 2)
    for stranger in (desk.other_agent, desk.admin):
        with pytest.raises(NotFound):
            await act(stranger, change_template, kept.id, TemplateChange(name="Mine"))
        with pytest.raises(NotFound):
            await act(stranger, duplicate_template, kept.id)


async def test_only_admins_keep_what_every_agent_has(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await shared(replace(desk, admin=desk.agent))
    kept = await shared(desk)
    with pytest.raises(Forbidden, match="Duplicate it"):
        await act(desk.agent, change_template, kept.id, TemplateChange(name="Ha"))
    with pytest.raises(Forbidden):
        await act(desk.agent, remove_template, kept.id)
    mine = await act(desk.agent, add_template, LOGS)
    with pytest.raises(Forbidden):
        await act(desk.agent, change_template, mine.id, TemplateChange(scope=Scope.SHARED))
    for may_not in (desk.customer, replace(desk.agent, scopes=frozenset({Can.REPLY}))):
        with pytest.raises(Forbidden):
            await act(may_not, add_template, LOGS)


async def test_a_team_keeps_its_own(desk: Desk) -> None:
    team_id, member = await team_with(desk, desk.agent)
    of_team = NewTemplate(kind=Kind.REPLY, name="Ours", body="x", scope=Scope.TEAM, team_id=team_id)
    kept = await act(member, add_template, of_team)
    assert (await act(member, change_template, kept.id, TemplateChange(body="y"))).body == "y"
    with pytest.raises(Forbidden):
        await act(desk.other_agent, add_template, of_team)
    with pytest.raises(NotFound):
        await act(desk.other_agent, change_template, kept.id, TemplateChange(body="z"))
    with pytest.raises(Invalid, match="teamId"):
        await act(member, change_template, kept.id, TemplateChange(team_id=uuid4()))
    with pytest.raises(Invalid, match="scope"):
        await act(member, add_template, NewTemplate(kind=Kind.REPLY, name="x", body="y", scope=Scope.TEAM))
    own = await act(member, change_template, kept.id, TemplateChange(scope=Scope.PRIVATE))
    assert (own.team_id, own.owner_id) == (None, member.user_id)


async def test_each_change_is_in_the_trail_with_its_text(desk: Desk) -> None:
    kept = await act(desk.agent, add_template, LOGS)
    await act(desk.agent, change_template, kept.id, TemplateChange(body="Send it."))
    assert (await act(desk.agent, change_template, kept.id, TemplateChange(body="Send it."))).version == 2
    await act(desk.agent, remove_template, kept.id)
    rows = await desk.as_owner(
        "select name, payload, is_public from events where name like 'template.%' order by id"
    )  # fmt: skip
    assert [(row["name"], row["is_public"]) for row in rows] == [
        ("template.created", False), ("template.changed", False), ("template.removed", False)
    ]  # fmt: skip
    told = await desk.value("select payload -> 'changes' ->> 'body' from events where name = 'template.changed'")
    assert told == f'["{LOGS.body}", "Send it."]'


async def test_what_has_moved_on_or_cannot_be_used_is_refused(desk: Desk) -> None:
    kept = await act(desk.agent, add_template, LOGS)
    await act(desk.agent, change_template, kept.id, TemplateChange(name="New"))
    with pytest.raises(Conflict, match="version 1"):
        await act(desk.agent, change_template, kept.id, TemplateChange(name="Old", version=1))
    with pytest.raises(Invalid) as refused:
        await act(desk.agent, change_template, kept.id, TemplateChange(body="a\n{{ ticket.nummer }}"))
    assert refused.value.fields["body"].startswith("line 2: “ticket.nummer” is not known; did you mean “ticket.number”")
    with pytest.raises(Invalid, match="scope: must be shared"):
        await act(desk.agent, change_template, kept.id, TemplateChange(is_for_customers=True))
    with pytest.raises(NotFound):
        await act(desk.agent, remove_template, uuid4())


async def test_a_copy_is_ones_own(desk: Desk) -> None:
    kept = await shared(desk)
    copy = await act(desk.agent, duplicate_template, kept.id)
    assert (copy.name, copy.body, copy.owner_id) == ("Copy of Ask for logs", kept.body, desk.agent.user_id)


async def test_one_that_a_macro_writes_stays(desk: Desk) -> None:
    kept = await shared(desk)
    wanted = NewMacro(name="Logs", effects=Effects(template_id=kept.id, public=True), scope=Scope.SHARED)
    await act(desk.admin, add_macro, wanted)
    with pytest.raises(Conflict, match="The macro “Logs” writes this template"):
        await act(desk.admin, remove_template, kept.id)


async def test_favourites_are_ones_own(desk: Desk) -> None:
    kept = await shared(desk)
    for wanted in (True, True):
        await act(desk.agent, mark_favourite, kept.id, wanted)
    assert await desk.value("select array_agg(user_id) from template_favourites") == [desk.agent.user_id]
    await act(desk.agent, mark_favourite, kept.id, False)
    assert await desk.value("select count(*) from template_favourites") == 0
    private = await act(desk.other_agent, add_template, LOGS)
    with pytest.raises(NotFound):
        await act(desk.agent, mark_favourite, private.id, True)
    with pytest.raises(Forbidden):
        await act(desk.system, mark_favourite, kept.id, True)


async def test_a_use_is_counted_when_the_message_is_written(desk: Desk) -> None:
    kept, private = await shared(desk), await act(desk.other_agent, add_template, LOGS)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Send it.", template_id=kept.id))
    await act(desk.agent, note, ticket.id, NewMessage(content="Sent.", template_id=kept.id))
    await act(desk.agent, reply, ticket.id, NewMessage(content="x", template_id=private.id))
    await act(desk.customer, reply, ticket.id, NewMessage(content="x", template_id=kept.id))
    assert await desk.value("select uses from templates where id = $1", kept.id) == 2
    assert await desk.value("select uses from templates where id = $1", private.id) == 0
    assert await desk.value("select last_used_at is not null from templates where id = $1", kept.id) is True


async def test_a_ticket_opened_from_one_gets_what_it_sets(desk: Desk) -> None:
    outage = NewTemplate(
        kind=Kind.TICKET, name="Outage", subject="Down", body="What?",
        fields=Fields(type="system_error", priority="urgent"),
    )  # fmt: skip
    offered = await shared(desk, outage, is_for_customers=True)
    wanted = NewTicket(subject="Down", description="All.", template_id=offered.id)
    ticket = await act(desk.customer, open_ticket, wanted)
    assert (ticket.type, ticket.priority) == ("system_error", "urgent")
    own = NewTicket(subject="Down", description="All.", template_id=offered.id, priority="low")
    assert (await act(desk.customer, open_ticket, own)).priority == "low"
    assert await desk.value("select uses from templates where id = $1", offered.id) == 2
    hidden, reply_text = await shared(desk, outage), await shared(desk)
    off = await shared(desk, outage, is_for_customers=True, is_active=False)
    for template_id in (hidden.id, reply_text.id, off.id, uuid4()):
        with pytest.raises(Invalid, match="templateId"):
            await act(desk.customer, open_ticket, NewTicket(subject="a", description="b", template_id=template_id))
    from_hidden = NewTicket(subject="a", description="b", template_id=hidden.id)
    assert (await act(desk.agent, open_ticket, from_hidden)).priority == "urgent"


async def test_a_held_reply_counts_when_it_goes_out(desk: Desk) -> None:
    kept = await shared(desk)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    held = await act(desk.agent, send, ticket.id, NewMessage(content="Send it.", template_id=kept.id))
    assert await desk.value("select uses from templates") == 0
    await act(desk.agent, release, held.id)
    assert await desk.value("select uses from templates") == 1
