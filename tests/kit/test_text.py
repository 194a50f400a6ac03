"""Plain text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.text import flaw_in, has_line_break, on_one_line, shortened, without_controls

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=400)
"""Lone surrogates, NUL and all."""
BLANK_TEXT = st.text(st.sampled_from(" \t\n\r\x0b\x1c\x85\u2028abc…"), max_size=400)
"""More white space than words."""


@given(ANY_TEXT)
def test_a_text_without_a_flaw_can_be_encoded_and_holds_no_nul(text: str) -> None:
    has_surrogate = any(unicodedata.category(character) == "Cs" for character in text)
    assert (flaw_in(text) is None) == (not has_surrogate and "\x00" not in text)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", None),
        ("Grüße, 中文 and 🖨", None),
        ("a\x00b", "a NUL character"),
        ("half \ud83d of a printer", "half of a surrogate pair"),
        ("\udcff", "half of a surrogate pair"),
    ],
)
def test_a_flaw_is_named(text: str, flaw: str | None) -> None:
    assert flaw_in(text) == flaw


@given(ANY_TEXT)
def test_controls_go_and_everything_else_stays(text: str) -> None:
    kept = without_controls(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", kept)
    assert without_controls(kept) == kept
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert kept == "".join(one for one in lines if one in "\t\n" or not (one < " " or one == "\x7f"))


@given(ANY_TEXT)
def test_what_could_break_a_header_is_seen(text: str) -> None:
    assert has_line_break(text) == any(character in text for character in "\r\n\x00")


@given(ANY_TEXT | BLANK_TEXT)
def test_one_line_holds_the_same_words(text: str) -> None:
    line = on_one_line(text)
    assert line.split(" ") == (text.split() or [""])
    assert len(line.splitlines()) <= 1


@given(ANY_TEXT | BLANK_TEXT, st.integers(1, 60))
def test_a_shortened_text_is_never_longer_than_asked_and_begins_as_the_text_does(text: str, to: int) -> None:
    line, short = on_one_line(text), shortened(text, to=to)
    assert len(short) <= to
    if len(line) <= to:
        assert short == line
    else:
        assert short.endswith("…")
        assert line.startswith(short[:-1])
        assert len(short) >= to // 2


@pytest.mark.parametrize(
    ("text", "to", "short"),
    [
        ("The sync stopped", 16, "The sync stopped"),
        ("The sync stopped", 15, "The sync…"),
        ("The   sync\n\nstopped  ", 16, "The sync stopped"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("a Donaudampfschifffahrt", 10, "a Donauda…"),
        (" " * 5000 + "late words", 20, "late words"),
        ("first" + "\n" * 5000 + "last", 20, "first last"),
        ("ab", 1, "…"),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, to: int, short: str) -> None:
    assert shortened(text, to=to) == short


def test_a_megabyte_is_shortened_at_once() -> None:
    assert shortened("word " * 200_000, to=20) == "word word word…"
    assert shortened("x" * 1_000_000, to=20) == "x" * 19 + "…"
