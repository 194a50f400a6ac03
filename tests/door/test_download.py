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
