"""Readers: their language and zone hold while one page is made, and unknown ones do no harm."""

from __future__ import annotations

from datetime import UTC

import pytest

from deskhand.rules.workspace import LANGUAGES
from deskhand.web.reader import (
    CATALOGUES,
    Reader,
    accepted_language,
    by_language,
    current,
    gettext,
    locale_of,
    ngettext,
    reading,
    zone_named,
)
from tests.web.samples import NOW


def test_a_reader_holds_for_one_page() -> None:
    with pytest.raises(LookupError):
        current()
    outer, inner = Reader(now=NOW), Reader(now=NOW, language="de")
    with reading(outer):
        with reading(inner):
            assert current() is inner
        assert current() is outer


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../../etc/passwd", "/etc/passwd", "x" * 300])
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert zone_named(name) is UTC
    assert str(zone_named("Asia/Kolkata")) == "Asia/Kolkata"


def test_an_unknown_language_is_english() -> None:
    assert str(locale_of("tlh")) == str(locale_of("en")) == "en_GB"
    assert locale_of("ar").text_direction == "rtl"
    with reading(Reader(now=NOW, language="tlh")):
        assert gettext("Sign in") == "Sign in"
        assert [ngettext("%(n)s day", "%(n)s days", count) for count in (1, 2)] == ["%(n)s day", "%(n)s days"]


@pytest.mark.parametrize(("header", "language"), [
    ("en-US,en;q=0.9", "en"), ("tlh, en-GB;q=0.3", "en"), ("en;q=0.5, de-AT;q=0.8", "de"),
    ("tlh", ""), ("", ""), ("en;q=0", ""), ("en;q=x", ""),
    (";;,=,;q=1", ""), ("tlh," * 10_000 + "en", ""),
])  # fmt: skip
def test_a_browser_is_heard_about_languages(header: str, language: str) -> None:
    assert accepted_language(header) == language


def test_a_catalogue_speaks_its_language_with_its_plurals() -> None:
    with reading(Reader(now=NOW, language="de")):
        assert gettext("My tickets") == "Meine Tickets"
        texts = [
            ngettext("Try again in %(num)s second.", "Try again in %(num)s seconds.", count) % {"num": count}
            for count in (1, 2)
        ]
    assert texts == ["Versuchen Sie es in 1 Sekunde wieder.", "Versuchen Sie es in 2 Sekunden wieder."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_locale_of_its_own(language: str) -> None:
    assert locale_of(language).language == language
    assert language == "en" or (CATALOGUES / f"{language}.po").is_file()


def test_words_are_worded_once_for_a_language() -> None:
    asked: list[str] = []

    @by_language
    def named(word: str) -> str:
        asked.append(word)
        return gettext(word)

    for language in ("en", "de", "en", "de"):
        with reading(Reader(now=NOW, language=language)):
            assert named("My tickets") == {"en": "My tickets", "de": "Meine Tickets"}[language]
    assert asked == ["My tickets", "My tickets"]
