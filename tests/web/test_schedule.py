"""The page of scheduled work: what ran, running it now, and after how many idle days tickets are closed."""

from __future__ import annotations

from deskhand.app.timetable import LEASE, TIMETABLE, run_due
from deskhand.kit import clock
from deskhand.store import everywhere
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/admin/settings/schedule"


async def test_admins_see_jobs_run_them_and_set_the_days(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        first = await guest.get(PATH)
        assert "Closing idle tickets" in first.text
        assert first.text.count("Has not run yet") == len(TIMETABLE)
        assert "every 2s" not in first.text
        assert (await guest.post(f"{PATH}/partitions/run")).location == PATH
        asked = await guest.get(PATH)
        assert ("Begins soon" in asked.text, "every 2s" in asked.text) == (True, True)
        while await run_due(desk.settings):  # others may be due as well
            pass
        done = await guest.get(PATH)
        assert ("ready for 3 months ahead" in done.text, "every 2s" in done.text) == (True, False)
        await guest.post(f"{PATH}/partitions/run")
        assert await everywhere.claim_turn(clock.now(), lease=LEASE) is not None
        runs = (await guest.get(PATH)).text
        assert ("Runs since" in runs, "ready for 3 months ahead" in runs) == (True, True), "and how it went last"
        refused = await guest.post(f"{PATH}/partitions/run")
        assert (refused.status, "It runs right now" in refused.text) == (409, True)
        for wrong, days in ((("7", "5 or so"), "5 or so"), (("1", "1"), "1"), (("5", "5"), "5")):
            answer = await guest.post(f"{PATH}/closing", auto_close_days=wrong[0], auto_close_warning_days=wrong[1])
            assert (answer.status, len(answer.errors)) == (422, 1)
            assert f'value="{days}"' in answer.text
        saved = await guest.post(f"{PATH}/closing", auto_close_days="14", auto_close_warning_days=" 10 ")
        assert saved.location == f"{PATH}?saved=1"
        assert await desk.value("select (settings ->> 'auto_close_days')::int from workspaces") == 14
        assert 'value="10"' in (await guest.get(f"{PATH}?saved=1")).text
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.get(PATH)).status == 403
