"""What a ticket can be found by: its words with their weight and place, and lexemes for its fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from deskhand.kit.words import words_of

MOST_WORDS = 12_000
"""Words of a ticket that it can be found by; places beyond 16,383 cannot be stored."""
MOST_OF_ONE = 4_000
"""Words of one message; more is a log, whose beginning says enough."""
MOST_PLACES = 30
"""Places of one word in a ticket."""
NOBODY = "none"
"""The value of a field that has none."""

LEXEMES: dict[str, str] = {
    "status": "s", "priority": "p", "type": "k", "source": "v", "assignee": "a", "requester": "r",
    "organization": "o", "team": "t", "category": "c",
}  # fmt: skip
"""Fields that are found together with words in one scan, and what their lexemes begin with; no word has a colon."""


class Findable(Struct, frozen=True, kw_only=True):
    """A ticket with all that it can be found by."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    type: str
    source: str
    requester_id: UUID
    assignee_id: UUID | None
    organization_id: UUID | None
    team_id: UUID | None
    category_id: UUID | None
    requester_name: str
    requester_email: str
    organization_name: str | None
    resolution: str | None
    messages: list[tuple[str, str]]
    """Visibility and text of each, in order."""


def lexeme(field: str, value: object) -> str:
    """Return what stands in a document for a field's value."""
    return f"{LEXEMES[field]}:{NOBODY if value is None else value}"


def documents_of(ticket: Findable) -> dict[str, str]:
    """Return the document of each audience: one for everyone, or one for customers without notes and one for staff."""
    fields = [
        lexeme("status", ticket.status), lexeme("priority", ticket.priority), lexeme("type", ticket.type),
        lexeme("source", ticket.source), lexeme("requester", ticket.requester_id),
        lexeme("assignee", ticket.assignee_id), lexeme("organization", ticket.organization_id),
        lexeme("team", ticket.team_id), lexeme("category", ticket.category_id),
    ]  # fmt: skip
    known = [
        ("A", ticket.subject), ("A", ticket.number), ("B", ticket.requester_name), ("B", ticket.requester_email),
        ("B", ticket.organization_name or ""), ("C", ticket.resolution or ""),
    ]  # fmt: skip
    public = [("D", text) for visibility, text in ticket.messages if visibility == "public"]
    if len(public) == len(ticket.messages):
        return {"everyone": document_of([*known, *public], fields)}
    every = [("D", text) for _, text in ticket.messages]
    return {"customers": document_of([*known, *public], fields), "staff": document_of([*known, *every], fields)}


def document_of(paragraphs: Iterable[tuple[str, str]], lexemes: Sequence[str]) -> str:
    """Return weighted texts and bare lexemes in PostgreSQL's own writing of a document."""
    places: Mapping[str, list[str]] = defaultdict(list)
    place = 0
    for weight, text in paragraphs:
        for word in words_of(text, most=min(MOST_OF_ONE, MOST_WORDS - place)):
            place += 1
            if len(places[word]) < MOST_PLACES:
                places[word].append(f"{place}{weight}")
        place += 1  # words of two texts are no phrase
        if place >= MOST_WORDS:
            break
    return " ".join([f"'{one}'" for one in lexemes] + [f"'{word}':{','.join(at)}" for word, at in places.items()])
