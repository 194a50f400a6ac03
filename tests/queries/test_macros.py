"""Macros as agents find and read them."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.macros import MacroChange, NewMacro, add_macro, change_macro
from deskhand.actions.templates import NewTemplate, add_template
from deskhand.queries.contract import ask
from deskhand.queries.macros import list_macros, read_macro
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.macros import Effects
from deskhand.rules.templates import Kind, Scope
from tests.database import Desk


async def test_a_macro_names_what_it_refers_to(desk: Desk) -> None:
    hello = NewTemplate(kind=Kind.REPLY, name="Hello", body="x", scope=Scope.SHARED)
    template = await act(desk.admin, add_template, hello)
    effects = Effects(template_id=template.id, assignee=str(desk.other_agent.user_id))
    await act(desk.admin, add_macro, NewMacro(name="Hand over", effects=effects, scope=Scope.SHARED))
    await act(desk.agent, add_macro, NewMacro(name="Mine", effects=Effects(assignee="me")))
    found = await ask(desk.agent, list_macros)
    assert [(one.name, one.template_name, one.assignee_name) for one in found] == [
        ("Hand over", "Hello", "Tom Berg"), ("Mine", None, None)
    ]  # fmt: skip
    assert [one.name for one in await ask(desk.other_agent, list_macros, text="HAND")] == ["Hand over"]
    with pytest.raises(Invalid, match="q: holds a NUL"):
        await ask(desk.agent, list_macros, text="\x00")


async def test_the_trail_of_a_macro_is_its_own(desk: Desk) -> None:
    kept = await act(desk.agent, add_macro, NewMacro(name="Mine", effects=Effects(assignee="me")))
    await act(desk.agent, change_macro, kept.id, MacroChange(is_active=False))
    view = await ask(desk.agent, read_macro, kept.id)
    assert [step.name for step in view.trail] == ["macro.changed", "macro.created"]
    assert view.trail[0].changes == {"is_active": ("true", "false")}
    assert await ask(desk.agent, list_macros, only_active=True) == []
    with pytest.raises(NotFound):
        await ask(desk.other_agent, read_macro, kept.id)
