"""Sizes: what does not fit on a few screens has more than one subject."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import Module, modules, planted, report

FILE = 400
"""Lines that a file may have; it then becomes a folder of the same name."""
FUNCTION = 50
"""Lines that a function may have, from `def` to its end, without its docstring and decorators."""


def long_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _lines(node)
            if lines > FUNCTION:
                yield module.at(node.lineno, f"{node.name} has {lines} lines; a function has {FUNCTION} at most")


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    documented = ast.get_docstring(node) is not None and len(node.body) > 1
    docstring = ((first.end_lineno or 0) - first.lineno + 1) if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_no_file_is_longer_than_a_subject() -> None:
    findings = [
        module.at(FILE, f"{count} lines; a file has {FILE} at most, then it becomes a folder of the same name")
        for module in modules("")
        if (count := module.text.count("\n")) > FILE
    ]
    assert not findings, report(findings)


def test_no_function_is_longer_than_a_screen() -> None:
    findings = [
        finding for folder in ("src/", "scripts/") for module in modules(folder) for finding in long_functions(module)
    ]
    assert not findings, report(findings)


def test_a_long_function_is_found() -> None:
    body = "    print(1)\n" * FUNCTION
    assert not list(long_functions(planted(f"def f():\n{body[13:]}")))
    assert not list(long_functions(planted(f"def f():\n    '''\n    {body[13:]}'''\n    print(1)\n")))
    assert list(long_functions(planted(f"async def f():\n{body}")))
