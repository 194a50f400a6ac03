"""A page offers back what was removed just now, and nothing else that an address may say."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.views import NewView, add_view
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/views"


async def test_what_was_removed_is_offered_back(desk: Desk) -> None:
    view = await act(desk.agent, add_view, NewView(name="Mine"))
    place = f"{PATH}/{view.id}"
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get((await guest.post(f"{place}/removal")).location)
        assert (f'action="{place}/restore"' in page.text, "Take back" in page.text) == (True, True)
        back = await guest.get((await guest.post(f"{place}/restore")).location)
        assert (back.status, "It is back as it was." in back.text) == (200, True)
        assert '/restore"' not in (await guest.get(f"{PATH}?said=removed")).text
        assert (await guest.get(f"{PATH}?said=removed&removed=../../x")).status == 422
