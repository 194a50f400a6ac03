"""Rows of files: taken once, held while they are hung, condemned when nobody wants them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from deskhand.kit import clock
from deskhand.rules.access import Person
from deskhand.rules.attachment import NewFile, State
from deskhand.store import attachments, everywhere
from deskhand.store.attachments import Finding
from deskhand.store.db import acting_as
from tests.database import Desk

NEW = NewFile(name="a.txt", size=3, media_type="text/plain", digest=bytes(32))


async def arrived(who: Person) -> UUID:
    async with acting_as(who) as tx:
        row = await attachments.add(tx, NEW, uploaded_by_id=who.user_id)
        assert row.state is State.ARRIVING
        assert await attachments.loose(tx, [row.id], uploaded_by_id=who.user_id) == {}
        found = await attachments.arrive(tx, row.id, state=State.CHECKING, check_due_at=tx.now)
        assert found is not None
        assert await attachments.arrive(tx, row.id, state=State.CHECKING, check_due_at=tx.now) is None
    return row.id


async def test_a_file_arrives_once_and_is_its_uploaders(desk: Desk) -> None:
    file_id = await arrived(desk.customer)
    async with acting_as(desk.customer) as tx:
        assert await attachments.count_loose(tx, uploaded_by_id=desk.customer.user_id) == 1
        assert set(await attachments.loose(tx, [file_id], uploaded_by_id=desk.customer.user_id)) == {file_id}
    async with acting_as(desk.other_customer) as tx:
        assert await attachments.loose(tx, [file_id], uploaded_by_id=desk.other_customer.user_id) == {}


async def test_a_lost_claim_settles_nothing(desk: Desk) -> None:
    file_id = await arrived(desk.customer)
    (first,) = await everywhere.claim_files(clock.now(), lease=timedelta(minutes=1), most=9)
    assert await everywhere.claim_files(clock.now(), lease=timedelta(minutes=1), most=9) == []
    with clock.moved(timedelta(minutes=2)):
        (second,) = await everywhere.claim_files(clock.now(), lease=timedelta(minutes=1), most=9)
    assert (first.id, second.fence) == (file_id, first.fence + 1)
    async with acting_as(desk.system) as tx:
        late = Finding(file_id=file_id, fence=first.fence, state=State.CLEAN)
        assert await attachments.settle(tx, late) is None
        settled = await attachments.settle(tx, Finding(file_id=file_id, fence=second.fence, state=State.HELD))
        assert settled is not None
        assert settled.state is State.HELD


async def test_what_is_condemned_cannot_be_hung_and_stays_condemned(desk: Desk) -> None:
    file_id = await arrived(desk.customer)
    async with acting_as(desk.system) as tx:
        assert await attachments.condemn(tx, older_than=timedelta(hours=24), most=10) == []
    with clock.moved(timedelta(hours=25)):
        for _ in range(2):
            async with acting_as(desk.system) as tx:
                assert await attachments.condemn(tx, older_than=timedelta(hours=24), most=10) == [file_id]
    async with acting_as(desk.customer) as tx:
        assert await attachments.loose(tx, [file_id], uploaded_by_id=desk.customer.user_id) == {}
    async with acting_as(desk.system) as tx:
        assert await attachments.erase(tx, [file_id]) == 1
