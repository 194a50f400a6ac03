"""Virus scanners on loopback: one that speaks clamd's protocol as it is told to, and the real one where it is there."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

VIRUS = b"DESKHAND-TEST-VIRUS-" + b"7f3a" * 10
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@dataclass
class LoopbackClamd:
    """Answers PING and INSTREAM; `answer` and `limit` say how it behaves."""

    port: int = 0
    answer: bytes | None = None
    """What it says instead of its finding; empty: it hangs up."""
    is_mute: bool = False
    limit: int = 10_000_000
    seen: list[bytes] = field(default_factory=list)

    @property
    def place(self) -> str:
        """What CLAMD is set to."""
        return f"127.0.0.1:{self.port}"

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            command = await reader.readuntil(b"\0")
            said = b"PONG\0" if command == b"zPING\0" else await self._looked(reader)
            if self.is_mute:
                await asyncio.sleep(3600)
            writer.write(said if self.answer is None else self.answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _looked(self, reader: asyncio.StreamReader) -> bytes:
        content = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(size)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        return b"stream: Deskhand.Test FOUND\0" if VIRUS in content else b"stream: OK\0"


@asynccontextmanager
async def loopback_clamd(port: int = 0) -> AsyncIterator[LoopbackClamd]:
    """Run a scanner that speaks the protocol."""
    scanner = LoopbackClamd()
    server = await asyncio.start_server(scanner.meet, "127.0.0.1", port)
    scanner.port = server.sockets[0].getsockname()[1]
    try:
        yield scanner
    finally:
        server.close()


@asynccontextmanager
async def real_clamd(folder: Path, program: str) -> AsyncIterator[str]:
    """Run ClamAV's own daemon with one signature of ours; yield the path of its socket."""
    (folder / "db").mkdir()
    (folder / "db/test.ndb").write_text(f"Deskhand.Test:0:*:{VIRUS.hex()}\n")
    socket = folder / "clamd.ctl"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {folder / 'db'}\nForeground true\nStreamMaxLength 1M\n"
        f"LogFile {folder / 'clamd.log'}\nPidFile {folder / 'clamd.pid'}\n"
    )
    process = await asyncio.create_subprocess_exec(
        program, "-c", str(settings), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(30):
            while not socket.exists():
                assert process.returncode is None, (folder / "clamd.log").read_text()
                await asyncio.sleep(0.05)
        yield str(socket)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
