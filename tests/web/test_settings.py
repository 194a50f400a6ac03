"""The navigation of the settings: everybody finds what they may open, and nothing else."""

from __future__ import annotations

from deskhand.kit import clock
from deskhand.web.reader import Reader, reading
from deskhand.web.settings import entries, entries_for
from tests.database import Desk
from tests.web.guest import visiting


async def test_every_entry_opens_for_whom_it_is_shown_to(desk: Desk) -> None:
    for who in (desk.customer, desk.agent, desk.admin):
        with reading(Reader(now=clock.now())):
            shown = [entry for found in entries_for(who.permissions).values() for entry in found]
            hidden = [entry for found in entries().values() for entry in found if entry not in shown]
        async with visiting(desk, who) as guest:
            for entry in shown:
                page = await guest.get(entry.url)
                assert page.status == 200, entry.url
                assert f'href="{entry.url}" aria-current="page"' in page.text
            for entry in hidden:
                assert (await guest.get(entry.url)).status in {403, 404}, entry.url


async def test_the_title_of_a_page_is_its_heading_without_marks(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        page = await guest.get(f"/dashboard/settings/people/{desk.agent.user_id}")
        assert f"<title>{desk.agent.name} · Settings · Deskhand</title>" in page.text
