"""A worker that is killed at any step of a flow: the next one does what is left, and nothing is done twice unmarked."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from deskhand.actions import bulk_changes
from deskhand.actions.automation import add_rule
from deskhand.actions.bulk_changes import change_many
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.kit import clock
from deskhand.reactions.assignment import Assigner
from deskhand.rules.assignment import Policy
from deskhand.rules.automation.rule import Content, Effects, Trigger
from deskhand.rules.bulk import Wanted
from tests.assigning import opened, share_by
from tests.database import Desk
from tests.flows.fatal_worker import STAGES
from tests.post_office import PostOffice, post_office
from tests.reactions.sending import deliverer, sent, until
from tests.running import ROOT

TICKETS = 5
LEASES_END = (
    "update jobs set due_at = now()",
    "update deliveries set due_at = now() where state in ('planned', 'held', 'ready', 'sending', 'retry_wait')",
)
IN_DOUBT = {"attempts written", "sent", "settled"}
"""Stages at which something may have been on its way to the mail server."""


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
async def test_the_next_worker_finishes_what_a_killed_one_left(desk: Desk, tmp_path: Path, stage: str) -> None:
    for number in range(TICKETS):
        await act(desk.customer, open_ticket, NewTicket(subject=f"Printer {number}", description="It burns."))
    async with post_office() as office:
        await worker_that_dies(stage, desk, office=office, folder=tmp_path)
        await follow_up_what_is_left(desk, office)
        came = Counter(str(mail.message["Message-ID"]) for mail in office.mails)
    rows = await desk.as_owner("select provider_message_id as id, state, uncertain_attempts as doubts from deliveries")
    mailed = [row for row in rows if row["state"] == "accepted"]
    assert len(mailed) == TICKETS * 3, "each ticket is told to its requester and to both agents"
    assert {row["id"] for row in mailed} == came.keys()
    assert all(count <= 1 + row["doubts"] for row in mailed if (count := came[row["id"]])), "no unmarked second copy"
    if stage not in IN_DOUBT:
        assert came.total() == len(mailed)
        assert not any(row["doubts"] for row in mailed), "where nothing was being sent, nothing is in doubt"


@pytest.mark.kill
@pytest.mark.slow
async def test_a_change_of_many_goes_on_where_killed_workers_left_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 1)
    new = NewTicket(subject="Printer", description="It burns.")
    ids = [(await act(desk.customer, open_ticket, new)).id for _ in range(TICKETS)]
    await desk.as_owner("delete from jobs")  # the mails of opening them are another test's
    await act(desk.agent, change_many, ids, Wanted(priority="low", add_tags=("fire",)))
    fates = "select count(*) from bulk_tickets where state = 'changed'"
    async with post_office() as office:
        for stage, settled in (("batch written", 0), ("batch committed", 2)):
            await worker_that_dies(stage, desk, office=office, folder=tmp_path)
            assert await desk.value(fates) == settled, stage
            await desk.as_owner(LEASES_END[0])
        await follow_up_what_is_left(desk, office)
    assert await desk.value(fates) == TICKETS
    told = await desk.as_owner(
        "select ticket_id, count(*) as times from events where name in ('ticket.updated', 'ticket.classified') "
        "and ticket_id = any($1) group by ticket_id, name order by ticket_id",
        ids,
    )
    assert [tuple(row) for row in told] == [(one, 1) for one in sorted(ids) for _ in range(2)], "each is changed once"
    stand = "select count(*) from tickets where id = any($1) and priority = $2 and version = $3"
    assert await desk.value(stand, ids, "low", 2) == TICKETS
    tagged = "select count(*) from ticket_tags where ticket_id = any($1)"
    assert await desk.value(tagged, ids) == TICKETS
    assert await desk.value("select count(*) from events where name = 'bulk.finished'") == 1


@pytest.mark.kill
@pytest.mark.slow
async def test_each_deadline_is_raised_once_whatever_workers_die(desk: Desk, tmp_path: Path) -> None:
    new = NewTicket(subject="Printer", description="It burns.", priority="critical")
    await desk.as_owner("update tickets set deleted_at = now()")
    with clock.moved(timedelta(hours=-5)):
        ids = [(await act(desk.customer, open_ticket, new)).id for _ in range(12)]
    await desk.as_owner("delete from jobs")  # the mails of opening them are another test's
    raised = "select count(*) from events where name = 'ticket.sla.breached' and ticket_id = any($1)"
    async with post_office() as office:
        for stage, breaches in (("due found", 0), ("raises noted", 0), ("raised", 4)):
            await worker_that_dies(stage, desk, office=office, folder=tmp_path)
            assert await desk.value(raised, ids) == breaches, stage
        both = [await worker(desk, office=office, folder=tmp_path) for _ in range(2)]
        try:
            await until(lambda: _none_is_due(desk), within=60)
        finally:
            for one in both:
                one.terminate()
            await asyncio.gather(*(one.wait() for one in both))
    told = await desk.as_owner(
        "select ticket_id, payload ->> 'target' as target from events where name like 'ticket.sla.%' "
        "and ticket_id = any($1)",
        ids,
    )
    assert Counter(tuple(row) for row in told) == Counter(
        (one, target) for one in ids for target in ("first_response", "resolution")
    )


async def _none_is_due(desk: Desk) -> bool:
    return await desk.value("select count(*) from tickets where next_sla_at <= now() and deleted_at is null") == 0


@pytest.mark.kill
@pytest.mark.slow
async def test_a_rule_acts_once_on_each_ticket_however_often_its_worker_is_killed(desk: Desk, tmp_path: Path) -> None:
    effects = Effects(text="We have it.", public=True, add_tags=("seen",))
    content = Content(name="Receipt", trigger=Trigger(events=("ticket.created",)), effects=effects)
    await act(desk.admin, add_rule, content, is_active=True)
    new = NewTicket(subject="Printer", description="It burns.")
    ids = [(await act(desk.customer, open_ticket, new)).id for _ in range(TICKETS)]
    ran = "select count(*) from automation_runs where outcome = 'ran' and ticket_id = any($1)"
    async with post_office() as office:
        for stage, acted in (("rule written", 0), ("rule committed", 1)):
            await worker_that_dies(stage, desk, office=office, folder=tmp_path)
            assert await desk.value("select count(*) from automation_runs") == acted, stage
            await desk.as_owner(LEASES_END[0])
        await asyncio.gather(*(follow_up_what_is_left(desk, office) for _ in range(2)))
    assert await desk.value(ran, ids) == TICKETS
    written = (
        "select count(*), count(distinct ticket_id) from messages where author_kind = 'system' and ticket_id = any($1)"
    )
    assert tuple((await desk.as_owner(written, ids))[0]) == (TICKETS, TICKETS)
    assert await desk.value("select count(*) from ticket_tags where ticket_id = any($1)", ids) == TICKETS


@pytest.mark.kill
@pytest.mark.slow
async def test_each_ticket_is_given_to_one_agent_once_whatever_workers_die(desk: Desk, tmp_path: Path) -> None:
    await share_by(desk, Policy.ROUND_ROBIN)
    ids = await opened(desk, TICKETS)
    await desk.as_owner("delete from jobs")  # the mails of opening them are another test's
    given = "select count(*) from events where name = 'ticket.assigned' and ticket_id = any($1)"
    async with post_office() as office:
        for stage, there in (("given", 0), ("given committed", TICKETS)):
            await worker_that_dies(stage, desk, office=office, folder=tmp_path)
            assert await desk.value(given, ids) == there, stage
    while await Assigner()():
        pass
    assert await desk.value(given, ids) == TICKETS
    kept = (
        "select count(*), count(distinct ticket_id) from assignments where agent_id is not null and ticket_id = any($1)"
    )
    assert tuple((await desk.as_owner(kept, ids))[0]) == (TICKETS, TICKETS)
    assert await desk.value("select count(*) from tickets where assignee_id is null and id = any($1)", ids) == 0


async def worker_that_dies(stage: str, desk: Desk, *, office: PostOffice, folder: Path) -> None:
    """Run the real command until it has killed itself."""
    dying = await worker(desk, stage, office=office, folder=folder)
    assert await asyncio.wait_for(dying.wait(), 40) == -signal.SIGKILL


async def worker(desk: Desk, *stages: str, office: PostOffice, folder: Path) -> asyncio.subprocess.Process:
    """Start the real command, which kills itself at a stage if one is named."""
    variables = {
        "DATABASE_URL": desk.addresses.runtime, "DATABASE_OWNER_URL": desk.addresses.owner, "PATH": "/usr/bin:/bin",
        "DESKHAND_DATA": str(folder), "DESKHAND_SECRET_KEY": "k" * 32, "SMTP_URL": office.url, "LOG_LEVEL": "warning",
    }  # fmt: skip
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.flows.fatal_worker", *stages, cwd=ROOT, env=variables
    )


async def follow_up_what_is_left(desk: Desk, office: PostOffice) -> None:
    """Work until nothing is open, letting the time pass that leases and pauses take; no worker lives meanwhile."""
    rounds = JobRounds(wiring.reactions_by_name())
    async with deliverer(desk, office) as sender:
        for _ in range(3):
            for statement in LEASES_END:
                await desk.as_owner(statement)
            while await rounds():
                pass
            await sent(sender)
