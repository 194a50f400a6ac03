"""How large an archive is unpacked, found out without unpacking more than is allowed."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO

DEPTH = 3
"""Archives within archives that are looked into."""
MEMBERS = 10_000
"""Members of an archive at most; more count as endless."""
ENDLESS = 1 << 62
"""The size of what has no end that is worth waiting for."""
_PIECE = 64 * 1024
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"


def member_names(file: IO[bytes]) -> tuple[str, ...]:
    """Return the names in a ZIP; none when it cannot be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            return tuple(archive.namelist()[:MEMBERS])
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError):
        return ()


def unpacked_size(file: IO[bytes], *, most: int, depth: int = DEPTH) -> int:
    """Return how many bytes a ZIP or gzip holds, inner ones included; 0 for anything else, `most` or more when over."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head == _ZIP:
        return _of_zip(file, most=most, depth=depth)
    return _of_gzip(file, most=most) if head.startswith(_GZIP) else 0


def _of_zip(file: IO[bytes], *, most: int, depth: int) -> int:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            total = ENDLESS if len(members) > MEMBERS else sum(member.file_size for member in members)
            for member in members:
                if total > most:
                    break
                total += _of_member(archive, member, most=most - total, depth=depth)
            return total
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, zlib.error, RuntimeError):
        return 0  # broken, or locked with a password: nothing unpacks it by itself


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, most: int, depth: int) -> int:
    if member.flag_bits & 1 or member.file_size < 22:
        return 0
    with archive.open(member) as inner:
        head = inner.read(4)
        if head != _ZIP and not head.startswith(_GZIP):
            return 0
        if depth == 0:
            return ENDLESS
        return unpacked_size(io.BytesIO(head + inner.read()), most=most, depth=depth - 1)


def _of_gzip(file: IO[bytes], *, most: int) -> int:
    unpacking = zlib.decompressobj(wbits=31)
    total, rest = 0, b""
    while total <= most and not unpacking.eof:
        piece = rest or file.read(_PIECE)
        if not piece:
            break
        try:
            total += len(unpacking.decompress(piece, 1024 * 1024))
        except zlib.error:
            break
        rest = unpacking.unconsumed_tail
    return total
