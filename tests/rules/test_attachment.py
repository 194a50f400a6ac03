"""Files by rule: shown names, limits, and types by content."""

from __future__ import annotations

import pytest

from deskhand.rules.attachment import (
    LONGEST_NAME,
    MB,
    UNKNOWN,
    Limits,
    check_count,
    check_sizes,
    expands_too_much,
    media_type,
    shown_name,
    wanted_part,
)
from deskhand.rules.errors import Invalid


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("notes.txt", "notes.txt"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\report.pdf", "report.pdf"),
        ("a\r\nSet-Cookie: b", "a Set-Cookie: b"),
        ("in\u202evoice\u200b.exe", "invoice.exe"),
        ("", "file"),
        ("..", "file"),
        ("\x00", "file"),
        ("Müller 報告.pdf", "Müller 報告.pdf"),
    ],
)
def test_a_name_is_one_line_without_its_path(given: str, shown: str) -> None:
    assert shown_name(given) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = shown_name("x" * 500 + ".pdf")
    assert len(shown) == LONGEST_NAME
    assert shown.endswith("x.pdf")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"  <SVG xmlns='x'>", "image/svg+xml"),
        (b"<!DOCTYPE HTML ><p>", "text/html"),
        (b"<?xml version='1.0'?><a/>", "text/xml"),
        (b"MZ\x90\x00", "application/x-msdownload"),
        (b"hello", "text/plain"),
        ("é".encode() * 3 + b"\xc3", "text/plain"),
        (b"a\x00b", UNKNOWN),
        (b"\xff\xfe\xfd\xfc\xfb\xfa", UNKNOWN),
    ],
)
def test_a_type_is_told_by_the_content(head: bytes, kind: str) -> None:
    assert media_type(head) == kind


def test_an_office_file_is_told_by_what_is_in_its_archive() -> None:
    assert media_type(b"PK\x03\x04", members=("[Content_Types].xml", "xl/workbook.xml")).endswith("spreadsheetml.sheet")
    assert media_type(b"PK\x03\x04", members=("a.txt",)) == "application/zip"


def test_limits_are_of_count_and_sum() -> None:
    limits = Limits(count=2, message_bytes=3 * MB)
    check_count(2, limits)
    check_sizes([MB, 2 * MB], limits)
    with pytest.raises(Invalid, match="at most 2"):
        check_count(3, limits)
    with pytest.raises(Invalid, match=r"3\.0 MB together; a message carries at most 3 MB"):
        check_sizes([3 * MB, 1], limits)


@pytest.mark.parametrize(
    ("size", "unpacked", "is_too_much"),
    [(1000, 49 * MB, False), (1000, 51 * MB, True), (MB, 99 * MB, False), (20 * MB, 1025 * MB, True)],
)
def test_an_archive_may_hold_so_much(size: int, unpacked: int, *, is_too_much: bool) -> None:
    assert expands_too_much(size, unpacked) is is_too_much


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None), ("bytes=0-0", (0, 1)), ("bytes=3-", (3, 10)), ("bytes=3-99", (3, 10)), ("bytes=-4", (6, 10)),
        ("bytes=-99", (0, 10)), ("bytes=10-", (10, 10)), ("bytes=-0", (10, 10)), ("bytes=5-4", None), ("bytes=-", None),
        ("bytes=0-1,3-4", None), ("rows=0-1", None), ("bytes=x-", None), ("bytes=0-" + "9" * 400, None),
    ],
)  # fmt: skip
def test_a_part_of_a_file_is_what_the_header_asks_for(header: str, part: tuple[int, int] | None) -> None:
    assert wanted_part(header, 10) == part
