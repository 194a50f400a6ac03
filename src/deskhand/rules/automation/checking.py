"""Which rules can be kept: each flaw is a sentence that names the field, the value and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec.structs import replace

from deskhand.kit.text import without_controls
from deskhand.rules.automation.example import failure_of
from deskhand.rules.automation.facts import ALONE, OPS, WITH_SEVERAL, WORDS, Kind, Op, is_number, shown
from deskhand.rules.automation.rule import (
    ASSIGNEE,
    LONGEST_WAIT,
    NAME_LIMIT,
    NOBODY,
    REOPENED,
    TRIGGERS,
    Condition,
    Content,
    Effects,
    Trigger,
)
from deskhand.rules.draft import flaw_in_line, flaw_in_text, flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.tag import plain, taken
from deskhand.rules.templates import Kind as TemplateKind
from deskhand.rules.templates import flaw_in_template
from deskhand.rules.ticket import Priority, Status, Type

MOST_TESTS = 50
"""Comparisons of a rule."""
DEEPEST = 5
"""Groups of conditions within each other."""
MOST_VALUES = 50
"""Values that one comparison takes."""
LONGEST_VALUE = 255
"""Characters of a value."""
MOST_TOLD = 20
"""People and teams whom a rule tells."""
MOST_CALLED = 5
"""Endpoints of webhooks that a rule sends to."""
MOVES = (Status.RESOLVED.value, Status.CLOSED.value, REOPENED)
"""What a rule may make of a ticket's status."""


def checked(content: Content, kinds: Mapping[str, Kind]) -> Content:
    """Return a rule as it will be kept; `kinds` are the fields that a condition may ask about."""
    effects = content.effects
    flaws: dict[str, str | None] = {
        "name": flaw_in_line(content.name, limit=NAME_LIMIT),
        "trigger": _flaw_in_events(content.trigger),
        "after": _flaw_in_wait(content.trigger),
        "conditions": next(_flaws_in(content.conditions, kinds, depth=0), None) or _flaw_in_number(content.conditions),
        "priority": _flaw_unless_word(Priority, effects.priority),
        "type": _flaw_unless_word(Type, effects.type),
        "assignee": _flaw_in_id(effects.assignee, "an agent"),
        "team": _flaw_in_id(effects.team, "a team"),
        "text": _flaw_in_message(effects),
        "status": _flaw_in_move(effects),
        "notify": _flaw_in_notice(effects),
        "removeTags": _flaw_in_tags(effects),
        "webhooks": _flaw_in_calls(effects),
        "effects": None if effects != Effects(public=effects.public) else "must hold at least one thing to do",
    }
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    kept = Content(
        name=without_controls(content.name).strip(),
        trigger=replace(content.trigger, events=tuple(dict.fromkeys(content.trigger.events))),
        conditions=_plain(content.conditions),
        effects=_plain_effects(effects),
        tests=content.tests,
    )
    failed = failure_of(kept, kinds)
    if failed is not None:
        raise Invalid({"tests": failed})
    return kept


def cases_of(condition: Condition) -> Iterator[Condition]:
    """Return every comparison of a condition."""
    if condition.field is not None or condition.op is not None:
        yield condition
    for inner in (*(condition.all or ()), *(condition.any or ()), *((condition.no,) if condition.no else ())):
        yield from cases_of(inner)


def _flaw_in_events(trigger: Trigger) -> str | None:
    if not trigger.events:
        return "must name at least one event"
    strange = next((name for name in trigger.events if name not in TRIGGERS), None)
    return None if strange is None else f"“{strange[:60]}” sets no rule off; choose among: {', '.join(TRIGGERS)}"


def _flaw_in_wait(trigger: Trigger) -> str | None:
    if trigger.after is None or 1 <= trigger.after <= LONGEST_WAIT:
        return None
    return f"{trigger.after} is not between 1 and {LONGEST_WAIT} minutes; leave it out to run at once"


def _flaw_in_number(condition: Condition) -> str | None:
    count = sum(1 for _ in cases_of(condition))
    return f"{count} comparisons are too many; a rule has at most {MOST_TESTS}" if count > MOST_TESTS else None


