"""Fields of tickets' forms: what each one asks, and which values it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from math import isfinite
from uuid import UUID

import re2
from msgspec import Struct
from msgspec.structs import replace

from deskhand.rules.category import DESCRIPTION_LIMIT, NAME_LIMIT, flaw_in_position, refuse, told
from deskhand.rules.draft import flaw_in_line, flaw_in_text
from deskhand.rules.errors import Invalid
from deskhand.rules.events.event import Change

Value = str | int | float | bool | list[str]
"""What a field can hold; a field without a value is not there."""

LONGEST = {"text": 255, "long_text": 10_000}
"""Characters of a text, unless the field's own rules ask for fewer."""
MOST_OPTIONS = 200
"""Options of a choice."""
PATTERN_LIMIT = 200
"""Characters of a pattern."""
LARGEST = 10**15
"""Numbers beyond this are not exact everywhere."""

MOST = 100
"""Fields of a workspace; a page shows them all."""

_TOLD = (
    "key", "label", "options", "help", "is_required", "visible_to_customer", "editable_by_customer", "is_active",
)  # fmt: skip
_BOUNDS = ("min", "max", "pattern", "max_length")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Kind(StrEnum):
    """What kind of value a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"


class Rules(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Bounds of a field: `min` and `max` of a number or a date, `pattern` and `max_length` of a text."""

    min: float | str | None = None
    max: float | str | None = None
    pattern: str | None = None
    max_length: int | None = None


class Field(Struct, frozen=True, kw_only=True):
    """A field as it stands; one without categories is on every form."""

    id: UUID
    key: str
    label: str
    kind: Kind
    options: tuple[str, ...] = ()
    rules: Rules = Rules()
    help: str = ""
    is_required: bool = False
    visible_to_customer: bool = False
    editable_by_customer: bool = False
    position: int = 0
    is_active: bool = True
    category_ids: tuple[UUID, ...] = ()


def is_on_form(field: Field, categories: Iterable[UUID]) -> bool:
    """Say whether the form of a category, given with its parent, holds a field."""
    return field.is_active and (not field.category_ids or not set(field.category_ids).isdisjoint(categories))


def values_of(form: Sequence[Field], given: Mapping[str, object], *, is_whole: bool = False) -> dict[str, Value | None]:
    """Return the values of a form by the fields' keys, None for those emptied; refuse with a sentence for each flaw.

    Of a form that is whole, what must be answered and is not there is a flaw too.
    """
    known = {field.key: field for field in form}
    flaws: dict[str, str | None] = {
        f"fields.{key[:60]}": "is not a field of this form; remove it" for key in given if key not in known
    }
    found: dict[str, Value | None] = {}
    for key in given.keys() & known.keys():
        found[key], flaws[f"fields.{key}"] = _taken(known[key], given[key])
    refuse(flaws | (missing_from(form, given) if is_whole else {}))
    return found


def fitting(form: Sequence[Field], kept: Mapping[str, object]) -> dict[str, Value]:
    """Return those of values kept earlier that a form still takes, whatever became of its fields since."""
    known = {field.key: field for field in form}
    taken = {key: _taken(known[key], value) for key, value in kept.items() if key in known}
    return {key: value for key, (value, flaw) in taken.items() if value is not None and flaw is None}


def missing_from(form: Sequence[Field], values: Mapping[str, object]) -> dict[str, str | None]:
    """Return a sentence for each field that must be answered and is not."""
    return {
        f"fields.{field.key}": "must be answered" for field in form if field.is_required and field.key not in values
    }


def key_from(label: str) -> str:
    """Return the key that a label suggests: it begins with a letter."""
    return re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", label.lower())).strip("_")[:60]


def typed(field: Field, texts: Sequence[str]) -> object:
    """Return what somebody typed or chose on a page as the field's own kind; what does not fit stays a text."""
    if field.kind is Kind.CHOICES:
        return [text for text in texts if text]
    text = texts[0].strip() if texts else ""
    if field.kind is Kind.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    if field.kind is Kind.NUMBER and re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,9})?", text, re.ASCII):
        return float(text) if "." in text else int(text)
    return text


def changes_of(held: Field, wanted: Field, *, categories: Mapping[UUID, str]) -> dict[str, Change]:
    """Return what is different, from what to what; categories are told by their names."""
    pairs = {name: (told(getattr(held, name)), told(getattr(wanted, name))) for name in _TOLD}
    pairs |= {name: (told(getattr(held.rules, name)), told(getattr(wanted.rules, name))) for name in _BOUNDS}
    pairs["categories"] = (_named(held, categories), _named(wanted, categories))
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def checked(wanted: Field) -> Field:
    """Return a field with its words trimmed; refuse one that could never be answered, a sentence for each part."""
    is_text = wanted.kind in {Kind.TEXT, Kind.LONG_TEXT}
    flaws = {
        "key": None if _KEY.fullmatch(wanted.key) else "must be lower case letters, digits and underscores, at most 60",
        "label": flaw_in_line(wanted.label, limit=NAME_LIMIT),
        "help": flaw_in_text(wanted.help, limit=DESCRIPTION_LIMIT) if wanted.help.strip() else None,
        "position": flaw_in_position(wanted.position),
        "options": _flaw_in_options(wanted),
        "editableByCustomer": "needs visibleToCustomer"
        if wanted.editable_by_customer and not wanted.visible_to_customer
        else None,
        "rules.min": _flaw_in_bound(wanted, wanted.rules.min),
        "rules.max": _flaw_in_bound(wanted, wanted.rules.max),
        "rules.pattern": _flaw_in_pattern(wanted.rules.pattern, is_text=is_text),
        "rules.maxLength": _flaw_in_length(wanted),
    }
    refuse(flaws)
    if wanted.rules.min is not None and wanted.rules.max is not None and _is_more(wanted.rules.min, wanted.rules.max):
        raise Invalid({"rules.max": f"“{wanted.rules.max}” is below the least, “{wanted.rules.min}”"})
    return replace(wanted, label=wanted.label.strip(), help=wanted.help.strip())


