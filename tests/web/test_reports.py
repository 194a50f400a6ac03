"""The page of reports: figures of a period as a chart, a table and a file."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.reactions.statistics import update_statistics
from deskhand.web.reports import bars_of
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/admin/reports"


async def test_admins_read_and_take_away_figures(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "Nothing was counted" in (await guest.get(PATH)).text
        await desk.as_owner("update users set first_name = '=1', last_name = '+1' where id = $1", desk.agent.user_id)
        for priority in ("high", "high", "low"):
            await act(desk.customer, open_ticket, NewTicket(subject="One", description="x", priority=priority))
        await desk.as_owner("update tickets set assignee_id = $1 where priority = 'high'", desk.agent.user_id)
        await update_statistics(desk.system)
        page = await guest.get(f"{PATH}?by=priority&days=7")
        assert ('<option value="priority" selected>' in page.text, "the highest is 2" in page.text) == (True, True)
        assert page.text.count('<rect class="opened"') == 2
        csv = await guest.get(f"{PATH}/figures.csv?by=agent&days=7")
        assert csv.headers["content-type"].startswith("text/csv")
        assert "'=1 +1,2,0" in csv.text
        assert (await guest.get(f"{PATH}?by=moon&days=1e9")).status == 200
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(path)).status for path in (PATH, f"{PATH}/figures.csv")] == [403, 403]


def test_a_chart_of_nothing_has_no_bars() -> None:
    assert bars_of([]) == []
