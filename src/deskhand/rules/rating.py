"""What requesters say of a ticket that is done: from 1 to 5, with a comment, once, and changed within a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import flaw_in, without_controls
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.ticket import Status

LOWEST, HIGHEST = 1, 5
COMMENT_LIMIT = 2000
"""Characters of a comment."""
CHANGEABLE = timedelta(days=1)
"""How long a rating may be changed after it was given."""
SURVEY_HOURS = 24
"""Hours after closing at which the requester is asked, unless the desk or its workspace says otherwise."""
LONGEST_SURVEY_HOURS = 30 * 24
LINK_LASTS = timedelta(days=30)
"""How long after closing the link of the survey works."""


class Rating(Struct, frozen=True, kw_only=True):
    """What a requester said of a ticket."""

    ticket_id: UUID
    rating: int
    comment: str
    created_at: datetime
    changed_at: datetime


def survey_due(closed_at: datetime, *, delay: timedelta, is_rated: bool, was_asked: bool) -> datetime | None:
    """Return when to ask how satisfied the requester of a closed ticket is; None when they are not asked."""
    return None if is_rated or was_asked or not delay else closed_at + delay


def link_works(closed_at: datetime | None, *, now: datetime) -> bool:
    """Say whether the link of a survey still opens its ticket's rating; one of an open ticket says so itself."""
    return closed_at is None or now - closed_at <= LINK_LASTS


def check_time(status: Status, *, rated_at: datetime | None, now: datetime) -> None:
    """Refuse a rating of what is not done, and a change of one that stands for longer than a day."""
    if status not in {Status.RESOLVED, Status.CLOSED}:
        raise Conflict(f"A ticket is rated once it is resolved or closed; this one is {status.value}.")
    if not may_change(rated_at, now=now):
        raise Conflict("The ticket was rated more than a day ago, and its rating stays as it is.")


def may_rate(status: Status, *, rated_at: datetime | None, now: datetime) -> bool:
    """Say whether a ticket may be rated now."""
    return status in {Status.RESOLVED, Status.CLOSED} and may_change(rated_at, now=now)


def may_change(rated_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a rating may still be given or changed."""
    return rated_at is None or now - rated_at <= CHANGEABLE


def checked(rating: int, comment: str) -> str:
    """Return a comment as it is kept; refuse with a sentence for each of the two that cannot be taken."""
    kept = without_controls(comment).strip()
    flaws: dict[str, str] = {}
    if not LOWEST <= rating <= HIGHEST:
        flaws["rating"] = f"{rating} is not a whole number from {LOWEST} to {HIGHEST}"
    if len(kept) > COMMENT_LIMIT:
        flaws["comment"] = f"is {len(kept):,} characters long; at most {COMMENT_LIMIT:,} are allowed"
    elif (flaw := flaw_in(comment)) is not None:
        flaws["comment"] = f"holds {flaw}, which cannot be stored; remove it"
    if flaws:
        raise Invalid(flaws)
    return kept
