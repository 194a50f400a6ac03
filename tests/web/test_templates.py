"""Templates at the pages: kept, tried, copied and removed without script, put into answers, offered to new tickets."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.templates import NewTemplate, add_template
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.templates import Fields, Kind, Scope
from deskhand.rules.ticket import Ticket
from tests.classified import sorting
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/admin/settings/templates"
LOGS = {
    "kind": "reply", "name": "Logs", "body": "Hello {{ requester.first_name }}", "scope": "private", "active": "yes",
}  # fmt: skip


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))


async def test_a_template_is_kept_once_changed_copied_and_removed(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        assert "No template yet" in (await guest.get(PATH)).text
        kept = [await guest.post(PATH, **LOGS, once="k", do="save") for _ in range(2)]
        assert kept[0].location == kept[1].location
        place = kept[0].location.partition("?")[0]
        assert (await guest.get(kept[0].location)).heading == "Logs"
        saved = await guest.post(place, **{**LOGS, "name": "Ask <b>", "version": "1", "do": "save"})
        assert saved.location == f"{place}?said=saved"
        page = await guest.get(place)
        assert page.heading == "Ask <b>"
        assert "Logs → Ask &lt;b&gt;" in page.text
        stale = await guest.post(place, **{**LOGS, "name": "Mine", "version": "1", "do": "save"})
        assert (stale.status, 'value="Mine"' in stale.text) == (409, True)
        copy = await guest.post(f"{place}/copy", once="c")
        assert (await guest.get(copy.location)).heading == "Copy of Ask <b>"
        await guest.post(f"{place}/favourite", favourite="yes")
        assert "Favourite</span>" in (await guest.get(f"{PATH}?text=ask")).text
        assert (await guest.post(f"{place}/removal")).location == f"{PATH}?said=removed"
        assert (await guest.get(place)).status == 404


async def test_a_flaw_is_shown_by_its_line_and_no_word_is_lost(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        refused = await guest.post(PATH, **{**LOGS, "body": "Dear\n{{ requester.nam }}", "do": "save"})
        assert refused.status == 422
        assert any(
            "line 2: “requester.nam” is not known; did you mean “requester.name”?" in one for one in refused.errors
        )
        assert "Dear\n{{ requester.nam }}" in unescape(refused.text)
        assert (await guest.post(PATH, **{**LOGS, "scope": "shared", "do": "save"})).status == 403
        assert (await guest.post(PATH, **{**LOGS, "scope": "all", "do": "save"})).status == 422


async def test_a_text_is_tried_before_it_is_kept(desk: Desk, ticket: Ticket) -> None:
    async with visiting(desk, desk.agent) as guest:
        tried = await guest.post(PATH, **LOGS, ticket=f" {ticket.number} ", do="try")
        assert "<p>Hello Dana</p>" in tried.text
        nowhere = await guest.post(PATH, **LOGS, ticket="2020-01-00001", do="try")
        assert (nowhere.status, len(nowhere.errors)) == (422, 1)
    assert await desk.value("select count(*) from templates") == 0


async def test_the_composer_is_offered_texts_on_the_ticket_and_counts_what_is_sent(desk: Desk, ticket: Ticket) -> None:
    wanted = NewTemplate(kind=Kind.REPLY, name="Logs", body="Hello {{ requester.first_name }} <b>")
    kept = await act(desk.agent, add_template, wanted)
    await desk.as_owner("update users set undo_seconds = 0")
    async with visiting(desk, desk.agent) as guest:
        page = (await guest.get(f"/admin/support/{ticket.id}/templates?text=logs")).text
        assert re.findall(r'data-pick="([\w-]+)" data-text="([^"]*)"', page) == [
            (str(kept.id), "Hello Dana &lt;b&gt;")
        ]  # fmt: skip
        form = {"content": "Hello Dana", "once": "k", "template": str(kept.id)}
        await guest.post(f"/admin/support/{ticket.id}/replies", **form)
        await guest.post(f"/admin/support/{ticket.id}/notes", **{**form, "once": "n"})
        assert (await guest.post(f"/admin/support/{ticket.id}/notes", content="x", template="y")).status == 422
    assert await desk.value("select uses from templates") == 2
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(f"/admin/support/{ticket.id}/templates")).status in {403, 404}
        assert (await guest.get(PATH)).status in {403, 404}


async def test_a_new_ticket_begins_with_what_is_offered(desk: Desk) -> None:
    form = NewTemplate(
        kind=Kind.TICKET, name="Outage", subject="{{ workspace.name }} is down", body="Since when?",
        scope=Scope.SHARED, fields=Fields(type="system_error", priority="urgent"), is_for_customers=True,
    )  # fmt: skip
    kept = await act(desk.admin, add_template, form)
    async with visiting(desk, desk.customer) as guest:
        assert f"/dashboard/tickets/new?template={kept.id}" in (await guest.get("/dashboard/tickets/new")).text
        page = (await guest.get(f"/dashboard/tickets/new?template={kept.id}")).text
        assert 'value="Deskhand is down"' in page
        assert ">Since when?</textarea>" in page
        sent = {"subject": "Down", "description": "Now", "template": str(kept.id), "once": "k"}
        assert (await guest.post("/dashboard/tickets", **sent)).location.endswith("/sent")
        odd = await guest.post("/dashboard/tickets", **{**sent, "template": "x", "once": "o"})
        assert odd.status == 422
    assert [tuple(row) for row in await desk.as_owner("select type, priority from tickets")] == [
        ("system_error", "urgent")
    ]  # fmt: skip
    async with visiting(desk, desk.agent) as guest:
        assert 'value="Deskhand is down"' in (await guest.get(f"/admin/support/new?template={kept.id}")).text
        sent = {"subject": "s", "description": "d", "requester": "leo@brightline.test", "template": str(kept.id)}
        await guest.post("/admin/support", **sent)
    assert await desk.value("select uses from templates") == 2


async def test_a_template_sorts_the_ticket_unless_its_opener_says_otherwise(desk: Desk) -> None:
    made = await sorting(desk)
    form = {
        "kind": "ticket", "name": "Locked out", "body": "Which account?", "scope": "shared", "active": "yes",
        "for_customers": "yes", "sorted": "password", "tags": "VIP, login", "do": "save",
    }  # fmt: skip
    async with visiting(desk, desk.admin) as guest:
        place = (await guest.post(PATH, **form)).location.partition("?")[0]
        page = (await guest.get(place)).text
        assert '<option value="password" selected>Account › Password</option>' in page
        assert 'value="login, vip"' in page
        odd = await guest.post(PATH, **{**form, "sorted": "nothing"})
        assert (odd.status, "is not the key of a category" in odd.text) == (422, True)
        begun = (await guest.get(f"/admin/support/new?template={place.rpartition('/')[2]}")).text
        assert f'<option value="{made.password}" selected>' in begun
        assert 'name="fields.browser"' in begun
        assert 'value="login, vip"' in begun
    template_id = UUID(place.rpartition("/")[2])
    opening = NewTicket(subject="s", description="d", template_id=template_id)
    async with visiting(desk, desk.customer) as guest:
        begun = (await guest.get(f"/dashboard/tickets/new?template={template_id}")).text
        assert f'<option value="{made.password}" selected>' in begun
        sent = {"subject": "s", "description": "d", "template": str(template_id), "category": ""}
        assert (await guest.post("/dashboard/tickets", **sent)).status == 303
    plain = await desk.value("select category_id from tickets")
    opened = await act(desk.customer, open_ticket, opening)
    assert (plain, opened.category_id, opened.tags) == (None, made.password, ("login", "vip"))
    await desk.as_owner("update categories set is_active = false where key = 'account'")
    assert (await act(desk.customer, open_ticket, opening)).category_id is None


async def test_a_template_fills_the_fields_of_its_category_without_script(desk: Desk) -> None:
    await sorting(desk)
    form = {
        "kind": "ticket", "name": "Login", "body": "Which?", "scope": "shared", "active": "yes", "sorted": "password",
        "for_customers": "yes",
    }  # fmt: skip
    async with visiting(desk, desk.admin) as guest:
        plain = await guest.get(f"{PATH}/new?kind=ticket")
        assert ('name="fields.device"' in plain.text, 'name="fields.browser"' in plain.text) == (True, False)
        part = await guest.get(f"{PATH}/questions?sorted=password&fields.device=Lap%3Ctop")
        assert ('value="Lap&lt;top"' in part.text, 'name="fields.browser"' in part.text) == (True, True)
        shown = await guest.post(PATH, **form, **{"fields.device": "Laptop"}, do="ask")
        assert (shown.status, 'name="fields.browser"' in shown.text) == (200, True)
        filled = {"fields.device": "Laptop", "fields.browser": "Firefox", "fields.suspicion": ""}
        odd = await guest.post(PATH, **form, **{**filled, "fields.device": "x" * 21}, do="save")
        assert (odd.status, '<a href="#fields.device">“Device” ' in odd.text) == (422, True)
        kept = await guest.post(PATH, **form, **filled, do="save")
        page = await guest.get(kept.location)
        assert ('value="Laptop"' in page.text, '<option value="Firefox" selected>' in page.text) == (True, True)
        assert await desk.value("select fields ->> 'values' from templates") == (
            '{"device": "Laptop", "browser": "Firefox"}'
        )
        template = kept.location.rpartition("/")[2].partition("?")[0]
        inside = await guest.get(f"/admin/support/new?template={template}")
        assert ('value="Laptop"' in inside.text, '<option value="Firefox" selected>' in inside.text) == (True, True)
    async with visiting(desk, desk.customer) as guest:
        ask = await guest.get(f"/dashboard/tickets/new?template={template}")
        assert ('value="Laptop"' in ask.text, '<option value="Firefox" selected>' in ask.text) == (True, True)
        category = re.search(r'<option value="([^"]+)" selected>Account › Password', ask.text)
        assert category
        sent = {"subject": "s", "description": "d", "template": template, "category": category[1], "once": "k"}
        await guest.post("/dashboard/tickets", **sent, **{"fields.device": "", "fields.browser": "Chrome"})
        assert re.findall("Chrome|Laptop", str(await desk.value("select field_values from tickets"))) == ["Chrome"]
