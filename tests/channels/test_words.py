"""Words: complete for every language and type, and bounded."""

from __future__ import annotations

import pytest
from liquid.exceptions import LiquidError

from deskhand.channels import words
from deskhand.rules.account import AccountKind
from deskhand.rules.notify import Kind

FILES = {"subject.liquid", "body.txt.liquid", "body.html.liquid"}


@pytest.mark.parametrize("language", sorted(words.languages()))
def test_every_language_has_every_type(language: str) -> None:
    folder = words.FOLDER / language
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(Kind) | set(AccountKind)
    for kind in (*Kind, *AccountKind):
        assert {path.name for path in (folder / kind).iterdir()} == FILES
    assert (folder / "layout.html.liquid").is_file()


def test_english_is_there() -> None:
    assert words.FALLBACK in words.languages()


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
