"""What a macro does to a ticket, in which order, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import without_controls
from deskhand.rules.draft import flaw_in_line, flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.tag import taken
from deskhand.rules.templates import EVERYBODYS, NAME_LIMIT, Belonging, Kind, Scope, flaw_in_belonging, flaw_in_template
from deskhand.rules.ticket import Priority, Status, Ticket, Type

UNDO = timedelta(minutes=10)
"""How long what a macro changed can be taken back as one action."""
ME = "me"
NOBODY = "none"
MOVES = (Status.RESOLVED, Status.CLOSED)
"""The states that a macro may move a ticket to; replying and assigning bring it to the others by themselves."""


Kept = dict[str, str | None]
_FIELDS = ("priority", "priority_reason", "type", "category_id", "tags")
_STATUS = ("status", "resolution", "resolved_by_id", "resolved_at", "closed_at")


class Effects(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a macro does; what is not named stays as it is.

    `assignee` is `me`, `none` or an agent's id, `category` a key or `none`.
    """

    template_id: UUID | None = None
    text: str | None = None
    public: bool = False
    status: str | None = None
    priority: str | None = None
    type: str | None = None
    assignee: str | None = None
    category: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Say whether it writes a message, public or a note."""
        return self.template_id is not None or self.text is not None

    @property
    def sends(self) -> bool:
        """Say whether it writes what the customer reads, which nothing takes back."""
        return self.writes and self.public


class Macro(Struct, frozen=True, kw_only=True):
    """A macro as it stands."""

    id: UUID
    name: str
    effects: Effects
    scope: Scope
    owner_id: UUID | None
    team_id: UUID | None
    position: int
    is_active: bool
    uses: int
    last_used_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def belonging(self) -> Belonging:
        """Return whose it is."""
        return Belonging(scope=self.scope, owner_id=self.owner_id, team_id=self.team_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The words and effects of a macro as they were given."""

    name: str
    effects: Effects
    belonging: Belonging = EVERYBODYS


def checked(draft: Draft) -> Draft:
    """Return a macro as it will be kept; refuse with a sentence for each field that cannot be taken."""
    effects = draft.effects
    flaws = {
        "name": flaw_in_line(draft.name, limit=NAME_LIMIT),
        "text": _flaw_in_text(effects),
        "status": _flaw_in_move(effects),
        "priority": _flaw_unless_word(Priority, effects.priority),
        "type": _flaw_unless_word(Type, effects.type),
        "assignee": _flaw_in_assignee(effects),
        "effects": None if effects != Effects(public=effects.public) else "must hold at least one thing to do",
        "scope": flaw_in_belonging(draft.belonging),
    }
    _refuse(flaws)
    return Draft(
        name=without_controls(draft.name).strip(),
        effects=Effects(
            template_id=effects.template_id,
            text=None if effects.text is None else without_controls(effects.text).strip("\n"),
            public=effects.public,
            status=_word(Status, effects.status),
            priority=_word(Priority, effects.priority),
            type=_word(Type, effects.type),
            assignee=None if effects.assignee is None else effects.assignee.strip().lower(),
            category=None if effects.category is None else effects.category.strip().lower(),
            add_tags=taken(effects.add_tags),
            remove_tags=taken(effects.remove_tags),
        ),
        belonging=draft.belonging,
    )


def reason(name: str) -> str:
    """Return what the trail of a ticket says of each thing that a macro changed."""
    return f"Macro “{name}”"


def takes_back(held: Ticket, ended: Ticket, effects: Effects) -> tuple[Kept, Kept]:
    """Return the columns that a macro changed and that can be taken back, before and after.

    Of a macro that sent a reply, status and assignee stay as the reply left them: nothing takes that back.
    """
    names = _FIELDS if effects.sends else (*_FIELDS, "assignee_id", *_STATUS)
    if effects.sends and effects.assignee is not None:
        names = (*names, "assignee_id")
    changed = [name for name in names if getattr(held, name) != getattr(ended, name)]
    if set(changed) <= {"priority_reason"}:
        changed = []
    return {name: plain(getattr(held, name)) for name in changed}, {
        name: plain(getattr(ended, name)) for name in changed
    }


def plain(value: object) -> str | None:
    """Return a column of a ticket as a run keeps it; no tag holds a comma."""
    if isinstance(value, tuple):
        return ",".join(value)
    return None if value is None else value.isoformat() if isinstance(value, datetime) else str(value)


def _flaw_in_text(effects: Effects) -> str | None:
    if effects.text is None:
        return None
    if effects.template_id is not None:
        return "is taken instead of a template, not beside it; leave one of the two out"
    return flaw_in_template(effects.text, kind=Kind.REPLY)


def _flaw_in_move(effects: Effects) -> str | None:
    if effects.status is None:
        return None
    target = word_of(Status, effects.status)
    if target not in MOVES:
        return f"“{effects.status[:40]}” is not one of: {', '.join(MOVES)}"
    if target is Status.RESOLVED and not effects.sends:
        return "resolved needs a public reply, which says how the ticket was resolved"
    return None


def _flaw_unless_word(words: type[Priority | Type], value: str | None) -> str | None:
    return None if value is None or word_of(words, value) else flaw_in_word(words, value)


def _flaw_in_assignee(effects: Effects) -> str | None:
    value = effects.assignee
    if value is not None and value.strip().lower() == NOBODY and effects.sends:
        return "cannot be nobody together with a public reply: whoever replies has the ticket"
    if value is None or value.strip().lower() in {ME, NOBODY}:
        return None
    try:
        UUID(value)
    except ValueError:
        return f"“{value[:40]}” is not “{ME}”, “{NOBODY}” or the id of an agent"
    return None


def _word(words: type[Priority | Type | Status], value: str | None) -> str | None:
    found = None if value is None else word_of(words, value)
    return None if found is None else found.value


def _refuse(flaws: Mapping[str, str | None]) -> None:
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
