"""Rows of exports: one person's unfinished ones are counted, and an old claim changes nothing."""

from __future__ import annotations

from deskhand.kit import clock
from deskhand.rules.exports import KEPT, Wanted
from deskhand.store import exports
from deskhand.store.db import acting_as
from deskhand.store.exports import Piece
from tests.database import Desk


async def test_a_piece_counts_once_and_by_its_claim(desk: Desk) -> None:
    async with acting_as(desk.agent) as tx:
        export_id = await exports.add(tx, owner_id=desk.agent.user_id, name="x", wanted=Wanted())
        assert await exports.count_unfinished(tx, desk.agent.user_id) == 1
    async with acting_as(desk.system) as tx:
        await tx.change("update exports set fence = 2")
        piece = Piece(export_id=export_id, fence=1, tickets=3, size=9, place=None, total=3)
        until = clock.now() + KEPT
        assert not await exports.add_piece(tx, piece, expires_at=until)
        assert await exports.add_piece(tx, Piece(
            export_id=export_id, fence=2, tickets=3, size=9, place=None, total=3), expires_at=until)  # fmt: skip
        assert await exports.count_unfinished(tx, desk.agent.user_id) == 0
        assert tuple(await tx.row("select pieces, written, state from exports") or ()) == ([2], 3, "ready")
