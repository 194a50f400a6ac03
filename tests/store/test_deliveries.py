"""The rows of deliveries: entered once, begun and settled only by whoever holds the fence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from deskhand.kit import clock, ids
from deskhand.store import deliveries, everywhere
from deskhand.store.db import acting_as, reading_as
from deskhand.store.deliveries import Attempt, NewDelivery, Settled
from tests.database import Desk
from tests.reactions.sending import attempts, only, rows, soon, told

LEASE = timedelta(seconds=30)


def attempt(delivery_id: UUID, fence: int, **more: Any) -> Attempt:
    known: dict[str, Any] = {"id": ids.new_id(), "subject": "s", "message": "m", "html": "<p>h</p>", "headers": "[]"}
    return Attempt(delivery_id=delivery_id, fence=fence, **(known | more))


def outcome(delivery_id: UUID, fence: int, state: str = "accepted", **more: Any) -> Settled:
    known: dict[str, Any] = {"due_at": clock.now(), "ended": "accepted"}
    return Settled(delivery_id=delivery_id, fence=fence, state=state, **(known | more))


async def claimed(at: datetime | None = None) -> everywhere.Claim:
    [claim] = await everywhere.claim_deliveries(at or clock.now(), lease=LEASE, most=5)
    return claim


async def begun(desk: Desk, *wanted: Attempt) -> set[UUID]:
    async with acting_as(desk.system) as tx:
        return await deliveries.begin(tx, wanted, provider="smtp", lease_until=tx.now + LEASE)


async def settled(desk: Desk, *outcomes: Settled) -> set[UUID]:
    async with acting_as(desk.system) as tx:
        return await deliveries.settle(tx, outcomes)


async def test_a_decision_is_entered_once(desk: Desk) -> None:
    await told(desk)
    row = await only(desk)
    again = NewDelivery(
        event_id=row["event_id"], ticket_id=row["ticket_id"], user_id=row["user_id"], recipient=row["recipient"],
        notification_type="ticket_created", channel="email", state="planned", reason=None, trace="[]", priority=3,
        due_at=clock.now(),
    )  # fmt: skip
    async with acting_as(desk.system) as tx:
        assert await deliveries.enter(tx, [again, replace(again, channel="other", reason="own_act")]) == 1
    assert [one["channel"] for one in await rows(desk)] == ["email", "other"]


async def test_an_attempt_is_written_with_its_lease_before_anything_is_sent(desk: Desk) -> None:
    await told(desk)
    claim = await claimed()
    wanted = attempt(claim.id, claim.fence)
    assert await begun(desk, wanted) == {claim.id}
    row = await only(desk)
    assert (row["state"], row["provider"], row["subject"], row["message"]) == ("sending", "smtp", "s", "m")
    assert row["due_at"] > clock.now() + timedelta(seconds=20)
    assert await attempts(desk) == [(1, None)]


async def test_beginning_again_after_a_doubtful_commit_is_the_same_attempt(desk: Desk) -> None:
    await told(desk)
    claim = await claimed()
    wanted = attempt(claim.id, claim.fence)
    assert await begun(desk, wanted) == await begun(desk, wanted) == {claim.id}
    assert await attempts(desk) == [(1, None)]
    assert await begun(desk, attempt(claim.id, claim.fence)) == set()


async def test_whoever_was_overtaken_can_neither_begin_nor_settle(desk: Desk) -> None:
    await told(desk)
    old = await claimed()
    await soon(desk)
    new = await claimed()
    assert new.fence == old.fence + 1
    assert await begun(desk, attempt(old.id, old.fence)) == set()
    assert await begun(desk, attempt(new.id, new.fence)) == {new.id}
    assert await settled(desk, outcome(old.id, old.fence, "failed")) == set()
    assert await settled(desk, outcome(new.id, new.fence)) == {new.id}
    assert (await only(desk))["state"] == "accepted"


async def test_what_has_ended_is_not_settled_again(desk: Desk) -> None:
    await told(desk)
    claim = await claimed()
    await begun(desk, attempt(claim.id, claim.fence))
    assert await settled(desk, outcome(claim.id, claim.fence, provider_response="250 OK")) == {claim.id}
    assert await settled(desk, outcome(claim.id, claim.fence, "failed")) == set()
    row = await only(desk)
    assert (row["state"], row["attempts"], row["provider_response"]) == ("accepted", 1, "250 OK")


async def test_an_attempt_that_does_not_count_is_closed_all_the_same(desk: Desk) -> None:
    await told(desk)
    claim = await claimed()
    await begun(desk, attempt(claim.id, claim.fence))
    back = outcome(claim.id, claim.fence, "retry_wait", ended="transient", counts=False, reason="worker_stopped")
    await settled(desk, back)
    assert (await only(desk))["attempts"] == 0
    assert await attempts(desk) == [(1, "transient")]
    claim = await claimed()
    await begun(desk, attempt(claim.id, claim.fence))
    await settled(desk, outcome(claim.id, claim.fence))
    assert await attempts(desk) == [(1, "transient"), (2, "accepted")]
    assert (await only(desk))["attempts"] == 1


async def test_a_silence_after_the_claim_makes_no_attempt(desk: Desk) -> None:
    await told(desk)
    claim = await claimed()
    await settled(desk, outcome(claim.id, claim.fence, "suppressed", ended=None, reason="inactive", trace='[{"a": 1}]'))
    row = await only(desk)
    assert (row["state"], row["attempts"], row["reason"], row["sent_at"]) == ("suppressed", 0, "inactive", None)
    assert await attempts(desk) == []


async def test_claims_take_the_most_urgent_and_leave_what_is_not_due(desk: Desk) -> None:
    await told(desk, tickets=3)
    first, second, third = (row["id"] for row in await rows(desk))
    await desk.as_owner("update deliveries set priority = 4 where id = $1", first)
    await desk.as_owner("update deliveries set due_at = now() + interval '1 hour' where id = $1", second)
    assert [claim.id for claim in await everywhere.claim_deliveries(clock.now(), lease=LEASE, most=1)] == [third]
    assert [claim.id for claim in await everywhere.claim_deliveries(clock.now(), lease=LEASE, most=9)] == [first]


async def test_a_replayed_generation_is_the_only_one_of_its_number(desk: Desk) -> None:
    await told(desk)
    row = await only(desk)
    async with acting_as(desk.system) as tx:
        found = await deliveries.read(tx, row["id"])
        assert found is not None
        assert (found["state"], found["generation"]) == ("planned", 1)
        assert await deliveries.read(tx, ids.new_id()) is None
        new_id = await deliveries.enter_generation(tx, row["id"], trace="[]")
        assert new_id is not None
        assert await deliveries.enter_generation(tx, row["id"], trace="[]") is None


async def test_a_customer_sees_and_changes_none_of_them(desk: Desk) -> None:
    await told(desk)
    row = await only(desk)
    async with reading_as(desk.customer) as reading:
        assert await reading.rows("select 1 from deliveries") == []
        assert await reading.rows("select 1 from delivery_attempts") == []
        assert await reading.rows("select 1 from notification_log") == []
    async with acting_as(desk.customer) as tx:
        assert await tx.change("update deliveries set state = 'dead'") == 0
        assert await deliveries.settle(tx, [outcome(row["id"], row["fence"])]) == set()