def _named(field: Field, categories: Mapping[UUID, str]) -> str | None:
    return told(sorted(categories.get(one, str(one)) for one in field.category_ids))


def _taken(field: Field, given: object) -> tuple[Value | None, str | None]:
    if given is None or (isinstance(given, str) and not given.strip()) or given == []:
        return None, "must be answered" if field.is_required else None
    match field.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return _text(field, given)
        case Kind.NUMBER:
            return _number(field, given)
        case Kind.DATE:
            return _date(field, given)
        case Kind.BOOLEAN:
            return (given, None) if isinstance(given, bool) else (None, f"“{_short(given)}” is not true or false")
        case Kind.CHOICE:
            return _chosen(field, given)
        case Kind.CHOICES:
            return _several(field, given)


def _text(field: Field, given: object) -> tuple[Value | None, str | None]:
    if not isinstance(given, str):
        return None, f"“{_short(given)}” is not a text"
    kept = given.strip()
    limit = field.rules.max_length or LONGEST[field.kind]
    flaw = flaw_in_line(kept, limit=limit) if field.kind is Kind.TEXT else flaw_in_text(kept, limit=limit)
    if flaw is None and field.rules.pattern and not _compiled(field.rules.pattern).fullmatch(kept):
        flaw = f"“{_short(kept)}” does not have the form that is asked for" + (f": {field.help}" if field.help else "")
    return kept, flaw


def _number(field: Field, given: object) -> tuple[Value | None, str | None]:
    if isinstance(given, bool) or not isinstance(given, int | float) or not -LARGEST <= given <= LARGEST:
        return None, f"“{_short(given)}” is not a number"
    return given, _beyond(field, given)


def _date(field: Field, given: object) -> tuple[Value | None, str | None]:
    day = _day(given)
    if day is None:
        return None, f"“{_short(given)}” is not a date such as 2026-01-31"
    return day, _beyond(field, day)


def _chosen(field: Field, given: object) -> tuple[Value | None, str | None]:
    if isinstance(given, str) and given in field.options:
        return given, None
    return None, f"“{_short(given)}” is not one of: {', '.join(field.options)[:500]}"


def _several(field: Field, given: object) -> tuple[Value | None, str | None]:
    if not isinstance(given, list):
        return None, "must be a list"
    for one in given:
        _, flaw = _chosen(field, one)
        if flaw is not None:
            return None, flaw
    return [option for option in field.options if option in given], None


def _beyond(field: Field, value: float | str) -> str | None:
    if field.rules.min is not None and _is_more(field.rules.min, value):
        return f"“{value}” is below {field.rules.min}"
    if field.rules.max is not None and _is_more(value, field.rules.max):
        return f"“{value}” is above {field.rules.max}"
    return None


def _is_more(one: float | str, other: float | str) -> bool:
    """Compare two numbers, or two dates in their written form; a number and a date never meet."""
    return one > other if isinstance(one, str) is isinstance(other, str) else False  # type: ignore[operator]


def _flaw_in_options(wanted: Field) -> str | None:
    if wanted.kind not in {Kind.CHOICE, Kind.CHOICES}:
        return "are for choices alone" if wanted.options else None
    if not wanted.options or len(wanted.options) > MOST_OPTIONS:
        return f"must be 1 to {MOST_OPTIONS}"
    if len(set(wanted.options)) < len(wanted.options):
        return "must differ from one another"
    return next((flaw for one in wanted.options if (flaw := flaw_in_line(one, limit=NAME_LIMIT))), None)


def _flaw_in_bound(wanted: Field, bound: float | str | None) -> str | None:
    if bound is None:
        return None
    if wanted.kind is Kind.NUMBER:
        fits = isinstance(bound, int | float) and not isinstance(bound, bool) and isfinite(bound)
        return None if fits and abs(float(bound)) <= LARGEST else f"“{_short(bound)}” is not a number"
    if wanted.kind is Kind.DATE:
        return None if _day(bound) else f"“{_short(bound)}” is not a date such as 2026-01-31"
    return "is for numbers and dates alone"


def _flaw_in_pattern(pattern: str | None, *, is_text: bool) -> str | None:
    if pattern is None:
        return None
    if not is_text:
        return "is for texts alone"
    flaw = flaw_in_line(pattern, limit=PATTERN_LIMIT)
    if flaw is not None:
        return flaw
    try:
        _compiled(pattern)
    except re2.error as error:
        words = error.args[0]
        return f"cannot be used: {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return None


def _flaw_in_length(wanted: Field) -> str | None:
    if wanted.rules.max_length is None:
        return None
    most = LONGEST.get(wanted.kind)
    if most is None:
        return "is for texts alone"
    return None if 1 <= wanted.rules.max_length <= most else f"{wanted.rules.max_length} is not between 1 and {most:,}"


def _compiled(pattern: str) -> re2._Regexp:
    """Compile by RE2, whose matching takes time in proportion to the text, whatever the pattern."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)


def _day(given: object) -> str | None:
    try:
        return date.fromisoformat(given).isoformat() if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        return None


def _short(given: object) -> str:
    return str(given).encode("utf-8", "replace").decode()[:60].replace("\x00", "\\0")
