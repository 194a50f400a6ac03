"""Small pictures: made in a process of its own, bare of metadata, and not at all of what is too much."""

from __future__ import annotations

import io
import tempfile
import zlib
from typing import IO

import pytest
from PIL import Image, ImageDraw

from deskhand.kit import thumbnail
from deskhand.kit.thumbnail import EDGE, LOGO, logo_of, thumbnail_of


def filed(content: bytes) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (its last name closes it)
    file.write(content)
    file.flush()
    return file


def drawn(kind: str, size: tuple[int, int] = (640, 400), **rest: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, (200, 40, 30)).save(content, kind, **rest)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
async def test_a_picture_becomes_a_small_webp(kind: str) -> None:
    with filed(drawn(kind)) as file:
        made = await thumbnail_of(file)
    assert made is not None
    with Image.open(io.BytesIO(made)) as small:
        assert (small.format, small.size) == ("WEBP", (EDGE, 200))


async def test_metadata_is_left_out_and_the_turn_is_kept() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "SECRET PLACE"
    with filed(drawn("JPEG", exif=exif)) as file:
        made = await thumbnail_of(file)
    assert made is not None
    assert b"SECRET" not in made
    with Image.open(io.BytesIO(made)) as small:
        assert small.size == (200, EDGE)
        assert not small.getexif()


def huge_png() -> bytes:
    """Return a PNG of a few bytes that says that it has 40,000 × 40,000 pixels."""
    chunk = (40_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    head = b"IHDR" + chunk
    return b"\x89PNG\r\n\x1a\n" + len(chunk).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big") + bytes(20)


@pytest.mark.parametrize("content", [b"", b"GIF89a nothing", drawn("PNG")[:200], huge_png(), b"%!PS-Adobe-3.0 EPSF"])
async def test_what_is_broken_or_too_large_has_none(content: bytes) -> None:
    with filed(content) as file:
        assert await thumbnail_of(file) is None


async def test_a_child_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnail, "SECONDS", 0)
    with filed(drawn("PNG")) as file:
        assert await thumbnail_of(file) is None


def inked(ink: str, *, size: tuple[int, int] = (1200, 400), mode: str = "RGBA") -> bytes:
    """Return a PNG with four bars of one colour in the middle of nothing."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    for start in (200, 400, 600, 900):
        ImageDraw.Draw(picture).rectangle((start, 100, start + 99, 299), fill=ink)
    content = io.BytesIO()
    picture.convert(mode).save(content, "PNG")
    return content.getvalue()


async def test_a_logo_loses_its_margins_and_says_where_it_would_be_lost() -> None:
    for ink, lost in (("#101010", (1000, 0)), ("#ffffff", (0, 1000)), ("#1f5fd1", (0, 0))):
        with filed(inked(ink)) as file:
            made = await logo_of(file)
        assert made is not None
        # They keep 4:1; what is left of its blurred edges moves that by a pixel or two.
        assert made.width <= LOGO[0]
        assert 120 <= made.height <= LOGO[1]
        assert made.width / made.height == pytest.approx(4, abs=0.1)
        assert (round(made.dark, -2), round(made.light, -2)) == lost
        with Image.open(io.BytesIO(made.png)) as drawn_anew:
            assert (drawn_anew.format, drawn_anew.size) == ("PNG", (made.width, made.height))


async def test_a_logo_with_a_ground_of_its_own_needs_none() -> None:
    with filed(drawn("JPEG", (300, 100), exif=Image.Exif())) as file:
        made = await logo_of(file)
    assert made is not None
    assert (made.width, made.height, made.dark, made.light) == (300, 100, 0, 0)


@pytest.mark.parametrize("content", [b"", drawn("GIF"), drawn("PNG")[:200], huge_png(), inked("#00000000")])
async def test_what_is_broken_too_large_or_empty_is_no_logo(content: bytes) -> None:
    with filed(content) as file:
        assert await logo_of(file) is None
