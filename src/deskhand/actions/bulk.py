"""What became of one of many tickets that were changed at once, in words that can be kept and told again."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.rules.bulk import Fate
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from deskhand.rules.ticket import Ticket


class Refused(Struct, frozen=True, kw_only=True):
    """Why one ticket stayed as it was; `kind` is the refusal's name."""

    kind: str
    sentence: str
    fields: dict[str, str] = {}
    allowed: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one ticket: it as it stands now, or why it did not change."""

    id: UUID
    fate: Fate
    ticket: Ticket | None = None
    refused: Refused | None = None


def refused_by(refusal: Refusal) -> Refused:
    """Return a refusal as it is kept."""
    return Refused(
        kind=type(refusal).__name__,
        sentence=str(refusal),
        fields=refusal.fields if isinstance(refusal, Invalid) else {},
        allowed=refusal.allowed if isinstance(refusal, Conflict) else (),
    )


def refusal_of(refused: Refused) -> Refusal:
    """Return the refusal that an outcome tells of."""
    match refused.kind:
        case "Invalid":
            return Invalid(refused.fields)
        case "Conflict":
            return Conflict(refused.sentence, allowed=refused.allowed)
        case "NotFound":
            return NotFound(refused.sentence)
    return Forbidden(refused.sentence)
