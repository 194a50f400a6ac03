"""Rules as a text that people keep beside other texts, compare, and bring to another desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from deskhand.kit import yaml
from deskhand.rules.automation.naming import Known, with_ids, with_names
from deskhand.rules.automation.rule import ALWAYS, MOST, NAME_LIMIT, Condition, Content, Effects, Example, Rule, Trigger
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


def text_of(rules: Sequence[Rule], known: Known) -> str:
    """Return rules in their order as a text, with names for the ids that are known."""
    every = [
        Written(
            name=name, active=rule.is_active, events=rule.content.trigger.events,
            after=rule.content.trigger.after, conditions=rule.content.conditions, effects=rule.content.effects,
            tests=rule.content.tests,
        )
        for rule, name in zip(rules, names_apart([rule.name for rule in rules]), strict=True)
    ]  # fmt: skip
    return yaml.written({"rules": [_named(one, known) for one in msgspec.to_builtins(every)]})


def rules_of(text: str, known: Known) -> list[Written]:
    """Return the rules of a text; refuse one that cannot be read or names who is not there, with the rule and why."""
    try:
        whole = yaml.read(text)
    except yaml.Unreadable as error:
        raise Invalid({"text": str(error)}) from error
    listed = whole.get("rules") if isinstance(whole, dict) and set(whole) == {"rules"} else None
    if not isinstance(listed, list) or not listed:
        raise Invalid({"text": "must be “rules:” and a list of at least one rule"})
    if len(listed) > MOST:
        raise Invalid({"text": f"holds {len(listed)} rules; a workspace has at most {MOST}"})
    found = [_rule(one, known, number=number) for number, one in enumerate(listed, start=1)]
    names = [one.name for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Invalid({"text": f"has two rules that are called “{twice[:60]}”"})
    return found


def names_apart(names: Sequence[str]) -> list[str]:
    """Return names of which no two are the same: one that came before, or stands further on, gets a number."""
    found: list[str] = []
    for place, name in enumerate(names):
        is_new = name not in names[:place]
        found.append(name if is_new else free_name(name, {*found, *names}))
    return found


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name, with a number after it where it is taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[: NAME_LIMIT - len(f' ({number})')]} ({number})"
    return free


def _named(rule: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return a rule as a text has it; a template that has a name of its own stands by it."""
    told = with_names(rule, known)
    effects = dict(told["effects"])
    if effects.get("template_id") in known.templates:
        effects["template"] = effects.pop("template_id")
    return told | {"effects": effects}


def _rule(given: Any, known: Known, *, number: int) -> Written:
    try:
        if isinstance(given, dict):
            given = with_ids(given, known, number=number)
            effects = given.get("effects")
            if isinstance(effects, dict) and "template" in effects:
                rest = {name: value for name, value in effects.items() if name != "template"}
                given = given | {"effects": rest | {"template_id": effects["template"]}}
        return msgspec.convert(given, Written)
    except msgspec.ValidationError as error:
        raise Invalid({"text": f"rule {number}: {str(error)[:200]}"}) from error
