"""Templates: escaped, translated, complete, and stamped."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from deskhand.web.reader import Reader, reading
from deskhand.web.template import ROOT, STATIC, drawn, environment, prose, render, script_data, static_url
from tests.web import samples
from tests.web.gallery import DOCUMENTATION, PAGES, desk, shown

NASTY = "<script>alert(1)</script>\"' onmouseover=x {{ 7 * 7 }} {% raw %}"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole(name: str) -> None:
    html = PAGES[name].make()
    assert html.startswith("<!doctype html>")
    assert html.count("<h1") >= 1
    assert "<title>" in html
    assert "<main" in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "ids are there once"


def test_what_people_write_stays_text() -> None:
    rows = [samples.row(1, NASTY, who=NASTY, preview=NASTY, organization_name=NASTY)]
    ticket = samples.ticket(
        subject=NASTY, resolution=NASTY, status="resolved", resolved_by=NASTY, priority_reason=NASTY,
        messages=[samples.message(1, samples.ticket().requester, minutes=1, html=f"<p>{NASTY}</p><img onerror=x>")],
        activity=[samples.activity(2, "ticket.assigned", who=NASTY, minutes=1, assignee=(None, NASTY))],
    )  # fmt: skip
    page = samples.queue_page(rows)
    html = desk("queue.html", page=page, ticket=ticket, written={"content": NASTY}, conflict=NASTY)()
    assert "<script>alert" not in html
    assert "onerror" not in html
    assert "49" not in re.sub(r"[\w-]*49[\w-]*", "", html)
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10


@given(st.text())
def test_script_data_comes_back_and_ends_nothing(text: str) -> None:
    made = str(script_data({"text": text}))
    assert json.loads(made) == {"text": text}
    assert not set("<>&") & set(made)


def test_what_is_drawn_is_kept_and_text_never_passes_for_markup() -> None:
    with reading(Reader(now=samples.ago(0))):
        trusted = drawn("components/marks.html", "tag", Markup("<b>vip</b>"))
        typed = drawn("components/marks.html", "tag", "<b>vip</b>")
        assert "<b>vip</b>" in trusted
        assert "&lt;b&gt;vip&lt;/b&gt;" in typed, "equal values of another kind are another part"
        assert drawn("components/marks.html", "tag", "<b>vip</b>") is typed
    with reading(Reader(now=samples.ago(0), language="de")):
        german = drawn("components/marks.html", "star")
    with reading(Reader(now=samples.ago(0))):
        assert drawn("components/marks.html", "star") != german


def test_prose_is_cleaned_again() -> None:
    assert str(prose("<p onclick=x>a</p><script>x</script><pre>b</pre>")) == '<p>a</p><pre tabindex="0">b</pre>'


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("sent.html", reader=Reader(now=samples.NOW), me=None, workspace_name="x", csrf_input="")


def test_an_address_changes_with_its_content() -> None:
    stamp = hashlib.sha256((STATIC / "tokens.css").read_bytes()).hexdigest()[:10]
    assert static_url("tokens.css") == f"/static/tokens.css?v={stamp}"


def test_every_icon_of_the_list_is_used() -> None:
    used = {name for page in PAGES.values() for name in re.findall(r'icons\.svg[^#"]*#([a-z0-9-]+)"', page.make())}
    source = "".join(path.read_text() for path in [*ROOT.rglob("*.html"), *ROOT.glob("*.py")])
    listed = (STATIC / "icons.txt").read_text().split()
    assert used <= set(listed)
    assert [name for name in listed if f'"{name}"' not in source] == []


def test_words_can_be_collected_for_translators() -> None:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call] # babel types only its library part
    found = {str(message[2]) for message in extract_from_dir(str(ROOT), methods, options)}
    assert {"Sign in", "Needs a reply", "Resolve and tell %(name)s", "Next ticket"} <= found
    assert len(found) > 250


def test_every_template_can_be_read() -> None:
    names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html")]
    assert len(names) > 25
    for name in names:
        environment().get_template(name)
    assert DOCUMENTATION in shown("api_docs.html")() or "swagger" in shown("api_docs.html")()
