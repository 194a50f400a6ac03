"""Categories are kept in two levels; what tickets are of is never lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from deskhand.actions.categories import (
    CategoryChange,
    NewCategory,
    add_category,
    change_category,
    move_category,
    remove_category,
)
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.categories import choices, list_categories, read_category
from deskhand.queries.contract import ask
from deskhand.rules.category import MOST, Category
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from tests.database import Desk


async def made(desk: Desk, name: str, **parts: Any) -> Category:
    return await act(desk.admin, add_category, NewCategory(name=name, **parts))


async def changed(desk: Desk, category_id: UUID, **parts: Any) -> Category:
    return await act(desk.admin, change_category, category_id, CategoryChange(**parts))


async def test_a_category_is_made_renamed_archived_and_told_of(desk: Desk) -> None:
    mail = await made(desk, "E-Mail & Sync ", description=" All of it. ")
    assert (mail.key, mail.name, mail.description, mail.position) == ("e_mail_sync", "E-Mail & Sync", "All of it.", 1)
    below = await made(desk, "Out of sync", parent_id=mail.id, key="out")
    ticket = NewTicket(subject="s", description="d", classification=Wanted(category_id=below.id))
    kept = await act(desk.customer, open_ticket, ticket)
    assert (await changed(desk, mail.id, name="Mail", is_active=False)).key == "e_mail_sync"
    assert (await changed(desk, mail.id)).name == "Mail"
    assert [one.key for one in await ask(desk.customer, choices)] == []
    assert [one.key for one in await ask(desk.agent, choices, with_archived=True)] == ["e_mail_sync", "out"]
    assert await desk.value("select category_id from tickets where id = $1", kept.id) == below.id
    view = await ask(desk.admin, read_category, mail.id)
    assert [(step.name, step.actor_name, step.changes) for step in view.trail] == [
        ("category.changed", "Ada Admin", {"name": ("E-Mail & Sync", "Mail"), "is_active": ("yes", "no")}),
        ("category.created", "Ada Admin", {}),
    ]
    assert view.has_children
    await changed(desk, below.id, parent_id=None)
    view = await ask(desk.admin, read_category, below.id)
    assert view.trail[0].changes == {"parent": ("Mail", None)}
    assert (view.active, view.recent) == (1, 1)


async def test_what_cannot_be_is_named(desk: Desk) -> None:
    first = await made(desk, "First")
    second = await made(desk, "Second", parent_id=first.id)
    for wanted, field in (
        (NewCategory(name="Third", parent_id=second.id), "parentId"),
        (NewCategory(name="Third", parent_id=desk.admin.user_id), "parentId"),
        (NewCategory(name="FIRST"), "key"),
        (NewCategory(name="!!"), "key"),
        (NewCategory(name=" "), "name"),
    ):
        with pytest.raises(Invalid) as refused:
            await act(desk.admin, add_category, wanted)
        assert field in refused.value.fields
    for other in (first.id, second.id):
        with pytest.raises(Invalid, match="parentId"):
            await changed(desk, first.id, parent_id=other)
    with pytest.raises(Invalid, match="key"):
        await changed(desk, second.id, key="first")
    with pytest.raises(NotFound):
        await changed(desk, desk.admin.user_id, name="x")
    with pytest.raises(Forbidden):
        await act(desk.agent, add_category, NewCategory(name="Mine"))


async def test_only_what_no_ticket_is_of_is_removed(desk: Desk) -> None:
    first = await made(desk, "First")
    second = await made(desk, "Second", parent_id=first.id)
    opened = NewTicket(subject="s", description="d", classification=Wanted(category_id=second.id))
    await act(desk.agent, open_ticket, opened)
    with pytest.raises(Conflict, match="below"):
        await act(desk.admin, remove_category, first.id)
    with pytest.raises(Conflict, match="Archive it"):
        await act(desk.admin, remove_category, second.id)
    third = await made(desk, "Third")
    await act(desk.admin, remove_category, third.id)
    assert [one.name for one in await ask(desk.admin, list_categories)] == ["First", "Second"]


async def test_they_stand_in_the_order_that_admins_give(desk: Desk) -> None:
    ids = {name: (await made(desk, name)).id for name in ("One", "Two", "Three")}
    await made(desk, "Of two", parent_id=ids["Two"])
    for name, up in (("Three", True), ("Three", True), ("Three", True), ("Two", False)):
        await act(desk.admin, move_category, ids[name], up)
    found = await ask(desk.admin, list_categories)
    assert [one.name for one in found] == ["Three", "One", "Two", "Of two"]
    assert [one.name for one in await ask(desk.admin, list_categories, text="OF TW")] == ["Of two"]


async def test_there_are_so_many_and_no_more(desk: Desk) -> None:
    await desk.as_owner(
        "insert into categories (workspace_id, id, key, name, created_at, updated_at) "
        "select id, gen_random_uuid(), 'k' || n, 'n', now(), now() from workspaces, generate_series(1, $1) n",
        MOST,
    )
    with pytest.raises(Conflict, match="as many as"):
        await made(desk, "One more")
