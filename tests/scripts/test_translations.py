"""Catalogues: every string gets into them, nothing is guessed, and placeholders are those of the string."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from deskhand.rules.workspace import LANGUAGES
from deskhand.web.reader import CATALOGUES
from scripts import translations

SHIPPED = [language for language in LANGUAGES if language != translations.SOURCE]


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(translations, "CATALOGUES", tmp_path)
    return tmp_path


def test_every_string_of_pages_and_code_is_found() -> None:
    found = {message.id for message in translations.extracted()}
    assert {"My tickets", "Waiting for customer", "The subject"} <= found
    assert ("Try again in %(num)s second.", "Try again in %(num)s seconds.") in found


def test_merging_keeps_what_is_translated_and_drops_what_is_gone(catalogues: Path) -> None:
    old = Catalog(locale="de")
    old.add("Sign in", "Anmelden")
    old.add("Sign of a fish", "Zeichen eines Fisches")
    translations.write(old, catalogues / "de.po")
    template = Catalog()
    template.add("Sign in")
    template.add("Sign on")
    merged = translations.merged(template, language="de")
    assert {message.id: message.string or "" for message in merged if message.id} == {
        "Sign in": "Anmelden",
        "Sign on": "",
    }
    assert list(translations.left(merged)) == ["not translated: “Sign on”"]


def test_a_catalogue_is_always_written_alike(catalogues: Path) -> None:
    for name in ("a.po", "b.po"):
        translations.write(translations.merged(translations.extracted(), language="de"), catalogues / name)
    assert (catalogues / "a.po").read_bytes() == (catalogues / "b.po").read_bytes()
    assert b"Creation-Date" not in (catalogues / "a.po").read_bytes()


@pytest.mark.parametrize(("string", "translation", "fits"), [
    ("To %(name)s", "An %(name)s", True), ("To %(name)s", "An %(nom)s", False), ("To %(name)s", "An", False),
    ("To {n}", "An {n}", True), ("To {n}", "An n", False), ("To", "An %(name)s", False),
    (("%(num)s day", "%(num)s days"), ("ein Tag", "%(num)s Tage"), True),
    (("%(num)s day", "%(num)s days"), ("%(num)s Tag", "%(n)s Tage"), False),
])  # fmt: skip
def test_placeholders_are_those_of_the_string(
    string: str | tuple[str, str], translation: str | tuple[str, str], fits: bool
) -> None:
    catalog = Catalog(locale="de")
    catalog.add(string, translation)
    assert (list(translations.broken(catalog)) == []) == fits


@pytest.mark.parametrize("language", SHIPPED)
def test_no_shipped_translation_has_other_placeholders(language: str) -> None:
    catalog = translations.read(CATALOGUES / f"{language}.po", language=language)
    assert list(translations.broken(catalog)) == []


def test_what_is_left_is_counted(catalogues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main() == 1
    assert f"{SHIPPED[0]}: " in capsys.readouterr().out
    assert {path.stem for path in catalogues.iterdir()} == set(SHIPPED)
