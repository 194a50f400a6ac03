"""Marks are ours alone: everything else is escaped, whatever the text holds."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.marks import excerpt, marked
from deskhand.kit.words import composed


def test_words_are_marked_without_case_and_accents() -> None:
    assert marked("Große <b>Größe</b>, grossen", ["grosse"]) == (
        "<mark>Große</mark> &lt;b&gt;<mark>Größe</mark>&lt;/b&gt;, grossen"
    )
    assert marked("inv invoice", [], ["inv"]) == "<mark>inv</mark> <mark>invoice</mark>"


def test_an_excerpt_begins_shortly_before_the_first_word() -> None:
    assert excerpt("word " * 100 + "needle\n\nand more " + "x " * 300, ["needle"]) is not None
    assert str(excerpt("word " * 100 + "needle and", ["needle"])).startswith("…word")
    assert excerpt("needle", ["needle"]) == "<mark>needle</mark>"
    assert excerpt("nothing", ["needle"]) is None


@given(st.text(max_size=100), st.lists(st.sampled_from(["a", "b", "mark", "lt"]), max_size=3))
def test_only_our_marks_are_html(text: str, words: list[str]) -> None:
    html = marked(text, words)
    bare = re.sub(r"</?mark>", "", html)
    assert "<" not in bare
    assert ">" not in bare
    assert unescape(bare) == composed(text) or "&" in text
