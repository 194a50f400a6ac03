"""Makes a small picture or a logo of an image, in a process of its own that may use little time and memory alone."""

from __future__ import annotations

import asyncio
import contextlib
import io
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

EDGE = 320
"""Pixels of the longer side."""
PIXELS = 50_000_000
"""Pixels of an image at most; a larger one stays without a picture."""
SECONDS = 10
"""CPU seconds at most, and twice that on the clock."""
MEMORY = 768 * 1024 * 1024
"""Bytes of address space at most."""
LARGEST = 512 * 1024
"""Bytes of a small picture at most."""
LOGO = (512, 128)
"""Pixels of a logo at most."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_LOGO_FORMATS = ("PNG", "JPEG", "WEBP")
_NEARLY_BLACK, _NEARLY_WHITE = 60, 225


@dataclass(frozen=True, slots=True)
class Drawn:
    """A logo as a PNG, with how many thousandths of what is seen of it are nearly black and nearly white."""

    png: bytes
    width: int
    height: int
    dark: int
    light: int


async def thumbnail_of(image: IO[bytes]) -> bytes | None:
    """Return a small WebP without anybody's metadata, or None when the image cannot be read within the limits."""
    return await _made(image, "picture")


async def logo_of(image: IO[bytes]) -> Drawn | None:
    """Return a logo without margins and metadata, or None when the image cannot be read or shows nothing."""
    made = await _made(image, "logo")
    if made is None:
        return None
    head, _, png = made.partition(b"\n")
    width, height, dark, light = (int(word) for word in head.split())
    return Drawn(png, width, height, dark, light)


async def _made(image: IO[bytes], what: str) -> bytes | None:
    image.seek(0)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(Path(__file__)), what, stdin=image,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"}, close_fds=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(2 * SECONDS):
            made, _ = await child.communicate()
    except TimeoutError:
        made = b""
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return made if child.returncode == 0 and 0 < len(made) <= LARGEST else None


def draw(file: IO[bytes]) -> bytes:
    """Return the small picture; ValueError for too many pixels, and whatever a broken image raises."""
    from PIL import Image  # noqa: PLC0415 (the desk's own process never loads it)

    upright = _opened(file, (EDGE, EDGE), formats=_FORMATS)
    upright.thumbnail((EDGE, EDGE))
    bare = Image.new("RGBA", upright.size)
    bare.paste(upright.convert("RGBA"))
    drawn = io.BytesIO()
    bare.save(drawn, "WEBP", quality=80)
    return drawn.getvalue()


def draw_logo(file: IO[bytes]) -> bytes:
    """Return a line of four figures (see Drawn) and the logo; ValueError for one that shows nothing."""
    from PIL import Image  # noqa: PLC0415 (as above)

    upright = _opened(file, LOGO, formats=_LOGO_FORMATS).convert("RGBA")
    upright.thumbnail((LOGO[0] * 2, LOGO[1] * 2))
    frame = upright.getchannel("A").point([0] * 9 + [255] * 247).getbbox()
    if frame is None:
        raise ValueError("nothing to see")
    inked = upright.crop(frame)
    inked.thumbnail(LOGO)
    bare = Image.new("RGBA", inked.size)
    bare.paste(inked)
    drawn = io.BytesIO()
    bare.save(drawn, "PNG", optimize=True)
    dark, light = _lost(bare)
    return b"%d %d %d %d\n" % (*bare.size, dark, light) + drawn.getvalue()


def _opened(file: IO[bytes], size: tuple[int, int], *, formats: tuple[str, ...]) -> Picture:
    from PIL import Image, ImageOps  # noqa: PLC0415 (as above)

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(file, formats=formats) as image:
        if image.width * image.height > PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (size[0] * 2, size[1] * 2))
        return ImageOps.exif_transpose(image)


def _lost(logo: Picture) -> tuple[int, int]:
    """Return the thousandths of what is seen that are nearly black and nearly white; none where it has a ground."""
    seen = logo.getchannel("A").point([0] * 128 + [255] * 128)
    levels = logo.convert("L").histogram(seen)
    count = sum(levels)
    if not count or count > 0.9 * logo.width * logo.height:
        return 0, 0
    return sum(levels[:_NEARLY_BLACK]) * 1000 // count, sum(levels[_NEARLY_WHITE:]) * 1000 // count


def limit() -> None:
    """Give this process its limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    limit()
    sys.stdout.buffer.write((draw_logo if sys.argv[1] == "logo" else draw)(sys.stdin.buffer))