def _flaws_in(condition: Condition, kinds: Mapping[str, Kind], *, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        yield f"are nested deeper than {DEEPEST}; make two rules of it"
        return
    is_test = condition.field is not None or condition.op is not None or condition.value is not None
    shapes = [is_test, condition.all is not None, condition.any is not None, condition.no is not None]
    if sum(shapes) != 1:
        yield "must each be a field with an operator, or one of all, any and not"
    elif is_test:
        flaw = _flaw_in_test(condition, kinds)
        if flaw is not None:
            yield flaw
    elif condition.any == ():
        yield "“any” must hold at least one condition"
    for inner in (*(condition.all or ()), *(condition.any or ()), *((condition.no,) if condition.no else ())):
        yield from _flaws_in(inner, kinds, depth=depth + 1)


def _flaw_in_test(test: Condition, kinds: Mapping[str, Kind]) -> str | None:
    kind = kinds.get(test.field or "")
    if kind is None:
        return f"“{(test.field or '')[:60]}” is not a field; there are {', '.join(kinds)}"
    op = word_of(Op, test.op or "")
    if op not in OPS[kind]:
        return f"{test.field}: “{(test.op or '')[:40]}” does not compare it; there are {', '.join(OPS[kind])}"
    flaw = _flaw_in_value(op, kind, test.value, field=test.field or "")
    return None if flaw is None else f"{test.field}: {flaw}"


def _flaw_in_value(op: Op, kind: Kind, value: object, *, field: str) -> str | None:
    if op in ALONE:
        return None if value is None else f"“{op}” takes no value; leave it out"
    if op not in WITH_SEVERAL:
        return _flaw_in_one(kind, value, field=field)
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_VALUES:
        return f"“{op}” takes a list of 1 to {MOST_VALUES} values"
    return next((flaw for one in value if (flaw := _flaw_in_one(kind, one, field=field))), None)


def _flaw_in_one(kind: Kind, value: object, *, field: str) -> str | None:
    if kind is Kind.BOOLEAN:
        return None if isinstance(value, bool) else f"{_quoted(value)} is not true or false"
    if kind is Kind.NUMBER:
        return None if is_number(value) else f"{_quoted(value)} is not a number"
    if not isinstance(value, str):
        return f"{_quoted(value)} is not a text"
    if kind is Kind.DATE:
        return _flaw_in_day(value)
    words = WORDS.get(field)
    if words is not None:
        return None if _word_among(words, value) else f"{_quoted(value)} is not one of: {', '.join(words)}"
    return flaw_in_text(value, limit=LONGEST_VALUE)


def _flaw_in_day(value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"{_quoted(value)} is not a day such as 2026-01-31"
    return None


def _flaw_in_message(effects: Effects) -> str | None:
    if effects.text is None:
        return None
    if effects.template_id is not None:
        return "is taken instead of a template, not beside it; leave one of the two out"
    return flaw_in_template(effects.text, kind=TemplateKind.REPLY)


def _flaw_in_move(effects: Effects) -> str | None:
    if effects.status is None:
        return None
    target = _word_among(MOVES, effects.status)
    if target is None:
        return f"{_quoted(effects.status)} is not one of: {', '.join(MOVES)}"
    if target == Status.RESOLVED and effects.text is None and effects.template_id is None:
        return "resolved needs a text or a template, which tells the requester how it was resolved"
    return None


def _flaw_in_notice(effects: Effects) -> str | None:
    if len(effects.notify) > MOST_TOLD:
        return f"{len(effects.notify)} are too many; a rule tells at most {MOST_TOLD}"
    strange = next((one for one in effects.notify if one != ASSIGNEE and not _is_id(one)), None)
    return None if strange is None else f"{_quoted(strange)} is not “{ASSIGNEE}” or the id of a person or team"


def _flaw_in_tags(effects: Effects) -> str | None:
    removed = set(map(plain, effects.remove_tags))
    both = next((tag for tag in map(plain, effects.add_tags) if tag in removed), None)
    return None if both is None else f"{_quoted(both)} is added as well; leave it out of one of the two"


def _flaw_in_calls(effects: Effects) -> str | None:
    if len(effects.webhooks) > MOST_CALLED:
        return f"{len(effects.webhooks)} are too many; a rule sends to at most {MOST_CALLED}"
    strange = next((one for one in effects.webhooks if not _is_id(one)), None)
    return None if strange is None else f"{_quoted(strange)} is not the id of a webhook"


def _flaw_in_id(value: str | None, what: str) -> str | None:
    if value is None or value.strip().lower() == NOBODY or _is_id(value):
        return None
    return f"{_quoted(value)} is not “{NOBODY}” or the id of {what}"


def _flaw_unless_word(words: type[StrEnum], value: str | None) -> str | None:
    return None if value is None or word_of(words, value) else flaw_in_word(words, value)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _id_text(value: str) -> str:
    return str(UUID(value))


def _word_among(words: tuple[str, ...], value: str) -> str | None:
    plain = value.strip().lower().replace("-", "_").replace(" ", "_")
    return plain if plain in words else None


def _plain(condition: Condition) -> Condition:
    if condition.all is not None:
        return Condition(all=tuple(_plain(one) for one in condition.all))
    if condition.any is not None:
        return Condition(any=tuple(_plain(one) for one in condition.any))
    if condition.no is not None:
        return Condition(no=_plain(condition.no))
    words = WORDS.get(condition.field or "")
    value = condition.value
    if words is not None:
        value = [_word_among(words, one) for one in value] if isinstance(value, list) else _word_among(words, value)
    return Condition(field=condition.field, op=word_of(Op, condition.op or ""), value=value)


def _plain_effects(effects: Effects) -> Effects:
    def lower(value: str | None) -> str | None:
        return None if value is None else value.strip().lower()

    def word(words: type[StrEnum], value: str | None) -> str | None:
        return None if value is None else str(word_of(words, value))

    return replace(
        effects,
        priority=word(Priority, effects.priority), type=word(Type, effects.type), status=_move_of(effects),
        assignee=lower(effects.assignee), team=lower(effects.team), category=lower(effects.category),
        text=None if effects.text is None else without_controls(effects.text).strip("\n"),
        add_tags=taken(effects.add_tags), remove_tags=taken(effects.remove_tags),
        notify=tuple(dict.fromkeys(effects.notify)), webhooks=tuple(dict.fromkeys(map(_id_text, effects.webhooks))),
    )  # fmt: skip


def _move_of(effects: Effects) -> str | None:
    return None if effects.status is None else _word_among(MOVES, effects.status)


def _quoted(value: object) -> str:
    return f"“{shown(value)}”"
