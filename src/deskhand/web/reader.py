"""Who reads a page: language, time zone and the moment, held while one page is rendered."""

from __future__ import annotations

import gettext as catalogues
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache, lru_cache, wraps
from io import BytesIO
from pathlib import Path
from typing import TypeVar, TypeVarTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from deskhand.rules.workspace import LANGUAGES

CATALOGUES = Path(__file__).parent / "locale"
"""A file per language, as translators write it."""
_REGIONS = {"en": "en_GB"}
Ts = TypeVarTuple("Ts")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Reader:
    """How one person reads: words, dates and clock times follow it."""

    now: datetime
    language: str = "en"
    zone: tzinfo = UTC


_reader: ContextVar[Reader] = ContextVar("reader")


@contextmanager
def reading(reader: Reader) -> Iterator[None]:
    """Let everything that is rendered inside follow this reader."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def current() -> Reader:
    """Return the reader of the page that is being rendered; LookupError outside of one."""
    return _reader.get()


def by_language(words: Callable[[*Ts], R]) -> Callable[[*Ts], R]:
    """Have a function that only words something run once for a language: a page asks for few words many times."""

    @lru_cache(1000)
    def worded(_language: str, *args: *Ts) -> R:
        return words(*args)

    @wraps(words)
    def remembered(*args: *Ts) -> R:
        return worded(current().language, *args)

    return remembered


@cache
def zone_named(name: str) -> tzinfo:
    """Return the time zone of this IANA name, or UTC where the name is unknown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def locale_of(language: str) -> Locale:
    """Return the locale whose dates and numbers a language uses; English where it is unknown."""
    try:
        return Locale.parse(_REGIONS.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_REGIONS["en"])


def accepted_language(header: str) -> str:
    """Return the language of ours that an Accept-Language header likes best; empty when it names none."""
    wanted: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and weight > 0:
            wanted.append((weight, language))
    return max(wanted, key=lambda one: one[0])[1] if wanted else ""


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def gettext(message: str) -> str:
    """Return the message in the reader's language."""
    return _catalogue(current().language).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of the message that fits the count, in the reader's language."""
    return _catalogue(current().language).ngettext(singular, plural, count)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    """Read a language's catalogue, once a process; a language that has none reads English."""
    path = CATALOGUES / f"{language}.po"
    if language not in LANGUAGES or not path.is_file():
        return catalogues.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
