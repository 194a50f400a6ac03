"""Plain text: what may be stored, and how it is shortened."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAKS = re.compile("[\r\n\x00]")
_BLANKS = re.compile(r"\s+")


def flaw_in(text: str) -> str | None:
    """Name what PostgreSQL or a reader could not take in this text (NUL, lone surrogate), or None."""
    if "\x00" in text:
        return "a NUL character"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "half of a surrogate pair"
    return None


def without_controls(text: str) -> str:
    """Return the text with line ends as LF and no control characters but tab and LF."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def has_line_break(text: str) -> bool:
    """Say whether the text could break a header line (CR, LF or NUL)."""
    return _BREAKS.search(text) is not None


def on_one_line(text: str) -> str:
    """Return the text with every run of white space as one blank."""
    return _BLANKS.sub(" ", text).strip()


def shortened(text: str, *, to: int) -> str:
    """Return the text on one line, at most `to` characters (1 or more), cut at a word with an ellipsis."""
    line = " ".join(text.split(maxsplit=to))  # so many words are too long in any case
    if len(line) <= to:
        return line
    head = line[: to - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[to // 2 :] else head).rstrip() + "…"
