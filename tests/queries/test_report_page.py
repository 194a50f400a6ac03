"""A page of a report has the same figures as its mail and its file, with what it can be narrowed to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.sla_report import choose_report
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.report_page import report_page, reported
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.errors import Forbidden
from deskhand.rules.statistics import By, Kind, Report, Sieve, last_span
from deskhand.rules.ticket import Priority
from tests.database import Desk


async def test_the_page_shows_what_is_reported_however_it_is_told_apart(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="One", description="x", priority="high"))
    await act(desk.customer, open_ticket, NewTicket(subject="Two", description="x", priority="low"))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Done."))
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) select id, gen_random_uuid(), 'First line', now() "
        "from workspaces where id = $1",
        desk.system.workspace_id,
    )  # fmt: skip
    with clock.moved(timedelta(days=1)):
        await update_statistics(desk.system)
        span = last_span(7, clock.now(), time_zone="Europe/Berlin")
        for kind in Kind:
            for by in By:
                for sieve in (Sieve(), Sieve(priority=Priority.LOW)):
                    report = Report(kind=kind, by=by, days=7, sieve=sieve)
                    page = await ask(desk.admin, report_page, report, span, time_zone="Europe/Berlin")
                    assert page.items == await ask(desk.admin, reported, report, span, time_zone="Europe/Berlin")
                    assert page.items, report
        assert [name for _, name in page.teams] == ["First line"]
        assert desk.agent.user_id in {one.id for one in page.agents}
        assert (page.choices.organizations[:1] != (), page.is_mailed) == (True, True)
        await act(desk.admin, choose_report, is_wanted=False)
        assert not (await ask(desk.admin, report_page, report, span, time_zone="UTC")).is_mailed
        with pytest.raises(Forbidden):
            await ask(desk.agent, report_page, report, span, time_zone="UTC")
