"""Time passes: a weekend, a change of the clocks, an auto-close; states, mails and the report follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from deskhand.actions.calendars import Wanted as Hours
from deskhand.actions.calendars import add_calendar
from deskhand.actions.contract import act
from deskhand.actions.organizations import OrganizationChange, change_organization
from deskhand.actions.policies import Wanted, change_policy
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.workspace import change_workspace
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.kit import clock
from deskhand.queries.compliance import compliance
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies
from deskhand.reactions.clocks import watch_clocks
from deskhand.reactions.idle import close_inactive
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.access import Person
from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.policy import ACCELERATED, STANDARD
from deskhand.rules.statistics import By
from deskhand.rules.ticket import Ticket
from deskhand.rules.workspace import ProfileChange
from tests.database import Desk
from tests.post_office import PostOffice, post_office
from tests.reactions.sending import deliverer, sent

BERLIN = ZoneInfo("Europe/Berlin")
MAILED = """
    select d.id, d.recipient, d.notification_type, t.subject from deliveries d
    join tickets t on t.id = d.ticket_id where d.state = 'accepted'
"""
NINE_TO_FIVE = tuple(((540, 1020),) if day < 5 else () for day in range(7))


def change_of_clocks() -> date:
    """Return the Sunday on which Berlin changes its clocks next, two weeks from now or later."""
    days = (clock.now().date() + timedelta(days=14 + ahead) for ahead in range(366))
    return next(day for day in days if _offset(day) != _offset(day + timedelta(days=1)))


def _offset(day: date) -> timedelta | None:
    return datetime.combine(day, time(), BERLIN).utcoffset()


@contextmanager
def at(day: date, hour: int, minute: int = 0) -> Iterator[None]:
    """Let it be a time of a day in Berlin."""
    moment = datetime.combine(day, time(hour, minute), BERLIN)
    with clock.moved(moment.astimezone(UTC) - clock.now()):
        yield


async def settled(desk: Desk, office: PostOffice) -> set[tuple[str, str, str]]:
    """Let the worker do all that is due; return whom it mailed of what."""
    before = {row["id"] for row in await desk.as_owner(MAILED)}
    while await watch_clocks():
        pass
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    async with deliverer(desk, office) as sender:
        await sent(sender)
    mailed = [row for row in await desk.as_owner(MAILED) if row["id"] not in before]
    assert {mail.recipient for mail in office.mails} >= {row["recipient"] for row in mailed}
    return {(row["recipient"], row["notification_type"], row["subject"]) for row in mailed}


async def opened(by: Person, subject: str, desk: Desk) -> Ticket:
    ticket = await act(by, open_ticket, NewTicket(subject=subject, description="It stopped.", priority="medium"))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    return ticket


async def prepare(desk: Desk) -> None:
    """Have the workspace work from nine to five in Berlin, and one organization be promised the clock around."""
    await act(desk.admin, change_workspace, ProfileChange(time_zone="Europe/Berlin"))
    hours = Hours(name="Office", says=Calendar(zone="Europe/Berlin", week=NINE_TO_FIVE))
    calendar_id = await act(desk.admin, add_calendar, hours)
    own, other = await ask(desk.admin, list_policies)
    says = structs.replace(STANDARD, calendar_id=calendar_id)
    await act(desk.admin, change_policy, own.id, Wanted(name="Standard", says=says))
    assert (other.last.says.targets, other.last.says.calendar_id) == (ACCELERATED.targets, None)
    organization_id = desk.customer.organization_id
    assert organization_id is not None
    around = OrganizationChange(sla_policy_id=other.id)
    await act(desk.admin, change_organization, organization_id, around, seal=desk.keys.seal)


async def test_a_ticket_lives_through_nights_weekends_and_a_change_of_the_clocks(desk: Desk) -> None:
    sunday = change_of_clocks()
    friday, monday = sunday - timedelta(days=2), sunday + timedelta(days=1)
    async with post_office() as office:
        with at(friday, 12):
            await prepare(desk)
        with at(friday, 16):
            calm = await opened(desk.other_customer, "Calm", desk)
            await settled(desk, office)
        with at(sunday, 1):
            urgent = await opened(desk.customer, "Around the clock", desk)  # half of four hours
            await settled(desk, office)
            begun = clock.now()
        assert (urgent.first_response_due_at or begun) - begun < timedelta(hours=2, seconds=1)
        assert calm.first_response_due_at is not None
        assert abs(calm.first_response_due_at - datetime.combine(monday, time(16), BERLIN)) < timedelta(seconds=1)
        passed = begun + timedelta(hours=2, minutes=1)
        with clock.moved(passed - clock.now()):
            late = await settled(desk, office)
            done = TicketChange(status="resolved", resolution="Restarted.")
            await act(desk.agent, change_ticket, urgent.id, done)
            await settled(desk, office)
        assert late == {(who, "sla_breach", "Around the clock") for who in ("maya@desk.test", "tom@desk.test")}
        with at(monday, 13, 58):
            assert not await settled(desk, office), "over a weekend nothing elapses"
        with at(monday, 14, 1):
            assert await settled(desk, office) == {("maya@desk.test", "sla_warning", "Calm")}
        with at(monday, 15):
            await act(desk.agent, reply, calm.id, NewMessage(content="Does it work?"))
            await settled(desk, office)
        await _closed_by_itself(desk, office, monday)
    state = "select status, sla_standing from tickets where id = $1"
    assert [tuple(row) for row in await desk.as_owner(state, calm.id)] == [("closed", "met")]


async def _closed_by_itself(desk: Desk, office: PostOffice, monday: date) -> None:
    with at(monday + timedelta(days=5), 16):
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 2 told"
        assert await settled(desk, office) == {
            ("leo@brightline.test", "auto_close_warning", "Calm"),
            ("dana@halcyon.test", "auto_close_warning", "Around the clock"),
        }  # fmt: skip
    with at(monday + timedelta(days=7), 18):
        assert await close_inactive(desk.system, desk.settings) == "2 closed, 0 told"
        assert ("leo@brightline.test", "ticket_closed", "Calm") in await settled(desk, office)
        await update_statistics(desk.system)
        until = clock.now() + timedelta(hours=1)
        since = until - timedelta(days=30)
        kept = await ask(desk.admin, compliance, By.PRIORITY, since=since, until=until, time_zone="Europe/Berlin")
    [medium] = [row for row in kept if row.of == "medium"]
    assert (medium.opened, medium.response_met, medium.response_missed, medium.resolution_met) == (2, 1, 1, 2)
