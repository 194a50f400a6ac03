"""Which fields of a JSON body do not fit its type, or hold what nothing can keep: all of them, each by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in

_QUOTED = re.compile("`([^`]*)`")


def flaws_of(body: bytes, kind: type[Struct]) -> dict[str, str]:
    """Return a sentence for each field that does not fit; empty when all do."""
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return {"body": f"is not JSON: {error}"}
    except RecursionError:
        return {"body": "is nested too deeply"}
    if not isinstance(raw, dict):
        return {"body": f"must be a JSON object, not {_kind_of(raw)}"}
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    flaws = {str(name)[:100]: "is not a known field; remove it" for name in raw if name not in known}
    for name, field in known.items():
        if name not in raw:
            if field.required:
                flaws[name] = "is missing"
            continue
        try:
            msgspec.convert(raw[name], field.type, strict=True)
        except msgspec.ValidationError as error:
            flaws[name] = _sentence(str(error))
    return flaws


def unstorable(body: bytes) -> dict[str, str]:
    """Return a sentence for each field with a text that could not be kept, by its path; empty when all could."""
    if _NUL not in body:
        return {}
    return {path or "body": f"contains {flaw}; remove it" for path, flaw in _unstorable(msgspec.json.decode(body), "")}


_NUL = rb"\u0000"
"""How a body would say the one character that JSON can hold and the database cannot."""


def _unstorable(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        flaw = flaw_in(value)
        if flaw is not None:
            yield path, flaw
    elif isinstance(value, list):
        for one in value:
            yield from _unstorable(one, path)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _unstorable(name, path)
            yield from _unstorable(one, path if flaw_in(name) else f"{path}.{name[:60]}".lstrip("."))


def _sentence(text: str) -> str:
    return text[:1].lower() + _QUOTED.sub(r"“\1”", text[1:])


def _kind_of(raw: object) -> str:
    return {list: "a list", str: "a text", int: "a number", float: "a number", bool: "a truth value"}.get(
        type(raw), "null"
    )
