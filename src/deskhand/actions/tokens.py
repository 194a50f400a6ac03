"""API tokens: made, narrowed to scopes, noted as used, and revoked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.actions.people import existing
from deskhand.rules import events, tokens
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.store import sessions
from deskhand.store.db import Tx


class NewToken(Struct, frozen=True, kw_only=True):
    """An API token to be made; scopes None means all that the role grants. An `id` is given to tell it by."""

    email: str
    name: str
    digest: bytes
    scopes: list[str] | None = None
    expires_at: datetime | None = None
    id: UUID | None = None


@action(needs=Can.KEEP_TOKENS)
async def create_token(tx: Tx, wanted: NewToken) -> UUID:
    """Make an API token that acts as a user, with no more than the user's own rights."""
    name = tokens.checked_name(wanted.name)
    account = await existing(tx, wanted.email)
    if isinstance(tx.actor, Person):
        await _check_own(tx, tx.actor, account.id)
    row = sessions.TokenRow(
        id=wanted.id or tx.new_id(), user_id=account.id, name=name, digest=wanted.digest,
        scopes=tokens.checked_scopes(account.role, wanted.scopes), expires_at=wanted.expires_at,
    )  # fmt: skip
    await sessions.add_token(tx, row)
    await tx.emit(events.TokenCreated(token_id=row.id, user_id=account.id, label=row.name))
    return row.id


@action(needs=Can.OPERATE)
async def note_token_used(tx: Tx, token_id: UUID) -> None:
    """Note that an API token is in use."""
    await sessions.touch_token(tx, token_id)


@action(needs=Can.KEEP_TOKENS)
async def revoke_token(tx: Tx, token_id: UUID) -> None:
    """Revoke an API token, which stops working with this transaction; another's only for those who manage them."""
    is_bound = isinstance(tx.actor, Person) and not tx.actor.may(Can.MANAGE_TOKENS)
    await _revoke(tx, token_id, of=tx.actor.user_id if is_bound and isinstance(tx.actor, Person) else None)


@action(needs=Can.MANAGE_TOKENS)
async def revoke_token_of(tx: Tx, user_id: UUID, token_id: UUID) -> None:
    """Revoke an API token of a user; it stops working with this transaction."""
    await _revoke(tx, token_id, of=user_id)


async def _revoke(tx: Tx, token_id: UUID, *, of: UUID | None) -> None:
    revoked = await sessions.revoke_token(tx, token_id, of=of)
    if revoked is None:
        raise NotFound(f"There is no working token “{token_id}” that you may revoke.")
    await tx.emit(events.TokenRevoked(token_id=token_id, user_id=revoked.user_id, label=revoked.name))


async def _check_own(tx: Tx, me: Person, user_id: UUID) -> None:
    if me.token_id is not None:
        raise Forbidden("A token is made by somebody who has signed in, not with another token.")
    if user_id != me.user_id:
        raise Forbidden("A token is made for oneself; the operator makes others from the command line.")
    tokens.check_room(await sessions.working_tokens(tx, user_id))
