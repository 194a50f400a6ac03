"""Attempts and outcomes, also while the database restarts."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from deskhand.kit import clock
from deskhand.reactions import ledger
from deskhand.reactions.ledger import begin, settle
from deskhand.reactions.parcel import Parcel, accepted, packed
from deskhand.rules.errors import Temporary
from deskhand.store import db, everywhere
from tests.database import Desk
from tests.reactions.sending import attempts, deliverer, only, told
from tests.reactions.test_parcel import HAND, claimed


async def packed_one(desk: Desk) -> Parcel:
    await told(desk)
    due, fence = await claimed(desk)
    async with deliverer(desk, None) as sender:
        parcel = packed(due, fence, channel=sender._channels["email"], hand=HAND, now=clock.now(), luck=0.5)
    assert isinstance(parcel, Parcel)
    return parcel


async def test_an_attempt_is_begun_once(desk: Desk) -> None:
    parcel = await packed_one(desk)
    soon = clock.now() + timedelta(seconds=5)
    assert await begin(desk.system, [parcel], provider="smtp", until=soon, lease_until=soon) == [parcel]
    assert await begin(desk.system, [parcel], provider="smtp", until=soon, lease_until=soon) == []
    assert await attempts(desk) == [(1, None)]


async def test_an_outcome_waits_for_a_database_that_comes_back(desk: Desk) -> None:
    parcel = await packed_one(desk)
    later = clock.now() + timedelta(seconds=30)
    await begin(desk.system, [parcel], provider="smtp", until=later, lease_until=later)
    async with deliverer(desk, None) as sender:
        receipt = await sender._channels["email"].send(parcel.rendered)
    reactions = db._open_desk().reactions
    await db.close()
    recording = asyncio.create_task(settle(desk.system, [accepted(parcel, receipt, now=clock.now())], until=later))
    await asyncio.sleep(0.2)
    assert not recording.done()
    await db.connect(desk.addresses.runtime, reactions=reactions, size=4)
    await recording
    assert (await only(desk))["state"] == "delivered"


async def test_an_outcome_is_given_up_when_the_lease_has_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_PAUSE", 0.01)
    parcel = await packed_one(desk)
    async with deliverer(desk, None) as sender:
        receipt = await sender._channels["email"].send(parcel.rendered)
    reactions = db._open_desk().reactions
    await db.close()
    with pytest.raises(Temporary):
        await settle(desk.system, [accepted(parcel, receipt, now=clock.now())], until=clock.now())
    await db.connect(desk.addresses.runtime, reactions=reactions, size=4)
    assert await everywhere.workspaces()
