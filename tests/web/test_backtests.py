"""A draft is tried from its form, followed on a page, and found again in the form."""

from __future__ import annotations

import re

from deskhand.actions.automation import add_rule
from deskhand.actions.contract import act
from deskhand.reactions.backtests import try_rules
from deskhand.rules.automation.ready import READY
from tests.database import Desk
from tests.reactions.test_automation import opened
from tests.web.guest import visiting
from tests.web.test_automation import FORM, PATH, send

PLAIN = {**FORM, "wait": "", "any_field": [], "any_op": [], "any_value": [], "assignee": ""}


async def test_a_draft_is_tried_from_the_form_and_shown_with_what_it_would_have_done(desk: Desk) -> None:
    rule = await act(desk.admin, add_rule, READY["receipt"], is_active=True)
    await opened(desk, "A refund & more")
    form = {**PLAIN, "assignee": str(desk.agent.user_id)}
    async with visiting(desk, desk.admin) as guest:
        assert "Try it on the last 90 days" in (await guest.get(f"{PATH}/new")).text
        flawed = await send(guest, PATH, **{**form, "name": ""}, go="try")
        assert (flawed.status, "#name" in flawed.text) == (422, True)
        asked = await send(guest, PATH, **form, go="try")
        waiting = (await guest.get(asked.location)).text
        assert "every 2s" in waiting
        assert "<progress" in waiting
        while await try_rules():
            pass
        done = (await guest.get(asked.location)).text
        assert "every 2s" not in done
        words = " ".join(re.sub(r"<[^>]+>", " ", done).split())
        assert "A refund &amp; more a ticket is opened Status: Open → In progress Assignee: – → Maya Okafor" in words
        assert "Priority: Medium → High" in words
        assert "Would have told: the assignee" in words
        assert "Tickets touched 1" in words
        draft = (await guest.get(f"{PATH}/new?draft={asked.location.rpartition('/')[2]}")).text
        assert 'value="Escalate refunds"' in draft
        of_rule = await send(guest, f"{PATH}/{rule.id}", **form, version="1", go="try")
        assert (await guest.get(asked.location)).status == 404
        assert f"{PATH}/{rule.id}?draft=" in (await guest.get(of_rule.location)).text
        again = (await guest.get(f"{PATH}/{rule.id}?draft={of_rule.location.rpartition('/')[2]}")).text
        assert 'value="Escalate refunds"' in again
    assert await desk.value("select count(*) from automation_rules") == 1
    assert await desk.value("select name from automation_rules") == READY["receipt"].name
