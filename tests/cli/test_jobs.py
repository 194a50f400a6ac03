"""`deskhand jobs`."""

from __future__ import annotations

import asyncpg

from deskhand.app.postgres.addresses import Addresses
from tests.cli.conftest import Tell

HEAD = ["id", "reaction", "event", "attempts", "given", "up", "last", "error"]


async def test_a_new_desk_has_no_dead_letters(tell: Tell) -> None:
    told = await tell("jobs", "dead")
    assert (told.code, [line.split() for line in told.lines]) == (0, [HEAD])
    assert (await tell("jobs", "replay")).out == "0 follow-ups will be tried again.\n"


async def test_dead_letters_are_listed_and_tried_again(tell: Tell, addresses: Addresses) -> None:
    await tell("demo")
    owner = await asyncpg.connect(addresses.owner)
    await owner.execute("update jobs set dead_at = now(), last_error = 'ValueError: no', attempts = 12")
    count = await owner.fetchval("select count(*) from jobs")
    rows = (await tell("jobs", "dead")).lines[1:]
    assert len(rows) == count > 3
    assert all(row.endswith("ValueError: no") for row in rows)
    assert {row.split()[1] for row in rows} == {"notify.plan_notifications", "search.take_in_words"}
    assert (await tell("jobs", "replay", rows[0].split()[0])).out == "1 follow-ups will be tried again.\n"
    assert (await tell("jobs", "replay")).out == f"{count - 1} follow-ups will be tried again.\n"
    assert await owner.fetchval("select count(*) from jobs where dead_at is null and attempts = 0") == count
    await owner.close()
