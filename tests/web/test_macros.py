"""Macros at the pages: kept, moved, copied and removed; run from a ticket's composer, and taken back."""

from __future__ import annotations

import re

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from tests.classified import sorting
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/admin/settings/macros"
FORM = {"name": "Take it", "assignee": "me", "priority": "high", "scope": "private", "active": "yes"}


async def test_a_macro_is_kept_once_changed_copied_and_removed(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        assert "No macro yet" in (await guest.get(PATH)).text
        kept = [await guest.post(PATH, **FORM, once="k") for _ in range(2)]
        assert kept[0].location == kept[1].location
        place = kept[0].location.partition("?")[0]
        page = await guest.get(kept[0].location)
        assert (page.heading, "Assigns to whoever runs it" in page.text) == ("Take it", True)
        changed = {**FORM, "name": "Take <b>", "text": "Hello {{ requester.first_name }}", "public": "yes"}
        assert (await guest.post(place, **changed, version="1")).location == f"{place}?said=saved"
        page = await guest.get(place)
        assert "Sends to the customer: Hello {{ requester.first_name }}" in page.text
        assert "Take it → Take &lt;b&gt;" in page.text
        assert (await guest.post(place, **FORM, version="1")).status == 409
        copy = (await guest.post(f"{place}/copy", once="c")).location
        assert (await guest.get(copy)).heading == "Copy of Take <b>"
        await guest.post(f"{copy.partition('?')[0]}/move", up="yes")
        assert re.findall(r'dir="auto">([\w &;]+)</a>', (await guest.get(PATH)).text)[0].startswith("Copy")
        assert "No macro matches" in (await guest.get(f"{PATH}?text=zebra")).text
        refused = await guest.post(PATH, **{**FORM, "name": "", "text": "{{ nothing }}", "template": "x"})
        assert refused.status == 422
        flawed = await guest.post(PATH, **{**FORM, "name": "", "status": "resolved"})
        assert (flawed.status, len(flawed.errors)) == (422, 2)
        assert (await guest.post(PATH, **{**FORM, "scope": "shared"})).status == 403
        assert (await guest.post(f"{place}/removal")).location == f"{PATH}?said=removed"
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(PATH)).status in {403, 404}


async def test_a_macro_is_run_on_a_ticket_and_taken_back(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        kept = (await guest.post(PATH, **FORM)).location
        macro = kept.partition("?")[0].rpartition("/")[2]
        picks = (await guest.get(f"{path}/macros?version=1")).text
        assert f'value="{macro}" data-macro="Take it"' in picks
        assert "Sets the priority to High" in picks
        ran = await guest.post(f"{path}/macros", macro=macro, version="1", once="r")
        assert (await guest.post(f"{path}/macros", macro=macro, version="1", once="r")).location == ran.location
        assert (await guest.post(f"{path}/macros", macro=macro, version="1")).status == 409
        page = (await guest.get(ran.location)).text
        found = re.search(r'name="run" value="([\w-]+)"', page)
        assert found is not None
        assert await desk.value("select priority from tickets") == "high"
        assert (await guest.post(f"{path}/macros/undo", run=found[1])).location == path
        assert await desk.value("select priority from tickets") == "medium"
        assert (await guest.post(f"{path}/macros/undo", run=found[1])).status == 409
        assert (await guest.post(f"{path}/macros", macro="x")).status == 422


async def test_a_macro_sorts_a_ticket_and_takes_that_back(desk: Desk) -> None:
    made = await sorting(desk)
    opening = NewTicket(
        subject="s", description="d", classification=Wanted(category_id=made.account, tags=("login", "old"))
    )
    ticket = await act(desk.customer, open_ticket, opening)
    path = f"/admin/support/{ticket.id}"
    form = {
        "name": "Fraud", "category": "secret", "add_tags": "Fraud, vip", "remove_tags": "old", "scope": "private",
        "active": "yes",
    }  # fmt: skip
    async with visiting(desk, desk.agent) as guest:
        odd = await guest.post(PATH, **{**form, "category": "nothing"})
        assert (odd.status, odd.errors[0][:13]) == (422, "The category:")
        place = (await guest.post(PATH, **form)).location.partition("?")[0]
        page = (await guest.get(place)).text
        assert "Sets the category to Fraud" in page
        assert "Adds tags: fraud, vip" in page
        assert "Takes tags off: old" in page
        ran = await guest.post(f"{path}/macros", macro=place.rpartition("/")[2], once="r")
        held = await act(desk.agent, change_ticket, ticket.id, TicketChange())
        assert (held.category_id, held.tags) == (made.secret, ("fraud", "login", "vip"))
        run = re.search(r"ran=([\w-]+)", ran.location)
        assert run is not None
        assert (await guest.post(f"{path}/macros/undo", run=run[1])).location == path
    back = await act(desk.agent, change_ticket, ticket.id, TicketChange())
    assert (back.category_id, back.tags, back.version) == (made.account, ("login", "old"), held.version + 1)
    told = await desk.as_owner("select payload ->> 'reason' as reason from events where name = 'ticket.classified'")
    assert {row["reason"] for row in told} == {"Macro “Fraud”", "Macro “Fraud” taken back"}
