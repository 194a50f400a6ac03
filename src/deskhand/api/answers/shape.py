"""What every answer of the API is made of."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Answer(Struct, frozen=True, kw_only=True, rename="camel"):
    """A JSON object in camelCase."""


class Page(Answer, frozen=True, kw_only=True):
    """A page of a list; `total` is a number, or `10000+`. Go on with `cursor=nextCursor`."""

    page: int
    limit: int
    total: int | str
    next_cursor: str | None


def shared(source: object, kind: type[Struct], *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """Return what an answer takes from where it comes from, under the same names."""
    names = [name for name in kind.__struct_fields__ if name not in without and hasattr(source, name)]
    return {name: getattr(source, name) for name in names}
