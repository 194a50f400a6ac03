"""Reports by mail on pages: a report is asked for as it is shown, comes at another time, and is ended."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.report_mails import subscribe
from deskhand.queries.contract import ask
from deskhand.queries.report_mails import own_subscriptions
from deskhand.rules.report_mails import LIST, MOST, Cadence, Wanted, When
from deskhand.rules.statistics import By, Kind, Report, Sieve
from deskhand.rules.ticket import Priority
from tests.database import Desk
from tests.web.guest import visiting

WEEKLY = When(cadence=Cadence.WEEKLY, weekday=4, hour=18)


async def test_a_report_is_mailed_as_it_is_shown_at_another_time_and_no_more(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No report is mailed to you" in (await guest.get(LIST)).text
        page = (await guest.get("/admin/reports/deadlines?by=team&days=90&priority=high")).text
        form = page[page.index('id="send"') :]
        form = form[: form.index("</form>")]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        del hidden["_csrf_token"]
        assert {name: hidden[name] for name in ("kind", "by", "days", "priority")} == {
            "kind": "deadlines", "by": "team", "days": "90", "priority": "high"
        }  # fmt: skip
        sent = {**hidden, "name": "Urgent <i>", "when": "weekly-4", "hour": "18"}
        for _ in range(2):
            assert (await guest.post(LIST, **sent)).location == f"{LIST}?said=added"
        (held,) = await ask(desk.admin, own_subscriptions)
        sieve = Sieve(priority=Priority.HIGH)
        assert (held.name, held.when) == ("Urgent <i>", WEEKLY)
        assert held.report == Report(kind=Kind.DEADLINES, by=By.TEAM, days=90, sieve=sieve)
        shown = (await guest.get(f"{LIST}?said=added")).text
        for said in ("Urgent &lt;i&gt;", "Every week: Friday at 18:00", "not sent yet", "is mailed to you",
                     "/admin/reports/deadlines?priority=high&amp;by=team&amp;days=90"):  # fmt: skip
            assert said in shown, said
        for wrong, sentence in (
            ({"name": " "}, "The name"), ({"when": "never"}, "“never” is not one of the choices"),
            ({"hour": "24"}, "“24” is not a full hour"), ({"team": "x"}, "“x” is not an id"),
        ):  # fmt: skip
            refused = await guest.post(LIST, **{**sent, "once": "", **wrong})
            assert (refused.status, sentence in refused.text) == (422, True), sentence
            assert 'id="send"' in refused.text
        assert (await guest.post(LIST, kind="moon")).status == 422
        path = f"{LIST}/{held.id}"
        assert (await guest.post(path, when="monthly", hour="0")).location == f"{LIST}?said=changed"
        assert "On the first of each month at 00:00" in (await guest.get(LIST)).text
        assert (await guest.post(path, when="daily", hour="x")).status == 422
        await act(desk.admin, subscribe, Wanted(name="Other", report=held.report, when=WEEKLY))
        for number in range(2, MOST):
            await act(desk.admin, subscribe, Wanted(name=f"No {number}", report=held.report, when=WEEKLY))
        full = await guest.post(LIST, **{**sent, "once": ""})
        assert (full.status, "end another one" in full.text) == (422, True)
        assert (await guest.post(f"{path}/end")).location == f"{LIST}?said=ended"
        assert (await guest.post(f"{path}/end")).status == 404
        await desk.as_owner("update report_subscriptions set skipped = 'switched_off' where name = 'Other'")
        assert "your preferences switch these mails off" in (await guest.get(LIST)).text
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(LIST)).status, (await guest.post(path, when="daily", hour="1")).status] == [403, 403]
    told = await desk.as_owner(
        "select name, count(*) as n from events where name like 'report.%' group by 1 order by 1"
    )
    assert {row["name"]: row["n"] for row in told} == {
        "report.subscribed": MOST, "report.subscription_changed": 1, "report.unsubscribed": 1
    }  # fmt: skip
