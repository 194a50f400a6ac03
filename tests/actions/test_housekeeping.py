"""What the desk does for itself."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import Once, act, act_once
from deskhand.actions.housekeeping import (
    begin_first_day,
    ensure_timetable,
    finish_turn,
    forget_expired,
    move_to_address,
)
from deskhand.actions.people import make_sign_in_link
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.kit.crypt import fingerprint
from deskhand.rules import sign_in
from deskhand.store import everywhere, sessions
from deskhand.store.db import acting_as
from deskhand.store.idempotency import KEPT
from deskhand.store.timetable import Planned
from tests.database import Desk


async def test_everything_that_has_expired_is_forgotten(desk: Desk) -> None:
    await desk.as_owner("delete from one_time_links")
    wanted = NewTicket(subject="s", description="d")
    await act_once(desk.customer, Once("k", fingerprint(b"")), open_ticket, wanted)
    await act(desk.system, make_sign_in_link, desk.customer.email, b"l" * 32)
    async with acting_as(desk.system) as tx:
        await sessions.count_failure(tx, ["a"], window=sign_in.WINDOW)
    assert await act(desk.system, forget_expired) == 0
    with clock.moved(KEPT + timedelta(minutes=1)):
        assert await act(desk.system, forget_expired) == 3
        assert await act(desk.system, forget_expired) == 0
    assert await desk.value("select count(*) from tickets") == 1


async def test_a_run_is_noted_with_the_next_one(desk: Desk) -> None:
    now = clock.now()
    await act(desk.system, ensure_timetable, [Planned("a", now)])
    turn = await everywhere.claim_turn(now, lease=timedelta(seconds=1))
    assert turn is not None
    next_due = now + timedelta(hours=1)
    assert await act(desk.system, finish_turn, turn, Planned("a", next_due), result="done")
    (row,) = await desk.as_owner("select name, due_at, last_result from timetable")
    assert tuple(row) == ("a", next_due, "done")


async def test_links_follow_the_address(desk: Desk) -> None:
    await act(desk.system, move_to_address, "https://desk.example.test")
    assert await desk.value("select base_url from workspaces") == "https://desk.example.test"


async def test_the_first_day_begins_once(desk: Desk) -> None:
    assert await act(desk.system, begin_first_day)
    assert not await act(desk.system, begin_first_day)
