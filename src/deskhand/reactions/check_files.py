"""Looks at uploaded files: scans them where a scanner is set up, and makes small pictures of images."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

import structlog

from deskhand.actions.attachments import condemn_files, erase_files, settle_check
from deskhand.actions.contract import act
from deskhand.channels.clamd import Clamd, Verdict
from deskhand.channels.file_store import CHUNK, FileStore, key_of, open_file_store
from deskhand.kit import clock
from deskhand.kit.thumbnail import thumbnail_of
from deskhand.queries.attachments import Claimed, claimed_files
from deskhand.queries.contract import ask
from deskhand.rules.access import System
from deskhand.rules.attachment import PICTURES, State
from deskhand.rules.errors import Temporary
from deskhand.rules.file_places import scanner
from deskhand.rules.settings import Settings
from deskhand.store import everywhere
from deskhand.store.attachments import Finding

LEASE = timedelta(minutes=5)
"""How long a file belongs to the worker that checks it."""
LONGEST_PAUSE = timedelta(minutes=5)
"""Between two attempts while the scanner is away."""

_log = structlog.get_logger("deskhand.files")


class FileChecker:
    """Checks the files of all workspaces, a few at a time."""

    def __init__(self, settings: Settings) -> None:
        """Read where files are and who scans them."""
        self._store: FileStore = open_file_store(settings)
        self._clamd = Clamd(scanner(settings.clamd)) if settings.clamd else None

    async def check_due(self, most: int) -> int:
        """Claim files that are due and check each; return how many were claimed."""
        claims = await everywhere.claim_files(clock.now(), lease=LEASE, most=most)
        fences: dict[UUID, dict[UUID, int]] = defaultdict(dict)
        for claim in claims:
            fences[claim.workspace_id][claim.id] = claim.fence
        for workspace_id, held in fences.items():
            system = System(workspace_id, "file_checker")
            files = await ask(system, claimed_files, list(held))
            await asyncio.gather(*(self._check(system, file, fence=held[file.id]) for file in files))
        return len(claims)

    async def _check(self, system: System, file: Claimed, *, fence: int) -> None:
        finding = await self._checked(system, file, fence=fence)
        await act(system, settle_check, finding, before=file.state)

    async def _checked(self, system: System, file: Claimed, *, fence: int) -> Finding:
        try:
            with tempfile.TemporaryFile() as content:
                async for piece in await self._store.get(key_of(system.workspace_id, file.id)):
                    content.write(piece)
                content.flush()
                verdict = await self._scanned(content)
                pictured = await self._pictured(system, file, content, verdict=verdict)
        except (Temporary, FileNotFoundError) as trouble:
            return _put_off(file, fence, why=str(trouble), is_scanned=self._clamd is not None, now=clock.now())
        return _found(file, fence, verdict, has_thumbnail=pictured)

    async def _scanned(self, content: IO[bytes]) -> Verdict | None:
        return None if self._clamd is None else await self._clamd.scan(_pieces(content))

    async def _pictured(self, system: System, file: Claimed, content: IO[bytes], *, verdict: Verdict | None) -> bool:
        """Make the small picture of an image that may be opened; say whether there is a new one."""
        is_open = verdict is None or verdict.is_clean
        if not is_open or file.has_thumbnail or file.media_type not in PICTURES:
            return False
        picture = await thumbnail_of(content)
        if picture is None:
            return False
        await self._store.put(key_of(system.workspace_id, file.id, thumbnail=True), picture)
        return True


async def erase_loose(system: System, settings: Settings) -> str:
    """Erase files that no message carries after a day: condemned first, then their bytes, then their rows."""
    store, total = open_file_store(settings), 0
    while condemned := await act(system, condemn_files):
        for file_id in condemned:
            await store.remove(key_of(system.workspace_id, file_id))
            await store.remove(key_of(system.workspace_id, file_id, thumbnail=True))
        total += await act(system, erase_files, condemned)
    return f"{total} files erased"


async def _pieces(content: IO[bytes]) -> AsyncIterator[bytes]:
    content.seek(0)
    while piece := content.read(CHUNK):
        yield piece


def _found(file: Claimed, fence: int, verdict: Verdict | None, *, has_thumbnail: bool) -> Finding:
    if verdict is None:
        return Finding(file_id=file.id, fence=fence, state=State.UNSCANNED, has_thumbnail=has_thumbnail)
    if verdict.is_clean:
        return Finding(file_id=file.id, fence=fence, state=State.CLEAN, has_thumbnail=has_thumbnail)
    why = f"virus: {verdict.found}" if verdict.found else verdict.unsure
    _log.warning("file_held", file=str(file.id), why=why)
    return Finding(file_id=file.id, fence=fence, state=State.HELD, reason=why)


def _put_off(file: Claimed, fence: int, *, why: str, is_scanned: bool, now: datetime) -> Finding:
    """What could not be looked at is held back while there is a scanner, and looked at again."""
    pause = min(timedelta(seconds=2.0 ** min(file.attempts, 12)), LONGEST_PAUSE)
    _log.warning("file_not_checked", file=str(file.id), why=why, attempt=file.attempts)
    state = State.HELD if is_scanned else file.state
    return Finding(file_id=file.id, fence=fence, state=state, reason=why[:300], again_at=now + pause)
