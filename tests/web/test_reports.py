"""The page of reports: figures of a period as a chart, a table and a file."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.reactions.clocks import check_now
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.statistics import By
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


async def test_admins_read_which_deadlines_were_kept_and_go_to_the_tickets(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No deadlines were counted" in (await guest.get(f"{PATH}/deadlines")).text
        with clock.moved(-timedelta(hours=30)):
            wanted = NewTicket(subject="One", description="x", priority="high")
            ticket = await act(desk.other_customer, open_ticket, wanted)
            await act(desk.other_customer, open_ticket, NewTicket(subject="Two", description="x", priority="low"))
        with clock.moved(-timedelta(hours=29)):
            await act(desk.agent, reply, ticket.id, NewMessage(content="Which one?"))
        await check_now()
        await update_statistics(desk.system)
        page = (await guest.get(f"{PATH}/deadlines?days=7")).text
        assert re.findall(r'<rect class="(\w+)"[^>]*height="([\d.]+)"', page) == [
            ("opened", "100.0"),
            ("opened", "0.0"),
        ]
        assert ("100.0 %" in page, "0.0 %" in page, "Show the tickets of this row" in page) == (True, True, True)
        links = [unescape(link) for link in re.findall(r'href="(/admin/support\?[^"]*)"', page)]
        shown = (await guest.get(next(link for link in links if "priority=high" in link))).text
        assert (f"/admin/support/{ticket.id}" in shown, ">Two<" in shown) == (True, False)
        sheet = (await guest.get(f"{PATH}/deadlines.csv?by=agent&priority=high")).text
        assert f"{desk.agent.name},1,1,1,0,0,100.00,0,0,0,0," in sheet
        for by in By:
            answer = await guest.get(f"{PATH}/deadlines?by={by.value}")
            assert (answer.status, "Deadlines kept" in answer.text) == (200, True), by
        nobody = await guest.get(f"{PATH}/deadlines?agent=nobody")
        assert "“nobody” is not an id" in nobody.text
        assert (await guest.get(f"{PATH}/deadlines.csv?agent=nobody")).status == 422
        assert "Open at the end of each day" in (await guest.get(f"{PATH}/backlog?days=7")).text
        assert "day,tickets,open," in (await guest.get(f"{PATH}/backlog.csv")).text
        assert "No day was counted yet" in (await guest.get(f"{PATH}/backlog?priority=urgent")).text
        assert "Nothing was counted" in (await guest.get(f"{PATH}?source=email")).text
    async with visiting(desk, desk.agent) as guest:
        for name in ("deadlines", "deadlines.csv", "backlog", "backlog.csv"):
            assert (await guest.get(f"{PATH}/{name}")).status == 403
