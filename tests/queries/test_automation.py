"""Rules as admins read them: names of what they refer to, their trail, and the log page by page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from msgspec.structs import replace

from deskhand.actions.automation import RuleChange, add_rule, change_rule
from deskhand.actions.automation_runs import Order, run_rule
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries import automation as queries
from deskhand.queries.contract import ask
from deskhand.rules.automation.rule import Effects
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk
from tests.rules.automation.test_rule import REFUNDS


async def test_a_rule_is_read_with_names_trail_and_what_it_did(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    maya, tom = str(desk.agent.user_id), str(desk.other_agent.user_id)
    effects = Effects(assignee=maya, notify=("assignee", tom), add_tags=("refund",))
    rule = await act(desk.admin, add_rule, replace(REFUNDS, effects=effects), is_active=True)
    await act(desk.admin, change_rule, rule.id, RuleChange(content=replace(rule.content, name="Refunds")))
    view = await ask(desk.admin, queries.read_rule, rule.id)
    assert view.names == {maya: "Maya Okafor", tom: "Tom Berg"}
    assert [(step.actor_name, step.changes.get("name")) for step in view.trail] == [
        ("Ada Admin", ("Escalate refunds", "Refunds")), ("Ada Admin", (None, "Escalate refunds"))
    ]  # fmt: skip
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Refund", description="x"))
    for version, event_id in enumerate((uuid4(), uuid4()), start=1):
        held = await desk.value("select version from tickets")
        order = Order(
            rule=view, ticket_id=ticket.id, ticket_version=int(str(held)), event_id=event_id, event="ticket.created"
        )
        assert await act(desk.system, run_rule, order) == "ran", version
    monkeypatch.setattr(queries, "PAGE", 1)
    first = await ask(desk.admin, queries.list_runs, rule_id=rule.id)
    last = await ask(desk.admin, queries.list_runs, before=first.before)
    assert [len(page.items) for page in (first, last)] == [1, 1]
    assert last.before is None
    assert last.items[0].did["changes"]["ticket.assignee"] == [None, maya]
    assert (await ask(desk.admin, queries.list_runs, outcome="failed")).items == []
    with pytest.raises(Forbidden):
        await ask(desk.agent, queries.list_rules)
    with pytest.raises(NotFound):
        await ask(desk.admin, queries.read_rule, uuid4())
