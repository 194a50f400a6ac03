"""Words are compared without case and accents, in any script, and found again where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.words import LONGEST, composed, folded, places_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe ÉTÉ ﬁn", ["grosse", "ete", "fin"]),
        ("dana@halcyon.test", ["dana", "halcyon", "test"]),
        ("ERR_CONN-0x80: 2026-11-00042", ["err", "conn", "0x80", "2026", "11", "00042"]),
        ("東京へ", ["東", "京", "へ"]),
        ("ไทย हिन्दी", ["ไทย", "हिन्दी"]),
        ("מָרְחָב", ["מרחב"]),
        ("… — ?!", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_accents_written_apart_are_the_same() -> None:
    assert words_of("e\u0301te\u0301") == words_of("été") == ["ete"]


def test_long_words_are_cut_and_many_are_bounded() -> None:
    assert words_of("x" * 100) == ["x" * LONGEST]
    assert words_of("a b c", most=2) == ["a", "b"]


def test_a_word_is_found_where_it_stands() -> None:
    text = composed("Bitte Gro\u0308ße prüfen")
    assert [(text[begin:end], word) for begin, end, word in places_of(text)] == [
        ("Bitte", "bitte"), ("Größe", "grosse"), ("prüfen", "prufen"),
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_has_words_without_upper_case(text: str) -> None:
    words = words_of(text)
    assert all(word and len(word) <= LONGEST for word in words)
    assert folded(text) == folded(text.swapcase()) or not text.isascii()
    assert all(0 <= begin < end <= len(text) for begin, end, _ in places_of(text))
