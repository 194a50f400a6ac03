"""Texts that people prepare: Liquid with a fixed set of names, which cannot loop, run long, or reach anything else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liquid import Environment, StrictUndefined
from liquid.exceptions import LiquidError
from msgspec import Struct

from deskhand.kit.text import without_controls
from deskhand.rules.access import Actor, Can, Person, System, is_staff
from deskhand.rules.draft import SUBJECT_LIMIT, flaw_in_line, flaw_in_text, flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.tag import taken
from deskhand.rules.ticket import Priority, Type

BODY_LIMIT = 10_000
"""Characters of a template."""
NAME_LIMIT = 100
"""Characters of a template's or macro's name."""
CATEGORY_LIMIT = 60
"""Characters of the word under which templates are grouped."""
MOST_SIGNS = 500
"""Signs `{{` and `{%` in a template."""
OUTPUT_LIMIT = 100_000
"""Bytes of what a template writes."""

Values = Mapping[str, str]
"""What a template may name, by its whole name, such as `requester.first_name`."""


class Kind(StrEnum):
    """What a template is for."""

    REPLY = "reply"
    TICKET = "ticket"


class Scope(StrEnum):
    """Who has a template or a macro: one agent, a team, or every agent."""

    PRIVATE = "private"
    TEAM = "team"
    SHARED = "shared"


_EVERYWHERE = {"workspace.name": "the desk’s name", "links.portal": "the address of the customers’ portal"}
_ON_A_TICKET = {
    "ticket.number": "its number",
    "ticket.subject": "its subject",
    "ticket.status": "its status, such as “in progress”",
    "ticket.priority": "its priority, such as “high”",
    "ticket.type": "its type, such as “billing issue”",
    "requester.name": "who asked",
    "requester.first_name": "who asked, as one says it",
    "requester.email": "their e-mail address",
    "agent.name": "who writes",
    "agent.first_name": "who writes, as one says it",
    "agent.email": "their e-mail address",
    "organization.name": "the requester’s organization; empty without one",
    "links.ticket": "the ticket’s address in the portal",
}
NAMES: dict[Kind, dict[str, str]] = {Kind.REPLY: _ON_A_TICKET | _EVERYWHERE, Kind.TICKET: _EVERYWHERE}
"""The names that a template of each kind may use, and what each stands for."""

_TAGS = frozenset({"content", "output", "illegal", "if", "unless", "case", "comment", "#"})
_SIGN = re.compile(r"\{\{|\{%|\}\}|%\}")
_FILTERS = frozenset({"capitalize", "default", "downcase", "strip", "truncate", "truncatewords", "upcase"})


class _Closed(Environment):
    """Liquid without loops, assignments, other templates, or filters that could make much of little.

    What is left takes time in proportion to its length, whatever is written in it.
    """

    block_nesting_limit = 20
    loop_iteration_limit = 1
    local_namespace_limit = 1
    output_stream_limit = OUTPUT_LIMIT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Keep the few that are known to be harmless."""
        super().setup_tags_and_filters(extra=extra)
        self.tags = {name: tag for name, tag in self.tags.items() if name in _TAGS}
        self.filters = {name: found for name, found in self.filters.items() if name in _FILTERS}


_LIQUID = _Closed(undefined=StrictUndefined)


