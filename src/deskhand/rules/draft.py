"""What people may write: limits and sentences for each field of a new ticket or message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from msgspec import UNSET, UnsetType

from deskhand.kit.text import flaw_in, has_line_break, without_controls
from deskhand.rules.change import Wish
from deskhand.rules.errors import Invalid
from deskhand.rules.ticket import Priority, Status, Type

SUBJECT_LIMIT = 255
"""Characters of a subject."""
NAME_LIMIT = 100
"""Characters of a person's first or last name."""
TEXT_LIMIT = 100_000
"""Characters of a message, description or resolution."""
LEFT_UNSENT = "This reply was not sent: its writer’s account was closed before it went out."
"""What stands above a reply that is left to colleagues."""
LEFT_UNSENT_AND_UNSOLVED = f"{LEFT_UNSENT} The ticket was to be resolved by it, and is not."
"""The same, where the reply was the resolution too."""

_ATOM = r"[^\s@<>\"(),.:;\[\]\\]+"
_LABEL = r"(?!-)[^\s\x00-,./:-@\[-`{-\x7f]{1,63}(?<!-)"  # of ASCII letters, digits and hyphens; beyond ASCII: IDNA
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_Word = TypeVar("_Word", bound=StrEnum)


def flaw_in_line(value: str, *, limit: int = SUBJECT_LIMIT) -> str | None:
    """Say why a text cannot be a subject or a name, or None when it can."""
    if not without_controls(value).strip():
        return "must not be empty"
    if has_line_break(value):
        return "must be one line, without NUL or line breaks"
    return flaw_in_text(value, limit=limit)


def flaw_in_text(value: str, *, limit: int = TEXT_LIMIT) -> str | None:
    """Say why a text cannot be a message, or None when it can."""
    if not without_controls(value).strip():
        return "must not be empty"
    if len(value) > limit:
        return f"is {len(value):,} characters long; at most {limit:,} are allowed"
    flaw = flaw_in(value)
    return f"holds {flaw}, which cannot be stored; remove it" if flaw else None


def flaw_in_email(value: str) -> str | None:
    """Say why a text cannot be an e-mail address, or None when it can."""
    if len(value.lower()) > 254 or not value.isprintable() or _EMAIL.fullmatch(value) is None:
        return f"“{_quoted(value)}” is not an e-mail address such as name@example.com"
    return None


def word_of(words: type[_Word], value: str) -> _Word | None:
    """Return the member that a value names in any case, with `-` or blanks for `_`; None when none is meant."""
    try:
        return words(value.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        return None


def flaw_in_word(words: type[StrEnum], value: str) -> str:
    """Say that a value is no member, and which values there are."""
    return f"“{_quoted(value)}” is not one of: {', '.join(words)}"


def _quoted(value: str) -> str:
    return value.encode("utf-8", "replace").decode()[:60].replace("\x00", "\\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The words of a new ticket, as they will be kept."""

    subject: str
    type: Type | None
    priority: Priority | None


def new_ticket(
    *, subject: str, description: str, priority: str | None, type_: str | None, requester_email: str | None
) -> Checked:
    """Check all fields of a new ticket; refuse with a sentence for each that cannot be taken."""
    flaws = {
        "subject": flaw_in_line(subject),
        "description": flaw_in_text(description),
        "priority": None if priority is None else _flaw_unless(Priority, priority),
        "type": None if type_ is None else _flaw_unless(Type, type_),
        "requesterEmail": None if requester_email is None else flaw_in_email(requester_email),
    }
    _refuse(flaws)
    return Checked(
        subject=without_controls(subject).strip(),
        type=None if type_ is None else word_of(Type, type_),
        priority=None if priority is None else word_of(Priority, priority),
    )


def ticket_change(
    *, subject: str | UnsetType, priority: str | UnsetType, type_: str | UnsetType, status: str | UnsetType,
    resolution: str | UnsetType,
) -> Wish:  # fmt: skip
    """Check the fields of a change; refuse with a sentence for each that cannot be taken."""
    flaws = {
        "subject": flaw_in_line(subject) if isinstance(subject, str) else None,
        "priority": _flaw_unless(Priority, priority) if isinstance(priority, str) else None,
        "type": _flaw_unless(Type, type_) if isinstance(type_, str) else None,
        "status": _flaw_unless(Status, status) if isinstance(status, str) else None,
        "resolution": flaw_in_text(resolution) if isinstance(resolution, str) else None,
    }
    _refuse(flaws)
    return Wish(
        subject=without_controls(subject).strip() if isinstance(subject, str) else UNSET,
        type=(word_of(Type, type_) if isinstance(type_, str) else None) or UNSET,
        priority=(word_of(Priority, priority) if isinstance(priority, str) else None) or UNSET,
        status=(word_of(Status, status) if isinstance(status, str) else None) or UNSET,
        resolution=without_controls(resolution).strip() if isinstance(resolution, str) else UNSET,
    )


def new_message(content: str) -> None:
    """Check a message; refuse with the sentence of what cannot be taken."""
    _refuse({"content": flaw_in_text(content)})


def new_person(*, email: str, first_name: str, last_name: str) -> None:
    """Check a new user, whose names may be empty; refuse with a sentence for each field that cannot be taken."""
    _refuse(
        {
            "email": flaw_in_email(email),
            "firstName": flaw_in_line(first_name, limit=NAME_LIMIT) if first_name else None,
            "lastName": flaw_in_line(last_name, limit=NAME_LIMIT) if last_name else None,
        }
    )


def _flaw_unless(words: type[StrEnum], value: str) -> str | None:
    return None if word_of(words, value) else flaw_in_word(words, value)


def _refuse(flaws: Mapping[str, str | None]) -> None:
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
