"""A table is kept as it was made, and no longer than mails are tried."""

from __future__ import annotations

from deskhand.rules.mail import Enclosure
from deskhand.store import report_files
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_table_is_kept_for_a_month(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        kept = [
            await report_files.add(tx, Enclosure(name=name, media_type="text/csv", content=b"a\r\n"))
            for name in ("old.csv", "new.csv")
        ]
    await desk.as_owner("update report_files set created_at = now() - interval '31 days' where name = 'old.csv'")
    async with acting_as(desk.system) as tx:
        assert await report_files.forget_old(tx) == 1
    (left,) = await desk.as_owner("select id, name, media_type, content from report_files")
    assert dict(left) == {"id": kept[1], "name": "new.csv", "media_type": "text/csv", "content": b"a\r\n"}