class Fields(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a ticket gets that is opened from a template and does not say otherwise."""

    type: str | None = None
    priority: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    values: dict[str, Any] = {}
    """Values of the ticket's fields, by their keys."""


class Belonging(Struct, frozen=True, kw_only=True):
    """Whose a template or macro is: one agent's, a team's, or every agent's."""

    scope: Scope = Scope.PRIVATE
    owner_id: UUID | None = None
    team_id: UUID | None = None


NO_FIELDS = Fields()
"""A template that sets nothing."""
EVERYBODYS = Belonging(scope=Scope.SHARED)
"""What every agent has."""


class Offer(Struct, frozen=True, kw_only=True):
    """Whether a template can be used now, and by whom."""

    belonging: Belonging
    is_for_customers: bool
    is_active: bool


class Template(Struct, frozen=True, kw_only=True):
    """A prepared text as it stands."""

    id: UUID
    kind: Kind
    name: str
    category: str
    subject: str
    body: str
    fields: Fields
    scope: Scope
    owner_id: UUID | None
    team_id: UUID | None
    is_for_customers: bool
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

    @property
    def offer(self) -> Offer:
        """Return whether it can be used now, and by whom."""
        return Offer(belonging=self.belonging, is_for_customers=self.is_for_customers, is_active=self.is_active)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The ticket, people and places that a reply template may name."""

    number: str
    subject: str
    status: str
    priority: str
    type: str
    requester_name: str
    requester_email: str
    agent_name: str
    agent_email: str
    organization_name: str | None
    workspace_name: str
    portal: str
    ticket_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The words of a template as they were typed."""

    kind: Kind
    name: str
    category: str
    subject: str
    body: str
    fields: Fields = NO_FIELDS
    belonging: Belonging = EVERYBODYS
    is_for_customers: bool = False


def checked(draft: Draft) -> Draft:
    """Return the words of a template as they will be kept; refuse with a sentence for each that cannot be taken."""
    flaws = {
        "name": flaw_in_line(draft.name, limit=NAME_LIMIT),
        "category": flaw_in_line(draft.category, limit=CATEGORY_LIMIT) if draft.category.strip() else None,
        "subject": _flaw_in_subject(draft),
        "body": flaw_in_template(draft.body, kind=draft.kind),
        "fields": _flaw_in_fields(draft),
        "scope": _flaw_in_scope(draft),
    }
    found = {field: flaw for field, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    fields = Fields(
        type=_word(Type, draft.fields.type), priority=_word(Priority, draft.fields.priority),
        category=draft.fields.category, tags=taken(draft.fields.tags), values=draft.fields.values,
    )  # fmt: skip
    return replace(
        draft, name=_line(draft.name), category=_line(draft.category), subject=_line(draft.subject),
        body=without_controls(draft.body).strip("\n"), fields=fields,
    )  # fmt: skip


def may_use(actor: Actor, whose: Belonging) -> bool:
    """Say whether an agent has this template or macro: their own, their teams', and what every agent has."""
    if not isinstance(actor, Person):
        return isinstance(actor, System)
    match whose.scope:
        case Scope.PRIVATE:
            return whose.owner_id == actor.user_id
        case Scope.TEAM:
            return whose.team_id in actor.team_ids or actor.may(Can.SHARE_TEMPLATES)
    return is_staff(actor)


def may_open_from(actor: Actor, offer: Offer) -> bool:
    """Say whether somebody may open a ticket from a template: agents from theirs, customers from what is offered."""
    if not offer.is_active:
        return False
    return may_use(actor, offer.belonging) if is_staff(actor) else offer.is_for_customers


def may_keep(actor: Actor, whose: Belonging) -> bool:
    """Say whether an agent may change this template or macro; what every agent has takes its own permission."""
    return may_use(actor, whose) and (whose.scope is not Scope.SHARED or actor.may(Can.SHARE_TEMPLATES))


def values_of(setting: Setting) -> Values:
    """Return what a reply template may name on a ticket."""
    return {
        "ticket.number": setting.number,
        "ticket.subject": setting.subject,
        "ticket.status": setting.status.replace("_", " "),
        "ticket.priority": setting.priority,
        "ticket.type": setting.type.replace("_", " "),
        "requester.name": setting.requester_name,
        "requester.first_name": _first(setting.requester_name),
        "requester.email": setting.requester_email,
        "agent.name": setting.agent_name,
        "agent.first_name": _first(setting.agent_name),
        "agent.email": setting.agent_email,
        "organization.name": setting.organization_name or "",
        "links.ticket": f"{setting.portal}/{setting.ticket_id}",
        **values_anywhere(workspace_name=setting.workspace_name, portal=setting.portal),
    }


def values_anywhere(*, workspace_name: str, portal: str) -> Values:
    """Return what every template may name."""
    return {"workspace.name": workspace_name, "links.portal": portal}


def portal_of(base_url: str) -> str:
    """Return the address of the customers' tickets."""
    return f"{base_url.rstrip('/')}/dashboard/tickets"


def flaw_in_template(source: str, *, kind: Kind) -> str | None:
    """Say on which line a template cannot be read or names what there is not, or None when it can be used."""
    flaw = flaw_in_text(source, limit=BODY_LIMIT)
    if flaw is not None:
        return flaw
    text = without_controls(source)
    flaw = _flaw_in_signs(text)
    if flaw is not None:
        return flaw
    try:
        used = _LIQUID.from_string(text).analyze(include_partials=False)
    except (LiquidError, RecursionError) as error:
        return _sentence(error, text)
    known = NAMES[kind]
    for variables in used.variables.values():
        for variable in variables:
            if str(variable) not in known:
                return f"line {variable.span.line_col(text)[0]}: {_unknown(str(variable), tuple(known))}"
    for name, spans in used.filters.items():
        if name not in _FILTERS:
            return (
                f"line {spans[0].line_col(text)[0]}: there is no filter “{name[:40]}”; "
                f"there are {', '.join(sorted(_FILTERS))}"
            )
    return None


def checked_text(source: str) -> None:
    """Refuse a reply's text that cannot be used, with the sentence of why."""
    flaw = flaw_in_template(source, kind=Kind.REPLY)
    if flaw is not None:
        raise Invalid({"body": flaw})


def filled(source: str, values: Values) -> str:
    """Return a template's text with values in it; refuse one that names what is not among them or writes too much."""
    flaw = flaw_in_text(source, limit=BODY_LIMIT) or _flaw_in_signs(without_controls(source))
    if flaw is not None:
        raise Invalid({"body": flaw})
    try:
        return without_controls(_LIQUID.from_string(source).render(_nested(values))).strip()
    except (LiquidError, RecursionError) as error:
        raise Invalid({"body": _sentence(error, source)}) from error


def _flaw_in_fields(draft: Draft) -> str | None:
    if draft.kind is Kind.REPLY:
        return None if draft.fields == NO_FIELDS else "are for templates of new tickets; leave them out"
    if draft.fields.type is not None and word_of(Type, draft.fields.type) is None:
        return "type: " + flaw_in_word(Type, draft.fields.type)
    if draft.fields.priority is not None and word_of(Priority, draft.fields.priority) is None:
        return "priority: " + flaw_in_word(Priority, draft.fields.priority)
    return None


def _flaw_in_scope(draft: Draft) -> str | None:
    offered = draft.kind is Kind.TICKET and draft.belonging.scope is Scope.SHARED
    if draft.is_for_customers and not offered:
        return "must be shared, and of a new ticket, to be offered to customers"
    return flaw_in_belonging(draft.belonging)


def flaw_in_belonging(whose: Belonging) -> str | None:
    """Say what is missing, or too much, of whose something is; None when it fits."""
    if (whose.scope is Scope.TEAM) != (whose.team_id is not None):
        return "team needs the team’s id, and only team does"
    return None


def _flaw_in_subject(draft: Draft) -> str | None:
    if draft.kind is Kind.REPLY:
        return "is for templates of new tickets; leave it out" if draft.subject.strip() else None
    if not draft.subject.strip():
        return None
    return flaw_in_line(draft.subject, limit=SUBJECT_LIMIT) or flaw_in_template(draft.subject, kind=draft.kind)


def _flaw_in_signs(text: str) -> str | None:
    """Find a sign that is not closed before the next one: looking for its end costs the parser the square of them."""
    opened: re.Match[str] | None = None
    for place, sign in enumerate(_SIGN.finditer(text)):
        if place > 2 * MOST_SIGNS:
            return f"has more than {MOST_SIGNS} signs {{{{ and {{%; make two of it"
        if sign[0] in {"{{", "{%"}:
            if opened is not None:
                return _unclosed(text, opened)
            opened = sign
        elif opened is not None and sign[0] == ("}}" if opened[0] == "{{" else "%}"):
            opened = None
    return None if opened is None else _unclosed(text, opened)


def _unclosed(text: str, sign: re.Match[str]) -> str:
    return f"line {text.count(chr(10), 0, sign.start()) + 1}: “{sign[0]}” is not closed"


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name[:60], known, n=1)
    hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(known)}"
    return f"“{name[:60]}” is not known; {hint}"


def _sentence(error: LiquidError | RecursionError, text: str) -> str:
    if isinstance(error, RecursionError) or isinstance(error.__cause__, RecursionError):
        return "is nested too deeply"
    place = error.context()
    last = text.count("\n") + 1  # what is found missing at the end has no place of its own
    return f"line {place[0] if place else last}: {str(error.message)[:200]}"


def _nested(values: Values) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for name, value in values.items():
        group, _, field = name.partition(".")
        groups.setdefault(group, {})[field] = value
    return groups


def _first(name: str) -> str:
    return (name.split() or [name])[0]


def _word(words: type[Type | Priority], value: str | None) -> str | None:
    found = None if value is None else word_of(words, value)
    return None if found is None else found.value


def _line(text: str) -> str:
    return without_controls(text).strip()
