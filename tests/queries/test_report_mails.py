"""What is due is found by its moment or a moved time zone, in order, and figures are those of their pages."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.report_mails import subscribe
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.queries.backlog import Standing
from deskhand.queries.contract import ask
from deskhand.queries.report_mails import due_subscriptions, own_subscriptions
from deskhand.queries.report_page import reported
from deskhand.queries.statistics import Sums
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.access import Role
from deskhand.rules.report_mails import Cadence, Wanted, When
from deskhand.rules.statistics import By, Kept, Kind, Report, last_span
from tests.database import Desk

KINDS = {Kind.ACTIVITY: Sums, Kind.DEADLINES: Kept, Kind.BACKLOG: Standing}


async def test_what_is_due_is_found_with_its_reader_and_its_figures(desk: Desk) -> None:
    wanted = Wanted(name="A", report=Report(kind=Kind.BACKLOG), when=When(cadence=Cadence.DAILY, hour=6))
    made = [await act(desk.admin, subscribe, wanted) for _ in range(2)]
    assert [one.id for one in await ask(desk.admin, own_subscriptions)] == made
    assert await ask(desk.system, due_subscriptions) == []
    with clock.moved(timedelta(days=1)):
        found = await ask(desk.system, due_subscriptions)
        assert [one.held.id for one in found] == made
        assert [one.held.id for one in await ask(desk.system, due_subscriptions, made[0])] == made[1:]
    assert (found[0].reader.email, found[0].reader.role) == (desk.admin.email, Role.ADMIN)
    await desk.as_owner("update users set time_zone = 'Asia/Tokyo' where id = $1", desk.admin.user_id)
    assert {one.reader.time_zone for one in await ask(desk.system, due_subscriptions)} == {"Asia/Tokyo"}
    await act(desk.customer, open_ticket, NewTicket(subject="One", description="x"))
    with clock.moved(timedelta(days=1)):
        await update_statistics(desk.system)
        span = last_span(7, clock.now(), time_zone="UTC")
        for kind, row in KINDS.items():
            report = Report(kind=kind, by=By.PRIORITY, days=7)
            assert isinstance((await ask(desk.admin, reported, report, span, time_zone="UTC"))[0], row), kind
