"""A new ticket's form asks what its category's form asks, without script too, and says what is wrong with an answer."""

from __future__ import annotations

from html import unescape

from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from tests.classified import sorting
from tests.database import Desk
from tests.web.guest import visiting

ASK = {"subject": "Sync stopped", "description": "Since 09:58."}


async def test_a_customer_answers_the_form_of_a_category(desk: Desk) -> None:
    made = await sorting(desk)
    await desk.as_owner("update fields set is_required = true where key = 'browser'")
    async with visiting(desk, desk.customer) as guest:
        page = (await guest.get("/dashboard/tickets/new")).text
        assert "Account › Password" in page
        assert "Fraud" not in page
        assert 'name="fields.browser"' not in page
        chosen = {**ASK, "category": str(made.password), "_csrf_token": await guest.token()}
        shown = await guest.post_bare("/dashboard/tickets", {**chosen, "do": "ask"})
        assert (shown.status, 'name="fields.browser"' in shown.text, "Since 09:58." in shown.text) == (200, True, True)
        piece = await guest.get(f"/dashboard/tickets/new/questions?category={made.password}&fields.device=Phone")
        assert 'id="fields.browser"' in piece.text
        assert 'value="Phone"' in piece.text
        assert "<html" not in piece.text
        refused = await guest.post_bare("/dashboard/tickets", {**chosen, "fields.device": "x" * 21})
        assert refused.status == 422
        assert 'href="#fields.browser">“Browser” must be answered</a>' in unescape(refused.text)
        assert refused.text.count('href="#fields.') == 2
        answered = {**chosen, "fields.device": "Phone", "fields.browser": "Chrome", "once": "k"}
        sent = await guest.post_bare("/dashboard/tickets", answered)
        assert sent.location.endswith("/sent")
        again = await guest.post_bare("/dashboard/tickets", {**answered, "fields.device": "Desktop"})
        assert again.status == 422, "the same key with another answer"
        odd = await guest.post_bare("/dashboard/tickets", {**chosen, "category": "x"})
        assert (odd.status, odd.errors[0][:13]) == (422, "The category:")
    found = (await ask(desk.agent, read_ticket, await desk.value("select id from tickets"))).classification  # type: ignore[arg-type] # an id
    assert (found.category_id, found.fields) == (made.password, {"device": "Phone", "browser": "Chrome"})


async def test_an_agent_opens_one_sorted(desk: Desk) -> None:
    made = await sorting(desk)
    async with visiting(desk, desk.agent) as guest:
        assert "Fraud" in (await guest.get("/admin/support/new")).text
        assert (
            'name="fields.suspicion"' in (await guest.get(f"/admin/support/new/questions?category={made.secret}")).text
        )
        form = {
            **ASK, "requester": "leo@brightline.test", "category": str(made.secret), "tags": "VIP, fraud",
            "fields.suspicion": "A card", "_csrf_token": await guest.token(),
        }  # fmt: skip
        assert (await guest.post_bare("/admin/support", {**form, "do": "ask"})).status == 200
        assert (await guest.post_bare("/admin/support", form)).status == 303
        assert (await guest.post_bare("/admin/support", {**form, "tags": "x" * 60})).status == 422
    found = (await ask(desk.agent, read_ticket, await desk.value("select id from tickets"))).classification  # type: ignore[arg-type] # an id
    assert (found.category_id, found.tags, found.fields) == (made.secret, ["fraud", "vip"], {"suspicion": "A card"})
