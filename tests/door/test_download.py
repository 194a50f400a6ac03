"""Files on their way out: names in headers, and none while it is not known to be harmless."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deskhand.door.download import disposition
from deskhand.reactions.check_files import FileChecker
from tests.database import Desk
from tests.front import opened
from tests.scanner import VIRUS, loopback_clamd

BYTES = {"content-type": "application/octet-stream"}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a b.txt", "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt"),
        ('x".txt', "attachment; filename=\"x_.txt\"; filename*=UTF-8''x%22.txt"),
        ("Ü\r\n.txt", "attachment; filename=\"___.txt\"; filename*=UTF-8''%C3%9C%0D%0A.txt"),
    ],
)
def test_a_name_cannot_leave_its_header(name: str, header: str) -> None:
    assert disposition(name) == header


async def test_nothing_leaves_before_it_is_clean(desk: Desk) -> None:
    async with loopback_clamd() as clamd:
        scanned = replace(desk, settings=replace(desk.settings, clamd=clamd.place))
        async with opened(scanned) as front:
            client = await front.client(desk.customer)
            urls = []
            for content in (b"fine", VIRUS):
                sent = await client.send("POST", "/api/files?name=a.txt", content=content, headers=BYTES)
                assert sent.json["state"] == "checking"
                urls.append(sent.json["url"])
            for url in urls:
                early = await client.get(url)
                assert (early.status, "being checked" in early.json["detail"]) == (409, True)
            await FileChecker(scanned.settings).check_due(4)
            assert (await client.get(urls[0])).content == b"fine"
            held = await client.get(urls[1])
            assert (held.status, "held back" in held.json["detail"]) == (409, True)


async def test_a_broken_download_goes_on_where_it_stopped(desk: Desk) -> None:
    async with opened(desk) as front:
        client = await front.client(desk.customer)
        sent = await client.send("POST", "/api/files?name=a.txt", content=b"0123456789", headers=BYTES)
        url = sent.json["url"]
        whole = await client.get(url)
        assert (whole.status, whole.headers["accept-ranges"], whole.content) == (200, "bytes", b"0123456789")
        etag = whole.headers["etag"]
        for header, content, where in (
            ("bytes=4-6", b"456", "bytes 4-6/10"), ("bytes=7-", b"789", "bytes 7-9/10"),
            ("bytes=-2", b"89", "bytes 8-9/10"),
        ):  # fmt: skip
            part = await client.get(url, range=header, if_range=etag)
            assert (part.status, part.content, part.headers["content-range"]) == (206, content, where)
            assert part.headers["content-length"] == str(len(content))
        assert (await client.get(url, range="bytes=4-6", if_range='"other"')).content == b"0123456789"
        behind = await client.get(url, range="bytes=10-")
        assert (behind.status, behind.content, behind.headers["content-range"]) == (416, b"", "bytes */10")
