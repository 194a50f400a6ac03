"""Keeping macros: who may keep what for whom, their order, and what each change leaves in the trail."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.macros import (
    MacroChange,
    NewMacro,
    add_macro,
    change_macro,
    duplicate_macro,
    move_macro,
    remove_macro,
)
from deskhand.actions.templates import NewTemplate, add_template
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.macros import Effects, Macro
from deskhand.rules.templates import Kind, Scope
from tests.database import Desk

TAKE = NewMacro(name="Take it", effects=Effects(assignee="me", priority="HIGH"))


async def shared(desk: Desk, name: str) -> Macro:
    wanted = NewMacro(name=name, effects=Effects(assignee="me"), scope=Scope.SHARED)
    return await act(desk.admin, add_macro, wanted)


async def order(desk: Desk) -> list[str]:
    return [row["name"] for row in await desk.as_owner("select name from macros order by position, id")]


async def test_an_agent_keeps_changes_and_removes_their_own(desk: Desk) -> None:
    kept = await act(desk.agent, add_macro, TAKE)
    assert (kept.effects, kept.owner_id) == (Effects(assignee="me", priority="high"), desk.agent.user_id)
    wanted = MacroChange(effects=Effects(assignee="none"), is_active=False, version=1)
    changed = await act(desk.agent, change_macro, kept.id, wanted)
    assert (changed.version, changed.is_active, changed.effects) == (2, False, Effects(assignee="none"))
    assert await act(desk.agent, change_macro, kept.id, MacroChange(is_active=False)) == changed
    with pytest.raises(Conflict, match="version 1"):
        await act(desk.agent, change_macro, kept.id, wanted)
    with pytest.raises(NotFound):
        await act(desk.admin, change_macro, kept.id, MacroChange(name="x"))
    await act(desk.agent, remove_macro, kept.id)
    names = await desk.value("select array_agg(name order by id) from events where name like 'macro.%'")
    assert names == ["macro.created", "macro.changed", "macro.removed"]
    told = await desk.value("select payload -> 'changes' ->> 'effects' from events where name = 'macro.removed'")
    assert told == '["{\\"assignee\\":\\"none\\"}", null]'


async def test_only_admins_keep_what_every_agent_has(desk: Desk) -> None:
    kept = await shared(desk, "Ours")
    with pytest.raises(Forbidden):
        await act(desk.agent, add_macro, NewMacro(name="x", effects=Effects(assignee="me"), scope=Scope.SHARED))
    with pytest.raises(Forbidden, match="Duplicate it"):
        await act(desk.agent, change_macro, kept.id, MacroChange(name="x"))
    with pytest.raises(Forbidden):
        await act(desk.agent, remove_macro, kept.id)
    with pytest.raises(Forbidden):
        await act(desk.customer, add_macro, TAKE)
    copy = await act(desk.agent, duplicate_macro, kept.id)
    assert (copy.name, copy.effects, copy.owner_id) == ("Copy of Ours", kept.effects, desk.agent.user_id)
    with pytest.raises(NotFound):
        await act(desk.other_agent, duplicate_macro, copy.id)


async def test_only_what_can_be_used_is_kept(desk: Desk) -> None:
    private = NewTemplate(kind=Kind.REPLY, name="Private", body="x")
    theirs = await act(desk.other_agent, add_template, private)
    form = await act(desk.agent, add_template, NewTemplate(kind=Kind.TICKET, name="Form", body="x"))
    for template_id in (theirs.id, form.id, uuid4()):
        with pytest.raises(Invalid, match="templateId"):
            await act(desk.agent, add_macro, NewMacro(name="x", effects=Effects(template_id=template_id)))
    for nobody in (desk.customer.user_id, uuid4()):
        with pytest.raises(Invalid, match="assignee"):
            await act(desk.agent, add_macro, NewMacro(name="x", effects=Effects(assignee=str(nobody))))
    agent = NewMacro(name="x", effects=Effects(assignee=str(desk.other_agent.user_id)))
    assert (await act(desk.agent, add_macro, agent)).effects.assignee == str(desk.other_agent.user_id)


async def test_macros_stand_in_the_order_that_they_are_given(desk: Desk) -> None:
    ids: dict[str, UUID] = {name: (await shared(desk, name)).id for name in ("a", "b", "c")}
    await act(desk.admin, move_macro, ids["c"], True)
    assert await order(desk) == ["a", "c", "b"]
    await act(desk.admin, move_macro, ids["a"], False)
    await act(desk.admin, move_macro, ids["c"], True)
    assert await order(desk) == ["c", "a", "b"]
    with pytest.raises(Forbidden):
        await act(desk.agent, move_macro, ids["a"], True)
    with pytest.raises(NotFound):
        await act(desk.admin, move_macro, uuid4(), True)


async def test_one_steps_over_what_one_does_not_see(desk: Desk) -> None:
    first = await act(desk.agent, add_macro, NewMacro(name="mine", effects=Effects(assignee="me")))
    await act(desk.other_agent, add_macro, NewMacro(name="theirs", effects=Effects(assignee="me")))
    last = await act(desk.agent, add_macro, NewMacro(name="also mine", effects=Effects(assignee="me")))
    await act(desk.agent, move_macro, last.id, True)
    assert await order(desk) == ["also mine", "mine", "theirs"]
    await act(desk.agent, move_macro, first.id, True)
    assert await order(desk) == ["mine", "also mine", "theirs"]
