"""The tests that a rule brings along: given this event, expect that; a rule that fails one is not kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from deskhand.rules.automation.conditions import flaw_of
from deskhand.rules.automation.facts import Fact, Kind, is_number, shown
from deskhand.rules.automation.rule import Content, Example
from deskhand.rules.automation.simulation import changes_by
from deskhand.rules.draft import flaw_in_line

MOST = 20
"""Tests of a rule."""
NAME_LIMIT = 100
"""Characters of a test's name."""


def failure_of(content: Content, kinds: Mapping[str, Kind]) -> str | None:
    """Return the first test of a rule that fails, by its name, with what it expected and what came; None for none."""
    if len(content.tests) > MOST:
        return f"{len(content.tests)} are too many; a rule has at most {MOST}"
    for number, test in enumerate(content.tests, start=1):
        flaw = flaw_in_line(test.name, limit=NAME_LIMIT)
        if flaw is not None:
            return f"the name of test {number} {flaw}"
        failed = next(_failures(test, content, kinds), None)
        if failed is not None:
            return f"“{test.name}” {failed}"
    return None


def _failures(test: Example, content: Content, kinds: Mapping[str, Kind]) -> Iterator[str]:
    strange = next((name for name in (*test.given, *(test.expect.changes or {})) if name not in kinds), None)
    if strange is not None:
        yield f"names “{strange[:60]}”, which is not a field"
        return
    flaw = next((flaw for name, value in test.given.items() if (flaw := _flaw_in_fact(name, value, kinds[name]))), None)
    if flaw is not None:
        yield flaw
        return
    facts: dict[str, Fact] = {name: () if kind is Kind.LIST else None for name, kind in kinds.items()}
    facts |= {name: _fact(value) for name, value in test.given.items() if value is not None}
    unmatched = _unmatched(test.event, content, facts)
    if test.expect.runs != (unmatched is None):
        came = "it runs" if unmatched is None else f"it does not run, since {unmatched}"
        yield f"expected that it {'runs' if test.expect.runs else 'does not run'}, got that {came}"
    if unmatched is None:
        yield from _differences(test, content, facts)


def _flaw_in_fact(name: str, value: object, kind: Kind) -> str | None:
    """Say why a test cannot give this value; null is nothing, which every field can hold."""
    if value is None:
        return None
    match kind:
        case Kind.LIST:
            is_taken = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        case Kind.NUMBER:
            is_taken = is_number(value)
        case Kind.BOOLEAN:
            is_taken = isinstance(value, bool)
        case _:
            is_taken = isinstance(value, str)
    return None if is_taken else f"gives {name} “{shown(value)}”, which is not {_KINDS.get(kind, 'a text')}"


_KINDS = {Kind.LIST: "a list of texts", Kind.NUMBER: "a number", Kind.BOOLEAN: "true or false"}


def _fact(value: Any) -> Fact:
    return tuple(value) if isinstance(value, list) else value


def _unmatched(event: str, content: Content, facts: dict[str, Fact]) -> str | None:
    if event not in content.trigger.events:
        return f"{event} does not set it off"
    return flaw_of(content.conditions, facts)


def _differences(test: Example, content: Content, facts: dict[str, Fact]) -> Iterator[str]:
    does, expected = content.effects, test.expect
    if expected.changes is not None:
        got = {name: _plain(after) for name, (_, after) in changes_by(does, facts).items()}
        for name in dict.fromkeys((*expected.changes, *got)):
            if expected.changes.get(name) != got.get(name):
                wanted, came = _shown(expected.changes, name), _shown(got, name)
                yield f"expected {name} {wanted}, got {name} {came}"
    notes = (does.writes and not does.public) or bool(does.notify)
    facts_of_test = (
        ("sends", expected.sends, does.sends), ("notes", expected.notes, notes),
        ("calls", expected.calls, bool(does.webhooks)),
    )  # fmt: skip
    for said, wish, fact in facts_of_test:
        if wish is not None and wish != fact:
            yield f"expected {said}: {str(wish).lower()}, got {said}: {str(fact).lower()}"


def _shown(changes: Mapping[str, Any], name: str) -> str:
    return f"changed to “{changes[name]}”" if name in changes else "unchanged"


def _plain(value: Fact) -> object:
    return list(value) if isinstance(value, tuple) else value
