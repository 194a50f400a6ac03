"""SQL: only in `store` and `queries`, made of constants and parameters; only `store/db.py` ends a transaction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import Module, modules, planted, report

ROOMS = {"store", "queries"}
ELSEWHERE = {
    "src/deskhand/app/postgres/": "makes and checks servers, roles and databases before there is a store",
}
"""Where SQL stands outside its rooms, each with its reason; a folder ends with a slash."""
COMMITTERS = {
    "src/deskhand/store/db.py": "the one place",
    "src/deskhand/store/attempt.py": "a savepoint, within the transaction that db.py began and will end",
    "src/deskhand/store/migrations/": "each migration is a transaction, and no desk is open yet",
    "src/deskhand/app/postgres/": "looks at a server in a read-only transaction before there is a store",
}
COMPOSED = {
    "src/deskhand/app/postgres/cluster.py: passwords.owner": "made by us, without quotes; roles take no parameters",
    "src/deskhand/app/postgres/cluster.py: passwords.runtime": "made by us, without quotes; roles take no parameters",
    "src/deskhand/store/db.py: name": "names are literals of _walls; SET LOCAL takes no parameters",
    "src/deskhand/store/db.py: value": "ids and roles of the actor's own types; SET LOCAL takes no parameters",
    "src/deskhand/store/migrations/grants.py: function": "literals of FUNCTIONS; GRANT takes no parameters",
    "src/deskhand/store/migrations/grants.py: rights": "literals of TABLES; GRANT takes no parameters",
    "src/deskhand/store/migrations/grants.py: role": "quoted as an identifier; GRANT takes no parameters",
    "src/deskhand/store/migrations/grants.py: table": "literals of TABLES; GRANT takes no parameters",
    "src/deskhand/store/macros.py: assignments": "columns and types of the fixed map _CHANGEABLE",
    "src/deskhand/store/templates.py: assignments": "columns and types of the fixed map _CHANGEABLE",
    "src/deskhand/store/tickets.py: assignments": "columns and types of the fixed map _CHANGEABLE",
    "src/deskhand/store/people.py: assignments": "columns and types of the fixed map _CHANGEABLE",
    "src/deskhand/queries/search.py: where": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/search.py: asked.where.text(after=5)": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/search.py: _columns(reading)": "fixed columns of that file",
    "src/deskhand/queries/organizations.py: members": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/organizations.py: tickets": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/organizations.py: place": "the place of a parameter",
    "src/deskhand/queries/: counted": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/: rows": "a statement of orders.listed, of fragments of Where and fixed columns",
    "src/deskhand/queries/: figures": "fragments of Where and numbers of this code",
    "src/deskhand/queries/: counting.text": "fragments of Where and numbers of this code",
    "src/deskhand/store/views.py: assignments": "columns and types of the fixed map _CHANGEABLE",
    "src/deskhand/queries/: order.by('t')": "fixed columns of ORDERS",
    "src/deskhand/queries/: order.by('page')": "fixed columns of ORDERS",
    "src/deskhand/queries/orders.py: branches": "statements of this file",
    "src/deskhand/queries/orders.py: by": "fixed columns of ORDERS",
    "src/deskhand/queries/orders.py: text": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/presence.py: where.text(after=1)": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/hindsights.py: where.text(after=3)": "fragments of Where, whose values are parameters",
    "src/deskhand/queries/: where.text()": "fragments of Where, whose values are parameters",
}
"""Parts of statements that are no constants, with where they stand and what makes that safe."""

_STATEMENT = re.compile(
    r"""\s*(?:/\*.*?\*/|--[^\n]*\n|\s)*(?:
        select\s.*\bfrom\s | select\s+(?:\d|now\(|pg_|set_config|current_|count\() |
        with\s+(?:recursive\s+)?\w+\s+(?:\([^)]*\)\s+)?as\s+(?:materialized\s+|not\s+materialized\s+)?\( |
        insert\s+into\s+\w | update\s+(?:only\s+)?[\w."]+\s+(?:as\s+)?(?:\w+\s+)?set\s |
        delete\s+from\s+(?!the\s|this\s|your\s)\w |
        (?:create|alter|drop)\s+(?:or\s+replace\s+|unique\s+)?
            (?:table|index|view|role|user|database|policy|function|schema|extension|sequence|trigger|type)\s+[\w"] |
        (?:grant|revoke)\s+\w+.*\b(?:on|to|from)\s | truncate\s+\w | copy\s+\w+.*\b(?:from|to)\s |
        set\s+(?:local|session|role)\s | listen\s+\w+\s*;?\s*$ | notify\s+\w+\s*[;,$] | vacuum\b | analyze\s+\w+\s*$ |
        (?:begin|commit|rollback)\s*(?:;|transaction|work|and|to\s|$) | savepoint\s | start\s+transaction\b
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ENDING = re.compile(
    r"(?:^|;)\s*(?:(?:begin|commit|rollback|abort|end)\s*(?:;|transaction\b|work\b|and\b|to\s|prepared\b|$)|savepoint\s|"
    r"start\s+transaction\b)",
    re.IGNORECASE,
)
_ENDING_CALLS = {"commit", "rollback", "transaction"}


def looks_like_sql(text: str) -> bool:
    return _STATEMENT.match(text) is not None


def stray_sql(module: Module) -> Iterator[str]:
    if module.floor in ROOMS or module.path.startswith(tuple(ELSEWHERE)):
        return
    for line, text in module.strings():
        if looks_like_sql(text):
            yield module.at(line, f"SQL outside store and queries: {' '.join(text.split())[:60]}")


def is_harmless(node: ast.expr) -> bool:
    """Say whether a part is a text of the code itself (`COLUMNS`, `ORDERS[wanted]` of a fixed map) or a number."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(value=ast.Name(id=name)):
            return name.isupper()
        case ast.BinOp(left=left, right=right):
            return is_harmless(left) and is_harmless(right)
        case ast.Call(func=ast.Name(id="int")) | ast.Constant(value=int()):
            return True
    return False


def composed_sql(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        match node:
            case ast.JoinedStr() if looks_like_sql(_with_gaps(node)):
                for part in node.values:
                    if isinstance(part, ast.FormattedValue) and not is_harmless(part.value):
                        yield f"{module.path}: {ast.unparse(part.value)}"
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()) if looks_like_sql(text):
                yield module.at(node.lineno, "SQL with %; pass values as parameters")
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add()) if looks_like_sql(text):
                yield module.at(node.lineno, "SQL put together by +; take whole statements from a fixed map")
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format" | "replace")) if (
                looks_like_sql(text)
            ):
                yield module.at(node.lineno, "SQL put together by format or replace; pass values as parameters")


def _with_gaps(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "gap" for part in node.values)


def endings(module: Module) -> Iterator[str]:
    """Find what begins, commits or rolls back a transaction."""
    if module.path.startswith(tuple(COMMITTERS)):
        return
    for line, text in module.strings():
        if _ENDING.search(text) and (looks_like_sql(text) or text.strip(" ;").isalpha()):
            yield module.at(line, f"only store/db.py begins and ends transactions, not: {text.strip()[:40]}")
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=verb)) if verb in _ENDING_CALLS:
                yield module.at(node.lineno, f"only store/db.py begins and ends transactions, not .{verb}()")


def test_sql_stands_in_store_and_queries_alone() -> None:
    findings = [finding for module in modules() for finding in stray_sql(module)]
    assert not findings, report(findings)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_every_exception_is_still_needed(path: str) -> None:
    texts = [text for module in modules() if module.path.startswith(path) for _, text in module.strings()]
    assert any(map(looks_like_sql, texts)), f"{path} holds no SQL any more: remove it from ELSEWHERE"


def test_sql_is_made_of_constants_and_parameters() -> None:
    found = [finding for module in modules() for finding in composed_sql(module)]
    used = {finding: {known for known in COMPOSED if _covers(known, finding)} for finding in found}
    stray = sorted(finding for finding, known in used.items() if not known)
    assert not stray, "pass these as parameters, or take them from a fixed map in capitals:" + report(stray)
    gone = sorted(set(COMPOSED).difference(*used.values()))
    assert not gone, "remove from COMPOSED what is gone:" + report(gone)


def _covers(known: str, finding: str) -> bool:
    place, _, part = known.partition(": ")
    path, _, found = finding.partition(": ")
    return path.startswith(place) and part == found


def test_only_the_store_ends_transactions() -> None:
    findings = [finding for module in modules() for finding in endings(module)]
    assert not findings, report(findings)


@pytest.mark.parametrize(
    "statement",
    [
        "select id\nfrom tickets where id = $1",
        "SELECT 1",
        "-- name: open\n  insert into tickets (id) values ($1)",
        "with due as (select 1) delete from jobs",
        "update tickets set status = $1",
        "update only public.tickets t set status = $1",
        "delete from jobs",
        "create role app",
        "set local role app",
        "notify woken;",
        "begin; set local role app",
        "commit",
    ],
)
def test_sql_is_recognised(statement: str) -> None:
    assert looks_like_sql(statement)
    assert list(stray_sql(planted(f"x({statement!r})")))
    assert not list(stray_sql(planted(f"x({statement!r})", "src/deskhand/queries/queue.py")))


@pytest.mark.parametrize(
    "sentence",
    [
        "Select a ticket",
        "Update available",
        "Delete from the bin?",
        "With kind regards",
        "begin with the subject",
        "Create a user",
        "Set up mail",
        "notify",
        "with_labels",
    ],
)
def test_english_is_no_sql(sentence: str) -> None:
    assert not list(stray_sql(planted(f"x({sentence!r})")))
    assert not list(endings(planted(f"x({sentence!r})")))


@pytest.mark.parametrize(
    "code",
    [
        'x(f"select id from {table}")',
        'x(f"select id from tickets limit {limit()}")',
        'x(f"select {COLUMNS} from {table}")',
        'x(f"select a from tickets where id = {int(a) + b}")',
        'x("select id from tickets where id = %s" % 1)',
        'x("select id from tickets " + more)',
        'x("select id from {}".format(table))',
    ],
)
def test_composed_sql_is_found(code: str) -> None:
    assert list(composed_sql(planted(code, "src/deskhand/store/tickets.py")))


@pytest.mark.parametrize("part", ["COLUMNS", "_COLUMNS", "ticket.COLUMNS", "ORDERS[wanted]", "int(limit) + 1"])
def test_constant_parts_are_kept(part: str) -> None:
    assert not list(composed_sql(planted(f'x(f"select a, {{{part}}} from tickets")')))  # noqa: S608 (never run)


@pytest.mark.parametrize(
    "code",
    [
        'x("commit")',
        'x("begin; set local role app")',
        'x("rollback;")',
        'x("savepoint a")',
        "await connection.commit()",
        "connection.transaction()",
    ],
)
def test_an_ending_is_found(code: str) -> None:
    assert list(endings(planted(code, "src/deskhand/actions/tickets.py")))
    assert not list(endings(planted(code, "src/deskhand/store/db.py")))
