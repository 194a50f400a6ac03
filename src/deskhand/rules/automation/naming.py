"""People, teams, templates and webhooks in a text of rules: by their addresses and names, as other desks know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from deskhand.rules.automation.rule import ASSIGNEE, NOBODY
from deskhand.rules.errors import Invalid

_PERSON, _TEAM, _TEMPLATE, _WEBHOOK = "ticket.assignee", "ticket.team", "template", "webhook"
_FACTS = {_PERSON, _TEAM}
_Said = Callable[[str, str], str]
"""What stands for a value of a kind: its name for its id, or its id for its name."""


class Named(Struct, frozen=True, kw_only=True):
    """Something that a text may name."""

    kind: str
    name: str
    id: UUID


class Known(Struct, frozen=True, kw_only=True):
    """Ids by names: people by their addresses in lower case, teams, webhooks, and templates whose name is their own."""

    people: Mapping[str, str] = {}
    teams: Mapping[str, str] = {}
    templates: Mapping[str, str] = {}
    webhooks: Mapping[str, str] = {}


def known_of(found: Iterable[Named]) -> Known:
    """Return what texts may name; a name that could stand for something else is left out, and its id is written."""
    by_kind: dict[str, dict[str, str]] = {"people": {}, "teams": {}, "templates": {}, "webhooks": {}}
    for one in found:
        if one.kind == "people" or not ("@" in one.name or one.name in {NOBODY, ASSIGNEE} or _is_id(one.name)):
            by_kind[one.kind][one.name] = str(one.id)
    return Known(**by_kind)


def with_names(rule: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return a rule of a text with names where it has ids."""
    of = {kind: {held: name for name, held in ids.items()} for kind, ids in _ids(known).items()}
    return _said(rule, lambda kind, value: of[kind].get(value, value))


def with_ids(rule: dict[str, Any], known: Known, *, number: int) -> dict[str, Any]:
    """Return a rule of a text with ids where it has names; refuse, and name all that is missing at once."""
    of = _ids(known)
    words = {
        _PERSON: "an active agent", _TEAM: "an active team", _TEMPLATE: "a reply template that every agent has",
        _WEBHOOK: "a webhook",
    }  # fmt: skip
    missing: dict[str, None] = {}

    def found(kind: str, value: str) -> str:
        plain = value.strip().lower() if kind == _PERSON else value.strip()
        if plain in {NOBODY, ASSIGNEE} or _is_id(plain):
            return value
        if plain not in of[kind]:
            missing[f"“{value[:100]}” is not {words[kind]} here"] = None
        return of[kind].get(plain, value)

    said = _said(rule, found)
    if missing:
        raise Invalid({"text": f"rule {number}: {'; '.join(missing)}"})
    return said


def _ids(known: Known) -> dict[str, Mapping[str, str]]:
    return {_PERSON: known.people, _TEAM: known.teams, _TEMPLATE: known.templates, _WEBHOOK: known.webhooks}


def _said(rule: dict[str, Any], said: _Said) -> dict[str, Any]:
    parts: dict[str, Callable[[Any], Any]] = {
        "effects": lambda effects: dict(_effects(effects, said)) if isinstance(effects, dict) else effects,
        "conditions": lambda condition: _condition(condition, said),
        "tests": lambda tests: [_test(one, said) for one in tests] if isinstance(tests, list | tuple) else tests,
    }
    return {name: parts[name](value) if name in parts else value for name, value in rule.items()}


def _effects(effects: dict[str, Any], said: _Said) -> Iterator[tuple[str, Any]]:
    kinds = {"assignee": _PERSON, "team": _TEAM, "template": _TEMPLATE, "template_id": _TEMPLATE}
    for name, value in effects.items():
        if name in kinds and isinstance(value, str):
            yield name, said(kinds[name], value)
        elif name == "webhooks" and isinstance(value, list | tuple):
            yield name, [said(_WEBHOOK, one) if isinstance(one, str) else one for one in value]
        elif name == "notify" and isinstance(value, list | tuple):
            yield name, [_told(one, said) for one in value]
        else:
            yield name, value


def _told(value: Any, said: _Said) -> Any:
    """Return who is told: a word with an at sign is a person, another a team; an id may be either's."""
    if not isinstance(value, str) or value == ASSIGNEE:
        return value
    if _is_id(value):
        return next((name for kind in (_PERSON, _TEAM) if (name := said(kind, value)) != value), value)
    return said(_PERSON if "@" in value else _TEAM, value)


def _condition(condition: Any, said: _Said) -> Any:
    if isinstance(condition, list | tuple):
        return [_condition(one, said) for one in condition]
    if not isinstance(condition, dict):
        return condition
    inner = {name: _condition(value, said) for name, value in condition.items() if name in {"all", "any", "not"}}
    field = condition.get("field")
    named = {"value": _fact(field, condition["value"], said)} if field in _FACTS and "value" in condition else {}
    return condition | inner | named


def _test(test: Any, said: _Said) -> Any:
    if not isinstance(test, dict):
        return test
    expect = test.get("expect")
    changes = expect.get("changes") if isinstance(expect, dict) else None
    told = {"given": _facts(test["given"], said)} if isinstance(test.get("given"), dict) else {}
    if isinstance(expect, dict) and isinstance(changes, dict):
        told["expect"] = expect | {"changes": _facts(changes, said)}
    return test | told


def _facts(facts: dict[str, Any], said: _Said) -> dict[str, Any]:
    return {name: _fact(name, value, said) if name in _FACTS else value for name, value in facts.items()}


def _fact(field: str, value: Any, said: _Said) -> Any:
    if isinstance(value, list | tuple):
        return [_fact(field, one, said) for one in value]
    return said(field, value) if isinstance(value, str) else value


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
