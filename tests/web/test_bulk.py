"""The bulk bar's door: a preview that changes nothing, the change, its outcome, and the way back."""

from __future__ import annotations

from dataclasses import replace

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting

_PATH = "/admin/support/bulk"


async def test_from_the_preview_to_the_way_back(desk: Desk) -> None:
    wanted = NewTicket(subject="Sync <b>stopped", description="x")
    ids = [(await act(desk.customer, open_ticket, wanted)).id for _ in range(3)]
    await act(desk.agent, change_ticket, ids[2], TicketChange(status="closed"))
    form = {"ids": " ".join(str(one) for one in ids), "status": "closed", "priority": "low", "agent": "me"}
    async with visiting(desk, desk.agent) as guest:
        bare = await guest.post(f"{_PATH}/preview", ids=form["ids"])
        assert "Change 3 tickets" in bare.text
        assert "before anything happens" in bare.text
        seen = await guest.post(f"{_PATH}/preview", **form)
        assert seen.status == 200
        assert "Change 2 tickets" in seen.text
        assert "left alone:" in seen.text
        assert "Sync &lt;b&gt;stopped" in seen.text
        assert {str(row["status"]) for row in await desk.as_owner("select status from tickets")} == {"open", "closed"}

        made = await guest.post(_PATH, **form, once="k1")
        again = await guest.post(_PATH, **form, once="k1")
        assert made.location == again.location
        assert await desk.value("select count(*) from tickets where status = 'closed' and priority = 'low'") == 2
        page = await guest.get(made.location)
        assert "2 tickets changed" in page.text
        assert "Take all of it back" in page.text
        assert "<nav" in page.text
        part = await guest.get(made.location, headers={"HX-Request": "true"})
        assert "<nav" not in part.text
        assert "1 ticket stayed as it was" in part.text

        back = await guest.post(f"{made.location}/undo")
        assert "2 tickets are as they were" in (await guest.get(back.location)).text
        twice = await replace(guest, headers={"HX-Request": "true"}).post(f"{made.location}/undo")
        assert (twice.status, "taken back already" in twice.text) == (409, True)
    async with visiting(desk, desk.other_agent) as guest:
        assert (await guest.get(made.location)).status == 404


async def test_tags_are_foreseen_put_on_and_taken_back(desk: Desk) -> None:
    ids = [(await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))).id for _ in range(2)]
    form = {"ids": " ".join(str(one) for one in ids), "tags": "VPN, <b>"}
    statement = "select count(*) from ticket_tags"
    async with visiting(desk, desk.agent) as guest:
        none = await guest.post(f"{_PATH}/preview", **{**form, "tagging": "add", "tags": " , "})
        assert "before anything happens" in none.text
        seen = await guest.post(f"{_PATH}/preview", **form, tagging="add")
        assert 'tag <b dir="auto">&lt;b&gt;</b> put on' in seen.text
        made = await guest.post(_PATH, **form, tagging="add")
        assert await desk.value(statement) == 4
        assert "&lt;b&gt;, vpn" in (await guest.get(made.location)).text
        gone = await guest.post(_PATH, **form, tagging="none")
        assert await desk.value(statement) == 0
        await guest.post(f"{gone.location}/undo")
        assert await desk.value(statement) == 4
        await guest.post(_PATH, **{**form, "tags": "mail"}, tagging="set")
        assert await desk.value(statement) == 2
        await guest.post(_PATH, **{**form, "tags": "mail"}, tagging="remove")
        assert await desk.value(statement) == 0
        flawed = await guest.post(f"{_PATH}/preview", **{**form, "tags": "x" * 60}, tagging="add")
        assert (flawed.status, flawed.errors) == (
            422, [f"The tags: “{'x' * 60}” is 60 characters long; a tag has at most 50"]
        )  # fmt: skip


async def test_all_in_a_view_and_what_is_refused(desk: Desk) -> None:
    for priority in ("low", "low", "high"):
        await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x", priority=priority))
    async with visiting(desk, desk.agent) as guest:
        seen = await guest.post(f"{_PATH}/preview?priority=low", view="1", status="resolved")
        assert seen.status == 422
        assert "The solution must say how the tickets were resolved" in seen.text
        made = await guest.post(f"{_PATH}?priority=low", view="1", status="resolved", resolution="Restarted.")
        assert made.status == 303
        rows = await desk.as_owner("select priority, status, resolution from tickets order by id")
        assert [tuple(row) for row in rows] == [("low", "resolved", "Restarted.")] * 2 + [("high", "open", None)]
        for bad in ({"ids": "x", "priority": "low"}, {"priority": "low"}, {"ids": str(made), "priority": "soon"}):
            assert (await guest.post(_PATH, **bad)).status == 422
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.post(f"{_PATH}/preview", view="1", priority="low")).status in {403, 404}
