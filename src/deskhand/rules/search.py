"""The language of searches and saved views: free words, "exact words", -excluded ones and field:value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from zoneinfo import ZoneInfo

from deskhand.kit.text import flaw_in
from deskhand.kit.words import words_of
from deskhand.rules.draft import word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import Priority, Source, Status, Type

LONGEST = 500
"""Characters of a query."""
MOST_PARTS = 20
"""Words, quotations and fields of a query."""
MOST_WORDS = 40
"""Single words of all of them."""
SHORTEST_PREFIX = 2
"""Letters of a word's beginning that are enough to look for."""
_WHOLE_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^\W\d_]{3,}")


class Kind(StrEnum):
    """How the value of a field is read."""

    WORD = "word"
    PERSON = "person"
    NAME = "name"
    DATE = "date"


class Is(StrEnum):
    """What `is:` can ask."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    MINE = "mine"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


class Has(StrEnum):
    """What `has:` can ask."""

    ASSIGNEE = "assignee"
    ORGANIZATION = "organization"
    RESOLUTION = "resolution"
    REPLY = "reply"
    FOLLOWED = "follow_up_of"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the language: how its value is read, and whether customers may ask for it."""

    kind: Kind
    words: type[StrEnum] | None = None
    for_customers: bool = False


FIELDS: dict[str, Field] = {
    "status": Field(Kind.WORD, Status, for_customers=True),
    "priority": Field(Kind.WORD, Priority, for_customers=True),
    "type": Field(Kind.WORD, Type, for_customers=True),
    "source": Field(Kind.WORD, Source),
    "is": Field(Kind.WORD, Is, for_customers=True),
    "has": Field(Kind.WORD, Has, for_customers=True),
    "due": Field(Kind.WORD, DueDate),
    "assignee": Field(Kind.PERSON),
    "requester": Field(Kind.PERSON),
    "organization": Field(Kind.NAME),
    "team": Field(Kind.NAME),
    "category": Field(Kind.NAME),
    "tag": Field(Kind.NAME),
    "created": Field(Kind.DATE, for_customers=True),
    "updated": Field(Kind.DATE, for_customers=True),
    "resolved": Field(Kind.DATE, for_customers=True),
}
"""Every field; a new one is a row here and one of `queries.conditions.CONDITIONS`."""
ALIASES = {"from": "requester", "org": "organization", "assigned": "assignee", "kind": "type", "via": "source"}
"""Other names that people try."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words to look for, next to each other; `is_prefix` says that the last may be the beginning of one."""

    text: str
    is_quoted: bool = False
    is_prefix: bool = False
    is_excluded: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return tuple(words_of(self.text))


@dataclass(frozen=True, slots=True)
class Condition:
    """A field and the values of which one is asked for; `sign` is `>`, `>=`, `<`, `<=` or empty, for dates."""

    field: str
    values: tuple[str, ...]
    sign: str = ""
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The moments from one to another, the latter excluded; None has no bound."""

    since: datetime | None
    until: datetime | None


_PART = re.compile(
    r'\s*(?P<no>-)?(?:(?P<name>[A-Za-z_]{1,20}):(?P<sign>[<>]=?)?)?(?:"(?P<quoted>[^"]*)(?P<closed>"?)|(?P<plain>[^\s"]*))'
)
_AGO = re.compile(r"(\d{1,4})([hdw])")
_MIDNIGHT = time.min
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_QUOTES = str.maketrans("“”„«»", '"""""')


def _may_go_on(term: Term) -> bool:
    """Say whether a term that is being typed may be the beginning of more; an e-mail address that looks whole is not.

    Its last word stands in very many tickets, and looking for all that begins with it would take the index's help away.
    """
    return len((term.words or ("",))[-1]) >= SHORTEST_PREFIX and not _WHOLE_ADDRESS.fullmatch(term.text)


def parse(text: str, *, typing: bool = False) -> Query:
    """Return what a query asks for; refuse what cannot be understood, and say which part of it.

    While somebody is `typing`, the last word may be the beginning of one and a quotation may still be open.
    """
    plain = _checked(text).translate(_QUOTES).strip()
    parts: list[Term | Condition] = []
    place = 0
    while place < len(plain):
        match = _PART.match(plain, place)
        if match is None or match.end() == place:
            break
        parts += _part(match, is_open=typing)
        place = match.end()
    if typing and parts and isinstance(last := parts[-1], Term) and not (last.is_quoted or text[-1:].isspace()):
        parts[-1] = replace(last, is_prefix=_may_go_on(last))
    return _bounded(parts)


def address_in(query: Query) -> str | None:
    """Return the e-mail address that a query consists of, None when it asks for anything else."""
    if len(query.terms) != 1 or query.conditions or query.terms[0].is_excluded:
        return None
    text = query.terms[0].text
    return text.lower() if _WHOLE_ADDRESS.fullmatch(text) else None


def written(query: Query) -> str:
    """Return a query as somebody would write it; parsing that gives the query again."""
    return " ".join([_term(term) for term in query.terms] + [_condition(one) for one in query.conditions])


def check_for_customer(query: Query) -> None:
    """Refuse fields that only agents may ask for."""
    refused = next((one.field for one in query.conditions if not FIELDS[one.field].for_customers), None)
    if refused is not None:
        known = ", ".join(f"{name}:" for name, field in FIELDS.items() if field.for_customers)
        raise Invalid({"q": f"“{refused}:” is for agents; you can use {known} and words"})


