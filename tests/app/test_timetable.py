"""The timetable: what recurs runs when it is due, once, and again after a failure."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import finish_turn
from deskhand.actions.workspace import change_workspace
from deskhand.app import timetable
from deskhand.app.timetable import LEASE, TIMETABLE, Entry, ensure_entries, next_run, run_due
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.rules.workspace import ProfileChange
from deskhand.store import everywhere
from deskhand.store.timetable import Planned
from tests.database import Desk

NOW = datetime(2026, 7, 1, 12, 10, tzinfo=UTC)


async def rows(desk: Desk) -> dict[str, asyncpg.Record]:
    found = await desk.as_owner("select * from timetable where workspace_id = $1", desk.system.workspace_id)
    return {row["name"]: row for row in found}


async def make_due(desk: Desk, name: str) -> None:
    changed = await desk.as_owner("update timetable set due_at = now() where name = $1 returning 1", name)
    assert changed


def test_every_entry_has_a_name_of_its_own_and_comes_due_within_a_week() -> None:
    assert len({entry.name for entry in TIMETABLE}) == len(TIMETABLE)
    for entry in TIMETABLE:
        assert len(entry.when.split()) == 5
        assert NOW < next_run(entry, NOW).due_at <= NOW + timedelta(days=7)


def test_entries_run_at_the_next_moment_after_in_their_own_time() -> None:
    due = {entry.name: next_run(entry, NOW, time_zone="Europe/Berlin") for entry in TIMETABLE}
    assert due == {
        name: Planned(name, moment, zone)
        for name, moment, zone in (
            ("close_inactive", datetime(2026, 7, 2, 0, 0, tzinfo=UTC), "Europe/Berlin"),
            ("remind_of_replies", datetime(2026, 7, 1, 14, 0, tzinfo=UTC), "Europe/Berlin"),
            ("summarise_week", datetime(2026, 7, 6, 5, 0, tzinfo=UTC), "Europe/Berlin"),
            ("report_deadlines", datetime(2026, 7, 2, 4, 0, tzinfo=UTC), "Europe/Berlin"),
            ("update_statistics", datetime(2026, 7, 1, 13, 7, tzinfo=UTC), None),
            ("rebuild_statistics", datetime(2026, 7, 5, 2, 37, tzinfo=UTC), "Europe/Berlin"),
            ("partitions", datetime(2026, 7, 2, 3, 17, tzinfo=UTC), None),
            ("divide_words", datetime(2026, 7, 2, 3, 23, tzinfo=UTC), None),
            ("forget_expired", datetime(2026, 7, 1, 12, 30, tzinfo=UTC), None),
            ("check_clocks", datetime(2026, 7, 2, 2, 53, tzinfo=UTC), None),
            ("hand_back_tickets", datetime(2026, 7, 1, 12, 15, tzinfo=UTC), None),
            ("mail_reports", datetime(2026, 7, 1, 12, 15, tzinfo=UTC), None),
            ("erase_files", datetime(2026, 7, 1, 12, 20, tzinfo=UTC), None),
            ("empty_bin", datetime(2026, 7, 1, 12, 41, tzinfo=UTC), None),
            ("erase_exports", datetime(2026, 7, 1, 12, 20, tzinfo=UTC), None),
        )
    }


@pytest.mark.parametrize(
    ("when", "since", "moments"),
    [
        (
            "0 2 * * *",
            "2026-03-27T12:00Z",
            ["28 01:00", "29 01:00", "30 00:00"],
        ),  # 2 o'clock does not exist on the 29th
        ("30 2 * * *", "2026-03-28T12:00Z", ["29 01:00", "30 00:30"]),
        ("0 2 * * *", "2026-10-24T12:00Z", ["25 00:00", "26 01:00", "27 01:00"]),  # and comes twice on the 25th
        ("30 2 * * *", "2026-10-24T12:00Z", ["25 00:30", "26 01:30"]),
        ("0 */4 * * *", "2026-03-28T20:00Z", ["28 23:00", "29 02:00", "29 06:00"]),
        ("0 6 * * 1", "2026-10-20T12:00Z", ["26 05:00", "02 05:00"]),
    ],
)
def test_a_change_of_the_clocks_neither_drops_nor_doubles_a_run(when: str, since: str, moments: list[str]) -> None:
    entry = Entry("x", when, erase_nothing, keeps_local_time=True)
    now, found = datetime.fromisoformat(since), []
    for _ in moments:
        now = next_run(entry, now, time_zone="Europe/Berlin").due_at
        found.append(f"{now:%d %H:%M}")
    assert found == moments


async def erase_nothing(_system: System) -> str:
    return "nothing"


async def test_every_workspace_has_its_rows_and_no_others(desk: Desk) -> None:
    second = await everywhere.make_workspace(slug="two", name="Two", base_url="http://two.test", now=clock.now())
    await desk.as_owner(
        "insert into timetable (workspace_id, name, due_at) values ($1, 'gone', now())", desk.system.workspace_id
    )
    due = (await rows(desk))["partitions"]["due_at"]
    with clock.moved(timedelta(days=3)):
        await ensure_entries()
    names = await desk.as_owner("select workspace_id, name from timetable")
    assert {(row["workspace_id"], row["name"]) for row in names} == {
        (workspace_id, entry.name) for workspace_id in (desk.system.workspace_id, second) for entry in TIMETABLE
    }
    assert (await rows(desk))["partitions"]["due_at"] == due, "a start does not put off what is due"


async def test_nothing_runs_before_its_time(desk: Desk) -> None:
    assert await run_due(desk.settings) == 0


@pytest.mark.parametrize(
    ("name", "result"), [("partitions", "ready for 3 months ahead"), ("forget_expired", "0 rows removed")]
)
async def test_what_is_due_runs_once_and_says_what_it_did(desk: Desk, name: str, result: str) -> None:
    await make_due(desk, name)
    assert await run_due(desk.settings) == 1
    row = (await rows(desk))[name]
    assert (row["last_result"], row["lease_until"]) == (result, None)
    assert row["due_at"] > clock.now()
    assert row["started_at"] <= row["finished_at"] <= clock.now()
    assert await run_due(desk.settings) == 0


async def test_over_many_workers_each_run_is_one(desk: Desk) -> None:
    for entry in TIMETABLE:
        await make_due(desk, entry.name)
    assert sum(await asyncio.gather(*[run_due(desk.settings) for _ in TIMETABLE])) == len(TIMETABLE)
    assert {row["fence"] for row in (await rows(desk)).values()} == {1}


async def test_after_a_long_sleep_each_entry_runs_once_not_once_for_every_time_missed(desk: Desk) -> None:
    with clock.moved(timedelta(days=10)):
        assert [await run_due(desk.settings) for _ in range(len(TIMETABLE) + 2)] == [1] * len(TIMETABLE) + [0, 0]


async def test_a_run_that_fails_is_told_and_comes_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[System] = []

    async def fail(system: System) -> str:
        runs.append(system)
        raise LookupError("the attic is locked")

    monkeypatch.setattr(timetable, "TIMETABLE", (Entry("attic", "* * * * *", fail),))
    await ensure_entries()
    for turn in range(2):
        await make_due(desk, "attic")
        assert await run_due(desk.settings) == 1
        row = (await rows(desk))["attic"]
        assert (row["last_result"], row["fence"]) == ("failed: LookupError", turn + 1)
        assert clock.now() < row["due_at"] <= clock.now() + timedelta(minutes=1)
    assert runs == [System(desk.system.workspace_id, "timetable")] * 2


async def test_what_this_version_does_not_know_waits_a_day(desk: Desk) -> None:
    await desk.as_owner(
        "insert into timetable (workspace_id, name, due_at) values ($1, 'newer', now())", desk.system.workspace_id
    )
    assert await run_due(desk.settings) == 1
    row = (await rows(desk))["newer"]
    assert row["last_result"] == "unknown job"
    assert row["due_at"] > clock.now() + timedelta(hours=23)


async def test_a_lost_workers_run_is_taken_over_and_its_late_word_counts_no_more(desk: Desk) -> None:
    await make_due(desk, "partitions")
    lost = await everywhere.claim_turn(clock.now(), lease=LEASE)
    assert lost is not None
    assert await run_due(desk.settings) == 0
    with clock.moved(LEASE + timedelta(seconds=1)):
        assert await run_due(desk.settings) == 1
    late = await act(desk.system, finish_turn, lost, Planned("partitions", clock.now()), result="late")
    assert late is False
    assert (await rows(desk))["partitions"]["last_result"] == "ready for 3 months ahead"


async def test_another_time_zone_moves_what_keeps_local_time_without_running_it(desk: Desk) -> None:
    before = (await rows(desk))["close_inactive"]["due_at"]
    await act(desk.admin, change_workspace, ProfileChange(time_zone="Asia/Tokyo"))
    assert [await run_due(desk.settings) for _ in range(6)] == [1, 1, 1, 1, 1, 0]
    row = (await rows(desk))["close_inactive"]
    assert (row["zone"], row["finished_at"]) == ("Asia/Tokyo", None)
    assert row["due_at"] == next_run(TIMETABLE[0], clock.now(), time_zone="Asia/Tokyo").due_at != before
    with clock.moved(timedelta(days=1)):
        while await run_due(desk.settings):
            pass
    assert (await rows(desk))["close_inactive"]["last_result"] == "0 closed, 0 told"
