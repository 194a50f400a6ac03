"""Who is offered which categories."""

from __future__ import annotations

import pytest

from deskhand.queries.categories import choices, list_categories
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden, Invalid
from tests.classified import sorting
from tests.database import Desk


async def test_customers_are_offered_what_is_theirs_to_choose(desk: Desk) -> None:
    await sorting(desk)
    assert [(one.key, one.parent_name) for one in await ask(desk.customer, choices)] == [
        ("account", None), ("password", "Account")
    ]  # fmt: skip
    assert [one.key for one in await ask(desk.agent, choices)] == ["account", "password", "secret"]
    await desk.as_owner("update categories set is_public = false where key = 'account'")
    assert await ask(desk.customer, choices, with_archived=True) == []
    with pytest.raises(Forbidden):
        await ask(desk.agent, list_categories)
    with pytest.raises(Invalid):
        await ask(desk.admin, list_categories, text="\x00")
