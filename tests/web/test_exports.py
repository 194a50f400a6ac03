"""Exports at the pages: asked for from a list, followed while they are written, and saved by their owner alone."""

from __future__ import annotations

import re
from html import unescape

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.reactions.write_exports import ExportWriter
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/exports"


async def test_a_list_is_exported_and_saved(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="=cmd", description="x", priority="high"))
    await act(desk.customer, open_ticket, NewTicket(subject="calm", description="x"))
    async with visiting(desk, desk.agent) as guest:
        assert "No export" in (await guest.get(PATH)).text
        queue = await guest.get("/admin/support?priority=high")
        link = re.search(rf'href="({PATH}\?[^"]+)"', queue.text)
        assert link
        form = await guest.get(unescape(link[1]))
        assert '<input type="hidden" name="priority" value="high">' in form.text
        sent = {"format": "csv", "priority": "high", "sort": "need", "once": "k"}
        for _ in range(2):
            assert (await guest.post(PATH, **sent)).location == PATH
        page = await guest.get(PATH)
        assert page.text.count("Being written") == 1
        assert 'hx-trigger="every 2s"' in page.text
        assert (await guest.post(PATH, **{**sent, "messages": "yes", "once": "m"})).status == 422
        assert (await guest.post(PATH, **{**sent, "view": "nonsense", "once": "v"})).status == 422
        while await ExportWriter(desk.settings).write_due(4):
            pass
        page = await guest.get(PATH)
        assert "every 2s" not in page.text
        saved = re.search(rf'href="({PATH}/[^"]+\.csv)"', page.text)
        assert saved
        file = await guest.get(saved[1])
        assert (file.status, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        assert file.headers["content-disposition"].startswith('attachment; filename="tickets-')
        assert [line.split(",")[1] for line in file.text.splitlines()] == ["subject", "'=cmd"]
    async with visiting(desk, desk.other_agent) as guest:
        assert (await guest.get(saved[1])).status == 404
        assert (await guest.post(f"{saved[1].rpartition('/')[0]}/removal")).status == 404
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.post(f"{saved[1].rpartition('/')[0]}/removal")).location == PATH
        assert (await guest.get(saved[1])).status == 404
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(PATH)).status == 403
    assert await desk.value("select count(*) from events where name = 'export.fetched'") == 1
