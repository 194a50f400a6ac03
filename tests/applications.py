"""The application for one test after another: building it takes a quarter of a second, and only its desk differs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from deskhand.app import serve
from deskhand.door.desk import Desk

_idle: dict[tuple[str, bool], Litestar] = {}
"""Applications that no test holds, by all of a desk that they are built from."""


@contextmanager
def application_of(desk: Desk) -> Iterator[Litestar]:
    """Lend an application that answers for a desk; whoever opens two at once has two."""
    kind = desk.keys.derived("csrf"), desk.settings.cookies_are_secure
    application = _idle.pop(kind, None) or serve.build(desk)
    application.state.desk = desk
    try:
        yield application
    finally:
        _idle[kind] = application
