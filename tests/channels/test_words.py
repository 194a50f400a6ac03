"""Words: complete for every language and type, and bounded."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages.pofile import read_po
from liquid.exceptions import LiquidError

from deskhand.channels import words
from deskhand.rules.account import AccountKind
from deskhand.rules.notify import Kind
from deskhand.rules.ticket import Priority, Status, Type
from deskhand.rules.workspace import LANGUAGES
from tests.house.tree import ROOT

FILES = {"subject.liquid", "body.txt.liquid", "body.html.liquid"}
TRANSLATED = sorted(set(LANGUAGES) - {words.FALLBACK})
TEMPLATES = sorted(
    str(path.relative_to(words.FOLDER / words.FALLBACK)) for path in (words.FOLDER / "en").rglob("*.liquid")
)
RIGHT_TO_LEFT = {"ar"}
_LIQUID = re.compile(r"\{\{.+?\}\}|\{%.+?%\}")
_TAG = re.compile(r"<(?!html)[^>]+>")


@pytest.mark.parametrize("language", sorted(words.languages()))
def test_every_language_has_every_type(language: str) -> None:
    folder = words.FOLDER / language
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(Kind) | set(AccountKind)
    for kind in (*Kind, *AccountKind):
        assert {path.name for path in (folder / kind).iterdir()} == FILES
    assert (folder / "layout.html.liquid").is_file()


def test_english_is_there() -> None:
    assert words.FALLBACK in words.languages()


def test_every_language_of_the_pages_has_words() -> None:
    assert words.languages() == set(LANGUAGES)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_the_same_of_the_same(language: str, template: str) -> None:
    english, other = ((words.FOLDER / one / template).read_text(encoding="utf-8") for one in (words.FALLBACK, language))
    assert Counter(_LIQUID.findall(other)) == Counter(_LIQUID.findall(english))
    if template != "layout.html.liquid":
        assert _TAG.findall(other) == _TAG.findall(english)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_layout_names_its_language_and_direction(language: str) -> None:
    layout = (words.FOLDER / language / "layout.html.liquid").read_text(encoding="utf-8")
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    assert f'<html lang="{language}"{direction}>' in layout


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_word_of_the_desk_s_own_has_a_name(language: str) -> None:
    for of, members in (("status", Status), ("priority", Priority), ("type", Type)):
        assert set(words._names(language)[of]) == set(members)
    assert set(words._names(language)["field"]) == set(words._names(words.FALLBACK)["field"])


@pytest.mark.parametrize("language", TRANSLATED)
def test_mails_and_pages_use_the_same_names(language: str) -> None:
    path = ROOT / f"src/deskhand/web/locale/{language}.po"
    with path.open("rb") as written:
        pages = read_po(written, locale=language)
    for of, spelled in (("status", str.capitalize), ("priority", str.capitalize), ("field", str)):
        for word, english in words._names(words.FALLBACK)[of].items():
            page = pages.get(spelled(english))
            assert page is not None, english
            assert words.named(word, of=of, language=language).casefold() == str(page.string).casefold()


def test_what_has_no_name_is_as_it_is() -> None:
    assert words.named("high", of="priority", language="de") == "hoch"
    assert words.named("high", of="subject", language="de") == "high"
    assert words.named("high", of="priority", language="tlh") == "high"


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}",
        "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..900) %}{% assign s = s | append: s %}{% endfor %}",
        "{{ no_such_name }}",
        "{{ 'a' | no_such_filter }}",
    ],
)
def test_a_template_that_runs_wild_or_asks_for_too_much_is_stopped(template: str) -> None:
    with pytest.raises(LiquidError):
        words._TEXT.from_string(template).render()
