"""The page of the text: fetched, pasted, refused with the place; tests stand on the policy's own page too."""

from __future__ import annotations

from tests.actions.test_sheets import TEXT
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/policies"


async def test_the_text_is_fetched_and_taken(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert (await guest.get(f"{PATH}/text")).status == 200
        taken = await guest.post(f"{PATH}/text", text=TEXT)
        assert "Policies and calendars are taken" in (await guest.get(taken.location)).text
        file = await guest.get(f"{PATH}/deadlines.yaml")
        assert ("attachment" in file.headers["content-disposition"], "name: Gold" in file.text) == (True, True)
        wrong = await guest.post(f"{PATH}/text", text="a: &a [*a]")
        assert wrong.errors[0].startswith("The text cannot be read: line 1: what begins there refers to another place")
        assert (wrong.status, "a: &amp;a [*a]" in wrong.text) == (422, True)
        policy = file.text and (await guest.get(PATH)).text.rpartition(f'href="{PATH}/')[2].partition('"')[0]
        page = await guest.get(f"{PATH}/{policy}")
        assert "Over the weekend" in page.text
        form = {"name": "Gold", "targets.first_response.high": "3h", "tests": "- name: Over the weekend"}
        refused = await guest.post(f"{PATH}/{policy}", **form)
        assert refused.errors == ["The text tests[0]: Object missing required field “opened”"]
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(f"{PATH}/{end}")).status for end in ("text", "deadlines.yaml")] == [403, 403]
        assert (await guest.post(f"{PATH}/text", text=TEXT)).status == 403
