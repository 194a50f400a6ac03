"""What was found, marked: text escaped as HTML with <mark> around words, and the part of a text where they stand."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from deskhand.kit.words import composed, places_of

BEFORE = 60
"""Characters that an excerpt shows before the first word found."""


def marked(text: str, words: Collection[str], beginnings: Collection[str] = ()) -> str:
    """Return a text as HTML in which the words, and those with these beginnings, are marked."""
    plain = composed(text)
    pieces: list[str] = []
    end = 0
    for begin, stop in _found(plain, words, beginnings):
        pieces.append(f"{escape(plain[end:begin])}<mark>{escape(plain[begin:stop])}</mark>")
        end = stop
    return "".join([*pieces, escape(plain[end:])])


def excerpt(text: str, words: Collection[str], beginnings: Collection[str] = (), *, to: int = 200) -> str | None:
    """Return the part of a text around the first word found, marked; None when none of them stands there."""
    plain = " ".join(composed(text).split())
    found = _found(plain, words, beginnings)
    if not found:
        return None
    begin = max(0, found[0][0] - BEFORE)
    if begin:
        begin = plain.find(" ", begin, found[0][0]) + 1 or begin
    part = plain[begin : begin + to]
    return f"{'…' if begin else ''}{marked(part, words, beginnings)}{'…' if begin + to < len(plain) else ''}"


def _found(plain: str, words: Collection[str], beginnings: Collection[str]) -> list[tuple[int, int]]:
    starts = tuple(beginnings)
    return [
        (begin, end) for begin, end, word in places_of(plain) if word in words or (starts and word.startswith(starts))
    ]
