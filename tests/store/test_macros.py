"""Rows of macros: they come back as they were written, and stand where they were put."""

from __future__ import annotations

import uuid

from deskhand.actions.contract import act
from deskhand.actions.macros import NewMacro, add_macro
from deskhand.actions.templates import NewTemplate, add_template
from deskhand.rules.macros import Effects
from deskhand.rules.templates import Kind
from deskhand.store import macros
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_macro_comes_back_as_it_was_written(desk: Desk) -> None:
    template = await act(desk.agent, add_template, NewTemplate(kind=Kind.REPLY, name="a", body="b"))
    effects = Effects(template_id=template.id, public=True, status="resolved", type="bug_report")
    kept = await act(desk.agent, add_macro, NewMacro(name="All", effects=effects))
    async with acting_as(desk.agent) as tx:
        assert await macros.by_id(tx, kept.id) == kept
        assert await macros.by_id(tx, uuid.uuid4()) is None
        await macros.count_use(tx, kept.id)
        counted = await macros.by_id(tx, kept.id)
        assert counted is not None
        assert (counted.uses, counted.last_used_at, counted.version) == (1, tx.now, 1)


async def test_they_stand_where_they_are_put(desk: Desk) -> None:
    kept = [await act(desk.agent, add_macro, NewMacro(name=n, effects=Effects(assignee="me"))) for n in "abc"]
    assert [macro.position for macro in kept] == [1, 2, 3]
    async with acting_as(desk.agent) as tx:
        await macros.place(tx, [kept[2].id, kept[0].id, kept[1].id])
        assert [macro.name for macro in await macros.all_locked(tx)] == ["c", "a", "b"]
