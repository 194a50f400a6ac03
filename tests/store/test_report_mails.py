"""A subscription is read as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from deskhand.rules.report_mails import Cadence, Skip, Turn, Wanted, When
from deskhand.rules.statistics import By, Kind, Report, Sieve
from deskhand.rules.ticket import Source
from deskhand.store import report_mails
from deskhand.store.db import acting_as
from tests.database import Desk

FIRST, SECOND = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 8, tzinfo=UTC)


async def test_a_subscription_is_read_as_it_was_written(desk: Desk) -> None:
    sieve = Sieve(team=UUID(int=7), source=Source.EMAIL, tag="vip")
    report = Report(kind=Kind.ACTIVITY, by=By.AGENT, days=365, sieve=sieve)
    wanted = Wanted(name="Week", report=report, when=When(cadence=Cadence.WEEKLY, weekday=6, hour=23))
    async with acting_as(desk.admin) as tx:
        made = await report_mails.add(tx, wanted, user_id=desk.admin.user_id, zone="UTC", next_at=FIRST)
        held = await report_mails.locked(tx, made)
        assert held is not None
        assert (held.name, held.report, held.when, held.next_at) == (wanted.name, report, wanted.when, FIRST)
        assert (held.last_sent_at, held.skipped, await report_mails.count(tx, desk.admin.user_id)) == (None, None, 1)
        for is_sent, skipped in ((True, None), (False, Skip.SWITCHED_OFF)):
            turn = Turn(next_at=SECOND, zone="Asia/Tokyo", is_sent=is_sent, skipped=skipped)
            await report_mails.note_turn(tx, made, turn)
        held = await report_mails.locked(tx, made)
        assert held is not None
        assert (held.zone, held.next_at, held.skipped, held.last_sent_at) == (
            "Asia/Tokyo", SECOND, Skip.SWITCHED_OFF, tx.now
        )  # fmt: skip
        await report_mails.set_when(
            tx, made, When(cadence=Cadence.MONTHLY, hour=0), zone="UTC", next_at=FIRST
        )  # fmt: skip
        held = await report_mails.locked(tx, made)
        assert held is not None
        assert held.when == When(cadence=Cadence.MONTHLY, hour=0)
        await report_mails.remove(tx, made)
        assert await report_mails.locked(tx, made) is None
