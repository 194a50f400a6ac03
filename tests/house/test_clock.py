"""The clock: one module reads it, and rules are given what they would otherwise ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Module, modules, planted, report

READER = "src/deskhand/kit/clock.py"
WALL = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.ctime", "time.strftime", "uuid.uuid1", "uuid1",
}  # fmt: skip
CHANCE = {
    "uuid4", "uuid.uuid4", "uuid.uuid7", "uuid7", "random", "secrets", "os.urandom", "time", "open", "os", "socket",
    "asyncio", "subprocess", "input", "print",
}  # fmt: skip
"""Names, or the first parts of names, that rules never call."""


def wall_clocks(module: Module) -> Iterator[str]:
    if module.path == READER:
        return
    for line, name in _calls(module):
        if name in WALL or name.split(".", 1)[-1] in WALL:
            yield module.at(line, f"{name}() reads the wall clock; take `now` as an argument, or ask kit.clock")


def impurities(module: Module) -> Iterator[str]:
    if module.floor != "rules":
        return
    for line, name in _calls(module):
        if name in CHANCE or name.split(".")[0] in CHANCE:
            yield module.at(line, f"{name}() in rules; the answer comes in as an argument")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield module.at(node.lineno, "rules wait for nothing")


def _calls(module: Module) -> Iterator[tuple[int, str]]:
    """Yield line and full name of what is called, with the names that `import … as` and `from … import` gave."""
    origins: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            origins |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            origins |= {alias.asname: alias.name for alias in node.names if alias.asname}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            first, dot, rest = ast.unparse(node.func).partition(".")
            yield node.lineno, origins.get(first, first).removeprefix("datetime.") + dot + rest


def test_one_module_reads_the_wall_clock() -> None:
    findings = [finding for module in modules() for finding in wall_clocks(module)]
    assert not findings, report(findings)


def test_rules_are_pure() -> None:
    findings = [finding for module in modules() for finding in impurities(module)]
    assert not findings, report(findings)


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "import datetime as dt\ndt.date.today()",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "from time import time as moment\nmoment()",
    ],
)
def test_a_look_at_the_clock_is_found(code: str) -> None:
    assert list(wall_clocks(planted(code)))
    assert not list(wall_clocks(planted(code, READER)))


@pytest.mark.parametrize(
    "code",
    [
        "import uuid\nuuid.uuid4()",
        "from uuid import uuid4\nuuid4()",
        "import random\nrandom.choice([1])",
        "from random import choice\nchoice([1])",
        "open('x')",
        "import time\ntime.monotonic()",
        "async def decide(): ...",
    ],
)
def test_an_impure_rule_is_found(code: str) -> None:
    assert list(impurities(planted(code, "src/deskhand/rules/planted.py")))
    assert not list(impurities(planted(code, "src/deskhand/store/planted.py")))


def test_moments_that_are_given_are_kept() -> None:
    code = "from datetime import datetime\ndatetime.fromisoformat(text)\nclock.now()\nself.now()"
    assert not list(wall_clocks(planted(code)))
