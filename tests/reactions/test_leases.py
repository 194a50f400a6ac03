"""Claims are renewed for as long as their worker works on them, and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

from deskhand.reactions.leases import Leases
from deskhand.rules.errors import Temporary

ONE, TWO = UUID(int=1), UUID(int=2)


async def test_what_is_held_is_renewed_until_it_is_let_go() -> None:
    seen: asyncio.Queue[dict[UUID, int]] = asyncio.Queue()

    async def renew(held: Mapping[UUID, int]) -> None:
        await seen.put(dict(held))
        if seen.qsize() == 1:
            raise Temporary("The database is away.")

    async with Leases({ONE: 3, TWO: 1}, renew, every=0.001) as leases:
        assert [await seen.get() for _ in range(3)] == [{ONE: 3, TWO: 1}] * 3, "a failure ends nothing"
        await leases.let_go(ONE)
        while not seen.empty():
            seen.get_nowait()
        assert await seen.get() == {TWO: 1}
    while not seen.empty():
        seen.get_nowait()
    await asyncio.sleep(0)
    assert seen.empty()
