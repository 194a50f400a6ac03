"""Words of people's texts, folded so that case and accents make no difference: what search compares."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
"""Characters of a word that count; what two longer ones share of these makes them the same."""

_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M")
_SIGNS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u20d0-\u20ff]"
)
"""Accents, vowel points and other signs that a reader of the script leaves out when searching."""
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"  # scripts without blanks: each sign is a word of its own
    f"|(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])[^\\W_])"
    f"(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])[^\\W_]|[{_MARKS}])*"
)


def folded(text: str) -> str:
    """Return a text as search compares it: without case, accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    bare = _SIGNS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return unicodedata.normalize("NFC", _SIGNS.sub("", unicodedata.normalize("NFKD", bare)))


def words_of(text: str, *, most: int | None = None) -> list[str]:
    """Return the folded words of a text in order, the first `most` of them."""
    found: list[str] = []
    for match in _WORD.finditer(folded(text)):
        if most is not None and len(found) >= most:
            break
        found.append(match.group()[:LONGEST])
    return found


def places_of(text: str) -> list[tuple[int, int, str]]:
    """Return each word of a composed text with where it begins and ends in it, for marking what was found."""
    return [
        (match.start(), match.end(), word[:LONGEST])
        for match in _WORD.finditer(text)
        if (word := "".join(_WORD.findall(folded(match.group()))))
    ]


def composed(text: str) -> str:
    """Return a text with letters and their accents as one sign each, as `places_of` reads it."""
    return unicodedata.normalize("NFC", text)
