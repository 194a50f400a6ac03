"""Claims that are held for as long as their worker lives: short, and renewed while it works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog

from deskhand.rules.errors import Trouble

_log = structlog.get_logger("deskhand.leases")


class Leases:
    """Renews claims every so many seconds, from `async with` on until each is let go."""

    def __init__(
        self, claims: Mapping[UUID, int], renew: Callable[[Mapping[UUID, int]], Awaitable[None]], *, every: float
    ) -> None:
        """Take claims by id with their fences, and what renews them."""
        self._held = dict(claims)
        self._renew = renew
        self._every = every
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to renew."""
        self._task = asyncio.create_task(self._keep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Renew nothing any more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def let_go(self, claim_id: UUID) -> None:
        """Renew a claim no more; when this returns, no renewal of it is on its way."""
        async with self._turn:
            self._held.pop(claim_id, None)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            async with self._turn:
                try:
                    await self._renew(self._held)
                except Trouble:
                    _log.warning("lease_not_renewed", claims=len(self._held), exc_info=True)
