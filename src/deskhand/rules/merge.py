"""When tickets may become one: nobody may read more by it, and nobody less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from deskhand.rules.errors import Conflict
from deskhand.rules.ticket import ACTIVE, Status

MOST = 50
"""Tickets that are merged into one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Which customers read a ticket: who asked, and the organization that it is shared with, if any."""

    requester_id: UUID
    requester_organization_id: UUID | None
    shared_with: UUID | None


class Side(Protocol):
    """What of a ticket decides whether it may be merged."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def status(self) -> Status:
        """Where it stands."""

    @property
    def merged_into_id(self) -> UUID | None:
        """The ticket that it was merged into."""


def is_same_audience(one: Audience, other: Audience) -> bool:
    """Say whether the same customers read two tickets."""
    if one.shared_with != other.shared_with:
        return False
    if one.requester_id == other.requester_id:
        return True
    places = {one.requester_organization_id, other.requester_organization_id}
    return one.shared_with is not None and places == {one.shared_with}


def check(source: Side, into: Side, *, same_audience: bool) -> None:
    """Refuse a merge that would hide a message, show one to somebody new, or bury what is still to be done."""
    if source.id == into.id:
        raise Conflict(f"{source.number} cannot be merged into itself, nor into a ticket that was merged into it.")
    if source.merged_into_id is not None:
        raise Conflict(f"{source.number} was merged into another ticket already; take that back first.")
    if not same_audience:
        raise Conflict(
            f"Not the same customers read {source.number} and {into.number}. Tickets are merged when they are of the "
            "same requester, or of an organization that shares its tickets; link them as duplicates instead."
        )
    if source.status in ACTIVE and into.status not in ACTIVE:
        raise Conflict(
            f"{into.number} is {into.status.value}, and {source.number} is still to be done. Reopen {into.number} "
            "first, or merge the other way round."
        )
