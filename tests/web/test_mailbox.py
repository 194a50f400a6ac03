"""The mailbox's door: mails for admins alone, their HTML where nothing of it can run."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app.wiring import reactions_by_name
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.reactions.deliver import Deliverer
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_mail_can_be_read(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="Sync <i>stopped", description="Since 09:58."))
    await _deliver(desk)
    async with visiting(desk, desk.admin) as guest:
        page = await guest.get("/mailbox")
        assert "every mail ends here" in page.text
        assert "No mail matches" in (await guest.get("/mailbox?text=zebra")).text
        found = re.search(r'href="(/mailbox/[\w-]+)"', (await guest.get("/mailbox?text=halcyon")).text)
        assert found
        assert found[1] in page.text
        mail = await guest.get(found[1])
        assert "Sync &lt;i&gt;stopped" in mail.text
        assert 'sandbox title="' in mail.text
        html = await guest.get(f"{found[1]}/html")
        policy = html.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'")
        assert "script-src" not in policy
    async with visiting(desk, desk.agent) as guest:
        for path in ("/mailbox", found[1], f"{found[1]}/html"):
            assert (await guest.get(path)).heading == "This is not for your account"


async def _deliver(desk: Desk) -> None:
    jobs = JobRounds(reactions_by_name())
    deliverer = Deliverer(open_channels(desk.settings), sender=desk.settings.support_email)
    while await jobs() + await deliverer.deliver_due(100):
        pass
    await deliverer.close()
