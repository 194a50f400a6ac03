"""How a question is asked: permission, a read-only transaction behind the actor's walls, one typed answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from deskhand.rules.access import Actor, Can, require
from deskhand.store.db import Reading, reading_as

P = ParamSpec("P")
R = TypeVar("R")

REGISTRY: dict[str, Can] = {}
"""Every query's full name and the permission it needs."""


def query(*, needs: Can) -> Callable[[Callable[Concatenate[Reading, P], Awaitable[R]]], Callable[Concatenate[Reading, P], Awaitable[R]]]:  # fmt: skip  # noqa: E501
    """Declare a function as a query and the permission that it needs."""

    def declare(
        function: Callable[Concatenate[Reading, P], Awaitable[R]],
    ) -> Callable[Concatenate[Reading, P], Awaitable[R]]:
        REGISTRY[_name(function)] = needs
        return function

    return declare


async def ask(
    actor: Actor,
    function: Callable[Concatenate[Reading, P], Awaitable[R]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Answer a question as an actor; nothing that it runs can write."""
    require(actor, REGISTRY[_name(function)])
    async with reading_as(actor) as reading:
        return await function(reading, *args, **kwargs)


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}".removeprefix("deskhand.queries.")
