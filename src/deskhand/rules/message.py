"""A message as it is kept: sanitised HTML, plain text, and a preview line."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.kit import html, text

PREVIEW = 140
"""Characters of the line that lists show."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the forms that it is kept in."""

    html: str
    body: str
    preview: str


def from_text(content: str) -> Words:
    """Keep a plain text."""
    body = text.without_controls(content).strip("\n")
    return Words(html.from_text(body), body, text.shortened(body, to=PREVIEW))


def from_html(content: str) -> Words:
    """Keep an HTML text, sanitised, with its words beside it."""
    clean = html.clean(text.without_controls(content))
    body = html.to_text(clean)
    return Words(clean, body, text.shortened(body, to=PREVIEW))
