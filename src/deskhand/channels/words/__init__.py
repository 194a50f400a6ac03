"""Default words: a folder per language, in it one per notification type with subject, text and HTML, and a layout.

What the desk stores as words of its own, such as a status, is called by each language's `names.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from liquid import BoundTemplate, Environment, Markup, StrictUndefined

FOLDER = Path(__file__).parent
FALLBACK = "en"
"""The language of those whose own is not there yet."""
Variables = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one message."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Words:
    subject: BoundTemplate
    text: BoundTemplate
    html: BoundTemplate
    text_layout: BoundTemplate
    html_layout: BoundTemplate


class _Bounded(Environment):
    """Liquid that cannot run long, write much, or reach more than its variables."""

    loop_iteration_limit = 1_000
    output_stream_limit = 1_000_000
    local_namespace_limit = 200_000


_TEXT = _Bounded(undefined=StrictUndefined)
_HTML = _Bounded(undefined=StrictUndefined, autoescape=True)


def written(kind: str, variables: Variables, *, language: str) -> Written:
    """Return the words of a notification type in a language, or in English where that is missing."""
    words = _words(kind, _spoken(language))
    subject = words.subject.render(variables).strip()
    text = words.text.render(variables).strip()
    html = words.html.render(variables).strip()
    return Written(
        subject=subject,
        text=words.text_layout.render(variables, subject=subject, content=text),
        html=words.html_layout.render(variables, subject=subject, content=Markup(html)),  # escaped above
    )


def named(word: str, *, of: str, language: str) -> str:
    """Return what a language calls a ticket's field (of "field") or a field's value; what has no name is as it is."""
    return _names(_spoken(language)).get(of, {}).get(word, word)


@cache
def languages() -> frozenset[str]:
    """Return the languages that have words."""
    return frozenset(path.name for path in FOLDER.iterdir() if (path / "layout.txt.liquid").is_file())


def _spoken(language: str) -> str:
    return language if language in languages() else FALLBACK


@cache
def _names(language: str) -> dict[str, dict[str, str]]:
    return msgspec.json.decode((FOLDER / language / "names.json").read_bytes(), type=dict[str, dict[str, str]])


@cache
def _words(kind: str, language: str) -> _Words:
    folder = FOLDER / language
    return _Words(
        subject=_read(_TEXT, folder / kind / "subject.liquid"),
        text=_read(_TEXT, folder / kind / "body.txt.liquid"),
        html=_read(_HTML, folder / kind / "body.html.liquid"),
        text_layout=_read(_TEXT, folder / "layout.txt.liquid"),
        html_layout=_read(_HTML, folder / "layout.html.liquid"),
    )


def _read(environment: Environment, path: Path) -> BoundTemplate:
    return environment.from_string(path.read_text(encoding="utf-8"), name=path.name)
