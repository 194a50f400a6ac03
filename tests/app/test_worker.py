"""The worker: what it does with jobs that go well, badly, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.jobs import finish_jobs, replay_jobs
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app.worker import ATTEMPTS, BATCH, LEASE, JobRounds, keep_working
from deskhand.kit import clock
from deskhand.reactions.contract import Happened, Reaction
from deskhand.rules.access import System
from deskhand.rules.errors import NoRoom, Temporary
from deskhand.rules.events import TicketCreated
from deskhand.store import db, everywhere
from deskhand.store.live import Pulse
from tests.database import Desk

REACTION = "notify.plan_notifications"


class Witness:
    """A reaction that remembers what it was called with, and fails for chosen subjects."""

    def __init__(self, *fails_for: str, error: Exception | None = None) -> None:
        self.calls: list[list[str]] = []
        self.fails_for = fails_for
        self.error = error or ValueError("the printer burns")

    async def __call__(self, _system: System, happened: Sequence[Happened]) -> None:
        subjects = [one.event.subject for one in happened if isinstance(one.event, TicketCreated)]
        self.calls.append(subjects)
        if set(subjects) & set(self.fails_for):
            raise self.error


def rounds(reaction: Reaction) -> JobRounds:
    return JobRounds({REACTION: reaction})


async def opened(desk: Desk, *subjects: str) -> list[UUID]:
    return [
        (await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))).id for subject in subjects
    ]


async def jobs(desk: Desk) -> list[asyncpg.Record]:
    """Return all jobs with the subjects that they are about, the oldest first."""
    return await desk.as_owner(
        "select e.payload->>'subject' as subject, j.attempts, j.due_at, j.dead_at, j.last_error from jobs j "
        "left join events e on e.id = j.event_id order by j.id"
    )


async def test_a_batch_is_followed_up_in_one_call_and_gone(desk: Desk) -> None:
    await opened(desk, "one", "two", "three")
    witness = Witness()
    assert await rounds(witness)() == 3
    assert witness.calls == [["one", "two", "three"]]
    assert await jobs(desk) == []
    assert await rounds(witness)() == 0


async def test_an_event_arrives_as_it_happened(desk: Desk) -> None:
    [ticket_id] = await opened(desk, "one")
    seen: list[Happened] = []

    async def see(system: System, happened: Sequence[Happened]) -> None:
        assert system == System(desk.system.workspace_id, REACTION)
        seen.extend(happened)

    await rounds(see)()
    [one] = seen
    assert (one.workspace_id, one.ticket_id, one.actor_id) == (
        desk.system.workspace_id, ticket_id, desk.customer.user_id,
    )  # fmt: skip
    assert one.actor_name == "Dana Whitfield"
    assert isinstance(one.event, TicketCreated)
    assert one.event.requester_id == desk.customer.user_id
    assert clock.now() - one.at < timedelta(minutes=1)


async def test_one_that_fails_holds_up_no_other(desk: Desk) -> None:
    await opened(desk, "one", "two", "three")
    witness = Witness("two")
    before = clock.now()
    await rounds(witness)()
    assert witness.calls == [["one", "two", "three"], ["one"], ["two"], ["three"]]
    [left] = await jobs(desk)
    assert (left["subject"], left["attempts"], left["dead_at"]) == ("two", 1, None)
    assert left["last_error"] == "ValueError: the printer burns"
    assert timedelta(seconds=0.5) < left["due_at"] - before < timedelta(seconds=30)


async def test_what_failed_once_is_tried_again_alone(desk: Desk) -> None:
    await opened(desk, "one", "two")
    await rounds(Witness("one", "two"))()
    await opened(desk, "three", "four")
    witness = Witness()
    with clock.moved(timedelta(minutes=2)):
        assert await rounds(witness)() == 4
    assert sorted(witness.calls) == [["one"], ["three", "four"], ["two"]]
    assert await jobs(desk) == []


async def test_pauses_grow_and_end_in_a_dead_letter_that_can_be_replayed(desk: Desk) -> None:
    await opened(desk, "one")
    witness = Witness("one")
    later, pauses = timedelta(), list[float]()
    for _ in range(ATTEMPTS):
        with clock.moved(later):
            before = clock.now()
            assert await rounds(witness)() == 1
            [left] = await jobs(desk)
            pauses.append((left["due_at"] - before).total_seconds())
            later += timedelta(hours=2)
    for attempt, pause in enumerate(pauses[:-1], start=1):
        longest = min(2.0**attempt, 3600.0)
        assert 0.5 * longest <= pause <= longest + 30
    [dead] = await jobs(desk)
    assert (dead["attempts"], dead["last_error"]) == (ATTEMPTS, "ValueError: the printer burns")
    assert dead["dead_at"] is not None
    with clock.moved(later):
        assert await rounds(witness)() == 0
        assert await act(desk.system, replay_jobs, None) == 1
        assert await rounds(Witness())() == 1
    assert await jobs(desk) == []


async def test_a_job_that_takes_its_worker_down_each_time_is_given_up(desk: Desk) -> None:
    await opened(desk, "one", "two")
    await desk.as_owner(
        "update jobs set attempts = $1 where event_id = (select id from events where payload->>'subject' = 'one')",
        ATTEMPTS,
    )
    witness = Witness()
    await rounds(witness)()
    assert witness.calls == [["two"]]
    [dead] = await jobs(desk)
    assert (dead["subject"], dead["last_error"]) == ("one", "Its worker was lost each time that it tried.")
    assert dead["dead_at"] is not None


async def test_what_nobody_can_follow_up_is_given_up_at_once(desk: Desk) -> None:
    await opened(desk, "one", "two")
    await desk.as_owner("update jobs set reaction = 'gone.away' where id = (select min(id::text)::uuid from jobs)")
    await desk.as_owner("update jobs set event_id = $1 where reaction = $2", uuid4(), REACTION)
    await rounds(Witness())()
    assert [(job["dead_at"] is not None, job["last_error"]) for job in await jobs(desk)] == [
        (True, "No such reaction."), (True, "Its event is gone or cannot be read."),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["nul \x00 and bell \x07", "half \ud83d pair", "x" * 10_000])
async def test_any_error_can_be_written_down(desk: Desk, text: str) -> None:
    await opened(desk, "one")
    await rounds(Witness("one", error=RuntimeError(text)))()
    [left] = await jobs(desk)
    assert left["last_error"].startswith("RuntimeError: ")
    assert len(left["last_error"]) <= 500


async def test_what_one_worker_holds_no_other_gets(desk: Desk) -> None:
    await opened(desk, *[f"ticket {number}" for number in range(BATCH + 20)])
    witnesses = [Witness() for _ in range(6)]
    found = await asyncio.gather(*[rounds(witness)() for witness in witnesses])
    assert sum(found) == BATCH + 20
    assert max(found) <= BATCH
    told = [subject for witness in witnesses for call in witness.calls for subject in call]
    assert len(told) == len(set(told)) == BATCH + 20


async def test_a_lost_workers_jobs_come_back_and_its_late_word_counts_no_more(desk: Desk) -> None:
    await opened(desk, "one")
    lost = await everywhere.claim_jobs(clock.now(), lease=LEASE, most=BATCH)
    witness = Witness("one")
    with clock.moved(LEASE - timedelta(seconds=5)):
        assert await rounds(witness)() == 0
    with clock.moved(LEASE + timedelta(seconds=5)):
        assert await rounds(witness)() == 1
    await act(desk.system, finish_jobs, lost)
    [left] = await jobs(desk)
    assert (left["attempts"], left["last_error"]) == (2, "ValueError: the printer burns")


async def test_a_cancelled_round_leaves_its_jobs_for_later(desk: Desk) -> None:
    await opened(desk, "one")
    begun = asyncio.Event()

    async def never(system: System, happened: Sequence[Happened]) -> None:
        begun.set()
        await asyncio.Event().wait()

    working = asyncio.ensure_future(rounds(never)())
    await begun.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    witness = Witness()
    with clock.moved(LEASE + timedelta(seconds=1)):
        await rounds(witness)()
    assert witness.calls == [["one"]]


# --- the loop ------------------------------------------------------------------------------------------------


@asynccontextmanager
async def working(desk: Desk, turn: Callable[[], Awaitable[int]]) -> AsyncIterator[tuple[asyncio.Event, Pulse]]:
    """Run a loop until its event is set, with the pulse of this process."""
    pulse, stopping = Pulse(desk.addresses.direct), asyncio.Event()
    db.after_commit(pulse.mark)
    listening = asyncio.create_task(pulse.run())
    loop = asyncio.create_task(keep_working(turn, pulse, stopping, name="test"))
    try:
        yield stopping, pulse
    finally:
        stopping.set()
        await asyncio.wait_for(loop, 5)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_a_commit_wakes_the_worker_and_a_stop_ends_it(desk: Desk) -> None:
    witness = Witness()
    async with working(desk, rounds(witness)) as (stopping, _):
        await asyncio.sleep(0.1)
        for subject in ("one", "two"):
            await opened(desk, subject)
            for _ in range(500):
                if [subject] in witness.calls:
                    break
                await asyncio.sleep(0.01)
        assert witness.calls == [["one"], ["two"]]
        began = clock.elapsed()
        stopping.set()
    assert clock.elapsed() - began < 2


@pytest.mark.parametrize(
    ("error", "pause"), [(RuntimeError("the house burns"), 1.0), (Temporary("restarting"), 0.5)], ids=str
)
async def test_a_round_that_fails_is_not_the_last_one(desk: Desk, error: Exception, pause: float) -> None:
    moments: list[float] = []

    async def turn() -> int:
        moments.append(clock.elapsed())
        if len(moments) == 1:
            raise error
        return 0

    async with working(desk, turn):
        for _ in range(500):
            if len(moments) > 1:
                break
            await asyncio.sleep(0.01)
    assert moments[1] - moments[0] >= pause * 0.9


async def test_without_room_the_worker_waits_and_still_stops_at_once(desk: Desk) -> None:
    tried: list[float] = []

    async def turn() -> int:
        tried.append(clock.elapsed())
        raise NoRoom

    async with working(desk, turn):
        await asyncio.sleep(0.5)
    assert len(tried) == 1


async def test_while_there_is_work_nobody_sleeps(desk: Desk) -> None:
    left, done = [300], asyncio.Event()
    began = clock.elapsed()

    async def turn() -> int:
        left[0] -= 1
        if left[0] == 0:
            done.set()
        return max(left[0], 0)

    async with working(desk, turn):
        await asyncio.wait_for(done.wait(), 5)
    assert left[0] <= 0
    assert clock.elapsed() - began < 5
