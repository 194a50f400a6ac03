"""Remembered requests: per actor, held while they run, forgotten after 48 hours."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.kit import clock, crypt
from deskhand.rules.errors import Invalid
from deskhand.store import idempotency
from deskhand.store.db import acting_as
from deskhand.store.idempotency import KEPT, Earlier
from tests.database import Desk

BODY = crypt.fingerprint(b"body")
OTHER = crypt.fingerprint(b"other")


async def test_a_result_comes_back_to_whoever_sent_it_and_to_nobody_else(desk: Desk) -> None:
    async with acting_as(desk.customer) as tx:
        assert await idempotency.take(tx, "k")
        assert await idempotency.outcome_of(tx, "k", fingerprint=BODY, kind=dict[str, int]) is None
        await idempotency.remember(tx, "k", fingerprint=BODY, result={"a": 1})
    async with acting_as(desk.customer) as tx:
        assert await idempotency.outcome_of(tx, "k", fingerprint=BODY, kind=dict[str, int]) == Earlier({"a": 1})
        assert await idempotency.outcome_of(tx, "l", fingerprint=BODY, kind=dict[str, int]) is None
        with pytest.raises(Invalid) as refused:
            await idempotency.outcome_of(tx, "k", fingerprint=OTHER, kind=dict[str, int])
        assert set(refused.value.fields) == {"Idempotency-Key"}
    for actor in (desk.other_customer, desk.admin, desk.system):
        async with acting_as(actor) as tx:
            assert await idempotency.outcome_of(tx, "k", fingerprint=OTHER, kind=dict[str, int]) is None


async def test_a_key_is_held_by_one_request_of_one_actor(desk: Desk) -> None:
    async with acting_as(desk.customer) as tx, acting_as(desk.customer) as again, acting_as(desk.agent) as other:
        assert await idempotency.take(tx, "k")
        assert not await idempotency.take(again, "k")
        assert await idempotency.take(again, "l")
        assert await idempotency.take(other, "k")
    async with acting_as(desk.customer) as tx:
        assert await idempotency.take(tx, "k")


async def test_results_are_forgotten_once_they_are_old(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        await idempotency.remember(tx, "k", fingerprint=BODY, result=1)
    with clock.moved(KEPT - timedelta(minutes=1)):
        async with acting_as(desk.system) as tx:
            assert await idempotency.forget_old(tx) == 0
    with clock.moved(KEPT + timedelta(minutes=1)):
        async with acting_as(desk.system) as tx:
            assert await idempotency.forget_old(tx) == 1
            assert await idempotency.outcome_of(tx, "k", fingerprint=OTHER, kind=int) is None
