"""Writes exports piece by piece, each as its owner may see it in that moment, and erases those that have expired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from deskhand.actions.contract import act
from deskhand.actions.exports import (
    condemn_exports,
    erase_export,
    fail_export,
    put_off_export,
    renew_exports,
    settle_piece,
)
from deskhand.channels.file_store import FileStore, open_file_store, piece_key
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.exports import Claimed, claimed_exports, export_rows
from deskhand.queries.identity import colleague
from deskhand.reactions.leases import Leases
from deskhand.rules.access import Can, System
from deskhand.rules.errors import NoRoom, Refusal, Temporary
from deskhand.rules.exports import written
from deskhand.rules.settings import Settings
from deskhand.store import everywhere
from deskhand.store.exports import Piece

LEASE = timedelta(seconds=30)
"""How long a piece still belongs to a worker that was lost."""
RENEWAL = 8.0
"""Seconds after which a worker that lives renews its lease."""
ATTEMPTS = 12
"""A piece that failed this often ends its export."""
LONGEST_PAUSE = timedelta(minutes=5)
"""Between two attempts."""

_log = structlog.get_logger("deskhand.exports")


class ExportWriter:
    """Writes the exports of all workspaces, one piece of each at a time."""

    def __init__(self, settings: Settings) -> None:
        """Read where files are."""
        self._store: FileStore = open_file_store(settings)

    async def write_due(self, most: int) -> int:
        """Claim exports that are due and write the next piece of each; return how many were claimed."""
        claims = await everywhere.claim_exports(clock.now(), lease=LEASE, most=most)
        fences: dict[UUID, dict[UUID, int]] = defaultdict(dict)
        for claim in claims:
            fences[claim.workspace_id][claim.id] = claim.fence
        for workspace_id, held in fences.items():
            system = System(workspace_id, "exports")
            async with Leases(held, partial(_renew, system), every=RENEWAL) as leases:
                for export in await ask(system, claimed_exports, list(held)):
                    await self._write(system, export, fence=held[export.id], leases=leases)
        return len(claims)

    async def _write(self, system: System, export: Claimed, *, fence: int, leases: Leases) -> None:
        owner = await ask(system, colleague, export.owner_id)
        if owner is None or not owner.may(Can.EXPORT):
            why = "Whoever asked for it may no longer export tickets."
            await act(system, fail_export, export.id, fence=fence, reason=why)
            return
        try:
            found = await ask(owner, export_rows, export.wanted, place=export.place, written=export.written)
            content = written(found.rows, export.wanted, is_first=not export.is_begun)
            if content:
                await self._store.put(piece_key(system.workspace_id, export.id, fence=fence), content)
            await leases.let_go(export.id)
        except (Temporary, NoRoom) as trouble:
            await leases.let_go(export.id)
            await self._put_off(system, export, fence=fence, why=str(trouble))
            return
        except Refusal as refusal:
            await act(system, fail_export, export.id, fence=fence, reason=str(refusal)[:300])
            return
        piece = Piece(
            export_id=export.id, fence=fence, tickets=len(found.rows), size=len(content), place=found.place,
            total=found.total,
        )  # fmt: skip
        await act(system, settle_piece, piece, written=export.written)

    async def _put_off(self, system: System, export: Claimed, *, fence: int, why: str) -> None:
        _log.warning("export_put_off", export=str(export.id), why=why, attempt=export.attempts)
        if export.attempts >= ATTEMPTS:
            await act(system, fail_export, export.id, fence=fence, reason=why[:300])
            return
        pause = min(timedelta(seconds=2.0**export.attempts), LONGEST_PAUSE)
        await act(system, put_off_export, export.id, fence=fence, until=clock.now() + pause)


async def _renew(system: System, held: Mapping[UUID, int]) -> None:
    await act(system, renew_exports, held, until=clock.now() + LEASE)


async def erase_exports(system: System, settings: Settings) -> str:
    """Erase expired exports: out of reach first, then their pieces, also those that no claim kept, then their rows."""
    store, total = open_file_store(settings), 0
    while condemned := await act(system, condemn_exports):
        for export_id, last in condemned:
            for fence in range(1, last + 1):
                await store.remove(piece_key(system.workspace_id, export_id, fence=fence))
            await act(system, erase_export, export_id)
            total += 1
    return f"{total} exports erased"
