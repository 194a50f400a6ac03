"""Categories at the pages: made, moved, archived and removed without script."""

from __future__ import annotations

import re

from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/categories"
FORM = {"name": "Mail", "public": "yes", "active": "yes"}


async def test_a_category_is_made_once_changed_moved_and_removed(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No category yet" in (await guest.get(PATH)).text
        made = [await guest.post(PATH, **FORM, once="k") for _ in range(2)]
        assert made[0].location == made[1].location
        place = made[0].location.partition("?")[0]
        page = await guest.get(made[0].location)
        assert (page.heading, 'value="mail"' in page.text) == ("Mail", True)
        below = {**FORM, "name": "Sync <b>", "parent": place.rpartition("/")[2], "public": ""}
        inner = (await guest.post(PATH, **below)).location.partition("?")[0]
        listed = (await guest.get(PATH)).text
        assert 'class="nested"' in listed
        assert "Agents only" in listed
        other = (await guest.post(PATH, **{**FORM, "name": "Other"})).location.partition("?")[0]
        assert (await guest.post(f"{other}/move", up="yes")).location == PATH
        assert re.findall(r'dir="auto">(\w+)', (await guest.get(PATH)).text)[:2] == ["Other", "Mail"]
        saved = await guest.post(place, **{**FORM, "active": ""})
        assert saved.location == f"{place}?said=saved"
        assert "Archived" in (await guest.get(f"{PATH}?text=mail")).text
        assert "in use: yes → no" in (await guest.get(place)).text
        assert (await guest.post(f"{place}/removal")).status == 409
        assert (await guest.post(f"{inner}/removal")).location == f"{PATH}?said=removed"
        refused = await guest.post(PATH, **{**FORM, "name": "", "key": "UPPER", "parent": "x"})
        assert refused.status == 422
        assert any("is not an id" in one for one in refused.errors)
        twice = await guest.post(other, **{**FORM, "key": "mail"})
        assert (twice.status, 'value="mail"' in twice.text) == (422, True)
