"""Tags page by page, and while one is typed."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tags import NewTag, add_tag
from deskhand.queries.contract import ask
from deskhand.queries.tags import Wanted, list_tags, offered
from deskhand.rules.errors import Forbidden, Invalid
from tests.database import Desk


async def test_tags_are_found_page_by_page_and_by_their_parts(desk: Desk) -> None:
    for name in ("sync", "async", "login"):
        await act(desk.admin, add_tag, NewTag(name=name, description="Of " + name))
    first = await ask(desk.admin, list_tags, Wanted(limit=2))
    rest = await ask(desk.admin, list_tags, Wanted(limit=2, cursor=first.next_cursor))
    assert [one.name for one in (*first.items, *rest.items)] == ["async", "login", "sync"]
    assert rest.next_cursor is None
    assert [one.name for one in (await ask(desk.admin, list_tags, Wanted(text="OF SYN"))).items] == ["sync"]
    assert await ask(desk.agent, offered, "SYN") == [("sync", "neutral"), ("async", "neutral")]
    assert await ask(desk.agent, offered, "\x00") == []
    with pytest.raises(Forbidden):
        await ask(desk.customer, offered, "s")
    for wanted in (Wanted(text="\x00"), Wanted(cursor="x")):
        with pytest.raises(Invalid):
            await ask(desk.admin, list_tags, wanted)
