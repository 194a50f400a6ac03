"""The specimen's door: every state of every component, for the team."""

from __future__ import annotations

from deskhand.rules.delivery import State
from deskhand.rules.ticket import Priority, Status
from deskhand.web.words import STATUS_ICONS
from tests.database import Desk
from tests.web.guest import visiting


async def test_every_state_is_shown(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get("/admin/specimen")
    assert page.heading == "Specimen"
    for priority in Priority:
        assert f'class="priority {priority}"' in page.text
    for status in Status:
        assert f'class="status {status}"' in page.text
    for chip in ("breached", "critical", "warning", "upcoming", "on_track", "paused", "met"):
        assert f'class="sla {chip}"' in page.text
    assert set(STATUS_ICONS) == set(Status)
    assert page.text.count('class="badge') > len(State)


async def test_customers_have_no_use_for_it(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get("/admin/specimen")).status == 403
