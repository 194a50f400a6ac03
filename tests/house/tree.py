"""What the house tests look at: the tracked files, the modules of the desk and their syntax."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/deskhand"


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the clone."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def floor(self) -> str:
        """The folder below `deskhand`, such as `rules`; empty elsewhere and for its own `__init__`."""
        parts = self.path.removeprefix("src/deskhand/").split("/")
        return parts[0] if self.path.startswith("src/deskhand/") and len(parts) > 1 else ""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.path).stem

    @cached_property
    def docstrings(self) -> set[int]:
        """The identities of nodes that are bare strings: docstrings, and the sentences below constants."""
        return {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }

    def strings(self) -> Iterator[tuple[int, str]]:
        """Yield line and text of every string that is not documentation; parts of f-strings are strings too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in self.docstrings:
                yield node.lineno, node.value

    def at(self, line: int, why: str) -> str:
        """Return a finding in the form that editors open."""
        return f"{self.path}:{line}: {why}"


@cache
def tracked() -> tuple[str, ...]:
    """Return the files of the clone that git tracks or would track, and that are there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return tuple(sorted({name for name in listed if name and (ROOT / name).is_file()}))


@cache
def modules(under: str = "src/deskhand/") -> tuple[Module, ...]:
    """Return all Python files below a folder of the clone."""
    return tuple(
        Module(name, (ROOT / name).read_text(encoding="utf-8"))
        for name in tracked()
        if name.startswith(under) and name.endswith(".py")
    )


def planted(text: str, path: str = "src/deskhand/web/planted.py") -> Module:
    """Return a module that exists only in a test of a test."""
    return Module(path, text)


def report(findings: list[str]) -> str:
    """Return the findings, one a line, for an assertion's message."""
    return "\n" + "\n".join(findings)
