"""Telling admins which deadlines were kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from deskhand.actions.contract import action
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden
from deskhand.rules.events import PersonChanged, ReportMade
from deskhand.rules.mail import Enclosure
from deskhand.rules.sla_report import KIND, Reader
from deskhand.store import people, report_files, workspaces
from deskhand.store.db import Tx


@action(needs=Can.OPERATE)
async def tell_report(
    tx: Tx,
    readers: Sequence[Reader],
    until: datetime,
    *,
    figures: dict[str, str],
    rows: list[dict[str, str]],
    file: Enclosure | None = None,
) -> int | None:
    """Have those told who want it, all of them or none, and once; return how many, None when that day was told."""
    if not await workspaces.note_report(tx, until):
        return None
    wanted = [one for one in readers if one.is_wanted]
    file_id = await report_files.add(tx, file) if wanted and file else None
    for one in wanted:
        await tx.emit(ReportMade(user_id=one.user_id, address=one.email, figures=figures, rows=rows, file_id=file_id))
    return len(wanted)


@action(needs=Can.MANAGE_WORKSPACE)
async def choose_report(tx: Tx, *, is_wanted: bool) -> None:
    """Have the report of each morning mailed to oneself, or no more."""
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only a person gets mails.")
    if await people.set_mail(tx, tx.actor.user_id, KIND, is_wanted=is_wanted):
        pair = ("off", "on") if is_wanted else ("on", "off")
        await tx.emit(PersonChanged(user_id=tx.actor.user_id, changes={KIND: pair}))