def span_of(condition: Condition, *, now: datetime, zone: str) -> Span:
    """Return the moments that a date's condition means: a day in the reader's zone, or so long ago."""
    value = condition.values[0]
    ago = _AGO.fullmatch(value)
    if ago is not None:
        moment = now - int(ago[1]) * _UNITS[ago[2]]
        begin, end = moment, moment
    else:
        begin, end = _day(value, ZoneInfo(zone))
    return {
        ">": Span(end, None), ">=": Span(begin, None), "<": Span(None, begin), "<=": Span(None, end),
    }.get(condition.sign, Span(begin, None if ago else end))  # fmt: skip


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise Invalid({"q": f"is {len(text):,} characters long; at most {LONGEST} are searched for"})
    if (flaw := flaw_in(text)) is not None:
        raise Invalid({"q": f"holds {flaw}"})
    return text


def _part(match: re.Match[str], *, is_open: bool) -> list[Term | Condition]:
    name = match["name"]
    value = match["plain"] if match["quoted"] is None else match["quoted"]
    if match["quoted"] is not None and not match["closed"] and not is_open:
        raise _misread('"', match.start("quoted") - 1, "opens a quotation that nothing closes; add the second mark")
    if name is not None and value and not value.startswith("//"):
        return [_condition_of(match, value, place=match.start("name"))]
    if name is not None:  # an address of the web, or a word with a colon after it
        value = f"{name}:{match['sign'] or ''}{value}" if value else name
    return _term_of(match, value, is_quoted=value != name and (name is not None or match["quoted"] is not None))


def _term_of(match: re.Match[str], value: str, *, is_quoted: bool) -> list[Term | Condition]:
    is_prefix = not is_quoted and value.endswith("*") and len((words_of(value) or [""])[-1]) >= SHORTEST_PREFIX
    term = Term(value.rstrip("*") if is_prefix else value, is_quoted, is_prefix, bool(match["no"]))
    if term.words:
        return [term]
    if match["no"] and value:
        raise _misread(f"-{value}", match.start("no"), "names no word to leave out")
    return []


def _condition_of(match: re.Match[str], value: str, *, place: int) -> Condition:
    asked = match["name"].lower()
    name = ALIASES.get(asked, asked)
    field = FIELDS.get(name)
    if field is None:
        close = get_close_matches(name, FIELDS, n=1)
        hint = f"did you mean {close[0]}:?" if close else f"fields are {', '.join(FIELDS)}."
        raise _misread(f"{match['name']}:", place, f"is no field; {hint} Put it in quotes to look for the words")
    if match["sign"] and field.kind is not Kind.DATE:
        raise _misread(f"{name}:{match['sign']}", place, "compares what has no order; only dates are compared")
    values = (value,) if match["quoted"] is not None else tuple(part for part in value.split(",") if part)
    if not values:
        raise _misread(f"{name}:{value}", place, "names no value")
    read = tuple(_value(field, name, value=one, place=place) for one in values)
    if field.kind is Kind.DATE and len(read) > 1:
        raise _misread(f"{name}:{value}", place, "names several dates; write the field twice, with > and <")
    return Condition(name, tuple(dict.fromkeys(read)), match["sign"] or "", bool(match["no"]))


def _value(field: Field, name: str, *, value: str, place: int) -> str:
    if field.words is not None:
        word = word_of(field.words, value)
        if word is None:
            raise _misread(f"{name}:{value}", place, f"is not one of: {', '.join(field.words)}")
        return word.value
    if field.kind is Kind.DATE and not _is_date(value):
        raise _misread(f"{name}:{value}", place, "is no date such as 2026-01-31, and no age such as 7d, 12h or 2w")
    if field.kind is Kind.NAME or field.kind is Kind.PERSON:
        if not words_of(value):
            raise _misread(f"{name}:{value}", place, "names nobody")
        return value.strip()
    return value


def _bounded(parts: list[Term | Condition]) -> Query:
    if len(parts) > MOST_PARTS:
        raise Invalid({"q": f"has {len(parts)} parts; at most {MOST_PARTS} are searched for at once"})
    terms = tuple(part for part in parts if isinstance(part, Term))
    if sum(len(term.words) for term in terms) > MOST_WORDS:
        raise Invalid({"q": f"has more than {MOST_WORDS} words; leave the common ones out"})
    if terms and all(term.is_excluded for term in terms):
        raise Invalid({"q": f"only says what to leave out (“-{terms[0].text[:40]}”); add a word to look for"})
    return Query(terms, tuple(part for part in parts if isinstance(part, Condition)))


def _is_date(value: str) -> bool:
    """Take YYYY-MM-DD in years that every zone can hold, or an age."""
    if _AGO.fullmatch(value):
        return True
    try:
        return 1970 <= date.fromisoformat(value).year <= 9000 and len(value) == 10
    except ValueError:
        return False


def _day(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    day = date.fromisoformat(value)
    begin, end = (datetime.combine(one, _MIDNIGHT, tzinfo=zone) for one in (day, day + timedelta(days=1)))
    return begin, end


def _misread(part: str, place: int, why: str) -> Invalid:
    return Invalid({"q": f"“{part[:60]}” at character {place + 1} {why}"})


def _term(term: Term) -> str:
    text = f'"{term.text}"' if term.is_quoted else term.text
    return f"{'-' if term.is_excluded else ''}{text}{'*' if term.is_prefix and not term.is_quoted else ''}"


def _condition(one: Condition) -> str:
    plain = all(re.fullmatch(r"[^\s\",<>]+", value) for value in one.values)
    values = ",".join(one.values) if plain else f'"{one.values[0]}"'
    return f"{'-' if one.is_excluded else ''}{one.field}:{one.sign}{values}"
