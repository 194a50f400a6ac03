"""Names: words that say nothing of the trade are refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from tests.house.tree import Module, modules, planted, report

EMPTY_WORDS = {
    "service", "services", "manager", "managers", "helper", "helpers", "handler", "handlers", "util", "utils",
    "base", "data", "info", "common", "misc",
}  # fmt: skip
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def empty_names(module: Module) -> Iterator[str]:
    for part in PurePosixPath(module.path).with_suffix("").parts:
        for word in EMPTY_WORDS.intersection(part.split("_")):
            yield module.at(1, f"“{part}”: “{word}” says nothing of the trade; name the noun")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            words = {word.lower() for word in _WORD.findall(node.name)}
            for word in EMPTY_WORDS.intersection(words):
                yield module.at(node.lineno, f"class {node.name}: “{word}” says nothing of the trade; name the noun")


def test_modules_and_classes_are_named_by_the_trade() -> None:
    findings = [finding for module in modules() for finding in empty_names(module)]
    assert not findings, report(findings)


@pytest.mark.parametrize(
    "module",
    [
        planted("", "src/deskhand/web/ticket_utils.py"),
        planted("", "src/deskhand/helpers/ticket.py"),
        planted("class TicketManager: ..."),
        planted("class BaseTicket: ..."),
    ],
)
def test_an_empty_name_is_found(module: Module) -> None:
    assert list(empty_names(module))


def test_a_name_that_only_contains_such_letters_is_kept() -> None:
    assert not list(empty_names(planted("class Database: ...", "src/deskhand/app/database.py")))
