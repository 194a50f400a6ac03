"""How an action runs: permission, transaction, once at most for an idempotency key, one commit, one log line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

import structlog

from deskhand.kit import clock
from deskhand.rules.access import Actor, Can, require
from deskhand.rules.errors import Conflict, Refusal
from deskhand.store import idempotency
from deskhand.store.db import CLASHES, Tx, acting_as

P = ParamSpec("P")
R = TypeVar("R")
Action = Callable[Concatenate[Tx, P], Awaitable[R]]

REGISTRY: dict[str, Can] = {}
"""Every action's full name and the permission it needs; filled as modules are imported, read by tests and docs."""

_log = structlog.get_logger("deskhand.actions")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key with the fingerprint of what it was sent with."""

    key: str
    fingerprint: bytes


def action(*, needs: Can) -> Callable[[Callable[Concatenate[Tx, P], Awaitable[R]]], Callable[Concatenate[Tx, P], Awaitable[R]]]:  # fmt: skip  # noqa: E501
    """Declare a function as an action and the permission that it needs."""

    def declare(
        function: Callable[Concatenate[Tx, P], Awaitable[R]],
    ) -> Callable[Concatenate[Tx, P], Awaitable[R]]:
        REGISTRY[_name(function)] = needs
        return function

    return declare


async def act(
    actor: Actor, function: Callable[Concatenate[Tx, P], Awaitable[R]], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run an action as an actor in one transaction; a deadlock's victim is run again from its start."""
    return await _run(actor, function, lambda tx: function(tx, *args, **kwargs))


async def act_once(
    actor: Actor,
    once: Once | None,
    function: Callable[Concatenate[Tx, P], Awaitable[R]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run an action at most once for a key: a second call with the same key and body gets the first one's result."""
    if once is None:
        return await act(actor, function, *args, **kwargs)
    kind = get_type_hints(function)["return"]

    async def run(tx: Tx) -> R:
        if not await idempotency.take(tx, once.key):
            raise Conflict("A request with this Idempotency-Key is still running; ask again in a moment.")
        earlier = await idempotency.outcome_of(tx, once.key, fingerprint=once.fingerprint, kind=kind)
        if earlier is not None:
            return earlier.value  # type: ignore[no-any-return]  # decoded as the action's own return type
        result = await function(tx, *args, **kwargs)
        await idempotency.remember(tx, once.key, fingerprint=once.fingerprint, result=result)
        return result

    return await _run(actor, function, run)


async def _run(actor: Actor, function: Callable[..., Any], run: Callable[[Tx], Awaitable[R]]) -> R:
    name = _name(function)
    require(actor, REGISTRY[name])
    began = clock.elapsed()
    for left in reversed(range(_TRIES)):
        try:
            async with acting_as(actor) as tx:
                result = await run(tx)
        except CLASHES:
            if not left:
                raise
            continue
        except Refusal as refusal:
            _log.info("refused", action=name, why=type(refusal).__name__)
            raise
        _log.debug("acted", action=name, ms=round((clock.elapsed() - began) * 1000, 1))
        return result
    raise AssertionError("unreachable: the last try returns or raises")


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}".removeprefix("deskhand.actions.")
