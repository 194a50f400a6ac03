"""Keeping rules: what is refused, the order, copies, and taking a removal back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from msgspec.structs import replace

from deskhand.actions import automation
from deskhand.actions.automation import RuleChange, add_rule, change_rule, duplicate_rule, move_rule, restore_rule
from deskhand.actions.contract import act
from deskhand.queries.automation import rules_text
from deskhand.queries.contract import ask
from deskhand.rules.automation.rule import Condition, Content, Effects
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from tests.database import Desk
from tests.rules.automation.test_rule import REFUNDS


async def order(desk: Desk) -> list[str]:
    rows = await desk.as_owner("select name from automation_rules where removed_at is null order by position")
    return [row["name"] for row in rows]


async def flaws(desk: Desk, **effects: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        await act(desk.admin, add_rule, replace(REFUNDS, effects=Effects(**effects)), is_active=True)  # type: ignore[arg-type]  # what is refused
    return refused.value.fields


async def test_admins_keep_rules_and_every_change_is_told(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await act(desk.agent, add_rule, REFUNDS, is_active=True)
    first = await act(desk.admin, add_rule, REFUNDS, is_active=True)
    second = await act(desk.admin, add_rule, replace(REFUNDS, name="Second"), is_active=False)
    copy = await act(desk.admin, duplicate_rule, first.id)
    assert (copy.name, copy.is_active, copy.position) == ("Copy of Escalate refunds", False, 3)
    await act(desk.admin, move_rule, copy.id, up=True)
    await act(desk.admin, move_rule, first.id, up=True)
    assert await order(desk) == ["Escalate refunds", "Copy of Escalate refunds", "Second"]
    urgent = replace(REFUNDS, effects=Effects(priority="urgent"))
    changed = await act(desk.admin, change_rule, first.id, RuleChange(content=urgent, version=1))
    assert (changed.version, changed.content) == (2, urgent)
    assert await act(desk.admin, change_rule, first.id, RuleChange(is_active=True)) == changed
    with pytest.raises(Conflict, match="has changed"):
        await act(desk.admin, change_rule, first.id, RuleChange(is_active=False, version=1))
    off = await act(desk.admin, change_rule, first.id, RuleChange(is_active=False))
    assert (off.version, off.is_active) == (2, False)
    assert await desk.value("select count(*) from automation_versions where rule_id = $1", first.id) == 2
    await act(desk.admin, automation.remove_rule, second.id)
    with pytest.raises(NotFound):
        await act(desk.admin, change_rule, second.id, RuleChange(is_active=True))
    assert "Second" not in await order(desk)
    assert (await act(desk.admin, restore_rule, second.id)).is_active == second.is_active
    assert (await act(desk.admin, restore_rule, second.id)).name == "Second"
    with pytest.raises(NotFound):
        await act(desk.admin, restore_rule, uuid4())
    told = await desk.as_owner("select name from events where name like 'rule.%' order by id")
    assert [row["name"].removeprefix("rule.") for row in told] == [
        "created", "created", "created", "changed", "changed", "changed", "removed", "restored"
    ]  # fmt: skip
    trail = "select payload -> 'changes' ->> 'position' from events where name = 'rule.changed' order by id limit 1"
    assert await desk.value(trail) == '["3", "2"]'


async def test_no_two_rules_are_called_the_same(desk: Desk) -> None:
    first = await act(desk.admin, add_rule, REFUNDS, is_active=True)
    with pytest.raises(Invalid, match="name: “Escalate refunds” is another rule's"):
        await act(desk.admin, add_rule, replace(REFUNDS, name=" Escalate refunds"), is_active=True)
    second = await act(desk.admin, add_rule, replace(REFUNDS, name="Second"), is_active=True)
    with pytest.raises(Invalid, match="another rule's"):
        await act(desk.admin, change_rule, second.id, RuleChange(content=REFUNDS))
    await act(desk.admin, automation.remove_rule, first.id)
    await act(desk.admin, change_rule, second.id, RuleChange(content=REFUNDS))
    with pytest.raises(Conflict, match="Another one is called “Escalate refunds” by now"):
        await act(desk.admin, restore_rule, first.id)
    copies = [(await act(desk.admin, duplicate_rule, second.id)).name for _ in range(2)]
    assert copies == ["Copy of Escalate refunds", "Copy of Escalate refunds (2)"]
    await desk.as_owner("update automation_rules set name = 'Twin', content = content || '{\"name\": \"Twin\"}'")
    text = await ask(desk.admin, rules_text)
    assert (await act(desk.admin, automation.import_rules, text)).added == 0
    assert await order(desk) == ["Twin", "Twin (2)", "Twin (3)"]


async def test_a_rule_names_only_what_there_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = str(uuid4())
    assert set(await flaws(desk, template_id=uuid4())) == {"templateId"}
    assert set(await flaws(desk, category="unknown")) == {"category"}
    assert set(await flaws(desk, assignee=str(desk.customer.user_id))) == {"assignee"}
    assert set(await flaws(desk, team=nobody)) == {"team"}
    assert (await flaws(desk, notify=(nobody,)))["notify"].endswith("is not an active agent or team of this workspace")
    assert set(await flaws(desk, fields={"floor": 3})) == {"fields.floor"}
    on_floor = Condition(field="fields.floor", op="is", value=3)
    with pytest.raises(Invalid, match=r"“fields.floor” is not a field"):
        await act(desk.admin, add_rule, replace(REFUNDS, conditions=on_floor), is_active=True)
    telling = Content(
        name="Tell", trigger=REFUNDS.trigger, effects=Effects(notify=("assignee", str(desk.agent.user_id)))
    )
    await act(desk.admin, add_rule, telling, is_active=True)
    monkeypatch.setattr(automation, "MOST", 1)
    with pytest.raises(Conflict, match="There are 1 rules already"):
        await act(desk.admin, add_rule, REFUNDS, is_active=True)
