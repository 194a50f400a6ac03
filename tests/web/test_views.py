"""Views at the pages: made from a list, ordered, copied, removed; in the sidebar, and as lists with columns."""

from __future__ import annotations

import re
from html import unescape

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/views"
VIP = {"name": "VIP <b>", "scope": "private", "priority": "high", "organization": "Halcyon Legal", "sort": "updated"}


async def test_a_list_becomes_a_view_that_stands_in_the_sidebar(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x", priority="high"))
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get("/admin/support?priority=high&organization=Halcyon+Legal&since=2026-01-01&until=")
        assert [unescape(one) for one in re.findall(r'<a class="chip" href="[^"]*"><span[^>]*>([^<]*)', page.text)] == [
            "High priority", "Client Halcyon Legal", "Opened since 2026-01-01",
        ]  # fmt: skip
        save = re.search(r'href="(/dashboard/settings/views/new[^"]+)"', page.text)
        assert save
        form = await guest.get(unescape(save[1]))
        assert 'value="Halcyon Legal"' in form.text
        assert re.search(r'name="priority" value="high" checked', form.text)
        kept = [await guest.post(PATH, **VIP, once="k") for _ in range(2)]
        assert kept[0].location == kept[1].location
        place = kept[0].location.partition("?")[0]
        slug = place.rpartition("/")[2]
        listed = await guest.get(f"/admin/support?view={slug}")
        assert listed.heading == "VIP <b>"
        assert listed.text.count('class="ticketrow') == 1
        assert re.search(
            rf'href="/admin/support\?view={slug}" aria-current="page".*?<b class="count num">1<', listed.text
        )
        assert 'name="view" value="' + slug in listed.text
        assert "Priority client" in listed.text
        saved = await guest.post(place, **{**VIP, "name": "Dear", "version": "1"})
        assert saved.location == f"{place}?said=saved"
        assert "VIP &lt;b&gt; → Dear" in (await guest.get(place)).text
        stale = await guest.post(place, **{**VIP, "version": "1"})
        assert (stale.status, 'value="VIP &lt;b&gt;"' in stale.text) == (409, True)
        flawed = await guest.post(place, **{**VIP, "name": "", "grouping": "need", "version": "2"})
        assert (flawed.status, len(flawed.errors)) == (422, 2)
        assert (await guest.post(PATH, **{**VIP, "scope": "shared"})).status == 403
        await guest.post(f"{place}/place", to="up")
        names = re.findall(r'<div class="what"><a [^>]*>([^<]+)', (await guest.get(PATH)).text)
        assert names[-2:] == ["Dear", "Recently resolved"]
        copy = await guest.post(f"{place}/copy", once="c")
        assert (await guest.get(copy.location)).heading == "Copy of Dear"
        assert (
            await guest.post(f"{place}/removal")
        ).location == f"{PATH}?said=removed&removed={place.rpartition('/')[2]}"
        assert (await guest.get(f"/admin/support?view={slug}")).status == 422
        sidebar = await guest.get("/admin/support/views?place=unassigned")
        assert re.search(r'view=unassigned" aria-current="page"', sidebar.text)
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(PATH)).status == 403


async def test_views_are_reached_without_script_from_pages_that_are_no_list(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        page = (await guest.get("/admin/search")).text
        assert re.search(rf'id="views" hx-get="[^"]+"[^>]*><a class="nav " href="{PATH}">', page)
        assert 'href="/admin/support?view=urgent"' in (await guest.get(PATH)).text


async def test_columns_and_orders_are_chosen_at_the_list(desk: Desk) -> None:
    for subject in ("first", "second"):
        ticket = await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))
    async with visiting(desk, desk.agent) as guest:
        chosen = await guest.post("/admin/support/columns", back="/admin/support?sort=newest", number="yes", tags="yes")
        assert chosen.location == "/admin/support?sort=newest"
        page = await guest.get(chosen.location)
        assert ticket.number in page.text
        assert "Dana Whitfield" not in page.text
        assert re.findall(r"<h3 [^>]*>(\w+)", page.text) == ["second", "first"]
        assert '<h2 class="group">Today' in page.text
        grouped = await guest.get("/admin/support?sort=priority")
        assert '<h2 class="group">Medium priority' in grouped.text
        row = await guest.get(f"/admin/support/rows/{ticket.id}?sort=priority")
        assert 'data-group="medium"' in row.text
        usual = await guest.post("/admin/support/columns", back="https://elsewhere.test", usual="yes")
        assert usual.location == "/admin/support"
        assert "Dana Whitfield" in (await guest.get("/admin/support")).text
