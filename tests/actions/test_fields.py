"""Fields are made, changed, ordered and removed; their kind stays."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.actions.contract import act
from deskhand.actions.fields import FieldChange, NewField, add_field, change_field, move_field, remove_field
from deskhand.queries.contract import ask
from deskhand.queries.fields import list_fields, read_field
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.field import MOST, Field, Kind, Rules
from tests.classified import sorting
from tests.database import Desk


async def made(desk: Desk, label: str, kind: Kind = Kind.TEXT, **parts: Any) -> Field:
    return await act(desk.admin, add_field, NewField(label=label, kind=kind, **parts))


async def test_a_field_is_made_changed_and_told_of(desk: Desk) -> None:
    places = await sorting(desk)
    order = await made(desk, " 2nd order no. ", rules=Rules(max_length=9), category_ids=(places.account,))
    assert (order.key, order.label, order.position) == ("nd_order_no", "2nd order no.", 3)
    wanted = FieldChange(
        label="Order", rules=Rules(pattern="[A-Z]+"), category_ids=(places.password,), is_required=True
    )
    assert (await act(desk.admin, change_field, order.id, wanted)).rules == Rules(pattern="[A-Z]+")
    assert (await act(desk.admin, change_field, order.id, FieldChange())).label == "Order"
    view = await ask(desk.admin, read_field, order.id)
    assert view.categories == ["Password"]
    assert [step.name for step in view.trail] == ["field.changed", "field.created"]
    assert view.trail[0].changes == {
        "label": ("2nd order no.", "Order"), "is_required": ("no", "yes"), "max_length": ("9", None),
        "pattern": (None, "[A-Z]+"), "categories": ("Account", "Password"),
    }  # fmt: skip
    await act(desk.admin, remove_field, order.id)
    with pytest.raises(NotFound):
        await ask(desk.admin, read_field, order.id)


async def test_what_could_not_be_asked_is_named(desk: Desk) -> None:
    places = await sorting(desk)
    first = await made(desk, "First")
    for wanted, field in (
        (FieldChange(key="device"), "key"),
        (FieldChange(options=("a",)), "options"),
        (FieldChange(rules=Rules(pattern="(")), "rules.pattern"),
        (FieldChange(category_ids=(places.account, first.id)), "categoryIds"),
        (FieldChange(editable_by_customer=True), "editableByCustomer"),
    ):
        with pytest.raises(Invalid) as refused:
            await act(desk.admin, change_field, first.id, wanted)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid, match="key"):
        await made(desk, "Device")
    with pytest.raises(Forbidden):
        await act(desk.agent, remove_field, first.id)


async def test_they_stand_in_the_order_that_admins_give(desk: Desk) -> None:
    ids = {label: (await made(desk, label)).id for label in ("One", "Two", "Three")}
    for label, up in (("Three", True), ("Three", True), ("Three", True), ("Two", False)):
        await act(desk.admin, move_field, ids[label], up)
    assert [one.label for one in await ask(desk.admin, list_fields)] == ["Three", "One", "Two"]
    await desk.as_owner(
        "insert into fields (workspace_id, id, key, label, kind, created_at, updated_at) "
        "select id, gen_random_uuid(), 'k' || n, 'n', 'text', now(), now() from workspaces, generate_series(4, $1) n",
        MOST,
    )
    with pytest.raises(Conflict, match="as many as"):
        await made(desk, "One more")
