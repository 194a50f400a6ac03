"""Reports that people have mailed, and those whose moment has come."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.report_mails import MOST, Reader, Subscription, subscription_of
from deskhand.store.db import Reading

BATCH = 100
"""Due subscriptions that are looked at together."""

_COLUMNS = "id, user_id, name, report, cadence, weekday, hour, zone, next_at, last_sent_at, skipped"
_OWN = f"""
    select {_COLUMNS} from report_subscriptions where workspace_id = $1 and user_id = (select deskhand_actor())
    order by id limit {MOST}
"""  # noqa: S608 (constants)
_DUE = f"""
    select s.*, u.email, u.role, u.is_active, u.time_zone, u.notification_preferences as preferences
    from (select {_COLUMNS} from report_subscriptions where workspace_id = $1) s
    join users u on u.workspace_id = $1 and u.id = s.user_id
    where (s.next_at <= $2 or s.zone <> u.time_zone) and ($3::uuid is null or s.id > $3)
    order by s.id limit {BATCH}
"""  # noqa: S608 (constants)


class DueNow(Struct, frozen=True, kw_only=True):
    """A subscription to look at, with whom it goes to."""

    held: Subscription
    reader: Reader


@query(needs=Can.MANAGE_WORKSPACE)
async def own_subscriptions(reading: Reading) -> list[Subscription]:
    """Return the reports that whoever asks has mailed, the oldest first."""
    return [subscription_of(dict(row)) for row in await reading.rows(_OWN, reading.workspace_id)]


@query(needs=Can.OPERATE)
async def due_subscriptions(reading: Reading, after: UUID | None = None) -> list[DueNow]:
    """Return subscriptions whose moment has come, or whose reader lives in another time zone now."""
    rows = await reading.rows(_DUE, reading.workspace_id, reading.now, after)
    names = Reader.__struct_fields__
    return [
        DueNow(held=subscription_of(dict(row)), reader=msgspec.convert({name: row[name] for name in names}, Reader))
        for row in rows
    ]
