"""Messages in the forms that they are kept in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.html import clean
from deskhand.kit.text import flaw_in, without_controls
from deskhand.rules.message import PREVIEW, from_html, from_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(TEXTS)
def test_a_text_is_kept_in_three_forms_that_say_the_same(text: str) -> None:
    words = from_text(text)
    assert words.body == without_controls(text).strip("\n")
    assert len(words.preview) <= PREVIEW
    assert flaw_in(words.html + words.body + words.preview) is None
    assert "<script" not in words.html


@given(TEXTS | TEXTS.map(lambda text: f"<p>{text}</p><script>{text}</script><b onclick=x>{text}"))
def test_an_html_text_is_sanitised_before_anything_is_made_of_it(text: str) -> None:
    words = from_html(text)
    assert clean(words.html) == words.html
    assert flaw_in(words.html + words.body + words.preview) is None
    assert len(words.preview) <= PREVIEW


def test_a_text_stays_as_it_was_typed() -> None:
    words = from_text("\nHello <b>,\r\n\r\n  see https://a.test/x.\x1b\n")
    assert words.body == "Hello <b>,\n\n  see https://a.test/x."
    assert words.html == (
        "<p>Hello &lt;b&gt;,</p><p>  see "
        '<a href="https://a.test/x" rel="noopener noreferrer nofollow">https://a.test/x</a>.</p>'
    )
    assert words.preview == "Hello <b>, see https://a.test/x."


def test_html_keeps_its_words_and_loses_its_tricks() -> None:
    words = from_html(
        "<p onclick=x>Hello <img src=x onerror=alert(1)><b>Kim</b></p><script>alert(1)</script><p>Bye</p>"
    )
    assert words.html == "<p>Hello <b>Kim</b></p><p>Bye</p>"
    assert words.body == "Hello Kim\nBye"
    assert words.preview == "Hello Kim Bye"


def test_what_says_nothing_has_no_words() -> None:
    for html in ("", "<p> </p>", "<script>alert(1)</script>", "<img src=x>"):
        assert (from_html(html).body, from_html(html).preview) == ("", "")
