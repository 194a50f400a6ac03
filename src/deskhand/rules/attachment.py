"""Files that people attach: states, limits, shown names, and the type that the content has."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from msgspec import Struct

from deskhand.kit.text import flaw_in, on_one_line, without_controls
from deskhand.rules.errors import Invalid

MB = 1024 * 1024
LONGEST_NAME = 200
"""Characters of a shown name."""
LOOSE = 50
"""Files that one person may have uploaded and not attached yet."""
EXPANDS_TO = 1024 * MB
"""Bytes that an archive may hold unpacked."""
EXPANDS_BY = 100
"""Times its own size that an archive may hold unpacked, once that is more than `EXPANDS_FREELY`."""
EXPANDS_FREELY = 50 * MB
"""Bytes that an archive of any ratio may hold unpacked."""
UNKNOWN = "application/octet-stream"
"""The type of what no signature names."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
"""Types of which a small picture is made."""
ACTIVE = frozenset({"text/html", "image/svg+xml", "text/xml"})
"""Types that browsers could run; they leave as bytes of no type."""


class State(StrEnum):
    """How far a file has come; only `clean` and `unscanned` ones may be opened."""

    ARRIVING = "arriving"
    """Its bytes are being stored."""
    CHECKING = "checking"
    """It waits for the virus scanner."""
    CLEAN = "clean"
    """The scanner found nothing."""
    HELD = "held"
    """A virus was found, or the scanner could not say: nobody may open it."""
    UNSCANNED = "unscanned"
    """No scanner is set up."""


class Limits(Struct, frozen=True, kw_only=True):
    """What may be attached."""

    file_bytes: int = 25 * MB
    count: int = 10
    message_bytes: int = 50 * MB


class NewFile(Struct, frozen=True, kw_only=True):
    """A file whose bytes are about to be stored."""

    name: str
    size: int
    media_type: str
    digest: bytes


def shown_name(name: str) -> str:
    """Return a name as it is shown and saved under: the last part of a path, one line, no control characters."""
    last = PurePosixPath(without_controls(name).replace("\\", "/")).name
    plain = on_one_line("".join(letter for letter in on_one_line(last) if letter.isprintable()))
    if flaw_in(plain) is not None or plain.strip(". ") == "":
        return "file"
    if len(plain) <= LONGEST_NAME:
        return plain
    ending = PurePosixPath(plain).suffix[:20]
    return plain[: LONGEST_NAME - len(ending)] + ending


def check_count(count: int, limits: Limits) -> None:
    """Refuse more files than a message may carry."""
    if count > limits.count:
        raise Invalid({"attachments": f"are {count}; a message carries at most {limits.count}"})


def check_sizes(sizes: list[int], limits: Limits) -> None:
    """Refuse files that are too large together."""
    if sum(sizes) > limits.message_bytes:
        most = limits.message_bytes // MB
        raise Invalid({"attachments": f"are {sum(sizes) / MB:.1f} MB together; a message carries at most {most} MB"})


def wanted_part(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last that a Range header asks for, None for the whole file.

    A part that begins behind the end is empty, since there is none. Several parts at once, other units and nonsense
    are passed over, as the standard allows.
    """
    found = _PART.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = int(found[2]) if found[1] and found[2] else size - 1
    if found[1] and found[2] and last < first:
        return None
    return (size, size) if first >= size or (not found[1] and not int(found[2])) else (first, min(last, size - 1) + 1)


def expands_too_much(size: int, unpacked: int) -> bool:
    """Say whether an archive of so many bytes holds suspiciously many."""
    return unpacked > EXPANDS_TO or (unpacked > EXPANDS_FREELY and unpacked > size * EXPANDS_BY)


_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
_PART = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE: tuple[tuple[str, str], ...] = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"<(?:!doctype html|html|head|body|script|iframe|meta)[\s>]", re.IGNORECASE), "text/html"),
    (re.compile(rb"\A\s*<\?xml", re.IGNORECASE), "text/xml"),
)


def media_type(head: bytes, *, members: tuple[str, ...] = ()) -> str:
    """Return the type that a content has, by its first bytes and, for a ZIP, the names in it; never by a name."""
    if head.startswith(_ZIP):
        return next((kind for folder, kind in _OFFICE if any(n.startswith(folder) for n in members)), "application/zip")
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    for pattern, kind in _MARKUP:
        if pattern.search(head[:4096]):
            return kind
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and len(head) >= 4  # a character that the end of the head cuts
    return True
