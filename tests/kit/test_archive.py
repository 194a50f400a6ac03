"""Archives: their unpacked size, inner ones included, found without unpacking what is too much."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from deskhand.kit.archive import ENDLESS, member_names, unpacked_size

MB = 1024 * 1024


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def size_of(content: bytes, *, most: int = 64 * MB) -> int:
    return unpacked_size(io.BytesIO(content), most=most)


def test_sizes_are_added_up() -> None:
    assert size_of(zipped(("a", bytes(1000)), ("b", bytes(500)))) == 1500
    assert size_of(gzip.compress(bytes(3 * MB))) == 3 * MB
    assert size_of(b"neither of them") == 0


def test_archives_within_archives_count() -> None:
    inner = zipped(("zeros", bytes(2 * MB)))
    assert size_of(zipped(("inner.zip", inner), ("inner.gz", gzip.compress(bytes(MB))))) > 3 * MB


def test_a_nest_without_end_is_endless() -> None:
    content = zipped(("zeros", bytes(100)))
    for _ in range(6):
        content = zipped(("deeper.zip", content))
    assert size_of(content) >= ENDLESS


def test_unpacking_stops_at_what_is_too_much() -> None:
    assert MB < size_of(gzip.compress(bytes(50 * MB)), most=MB) <= 3 * MB


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and nothing", b"\x1f\x8b\x08 broken", zipped(("a", b"x"))[:-20]],
    ids=["no zip", "no gzip", "cut zip"],
)
def test_a_broken_archive_unpacks_to_nothing(content: bytes) -> None:
    assert size_of(content) == 0
    assert member_names(io.BytesIO(content)) == ()


def test_names_are_read() -> None:
    assert member_names(io.BytesIO(zipped(("word/document.xml", b"x")))) == ("word/document.xml",)
