"""Having reports mailed to oneself: from when on, at another time, no more; and telling whose moment has come."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.events import Change, ReportSubscribed, ReportUnsubscribed, SubscriptionChanged, SubscriptionDue
from deskhand.rules.mail import Enclosure
from deskhand.rules.report_mails import MOST, Subscription, Turn, Wanted, When, check_when, checked, next_moment
from deskhand.store import report_files, report_mails
from deskhand.store.db import Tx


@action(needs=Can.MANAGE_WORKSPACE)
async def subscribe(tx: Tx, wanted: Wanted) -> UUID:
    """Have a report mailed to oneself from the next moment on."""
    person = _person(tx)
    kept = checked(wanted)
    if await report_mails.count(tx, person.user_id) >= MOST:
        raise Invalid({"name": f"would be one more than the {MOST} reports that one person may have; end another one"})
    next_at = next_moment(kept.when, tx.now, ZoneInfo(person.time_zone))
    made = await report_mails.add(tx, kept, user_id=person.user_id, zone=person.time_zone, next_at=next_at)
    trail: dict[str, Change] = {name: (None, value) for name, value in _told(kept).items()}
    await tx.emit(ReportSubscribed(subscription_id=made, changes=trail))
    return made


@action(needs=Can.MANAGE_WORKSPACE)
async def change_when(tx: Tx, subscription_id: UUID, when: When) -> None:
    """Have a report of one's own come at another time."""
    held, person = await _own(tx, subscription_id), _person(tx)
    check_when(when)
    if when == held.when:
        return
    next_at = next_moment(when, tx.now, ZoneInfo(person.time_zone))
    await report_mails.set_when(tx, held.id, when, zone=person.time_zone, next_at=next_at)
    changes: dict[str, Change] = {"when": (_text(held.when), _text(when))}
    await tx.emit(SubscriptionChanged(subscription_id=held.id, changes=changes))


@action(needs=Can.MANAGE_WORKSPACE)
async def unsubscribe(tx: Tx, subscription_id: UUID) -> None:
    """Have a report of one's own mailed no more."""
    held = await _own(tx, subscription_id)
    await report_mails.remove(tx, held.id)
    trail: dict[str, Change] = {name: (value, None) for name, value in _told(held).items()}
    await tx.emit(ReportUnsubscribed(subscription_id=held.id, changes=trail))


@action(needs=Can.OPERATE)
async def take_turn(
    tx: Tx, seen: Subscription, turn: Turn, *, made: SubscriptionDue | None, file: Enclosure | None = None
) -> bool:
    """Tell a subscriber and note the next moment at once; False when another worker did, or it is over."""
    held = await report_mails.locked(tx, seen.id)
    if held is None or held.next_at != seen.next_at or held.zone != seen.zone:
        return False
    await report_mails.note_turn(tx, seen.id, turn)
    if made is not None:
        await tx.emit(replace(made, file_id=await report_files.add(tx, file) if file else None))
    if turn.skipped != held.skipped:
        changes: dict[str, Change] = {"skipped": (held.skipped, turn.skipped)}
        await tx.emit(SubscriptionChanged(subscription_id=held.id, changes=changes))
    return True


async def _own(tx: Tx, subscription_id: UUID) -> Subscription:
    held = await report_mails.locked(tx, subscription_id)
    if held is None or held.user_id != _person(tx).user_id:
        raise NotFound("There is no such report by mail, or it was ended already.")
    return held


def _person(tx: Tx) -> Person:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only a person gets mails.")
    return tx.actor


def _told(wanted: Wanted) -> dict[str, str]:
    report = msgspec.json.encode(wanted.report).decode()
    return {"name": wanted.name, "report": report, "when": _text(wanted.when)}


def _text(when: When) -> str:
    return msgspec.json.encode(when).decode()
