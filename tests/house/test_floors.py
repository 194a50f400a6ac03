"""Floors: the import contracts of pyproject.toml refuse what the house forbids, and let pass what it allows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE

LOWER = ("kit", "rules", "store", "actions", "queries", "channels", "reactions")
FLOORS = (*LOWER, "door", "web", "api", "inbound", "app", "cli")
MODULES = """
    kit/clock kit/ids kit/crypt kit/text rules/ticket store/db store/live store/tickets actions/tickets queries/queue
    channels/slack door/identity web/queue api/tickets
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A package of the same floors, nearly empty, with our contracts."""
    for floor in FLOORS:
        (tmp_path / "deskhand" / floor).mkdir(parents=True)
        (tmp_path / "deskhand" / floor / "__init__.py").touch()
    (tmp_path / "deskhand/__init__.py").touch()
    for name in MODULES.split():
        (tmp_path / f"deskhand/{name}.py").touch()
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")[2]
    (tmp_path / "pyproject.toml").write_text(f"[tool.importlinter]{contracts}", encoding="utf-8")
    return tmp_path


def lint(desk: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=desk, env={"PYTHONPATH": str(desk)}, capture_output=True, text=True, check=False)


def test_the_house_has_these_floors() -> None:
    folders = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(FLOORS)


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("kit/text", "deskhand.rules.ticket"),
        ("rules/ticket", "deskhand.store.db"),
        ("rules/ticket", "deskhand.kit.clock"),
        ("rules/ticket", "random"),
        ("rules/ticket", "asyncpg"),
        ("store/tickets", "deskhand.actions.tickets"),
        ("actions/tickets", "deskhand.channels.slack"),
        ("actions/tickets", "deskhand.queries.queue"),
        ("actions/tickets", "httpx2"),
        ("actions/tickets", "litestar"),
        ("queries/queue", "deskhand.actions.tickets"),
        ("queries/queue", "deskhand.store.tickets"),
        ("channels/slack", "deskhand.store.db"),
        ("channels/slack", "asyncpg"),
        ("web/queue", "deskhand.store.db"),
        ("web/queue", "deskhand.api.tickets"),
        ("door/identity", "deskhand.store.db"),
        ("door/identity", "deskhand.web.queue"),
        ("api/tickets", "asyncpg"),
    ],
)
def test_an_import_that_the_house_forbids_is_refused(desk: Path, module: str, imported: str) -> None:
    (desk / f"deskhand/{module}.py").write_text(f"import {imported}\n", encoding="utf-8")
    said = lint(desk)
    assert said.returncode == 1
    assert f"deskhand.{module.replace('/', '.')} -> {imported}" in said.stdout


def test_imports_that_the_house_allows_pass(desk: Path) -> None:
    allowed = {
        "rules/ticket": ["deskhand.kit.text"],
        "store/db": ["asyncpg", "deskhand.kit.clock", "deskhand.rules.ticket"],
        "actions/tickets": ["deskhand.store.tickets", "deskhand.rules.ticket"],
        "queries/queue": ["deskhand.store.db", "deskhand.store.live", "deskhand.rules.ticket"],
        "channels/slack": ["httpx2", "deskhand.rules.ticket"],
        "door/identity": ["litestar", "deskhand.queries.queue"],
        "web/queue": ["litestar", "deskhand.actions.tickets", "deskhand.queries.queue", "deskhand.door.identity"],
        "api/tickets": ["deskhand.actions.tickets", "deskhand.channels.slack"],
    }
    for module, imports in allowed.items():
        (desk / f"deskhand/{module}.py").write_text("".join(f"import {name}\n" for name in imports), encoding="utf-8")
    said = lint(desk)
    assert said.returncode == 0, said.stdout
