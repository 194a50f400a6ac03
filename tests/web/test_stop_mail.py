"""The link of a report's mail ends that mail by its button, and nothing else by anything else."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.report_mails import subscribe
from deskhand.queries.contract import ask
from deskhand.queries.report_mails import own_subscriptions
from deskhand.queries.report_readers import gets_report
from deskhand.rules.report_mails import Cadence, Wanted, When
from deskhand.rules.statistics import Kind, Report
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_mail_is_ended_by_the_button_and_not_by_following_the_link(desk: Desk) -> None:
    when = When(cadence=Cadence.DAILY, hour=6)
    ended, kept = [
        await act(desk.admin, subscribe, Wanted(name=name, report=Report(kind=Kind.BACKLOG), when=when))
        for name in ("Ended <b>", "Kept")
    ]
    token = desk.keys.stop_token("report_subscription", ended)
    path = f"/stop-mail/report_subscription/{ended}/{token}"
    daily_token = desk.keys.stop_token("sla_report", desk.admin.user_id)
    daily = f"/stop-mail/sla_report/{desk.admin.user_id}/{daily_token}"
    async with visiting(desk) as guest:
        for wrong in (
            f"/stop-mail/report_subscription/{kept}/{token}", f"/stop-mail/report_subscription/{ended}/x",
            f"/stop-mail/sla_report/{ended}/{token}", f"/stop-mail/agent_summary/{desk.admin.user_id}/{daily_token}",
            f"/stop-mail/report_subscription/{uuid4()}/{daily_token}",
        ):  # fmt: skip
            for answer in (await guest.get(wrong), await guest.post_bare(wrong, {})):
                assert (answer.status, answer.heading) == (404, "This link does not work"), wrong
        page = await guest.get(path)
        assert (page.status, page.heading) == (200, "Get this mail no more?")
        assert "Ended &lt;b&gt;" in page.text
        assert len(await ask(desk.admin, own_subscriptions)) == 2, "following the link ends nothing"
        for _ in range(2):
            done = await guest.post_bare(path, {})
            assert (done.status, done.heading) == (200, "This mail is ended")
        assert [one.name for one in await ask(desk.admin, own_subscriptions)] == ["Kept"]
        assert (await guest.get(path)).heading == "This mail is ended"
        assert "The deadlines of each morning" in (await guest.get(daily)).text
        assert await ask(desk.admin, gets_report)
        assert (await guest.post_bare(daily, "")).heading == "This mail is ended"
        assert not await ask(desk.admin, gets_report)
        assert (await guest.get(daily)).heading == "This mail is ended"
        assert (await guest.get("/admin/reports/by-mail")).status in {303, 401}, "it signs nobody in"
    told = await desk.as_owner(
        "select name, actor_id from events where name in ('report.unsubscribed', 'person.changed') order by id"
    )
    assert [tuple(row) for row in told] == [
        ("report.unsubscribed", desk.admin.user_id), ("person.changed", desk.admin.user_id)
    ]  # fmt: skip
