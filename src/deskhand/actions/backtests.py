"""Trying rules on what happened: asked for by whoever keeps rules, gone through in slices by the desk."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.actions.automation import checked_rule, missing
from deskhand.actions.contract import action
from deskhand.rules.access import Can, Person
from deskhand.rules.automation.rule import Content
from deskhand.rules.errors import Forbidden
from deskhand.store import automation, backtests
from deskhand.store.backtests import Looked
from deskhand.store.db import Tx


class Asked(Struct, frozen=True, kw_only=True):
    """A run that somebody asked for."""

    id: UUID


@action(needs=Can.MANAGE_AUTOMATION)
async def try_rule(tx: Tx, content: Content, *, rule_id: UUID | None = None) -> Asked:
    """Have a draft, of a new rule or of one that is kept, tried on what happened; it takes the place of one's last."""
    if not isinstance(tx.actor, Person):
        raise Forbidden("Rules are tried by people.")
    if rule_id is not None:
        held = await automation.by_id(tx, rule_id)
        if held is None or held.removed_at is not None:
            raise missing()
    draft = await checked_rule(tx, content)
    return Asked(id=await backtests.replace_own(tx, tx.actor.user_id, draft, rule_id=rule_id))


@action(needs=Can.OPERATE)
async def settle_slice(tx: Tx, looked: Looked) -> bool:
    """Note what came of the next events of a run; False when its claim was lost meanwhile."""
    return await backtests.note_looked(tx, looked)


@action(needs=Can.OPERATE)
async def fail_backtest(tx: Tx, backtest_id: UUID, *, fence: int, reason: str) -> None:
    """Give a run up, and say why."""
    await backtests.fail(tx, backtest_id, fence=fence, reason=reason)
