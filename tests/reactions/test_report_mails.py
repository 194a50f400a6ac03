"""Reports whose moment has come are mailed once, whoever works on them, and only to whom may read them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import forget_expired
from deskhand.actions.report_mails import change_when, subscribe
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.mailbox import list_mails, read_enclosure, read_mail
from deskhand.queries.report_mails import own_subscriptions
from deskhand.reactions.deliver import Deliverer
from deskhand.reactions.report_mails import mail_reports
from deskhand.rules.errors import NotFound
from deskhand.rules.report_mails import Cadence, Wanted, When
from deskhand.rules.statistics import By, Kind, Report, Sieve
from deskhand.rules.ticket import Priority
from tests.database import Desk
from tests.post_office import post_office
from tests.reactions.sending import deliverer, sent
from tests.web.guest import visiting

DAILY = When(cadence=Cadence.DAILY, hour=6)
RESULT = "select name from events where name = 'report.due'"


async def delivered(desk: Desk) -> list[tuple[str, str]]:
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    sender = Deliverer(open_channels(desk.settings), sender="s@desk.test", stop_token=desk.keys.stop_token)
    while await sender.deliver_due(100):
        pass
    await sender.close()
    rows = await desk.as_owner(
        "select subject, message, html from deliveries where notification_type = 'report_subscription'"
    )
    return [(row["subject"], row["message"] + row["html"]) for row in rows]


async def test_what_is_due_is_mailed_once_and_what_breaks_stops_nobody(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="One", description="x", priority="high"))
    assert await mail_reports(desk.system) == "nothing due"
    for name, report in (
        ("What came in", Report(kind=Kind.ACTIVITY, by=By.PRIORITY, days=7)),
        ("Deadlines <b>", Report(kind=Kind.DEADLINES, by=By.TEAM)),
        ("Left open", Report(kind=Kind.BACKLOG)),
        ("Quiet", Report(kind=Kind.ACTIVITY, sieve=Sieve(priority=Priority.URGENT))),
        ("Broken", Report(kind=Kind.ACTIVITY)),
    ):
        await act(desk.admin, subscribe, Wanted(name=name, report=report, when=DAILY))
    await desk.as_owner("update report_subscriptions set report = '{\"kind\": \"activity\", \"days\": 99999999999}' "
                        "where name = 'Broken'")  # fmt: skip
    with clock.moved(timedelta(days=1)):
        outcomes = await asyncio.gather(mail_reports(desk.system), mail_reports(desk.system))
        assert all("1 failed" in one for one in outcomes)
        assert await mail_reports(desk.system) == "1 failed"
        sent = dict(await delivered(desk))
    assert len(await desk.as_owner(RESULT)) == 4
    came_in = sent["What came in · Deskhand"]
    for said in ("- high\n  Opened: 1 · First replies: 0 · First reply after: –", "/admin/reports?by=priority&days=7",
                 "/admin/reports/by-mail", '<th align="start" scope="row">high</th>'):  # fmt: skip
        assert said in came_in, said
    assert "<b>" not in sent["Deadlines <b> · Deskhand"].partition("<!doctype")[2]
    assert "- none\n" in sent["Deadlines <b> · Deskhand"]
    assert "Together: 1 · Open: 1 · In progress: 0" in sent["Left open · Deskhand"]
    assert "Nothing was counted in this period." in sent.pop("Quiet · Deskhand")
    assert set(sent) == {"What came in · Deskhand", "Deadlines <b> · Deskhand", "Left open · Deskhand"}
    held = {one.name: one for one in await ask(desk.admin, own_subscriptions)}
    assert held["What came in"].last_sent_at is not None
    assert held["Broken"].last_sent_at is None
    mails = {one.subject: one.id for one in (await ask(desk.admin, list_mails)).items}
    async with visiting(desk, desk.admin) as guest:
        page = (await guest.get(f"/mailbox/{mails['Left open · Deskhand']}")).text
        path = f"/mailbox/{mails['Left open · Deskhand']}/file"
        assert f'href="{path}" download dir="auto">Left-open-' in page
        file = await guest.get(path)
        assert file.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'attachment; filename="Left-open-' in file.headers["content-disposition"]
        assert file.text.lstrip("\ufeff").startswith("day,tickets,open,in_progress,")
        assert (await guest.get(f"/mailbox/{mails['Quiet · Deskhand']}/file")).status == 404
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.get(path)).status == 403
    with clock.moved(timedelta(days=32)):
        await act(desk.system, forget_expired)
    assert (await ask(desk.admin, read_mail, mails["Left open · Deskhand"])).file_name is None
    with pytest.raises(NotFound):
        await ask(desk.admin, read_enclosure, mails["Left open · Deskhand"])


async def test_the_whole_table_leaves_with_the_mail(desk: Desk) -> None:
    await desk.as_owner("update organizations set name = '=1+1' where id = $1", desk.customer.organization_id)
    await act(desk.customer, open_ticket, NewTicket(subject="One", description="x"))
    await desk.as_owner("update workspaces set base_url = 'https://desk.test'")
    report = Report(kind=Kind.ACTIVITY, by=By.ORGANIZATION)
    await act(desk.admin, subscribe, Wanted(name="Größe", report=report, when=DAILY))
    with clock.moved(timedelta(days=1)):
        assert await mail_reports(desk.system) == "1 mailed"
        rounds = JobRounds(wiring.reactions_by_name())
        while await rounds():
            pass
        async with post_office() as office, deliverer(desk, office) as sender:
            await sent(sender)
    await _ended_by_one_click(desk, office.mails[0].message)
    (mail,) = [one.message for one in office.mails if one.message["Subject"] == "Größe · Deskhand"]
    (file,) = mail.iter_attachments()
    name = file.get_filename() or ""
    assert name.startswith("Größe-")
    text = mail.get_body(("plain",))
    assert text is not None
    assert f"The table is attached as CSV: {name}" in text.get_content()
    head, row = bytes(file.get_content(), "utf-8").decode("utf-8-sig").splitlines()
    assert head.startswith("of,created,first_responded,")
    assert row.startswith("'=1+1,1,0,")


async def test_who_may_not_read_reports_any_more_is_skipped_and_it_says_why(desk: Desk) -> None:
    wanted = Wanted(name="Mine", report=Report(kind=Kind.ACTIVITY), when=DAILY)
    made = await act(desk.admin, subscribe, wanted)
    await act(desk.admin, change_when, made, When(cadence=Cadence.WEEKLY, weekday=2, hour=6))
    await act(desk.admin, change_when, made, When(cadence=Cadence.WEEKLY, weekday=2, hour=6))
    await desk.as_owner("update users set role = 'agent' where id = $1", desk.admin.user_id)
    with clock.moved(timedelta(days=8)):
        assert await mail_reports(desk.system) == "1 skipped"
        assert await mail_reports(desk.system) == "nothing due"
    await desk.as_owner(
        "update users set is_active = false, time_zone = 'Asia/Tokyo' where id = $1", desk.admin.user_id
    )
    assert await mail_reports(desk.system) == "1 put to another time zone"
    with clock.moved(timedelta(days=16)):
        assert await mail_reports(desk.system) == "1 skipped"
    assert await desk.value("select skipped from report_subscriptions") == "inactive"
    assert await desk.as_owner(RESULT) == []
    told = await desk.as_owner(
        "select payload -> 'changes' as c from events where name = 'report.subscription_changed' order by id"
    )
    assert [row["c"] for row in told][1:] == [
        '{"skipped": [null, "forbidden"]}', '{"skipped": ["forbidden", "inactive"]}'
    ]  # fmt: skip


async def _ended_by_one_click(desk: Desk, mail: EmailMessage) -> None:
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"]
    assert address.startswith("<https://desk.test/stop-mail/report_subscription/")
    path = address[1:-1].removeprefix("https://desk.test")
    kept = await desk.as_owner("select message || html || headers::text as words from deliveries")
    assert all(path.rpartition("/")[2] not in row["words"] for row in kept)
    async with visiting(desk) as program:
        answer = await program.post_bare(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status, answer.heading) == (200, "This mail is ended")
    assert await ask(desk.admin, own_subscriptions) == []
