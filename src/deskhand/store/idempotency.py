"""What a request with an idempotency key led to, kept for 48 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from deskhand.rules.access import Person
from deskhand.rules.errors import Invalid
from deskhand.store.db import Tx

KEPT = timedelta(hours=48)
"""How long a key is remembered."""

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The result of an earlier request."""

    value: Any


async def take(tx: Tx, key: str) -> bool:
    """Hold a key until the transaction ends; False when another request holds it now."""
    lock = f"{tx.workspace_id}/{_owner(tx)}/{key}"
    return bool(await tx.value("select pg_try_advisory_xact_lock(hashtextextended($1, 42))", lock))


async def outcome_of(tx: Tx, key: str, *, fingerprint: bytes, kind: Any) -> Earlier | None:
    """Return the remembered result; refuse a key that was sent before with something else."""
    row = await tx.row(
        "select fingerprint, outcome::text from idempotency_keys "
        "where workspace_id = $1 and actor_id = $2 and key = $3",
        tx.workspace_id, _owner(tx), key,
    )  # fmt: skip
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise Invalid({"Idempotency-Key": "was already used for another request; send a new one"})
    return Earlier(msgspec.json.decode(row["outcome"], type=kind))


async def remember(tx: Tx, key: str, *, fingerprint: bytes, result: object) -> None:
    """Keep a result with its key, in the same transaction as what it tells of."""
    await tx.change(
        "insert into idempotency_keys (workspace_id, actor_id, key, fingerprint, outcome, created_at) "
        "values ($1, $2, $3, $4, $5::jsonb, $6)",
        tx.workspace_id, _owner(tx), key, fingerprint, msgspec.json.encode(result).decode(), tx.now,
    )  # fmt: skip


async def is_used(tx: Tx, key: str) -> bool:
    """Say whether a key of the actor has led to something already."""
    found = await tx.row(
        "select 1 from idempotency_keys where workspace_id = $1 and actor_id = $2 and key = $3",
        tx.workspace_id, _owner(tx), key,
    )  # fmt: skip
    return found is not None


async def forget_old(tx: Tx) -> int:
    """Remove keys past their time; return how many."""
    return await tx.change(
        "delete from idempotency_keys where workspace_id = $1 and created_at < $2",
        tx.workspace_id,
        tx.now - KEPT,
    )


def _owner(tx: Tx) -> UUID:
    return tx.actor.user_id if isinstance(tx.actor, Person) else _NOBODY
