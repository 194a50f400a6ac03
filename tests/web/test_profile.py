"""The page of one's own account."""

from __future__ import annotations

import re

from tests.database import Desk
from tests.web.guest import session_of, visiting

PROFILE = "/dashboard/settings/profile"


async def test_a_customer_keeps_their_profile(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        page = await guest.get(PROFILE)
        assert page.heading == "Profile"
        assert "dana@halcyon.test" in page.text
        saved = await guest.post(PROFILE, first_name="<Dina>", last_name="W", time_zone="Asia/Tokyo", language="en")
        assert saved.location == f"{PROFILE}?done=saved"
        page = await guest.get(saved.location)
        assert "Your profile is saved." in page.text
        assert "&lt;Dina&gt;" in page.text
        wrong = await guest.post(PROFILE, first_name="D", last_name="", time_zone="Mars", language="en")
        assert wrong.status == 422
        assert wrong.errors == ["The time zone: “Mars” is not a time zone such as Europe/Berlin"]


async def test_phones_are_added_and_removed(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.post(f"{PROFILE}/phones", phone="+49 30 123456", is_public="1")).status == 303
        page = await guest.get(PROFILE)
        assert "Customers see it" in page.text
        assert (await guest.post(f"{PROFILE}/phones", phone="12")).status == 422
        twice = await guest.post(f"{PROFILE}/phones", phone="+4930123456")
        assert twice.errors == ["+4930123456 is among your numbers already."]
        found = re.search(rf"{PROFILE}/phones/[\w-]+/remove", page.text)
        assert found
        assert (await guest.post(found[0])).status == 303
        assert "+4930123456" not in (await guest.get(PROFILE)).text


async def test_devices_are_signed_out(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        for _ in range(2):
            await session_of(desk, desk.agent)
        page = await guest.get(PROFILE)
        assert page.text.count('/end"') == 2
        assert "This device" in page.text
        found = re.search(rf"{PROFILE}/sessions/[\w-]+/end", page.text)
        assert found
        assert (await guest.post(found[0])).location == f"{PROFILE}?done=ended"
        assert (await guest.post(f"{PROFILE}/sessions/end-others")).status == 303
        assert await desk.value("select count(*) from sessions") == 1


async def test_a_stranger_is_led_to_the_sign_in(desk: Desk) -> None:
    async with visiting(desk) as guest:
        assert (await guest.get(PROFILE)).location == f"/sign-in?goto={PROFILE}"
