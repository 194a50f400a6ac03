"""Tests: every module has its own, at the place that mirrors it."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.house.tree import modules, report, tracked

EXEMPT: dict[str, str] = {
    "store/migrations/versions/": "run by every test with a database; tests/store/test_migrations.py compares them",
}
"""Modules without a test file of their own, each with its reason; a folder ends with a slash."""


def places(path: str) -> tuple[str, ...]:
    """Return where the tests of a module may stand: its mirror, a folder of its name, or the file of its folder."""
    module = PurePosixPath(path)
    folder = module.parent
    mirror = PurePosixPath("tests") / folder
    own = (f"{mirror}/test_{module.stem}.py", f"{mirror}/{module.stem}/test_")
    outgrown = (f"tests/{folder.parent}/test_{folder.name}.py",) if len(folder.parts) > 1 else ()
    return own + outgrown


def has_test(path: str, files: tuple[str, ...]) -> bool:
    return any(file.startswith(place) for place in places(path) for file in files)


def test_every_module_has_its_test() -> None:
    paths = [module.path.removeprefix("src/deskhand/") for module in modules() if module.name != "__init__"]
    missing = [
        f"src/deskhand/{path}: no test at {' or '.join(places(path))}"
        for path in paths
        if not path.startswith(tuple(EXEMPT)) and not has_test(path, tracked())
    ]
    assert not missing, report(missing)
    for exempt in EXEMPT:
        assert any(path.startswith(exempt) for path in paths), f"{exempt} is gone: remove it from EXEMPT"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("rules/ticket.py", "tests/rules/test_ticket.py"),
        ("rules/ticket.py", "tests/rules/ticket/test_moves.py"),
        ("app/postgres/room.py", "tests/app/postgres/test_room.py"),
        ("app/postgres/room.py", "tests/app/test_postgres.py"),
    ],
)
def test_a_test_is_found_at_its_places(path: str, file: str) -> None:
    assert has_test(path, (file,))
    assert not has_test(path, ("tests/store/test_ticket.py", "tests/rules/test_tickets.py", "tests/app/room.py"))
