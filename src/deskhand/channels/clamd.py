"""Speaks to ClamAV's clamd (INSTREAM): what it says of a content, and nothing that it did not say."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from deskhand.rules.errors import Temporary
from deskhand.rules.file_places import Scanner

CONNECT_PATIENCE = 5.0
PATIENCE = 120.0
"""Seconds for one content, from the first byte to the answer."""
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said: `found` names a virus; `unsure` says why it could not tell, which is no “clean”."""

    found: str | None = None
    unsure: str | None = None

    @property
    def is_clean(self) -> bool:
        """Whether the scanner looked through all of it and found nothing."""
        return self.found is None and self.unsure is None


class Clamd:
    """One clamd; a connection for each content."""

    def __init__(self, place: Scanner, *, patience: float = PATIENCE) -> None:
        """Remember where it listens."""
        self._place = place
        self._patience = patience

    async def ready(self) -> None:
        """Return once it answers; Temporary says why it does not."""
        answer = await self._asked(b"zPING\0", None)
        if answer != "PONG":
            raise Temporary(f"clamd answers “{answer[:60]}” instead of PONG.")

    async def scan(self, content: AsyncIterator[bytes]) -> Verdict:
        """Return what it says of a content; Temporary when it cannot be reached, is late, or hangs up."""
        answer = await self._asked(b"zINSTREAM\0", content)
        said = answer.removeprefix("stream: ")
        if said == "OK":
            return Verdict()
        if said.endswith(" FOUND"):
            return Verdict(found=said.removesuffix(" FOUND")[:200])
        if "size limit exceeded" in said:
            return Verdict(unsure="It is larger than the scanner takes (StreamMaxLength).")
        raise Temporary(f"clamd answers “{said[:100]}”.")

    async def _asked(self, command: bytes, content: AsyncIterator[bytes] | None) -> str:
        try:
            async with asyncio.timeout(self._patience):
                async with asyncio.timeout(CONNECT_PATIENCE):
                    reader, writer = await self._connected()
                try:
                    return await _exchanged(reader, writer, command=command, content=content)
                finally:
                    writer.close()
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
        except TimeoutError:
            raise Temporary("clamd does not answer in time.") from None
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Temporary(f"clamd is out of reach ({type(error).__name__}).") from error

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._place.path:
            return await asyncio.open_unix_connection(self._place.path)
        return await asyncio.open_connection(self._place.host, self._place.port)


async def _exchanged(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, command: bytes, content: AsyncIterator[bytes] | None
) -> str:
    answering = asyncio.ensure_future(reader.readuntil(b"\0"))
    try:
        writer.write(command)
        if content is not None:
            await _sent(writer, content, until=answering)
        return (await answering).rstrip(b"\0\n").decode("utf-8", "replace")
    except asyncio.LimitOverrunError:
        raise Temporary("clamd says more than an answer.") from None
    finally:
        answering.cancel()


async def _sent(writer: asyncio.StreamWriter, content: AsyncIterator[bytes], *, until: asyncio.Future[bytes]) -> None:
    """Send a content; one that has heard enough answers and hangs up before the end."""
    async for whole in content:
        for start in range(0, len(whole), _PIECE):
            if until.done():
                return
            piece = whole[start : start + _PIECE]
            try:
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            except ConnectionError:
                return
    writer.write(bytes(4))
