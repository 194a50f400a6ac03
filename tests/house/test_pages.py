"""Pages: colours are tokens, nothing runs or is styled inline, and every word can be translated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from jinja2 import Environment

from tests.house.tree import ROOT, SOURCE, report, tracked

STATIC = SOURCE / "web/static"
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b(?!-)|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|"
    r":[^;{}]*\b(?<![-\w.])(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|silver|navy|teal)\b(?![-\w(])",
    re.IGNORECASE,
)
SPOKEN = {"alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "placeholder", "title"}
"""Attributes that people read or hear."""
SILENT = {"script", "style", "kbd", "code", "template"}
"""Elements whose text is no sentence: data, keys, names of things."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_ATTRIBUTE = re.compile(r"([\w:.-]+)=\"([^\"]*)\"")
_FILE = re.compile(r"\b[\w-]+\.[a-z]{2,4}\b")
"""A file's name is the same in every language."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HOLE = "\x1f"
"""Stands where a template puts something in."""


def files(*endings: str) -> list[str]:
    """Return the tracked files of the pages with these endings."""
    return [name for name in tracked() if name.startswith("src/deskhand/web/") and name.endswith(endings)]


def raw_colours(css: str) -> Iterator[tuple[int, str]]:
    for match in COLOUR.finditer(_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)):
        yield css.count("\n", 0, match.start()) + 1, match[0].strip()


class Page(HTMLParser):
    """Collects what a template says outside `_()`, and what it runs or styles inline."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.inline: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes."""
        given = dict(attrs)
        self._silent += tag in SILENT
        if tag == "style" or "style" in given:
            self.inline.append(f"<{tag}> is styled inline")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append("<script> without src")
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or (value or "").strip().startswith("javascript:"):
                self.inline.append(f"<{tag} {name}> runs inline")
            if name in SPOKEN:
                self._hear(value or "", f"<{tag} {name}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of an element without content."""
        self.handle_starttag(tag, attrs)
        self._silent -= tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._silent -= tag in SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        """Look at the text; a macro that writes attributes looks like text with quotes."""
        if not self._silent:
            for name, value in _ATTRIBUTE.findall(data):
                if name in SPOKEN:
                    self._hear(value, name)
            self._hear(_FILE.sub("", _ATTRIBUTE.sub("", data)), "text")

    def _hear(self, text: str, where: str) -> None:
        if _WORD.search(text):
            self.words.append(f"{where}: “{' '.join(text.replace(_HOLE, '…').split())}”")


def read(template: str) -> Page:
    """Return what a template says and runs by itself; `{% trans %}` blocks and comments are left out."""
    pieces: list[str] = []
    opened, translating = "", False
    for _, kind, value in Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).lex(template):
        if kind == "data":
            pieces.append("" if translating else value)
        elif kind in {"block_begin", "variable_begin"}:
            opened = kind
            pieces.append(_HOLE if kind == "variable_begin" else "")
        elif kind == "name" and opened == "block_begin":
            translating = {"trans": True, "endtrans": False}.get(value, translating)
            opened = ""
    page = Page()
    page.feed("".join(pieces))
    page.close()
    return page


@pytest.mark.parametrize("name", files(".css", ".html", ".js"))
def test_colours_stand_in_the_tokens_alone(name: str) -> None:
    if name.endswith("static/tokens.css"):
        assert any(raw_colours((ROOT / name).read_text(encoding="utf-8")))
        return
    text = (ROOT / name).read_text(encoding="utf-8")
    if not name.endswith(".css"):
        text = "\n".join(re.findall(r"(?:fill|stroke|color|style)\W.*", text))
    findings = [f"{name}:{line}: {colour}" for line, colour in raw_colours(text)]
    assert not findings, "use a token of tokens.css:" + report(findings)


@pytest.mark.parametrize("name", files(".html"))
def test_nothing_runs_or_is_styled_inline(name: str) -> None:
    inline = read((ROOT / name).read_text(encoding="utf-8")).inline
    assert not inline, f"{name}, where the content policy would stop it:" + report(inline)


@pytest.mark.parametrize("name", files(".html"))
def test_every_word_can_be_translated(name: str) -> None:
    words = read((ROOT / name).read_text(encoding="utf-8")).words
    assert not words, f"{name}: put these into _():" + report(words)


def test_every_icon_is_in_the_sprite() -> None:
    listed = (STATIC / "icons.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed)), "icons.txt: one name a line, sorted, each once"
    used = {
        (icon, name)
        for name in files(".html", ".py", ".js")
        for icon in re.findall(r"\bicon\(\s*[\"']([a-z0-9-]+)[\"']", (ROOT / name).read_text(encoding="utf-8"))
    }
    missing = sorted(f"{name}: {icon}" for icon, name in used if icon not in listed)
    assert not missing, "add to icons.txt:" + report(missing)


def test_front_end_files_are_pinned_without_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


@pytest.mark.parametrize(
    "css", ["a { color: #fff }", "a{fill:RGB(0 0 0)}", "a { border: 1px solid red }", "a { color: oklch(1 0 0) }"]
)
def test_a_raw_colour_is_found(css: str) -> None:
    assert list(raw_colours(css))


@pytest.mark.parametrize(
    "css",
    [
        "a { color: var(--red) }",
        "a { white-space: nowrap }",
        "#add-note { color: inherit }",
        "/* #fff */ a { color: currentColor }",
        ".k-grey { color: var(--grey-2) }",
        "a { color: color-mix(in oklch, var(--ink), transparent) }",
    ],
)
def test_a_token_is_kept(css: str) -> None:
    assert not list(raw_colours(css))


@pytest.mark.parametrize(
    "template",
    [
        "<script>x()</script>",
        "<p style='{{ x }}'>",
        "<style></style>",
        "<a onclick='{{ x }}'>",
        "<a href='javascript:x()'>",
        "<a hx-on:click='{{ x }}'>",
    ],
)
def test_what_runs_or_is_styled_inline_is_found(template: str) -> None:
    assert read(template).inline


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "<p>{{ _('Hello') }} there</p>",
        '<a title="Open {{ x }}">',
        "{% if x %}yes{% endif %}",
        "<img alt='A cat'>",
        "{% trans %}a{% endtrans %} bee",
        '{% macro hint() %} title="Open {{ x }}"{% endmacro %}',
    ],
)
def test_a_word_outside_a_translation_is_found(template: str) -> None:
    assert read(template).words


@pytest.mark.parametrize(
    "template",
    [
        "<p class='note' data-x='yes'>{{ _('Hello') }} · {{ name }} – 3</p>",
        "{# Hello #}<kbd>Ctrl</kbd>",
        "{% trans name=x %}Hello {{ name }}{% endtrans %}",
        '<a title="{{ _("Open") }}">',
        '{% macro hint() %} title="{{ x }}" data-key="open"{% endmacro %}<a>openapi.json</a>',
        "<script type='application/json'>{{ x }}</script><script src='a.js'></script>",
    ],
)
def test_a_clean_template_is_kept(template: str) -> None:
    page = read(template)
    assert not page.words
    assert not page.inline
