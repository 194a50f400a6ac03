"""Rules as a text that people keep beside other texts, compare, and bring to another desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from deskhand.kit import yaml
from deskhand.rules.automation.rule import ALWAYS, MOST, Condition, Content, Effects, Example, Rule, Trigger
from deskhand.rules.errors import Invalid


class Written(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A rule of a text."""

    name: str
    active: bool = False
    events: tuple[str, ...]
    after: int | None = None
    conditions: Condition = ALWAYS
    effects: Effects
    tests: tuple[Example, ...] = ()

    @property
    def content(self) -> Content:
        """Return what it says."""
        trigger = Trigger(events=self.events, after=self.after)
        return Content(
            name=self.name, trigger=trigger, conditions=self.conditions, effects=self.effects, tests=self.tests
        )  # fmt: skip


def text_of(rules: Sequence[Rule]) -> str:
    """Return rules in their order as a text."""
    every = [
        Written(
            name=rule.name, active=rule.is_active, events=rule.content.trigger.events,
            after=rule.content.trigger.after, conditions=rule.content.conditions, effects=rule.content.effects,
            tests=rule.content.tests,
        )
        for rule in rules
    ]  # fmt: skip
    return yaml.written({"rules": msgspec.to_builtins(every)})


def rules_of(text: str) -> list[Written]:
    """Return the rules of a text; refuse one that cannot be read, and say which rule and why."""
    try:
        whole = yaml.read(text)
    except yaml.Unreadable as error:
        raise Invalid({"text": str(error)}) from error
    listed = whole.get("rules") if isinstance(whole, dict) and set(whole) == {"rules"} else None
    if not isinstance(listed, list) or not listed:
        raise Invalid({"text": "must be “rules:” and a list of at least one rule"})
    if len(listed) > MOST:
        raise Invalid({"text": f"holds {len(listed)} rules; a workspace has at most {MOST}"})
    found = [_rule(one, number) for number, one in enumerate(listed, start=1)]
    names = [one.name for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Invalid({"text": f"has two rules that are called “{twice[:60]}”"})
    return found


def _rule(given: Any, number: int) -> Written:
    try:
        return msgspec.convert(given, Written)
    except msgspec.ValidationError as error:
        raise Invalid({"text": f"rule {number}: {str(error)[:200]}"}) from error
