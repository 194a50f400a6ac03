"""The scanner's protocol: what is clean, what is not, and everything that is neither."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from deskhand.channels.clamd import Clamd, Verdict
from deskhand.rules.errors import Temporary
from deskhand.rules.file_places import Scanner, scanner
from tests.running import free_port
from tests.scanner import CLAMD, VIRUS, loopback_clamd, real_clamd


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_it_says_what_it_found() -> None:
    async with loopback_clamd() as clamd:
        channel = Clamd(scanner(clamd.place))
        await channel.ready()
        assert await channel.scan(pieces(b"hello ", b"", b"x" * 600_000)) == Verdict()
        assert clamd.seen == [b"hello " + b"x" * 600_000]
        found = await channel.scan(pieces(VIRUS[:10], VIRUS[10:]))
        assert (found.found, found.is_clean) == ("Deskhand.Test", False)


async def test_more_than_it_takes_is_not_clean() -> None:
    async with loopback_clamd() as clamd:
        clamd.limit = 1000
        verdict = await Clamd(scanner(clamd.place)).scan(pieces(b"x" * 2000))
        assert not verdict.is_clean
        assert "larger than the scanner takes" in (verdict.unsure or "")


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"stream: Something ERROR\0", b"OK\n", b"\0"])
async def test_whatever_else_it_says_is_no_verdict(answer: bytes) -> None:
    async with loopback_clamd() as clamd:
        clamd.answer = answer
        with pytest.raises(Temporary, match="clamd"):
            await Clamd(scanner(clamd.place)).scan(pieces(b"hello"))
        with pytest.raises(Temporary, match="clamd"):
            await Clamd(scanner(clamd.place)).ready()


async def test_one_that_is_late_or_away_is_no_verdict(tmp_path: Path) -> None:
    async with loopback_clamd() as clamd:
        clamd.is_mute = True
        with pytest.raises(Temporary, match="in time"):
            await Clamd(scanner(clamd.place), patience=0.3).scan(pieces(b"hello"))
    for place in (Scanner(host="127.0.0.1", port=free_port()), Scanner(path=str(tmp_path / "nobody"))):
        with pytest.raises(Temporary, match="out of reach"):
            await Clamd(place).scan(pieces(b"hello"))


@pytest.mark.skipif(
    CLAMD is None, reason="needs ClamAV's clamd (Debian: clamav-daemon); the tests above use a loopback server instead"
)
async def test_the_real_daemon_says_the_same(tmp_path: Path) -> None:
    async with real_clamd(tmp_path, str(CLAMD)) as socket:
        channel = Clamd(scanner(socket))
        await channel.ready()
        assert await channel.scan(pieces(b"hello", b" there")) == Verdict()
        assert (await channel.scan(pieces(VIRUS))).found == "Deskhand.Test.UNOFFICIAL"
        assert not (await channel.scan(pieces(b"before ", VIRUS, b" after"))).is_clean
        with suppress(Temporary):  # it hangs up on what is too large, and its answer may be lost with the connection
            assert not (await channel.scan(pieces(*[b"x" * 500_000] * 6))).is_clean
