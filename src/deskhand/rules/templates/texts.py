"""Texts that people prepare: Liquid with a fixed set of names, which cannot loop, run long, or reach anything else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from liquid import Environment, StrictUndefined
from liquid.exceptions import LiquidError

from deskhand.kit.text import without_controls
from deskhand.rules.draft import flaw_in_text
from deskhand.rules.errors import Invalid

BODY_LIMIT = 10_000
"""Characters of a template."""
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
