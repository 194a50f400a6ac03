"""The form of a rule: conditions as rows, one list of which all must hold and one of which any does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from deskhand.rules.automation.facts import ALONE, WITH_SEVERAL, Kind, Op
from deskhand.rules.automation.rule import ALWAYS, Condition, Content, Effects, Trigger
from deskhand.rules.errors import Invalid
from deskhand.web.opening import names_in
from deskhand.web.ticket import id_of, whole_number

SINGLE = (
    "name", "wait", "unit", "priority", "type", "assignee", "team", "category", "add_tags", "remove_tags", "template",
    "text", "public", "status", "active", "version", "go", "once", "basis",
)  # fmt: skip
GROUPS = ("all", "any")
ROW = ("field", "op", "value")
SEVERAL = ("events", "notify", "webhooks", *(f"{group}_{part}" for group in GROUPS for part in ROW))
UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
Form = Mapping[str, list[str]]
Names = Mapping[str, str]
"""What ids are shown as, and may be written as in any case."""


def content_of(form: Form, held: Content | None, *, kinds: Mapping[str, Kind], names: Names) -> Content:
    """Return the rule that a form says; what the form does not show, and rows as they were, stay as it began."""
    basis = _basis(form) or held
    return Content(
        name=form["name"][0], trigger=Trigger(events=tuple(form["events"]), after=_wait(form)),
        conditions=_conditions(form, basis, kinds=kinds, names=names),
        effects=_effects(form, {} if basis is None else basis.effects.fields),
        tests=() if basis is None else basis.tests,
    )  # fmt: skip


def written_from(content: Content, *, names: Names) -> dict[str, Any]:
    """Return what the form of a rule shows; `names` are what ids are shown as."""
    rows = rows_of(content.conditions)
    wait, unit = _shown_wait(content.trigger.after)
    does = content.effects
    return {
        "name": content.name, "events": list(content.trigger.events), "wait": wait, "unit": unit,
        "basis": msgspec.json.encode(content).decode(), "nested": None if rows is not None else content.conditions,
        "rows": _shown(rows or {}, names),
        "priority": does.priority or "", "type": does.type or "", "assignee": does.assignee or "",
        "team": does.team or "", "category": does.category or "", "add_tags": ", ".join(does.add_tags),
        "remove_tags": ", ".join(does.remove_tags), "template": str(does.template_id or ""), "text": does.text or "",
        "public": "yes" if does.public else "", "status": does.status or "", "notify": list(does.notify),
        "webhooks": list(does.webhooks),
    }  # fmt: skip


def written_again(form: Form) -> dict[str, Any]:
    """Return what a form said, to be shown once more."""
    rows = {group: _sent(form, group) for group in GROUPS}
    basis = _basis(form)
    is_nested = basis is not None and rows_of(basis.conditions) is None
    return {name: form[name][0] for name in SINGLE} | {
        "events": form["events"], "notify": form["notify"], "webhooks": form["webhooks"], "rows": rows,
        "nested": basis.conditions if basis is not None and is_nested else None,
    }  # fmt: skip


def rows_of(condition: Condition) -> dict[str, list[Condition]] | None:
    """Return conditions as the two lists of the form, or None when they are nested otherwise."""
    whole = condition.all if condition.all is not None else (condition,)
    groups = [one for one in whole if one.any is not None]
    tests = [one for one in whole if one.field is not None]
    if len(groups) > 1 or len(groups) + len(tests) < len(whole):
        return None
    of_any = [one for group in groups for one in group.any or ()]
    return {"all": tests, "any": of_any} if all(one.field is not None for one in of_any) else None


def _basis(form: Form) -> Content | None:
    """Return the rule from which a form was made; None for a new one."""
    if not form["basis"][0]:
        return None
    try:
        return msgspec.json.decode(form["basis"][0], type=Content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid({"conditions": "cannot be read again; open the rule anew"}) from error


def _conditions(form: Form, basis: Content | None, *, kinds: Mapping[str, Kind], names: Names) -> Condition:
    held = {group: list[Condition]() for group in GROUPS} if basis is None else rows_of(basis.conditions)
    if held is None:
        return ALWAYS if basis is None else basis.conditions
    shown = {
        (group, *row.values()): one
        for group, rows in _shown(held, names).items()
        for row, one in zip(rows, held[group], strict=True)
    }
    ids = {name.lower(): found for found, name in names.items()}
    found = {
        group: [
            shown.get((group, *row.values())) or _test(row, kinds, ids=ids)
            for row in _sent(form, group)
            if row["field"]
        ]
        for group in GROUPS
    }
    any_of = (Condition(any=tuple(found["any"])),) if found["any"] else ()
    whole = (*found["all"], *any_of)
    return Condition(all=whole) if whole else ALWAYS


def _sent(form: Form, group: str) -> list[dict[str, str]]:
    columns: Sequence[list[str]] = [form[f"{group}_{part}"] for part in ROW]
    return [dict(zip(ROW, row, strict=True)) for row in zip(*columns, strict=False)]


def _test(row: Mapping[str, str], kinds: Mapping[str, Kind], *, ids: Names) -> Condition:
    op = row["op"]
    if op in ALONE:
        return Condition(field=row["field"], op=op)
    texts = [part.strip() for part in row["value"].split(",") if part.strip()] if op in WITH_SEVERAL else [row["value"]]
    values = [_value(text.strip(), kinds.get(row["field"]), ids=ids) for text in texts]
    return Condition(field=row["field"], op=op, value=values if op in WITH_SEVERAL else values[0])


def _value(text: str, kind: Kind | None, *, ids: Names) -> object:
    if kind is Kind.NUMBER and re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text, re.ASCII):
        return float(text) if "." in text else int(text)
    if kind is Kind.BOOLEAN:
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
    return ids.get(text.lower(), text) if kind is Kind.KEY else text


def _wait(form: Form) -> int | None:
    text = form["wait"][0].strip()
    if not text:
        return None
    return (whole_number(text, "after") or 0) * UNITS.get(form["unit"][0], 1)


def _effects(form: Form, fields: dict[str, Any]) -> Effects:
    one = {name: form[name][0] for name in SINGLE}
    return Effects(
        priority=one["priority"] or None, type=one["type"] or None, assignee=one["assignee"] or None,
        team=one["team"] or None, category=one["category"] or None, add_tags=names_in(one["add_tags"]),
        remove_tags=names_in(one["remove_tags"]), fields=fields, template_id=id_of(one["template"], "templateId"),
        text=one["text"] if one["text"].strip() else None, public=one["public"] == "yes",
        status=one["status"] or None, notify=tuple(form["notify"]), webhooks=tuple(form["webhooks"]),
    )  # fmt: skip


def _shown_wait(after: int | None) -> tuple[str, str]:
    if after is None:
        return "", "hours"
    unit = next(name for name in ("days", "hours", "minutes") if after % UNITS[name] == 0)
    return str(after // UNITS[unit]), unit


def _shown(rows: Mapping[str, Sequence[Condition]], names: Names) -> dict[str, list[dict[str, str]]]:
    return {
        group: [
            {"field": one.field or "", "op": one.op or Op.IS, "value": shown_value(one.value, names)}
            for one in rows.get(group, ())
        ]
        for group in GROUPS
    }  # fmt: skip


def shown_value(value: object, names: Names) -> str:
    """Return what a comparison is with, as a row shows it."""
    if isinstance(value, list | tuple):
        return ", ".join(shown_value(one, names) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else names.get(str(value), str(value))
