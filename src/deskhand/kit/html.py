"""HTML from people: an allow-list when it is written, plain text kept beside it."""

from __future__ import annotations

import re
from html import escape, unescape

import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "ins", "li",
    "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "title"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BLOCK = re.compile(r"</(?:p|div|li|tr|h[1-4]|blockquote|pre|table|ul|ol)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"https?://[^\s<>\"'\x00-\x20]{1,2000}[^\s<>\"'.,;:!?)\]\x00-\x20]")
_BLANK_LINES = re.compile(r"\n{3,}")


MOST_TAGS = 2_000
"""A text with more signs `<` than this is no letter: nesting costs the parser their square, so it is kept as text."""


def clean(html: str) -> str:
    """Return the HTML with everything removed that is not on the allow-list: no script, style, image or frame.

    What has more than MOST_TAGS signs `<` is shown as the plain text that it was sent as.
    """
    if html.count("<") > MOST_TAGS:
        return from_text(html)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "template", "noscript", "title"},
    )


def from_text(text: str) -> str:
    """Return plain text as HTML: paragraphs at empty lines, line breaks kept, web addresses as links."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()]
    return "".join(f"<p>{_linked(part)}</p>" for part in paragraphs)


def to_text(html: str) -> str:
    """Return the words of an HTML text, one line a block."""
    if html.count("<") > MOST_TAGS:
        return unescape(_TAG.sub("", _BLOCK.sub("\n", html))).strip()
    bare = nh3.clean(_BLOCK.sub("\n", html), tags=set(), clean_content_tags={"script", "style", "title"})
    lines = "\n".join(line.strip() for line in unescape(bare).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _linked(part: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _LINK.finditer(part):
        address = escape(match.group())
        pieces.append(escape(part[end : match.start()]))
        pieces.append(f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>')
        end = match.end()
    pieces.append(escape(part[end:]))
    return "".join(pieces).replace("\n", "<br>")
