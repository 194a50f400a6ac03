"""The setting of the survey's hours."""

from __future__ import annotations

from tests.database import Desk
from tests.web.guest import visiting

PATH = "/admin/settings/satisfaction"


async def test_admins_set_the_hours(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        for wrong in ("soon", "999", "-1"):
            refused = await guest.post(PATH, survey_hours=wrong)
            assert (refused.status, len(refused.errors)) == (422, 1)
            assert f'value="{wrong}"' in refused.text
        assert (await guest.post(PATH, survey_hours=" 48 ")).location == f"{PATH}?saved=1"
        assert 'value="48"' in (await guest.get(PATH)).text
        assert await desk.value("select (settings ->> 'survey_hours')::int from workspaces") == 48
        await guest.post(PATH, survey_hours="")
        assert await desk.value("select settings ? 'survey_hours' from workspaces") is False
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.get(PATH)).status == 403
