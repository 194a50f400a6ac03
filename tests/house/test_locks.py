"""Locks: they hold what pyproject.toml asks for, with hashes, and nothing of the machine that made them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, modules, report

LOCKS = {"requirements.txt": ["build"], "requirements-dev.txt": ["dev"], "requirements-node.txt": ["node"]}
"""Lock → dependency groups of pyproject.toml that it holds beside the runtime."""
_PINNED = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in _PINNED.findall((ROOT / lock).read_text())}


def wanted(groups: list[str]) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = [] if groups == ["node"] else [Requirement(text) for text in project["project"]["dependencies"]]
    for group in groups:
        found += _members(project["dependency-groups"], group)
    return found


def _members(groups: dict[str, Any], name: str) -> list[Requirement]:
    found: list[Requirement] = []
    for member in groups[name]:
        found += _members(groups, member["include-group"]) if isinstance(member, dict) else [Requirement(member)]
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_asked_for(lock: str) -> None:
    pinned = pins(lock)
    for requirement in wanted(LOCKS[lock]):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{lock} lacks {requirement.name}: make lock"
        assert requirement.specifier.contains(version), f"{lock} holds {requirement.name} {version}: make lock"


def test_tests_run_with_the_versions_that_people_get() -> None:
    runtime, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_hashed_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) >= len(pins(lock)) > 0
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert not re.search(r"--(?:index-url|extra-index-url|find-links)", text)


def foreign(folder: str) -> dict[str, str]:
    """Return the packages that the modules of a folder import, with one module that does."""
    found: dict[str, str] = {}
    for module in modules(folder):
        for node in ast.walk(module.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            found |= {name.partition(".")[0]: module.path for name in names}
    ours = {"deskhand", "tests", "scripts", "bench", "hatch_build"}
    return {name: path for name, path in found.items() if name not in ours | sys.stdlib_module_names}


@pytest.mark.parametrize(
    ("folder", "groups"), [("src/", []), ("tests/", ["dev"]), ("scripts/", ["dev"]), ("bench/", ["dev"])]
)
def test_every_import_is_asked_for(folder: str, groups: list[str]) -> None:
    names = {canonicalize_name(requirement.name) for requirement in wanted(groups)}
    brought_by = packages_distributions()
    stray = [
        f"{path} imports {name}: add it to pyproject.toml, then make lock"
        for name, path in sorted(foreign(folder).items())
        if not names.intersection(canonicalize_name(package) for package in brought_by.get(name, [name]))
    ]
    assert not stray, report(stray)
