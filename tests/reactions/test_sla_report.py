"""Each morning admins are told which deadlines were kept, once, in their own words."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.sla_report import choose_report
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.report_readers import gets_report
from deskhand.reactions.clocks import check_now
from deskhand.reactions.deliver import Deliverer
from deskhand.reactions.sla_report import report_deadlines
from tests.database import Desk
from tests.web.guest import visiting


async def test_admins_hear_once_a_day_and_can_end_it(desk: Desk) -> None:
    assert await report_deadlines(desk.system) == "no tickets to tell of"
    with clock.moved(-timedelta(days=3)):
        await act(desk.other_customer, open_ticket, NewTicket(subject="One", description="x", priority="high"))
    await check_now()
    assert await report_deadlines(desk.system) == "2 admins told"
    assert await report_deadlines(desk.system) == "told already"
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    sender = Deliverer(open_channels(desk.settings), sender="s@desk.test", stop_token=desk.keys.stop_token)
    while await sender.deliver_due(100):
        pass
    await sender.close()
    sent = await desk.as_owner(
        "select recipient, subject, message from deliveries where notification_type = 'sla_report'"
    )
    assert desk.admin.email in {row["recipient"] for row in sent}
    assert {row["subject"] for row in sent} == {"Deadlines at Deskhand: 0.0 % of first replies in time"}
    for said in ("- high (Opened: 1)", "First reply in time: 0.0 % (0 met, 1 missed)", "/stop-mail/sla_report/"):
        assert said in sent[0]["message"], said
    async with visiting(desk, desk.admin) as guest:
        assert "You get this mail." in (await guest.get("/admin/reports/deadlines")).text
        assert (await guest.post("/admin/reports/mail", wanted="no")).location == "/admin/reports/deadlines#mail"
        assert "You do not get this mail." in (await guest.get("/admin/reports/deadlines")).text
    with clock.moved(timedelta(days=1)):
        assert await report_deadlines(desk.system) == "1 admin told"
    await act(desk.admin, choose_report, is_wanted=True)
    await act(desk.admin, choose_report, is_wanted=True)
    assert await ask(desk.admin, gets_report)
    told = await desk.as_owner(
        "select payload -> 'changes' ->> 'sla_report' as c from events where name = 'person.changed' order by id"
    )
    assert [row["c"] for row in told] == ['["on", "off"]', '["off", "on"]']
