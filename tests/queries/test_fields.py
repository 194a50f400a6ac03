"""What the form of a category asks whom."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.fields import form_of, list_fields, preview
from deskhand.rules.errors import Forbidden, Invalid
from tests.classified import sorting
from tests.database import Desk


async def test_a_form_asks_what_is_of_its_category_and_of_everybody(desk: Desk) -> None:
    places = await sorting(desk)

    async def keys(who: object, category: object, held: tuple[str, ...] = ()) -> list[str]:
        return [one.key for one in await ask(who, form_of, category, held=held)]  # type: ignore[arg-type]

    assert await keys(desk.customer, None) == ["device"]
    assert await keys(desk.customer, places.password) == ["device", "browser"]
    assert await keys(desk.agent, places.secret) == ["device", "suspicion"]
    assert await keys(desk.agent, places.secret, held=("browser",)) == ["device", "browser", "suspicion"]
    asked = await ask(desk.admin, preview, places.account, as_customer=True)
    assert [one.key for one in asked] == ["device", "browser"]
    found = await ask(desk.admin, list_fields, text="BROWS")
    assert [(one.key, one.categories) for one in found] == [("browser", ["Account"])]
    with pytest.raises(Forbidden):
        await ask(desk.agent, preview, None, as_customer=True)
    with pytest.raises(Invalid):
        await ask(desk.admin, list_fields, text="\x00")
