"""Permissions: every action and query declares the one that it needs, so that none can be reached without."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import Module, modules, planted, report

DECLARATIONS = {"actions": "action", "queries": "query"}
PARTS: dict[str, str] = {
    "queries/health.py: backlog": "counts what waits, for a machine that watches; it tells nothing of content",
    "queries/health.py: database_answers": "says yes or no to a machine that watches, before there is an actor",
    "queries/identity.py: by_session": "finds out who acts; before that nobody has a permission",
    "queries/identity.py: by_token": "finds out who acts; before that nobody has a permission",
    "queries/identity.py: workspace_of_host": "finds out who acts; before that nobody has a permission",
    "queries/identity.py: workspace_of_link": "finds out who acts; before that nobody has a permission",
    "actions/quota.py: check_quota": "a part of other actions; act() refuses what is not declared",
    "actions/mentions.py: tell_mentions": "a part of writing a reply or a note, which asked for it",
    "actions/automation.py: checked_rule": "a part of keeping or trying a rule; act() refuses what is not declared",
    "actions/deliveries.py: send_again": "a part of sending again what failed; act() refuses what is not declared",
    "actions/attachments.py: attach": "a part of other actions; act() refuses what is not declared",
    "actions/people.py: open_session": "a part of other actions; act() refuses what is not declared",
    "actions/people.py: existing": "a part of other actions; act() refuses what is not declared",
    "actions/accounts.py: pause_before_asking": "a part of asking for a link; act() refuses what is not declared",
    "actions/priorities.py: priority_of": "a part of opening a ticket; act() refuses what is not declared",
    "actions/classification.py: for_opening": "a part of opening a ticket; act() refuses what is not declared",
    "actions/classification.py: with_defaults": "a part of opening a ticket; act() refuses what is not declared",
    "actions/classification.py: put_tags": "a part of opening a ticket; act() refuses what is not declared",
    "actions/classification.py: reclassify": "a part of changing a ticket; act() refuses what is not declared",
    "actions/handing.py: hand_over": "a part of other actions; act() refuses what is not declared",
    "actions/removals.py: bring_back": "a part of restoring something; act() refuses what is not declared",
    "actions/replies.py: write_note": "a part of other actions; act() refuses what is not declared",
    "actions/replies.py: write_automatic": "a part of running a rule; act() refuses what is not declared",
    "actions/policies.py: drafted": "a part of making a policy and of judging one; act() refuses what is not declared",
    "actions/ticket_links.py: lock_both": "a part of other actions; act() refuses what is not declared",
    "actions/ticket_links.py: resolve": "a part of other actions; act() refuses what is not declared",
    "actions/ticket_links.py: tell_both": "a part of other actions; act() refuses what is not declared",
    "queries/matching.py: candidates": "a part of queries that need a permission of their own; ask() refuses it",
    "queries/matching.py: asked_for": "a part of queries that need a permission of their own; ask() refuses it",
    "queries/matching.py: patiently": "a part of queries that need a permission of their own; ask() refuses it",
    "queries/matching.py: matching": "a part of queries that need a permission of their own; ask() refuses it",
    "actions/templates.py: belonging_of": "a part of other actions; act() refuses what is not declared",
    "actions/tickets.py: hold": "a part of other actions; act() refuses what is not declared",
    "actions/policies.py: choosable": "a part of choosing a policy for others; act() refuses what is not declared",
    "actions/clocks.py: change": "a part of other actions; act() refuses what is not declared",
    "actions/clocks.py: wound": "a part of other actions; act() refuses what is not declared",
    "actions/clocks.py: opening": "a part of other actions; act() refuses what is not declared",
    "actions/clocks.py: begin_otherwise": "a part of other actions; act() refuses what is not declared",
    "actions/clocks.py: rewind": "a part of other actions; act() refuses what is not declared",
    "actions/clocks.py: due_now": "a part of other actions; act() refuses what is not declared",
    "actions/snooze.py: set_moments": "a part of changing a ticket; act() refuses what is not declared",
    "actions/snooze.py: wake_for_reply": "a part of writing on a ticket; act() refuses what is not declared",
    "actions/snooze.py: wake_if_done": "a part of changing a ticket; act() refuses what is not declared",
    "actions/tickets.py: lock": "a part of other actions; act() refuses what is not declared",
    "actions/tickets.py: lock_place": "a part of other actions; act() refuses what is not declared",
    "actions/tickets.py: write_opening": "a part of other actions; act() refuses what is not declared",
    "queries/clocks.py: clocks_from": "a part of other queries; ask() refuses what is not declared",
    "queries/views.py: counting_of": "a part of other queries; ask() refuses what is not declared",
    "queries/views.py: sidebar_of": "a part of other queries; ask() refuses what is not declared",
}
"""Public functions that are no actions or queries of their own, each with its reason."""


def undeclared(module: Module) -> Iterator[str]:
    if module.floor not in DECLARATIONS or module.name in {"contract", "__init__"}:
        return
    for node in module.tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            declared = any(_declares(decorator, DECLARATIONS[module.floor]) for decorator in node.decorator_list)
            if not declared and not _requires(node):
                yield f"{module.path.removeprefix('src/deskhand/')}: {node.name}"


def _declares(decorator: ast.expr, word: str) -> bool:
    match decorator:
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[ast.keyword(arg="needs", value=needed)]):
            return name == word and ast.unparse(needed).startswith("Can.")
    return False


def _requires(node: ast.AsyncFunctionDef) -> bool:
    """Say whether a function that cannot go through ask(), a stream, begins by requiring its permission."""
    first = node.body[1 if ast.get_docstring(node) is not None else 0]
    match first:
        case ast.Expr(ast.Call(func=ast.Name(id="require"), args=[_, ast.Attribute(value=ast.Name(id="Can"))])):
            return True
    return False


def test_every_action_and_query_declares_its_permission() -> None:
    found = {finding for module in modules() for finding in undeclared(module)}
    missing = sorted(found - set(PARTS))
    assert not missing, "declare @action(needs=Can.…) or @query(needs=Can.…):" + report(missing)
    assert not set(PARTS) - found, "remove from PARTS:" + report(sorted(set(PARTS) - found))


def test_an_undeclared_action_is_found() -> None:
    path = "src/deskhand/actions/planted.py"
    assert list(undeclared(planted("async def open_ticket(tx): ...", path)))
    assert list(undeclared(planted("@action\nasync def open_ticket(tx): ...", path)))
    assert list(undeclared(planted("@query(needs=Can.READ)\nasync def open_ticket(tx): ...", path)))
    assert not list(undeclared(planted("@action(needs=Can.OPEN_TICKET)\nasync def open_ticket(tx): ...", path)))
    assert not list(undeclared(planted("async def _check(tx): ...", path)))
    assert not list(undeclared(planted("async def follow(person):\n    require(person, Can.FOLLOW)", path)))
    assert list(undeclared(planted("async def follow(person):\n    x = 1\n    require(person, Can.FOLLOW)", path)))
