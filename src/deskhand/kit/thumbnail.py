"""Makes a small picture of an image, in a process of its own that may use little time, memory and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import io
import resource
import sys
from pathlib import Path
from typing import IO

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
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


async def thumbnail_of(image: IO[bytes]) -> bytes | None:
    """Return a small WebP without anybody's metadata, or None when the image cannot be read within the limits."""
    image.seek(0)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(Path(__file__)), stdin=image,
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
    from PIL import Image, ImageOps  # noqa: PLC0415 (the desk's own process never loads it)

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(file, formats=_FORMATS) as image:
        if image.width * image.height > PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (EDGE * 2, EDGE * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((EDGE, EDGE))
        bare = Image.new("RGBA", upright.size)
        bare.paste(upright.convert("RGBA"))
    drawn = io.BytesIO()
    bare.save(drawn, "WEBP", quality=80)
    return drawn.getvalue()


def limit() -> None:
    """Give this process its limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    limit()
    sys.stdout.buffer.write(draw(sys.stdin.buffer))
