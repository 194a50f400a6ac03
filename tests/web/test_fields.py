"""Fields at the pages: made, changed, moved, previewed and removed without script."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.classified import sorting
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/fields"
FORM = {"label": "Version", "kind": "number", "min": "1", "max": "9.5", "editable": "yes", "active": "yes"}


async def test_a_field_is_made_once_changed_moved_and_removed(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No field yet" in (await guest.get(PATH)).text
        places = await sorting(desk)
        made = [await guest.post(PATH, **FORM, once="k") for _ in range(2)]
        assert made[0].location == made[1].location
        place = made[0].location.partition("?")[0]
        page = await guest.get(made[0].location)
        assert (page.heading, 'value="9.5"' in page.text) == ("Version", True)
        sent = {**FORM, "_csrf_token": await guest.token(), "required": "yes", "max": "x"}
        refused = await guest.post_bare(place, sent)
        assert (refused.status, refused.errors) == (422, ["The most: “x” is not a number"])
        chosen = [*{**sent, "max": ""}.items(), ("categories", places.account), ("categories", places.secret)]
        assert (await guest.post_bare(place, urlencode(chosen))).location == f"{place}?said=saved"
        assert "categories: – → Account, Fraud" in (await guest.get(place)).text
        await guest.post(f"{place}/move", up="yes")
        listed = (await guest.get(PATH)).text
        assert listed.index("Version") < listed.index("Suspicion")
        asked = (await guest.get(f"{PATH}?category={places.password}&as=customer")).text
        assert 'name="fields.version"' in asked
        assert 'name="fields.suspicion"' not in asked
        assert 'name="fields.suspicion"' in (await guest.get(f"{PATH}?as=agent")).text
        odd = await guest.post(PATH, **{**FORM, "kind": "odd"})
        assert (odd.status, len(odd.errors)) == (422, 1)
        assert (await guest.post(f"{place}/removal")).location == f"{PATH}?said=removed"
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(path)).status for path in (PATH, place)] == [403, 403]
