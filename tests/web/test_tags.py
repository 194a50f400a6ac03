"""Tags at the pages: made, renamed, merged and removed without script, with how far that has come."""

from __future__ import annotations

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/tags"


async def test_tags_are_made_merged_and_removed(desk: Desk) -> None:
    wanted = NewTicket(subject="s", description="d", classification=Wanted(tags=("log-in",)))
    await act(desk.customer, open_ticket, wanted)
    async with visiting(desk, desk.admin) as guest:
        made = [await guest.post(PATH, name="Login <b>", colour="red", once="k") for _ in range(2)]
        assert made[0].location == made[1].location
        place = made[0].location.partition("?")[0]
        page = await guest.get(made[0].location)
        assert (page.heading, "tinted hue-30" in page.text) == ("login <b>", True)
        assert (await guest.post(place, name="login", colour="red")).location == f"{place}?said=saved"
        assert "name: login &lt;b&gt; → login" in (await guest.get(place)).text
        refused = await guest.post(PATH, name="login", colour="")
        assert (refused.status, len(refused.errors)) == (422, 1)
        assert (await guest.post(place, name="a,b", colour="")).status == 422
        other = await desk.value("select id from tags where name = 'log-in'")
        assert (await guest.post(f"{PATH}/{other}/merge", into="nowhere")).status == 422
        merged = await guest.post(f"{PATH}/{other}/merge", into="login", once="m")
        assert merged.location == f"{PATH}?said=merged&name=login"
        page = await guest.get(merged.location)
        assert "0 of 1 tickets" in page.text
        assert "/admin/support?status=open" in page.text
        assert "log-in goes into login" in (await guest.get(f"{PATH}/going")).text
        assert (await guest.post(f"{place}/removal")).location == f"{PATH}?said=removed"
        assert "No tag matches" in (await guest.get(f"{PATH}?text=login")).text
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(path)).status for path in (PATH, f"{PATH}/going", place)] == [403, 403, 403]
