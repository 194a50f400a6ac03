"""Rules at the pages: kept with their conditions as rows, ordered, switched, taken over, removed and taken back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from deskhand.actions.automation import add_rule
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.automation.ready import READY
from deskhand.rules.automation.rule import Condition, Content, Effects, Trigger
from tests.database import Desk
from tests.reactions.test_automation import work
from tests.web.asgi import Answer
from tests.web.guest import Guest, visiting

PATH = "/dashboard/settings/automation"
FORM: dict[str, Any] = {
    "name": "Escalate refunds", "events": ["ticket.created", "ticket.message.added"], "wait": "2", "unit": "hours",
    "all_field": ["ticket.subject", ""], "all_op": ["contains_any", "is"], "all_value": ["refund, chargeback", ""],
    "any_field": ["ticket.assignee", "ticket.messages"], "any_op": ["is", "more_than"],
    "any_value": ["maya okafor", "3"], "priority": "high", "notify": ["assignee"], "active": "yes",
}  # fmt: skip


async def send(guest: Guest, path: str, **fields: Any) -> Answer:
    """Send a form in which a field may come more than once."""
    return await guest.post_bare(path, urlencode({"_csrf_token": await guest.token(), **fields}, doseq=True))


async def test_a_rule_is_kept_with_its_rows_changed_copied_and_taken_back(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No rule yet" in (await guest.get(PATH)).text
        assert (await guest.get(f"{PATH}/new")).heading == "New rule"
        kept = [await send(guest, PATH, **FORM, once="k") for _ in range(2)]
        assert kept[0].location == kept[1].location
        place = kept[0].location.partition("?")[0]
        page = (await guest.get(kept[0].location)).text
        words = " ".join(re.sub(r"<(?!/?q>)[^>]+>", "", page).split())
        assert (
            "2 hours after a ticket is opened or a public message is written, if Subject contains one of "
            "<q>refund, chargeback</q> and (Assignee is <q>Maya Okafor</q> or Number of messages is more than <q>3"
        ) in words
        assert re.search(r'name="any_value" value="Maya Okafor"', page)
        grown = await send(guest, place, **FORM, version="1", go="any")
        assert (grown.status, grown.text.count('name="any_field"')) == (200, 3)
        plain = {**FORM, "wait": "", "name": "At once"}
        assert (await send(guest, place, **plain, version="1")).location == f"{place}?said=saved"
        assert (await send(guest, place, **plain, version="1")).status == 409
        flawed = await send(guest, PATH, **{**FORM, "events": [], "all_op": ["more_than", "is"], "wait": "soon"})
        assert flawed.status == 422
        flawed = await send(guest, PATH, **{**FORM, "events": [], "all_op": ["more_than", "is"]})
        assert {"#event-1", "#all-1"} <= set(re.findall(r'href="(#[\w-]+)"', flawed.text))
        copy = (await guest.post(f"{place}/copy", once="c")).location.partition("?")[0]
        await guest.post(f"{copy}/move", up="yes")
        listed = (await guest.get(PATH)).text
        assert listed.index("Copy of At once") < listed.index(">At once<")
        await guest.post(f"{copy}/switch", on="yes")
        removed = (await guest.post(f"{copy}/removal")).location
        assert "Take back" in (await guest.get(removed)).text
        assert (await guest.post(f"{copy}/restore")).location == f"{copy}?said=restored"
        text = unescape((await guest.get(f"{PATH}/text")).text.partition('dir="auto" aria')[2].partition(">")[2])
        rules = text.partition("</textarea>")[0]
        assert rules.startswith("rules:\n- name: Copy of At once\n")
        taken = await guest.post(f"{PATH}/text", text=rules.replace("name: Copy of At once", "name: Third"))
        assert "1 added, 0 changed." in taken.text
        assert (await guest.post(f"{PATH}/text", text="rules: [")).status == 422
        ready = await guest.post(f"{PATH}/ready", key="receipt", once="r")
        assert (await guest.get(ready.location)).heading == READY["receipt"].name
        assert (await guest.post(f"{PATH}/ready", key="none")).status == 404
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.get(PATH)).status == (await guest.get(f"{PATH}/new")).status == 403


async def test_nested_conditions_stay_as_they_are_and_the_log_says_what_happened(desk: Desk) -> None:
    nested = Condition(no=Condition(field="ticket.tags", op="contains", value="seen"))
    content = Content(
        name="Mark", trigger=Trigger(events=("ticket.created", "ticket.classified")), conditions=nested,
        effects=Effects(add_tags=("marked",)),
    )  # fmt: skip
    rule = await act(desk.admin, add_rule, content, is_active=True)
    await act(desk.customer, open_ticket, NewTicket(subject="<b>Refund", description="x"))
    await work()
    async with visiting(desk, desk.admin) as guest:
        page = (await guest.get(f"{PATH}/{rule.id}")).text
        assert "nested deeper" in page
        assert "not so that (Tags contains <q><bdi>seen</bdi></q>)" in " ".join(page.split())
        basis = unescape(re.findall(r'name="basis" value="([^"]+)"', page)[0])
        form = {"name": "Mark it", "events": ["ticket.created"], "basis": basis, "add_tags": "marked", "version": "1"}
        assert (await send(guest, f"{PATH}/{rule.id}", **form, go="all")).text.count("nested deeper") == 1
        assert (await send(guest, f"{PATH}/{rule.id}", **form)).location.endswith("said=saved")
        assert await desk.value("select content -> 'conditions' ? 'not' from automation_rules") is True
        log = (await guest.get(f"{PATH}/log?rule={rule.id}")).text
        assert "&lt;b&gt;Refund" in log
        assert "It ran in this chain already" in log
        assert "Set off by the rule “Mark it”" in log
        assert "Tags: – → marked" in log
        assert "Nothing yet" in (await guest.get(f"{PATH}/log?outcome=failed")).text
