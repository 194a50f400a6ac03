"""Files on their way in, where the API's tests do not look: crashes between row and bytes, keys whose file went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.channels.file_store import FileStore
from deskhand.kit import clock
from deskhand.reactions.check_files import erase_loose
from deskhand.rules.errors import Temporary
from tests.database import Desk
from tests.front import opened

BYTES = {"content-type": "application/octet-stream", "idempotency-key": "one"}


async def test_an_upload_that_broke_off_is_finished_by_its_key_or_erased(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(desk) as front:
        client = await front.client(desk.customer)

        async def away(*_: object) -> None:
            raise Temporary("The file store is out of reach: planned.", after=5)

        with monkeypatch.context() as patch:
            patch.setattr(FileStore, "put", away)
            broken = await client.send("POST", "/api/files?name=a.txt", content=b"abc", headers=BYTES)
        assert broken.status == 503
        assert await desk.value("select state from files") == "arriving"
        again = await client.send("POST", "/api/files?name=a.txt", content=b"abc", headers=BYTES)
        assert (again.status, again.json["state"]) == (201, "unscanned")
        assert await desk.value("select count(*) from files") == 1
        with clock.moved(timedelta(hours=25)):
            assert await erase_loose(desk.system, desk.settings) == "1 files erased"
        gone = await client.send("POST", "/api/files?name=a.txt", content=b"abc", headers=BYTES)
        assert (gone.status, "new key" in gone.json["detail"]) == (409, True)


async def test_what_comes_in_leaves_nothing_beside_the_store(desk: Desk) -> None:
    async with opened(desk) as front:
        client = await front.client(desk.customer)
        assert (await client.send("POST", "/api/files", content=b"abc", headers=BYTES)).json["name"] == "file"
        files = {path.relative_to(desk.settings.data).parts[0] for path in desk.settings.data.rglob("*")}
        assert files == {"files"}
