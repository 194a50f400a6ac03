"""The pages of organizations, without script: what agents change, what admins do, and a secret that is never shown."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.policies import policy_names
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/organizations"
HOOK = "https://hooks.slack.com/services/T0/B0/CANARYCANARY"

CROWD = """
    insert into users (workspace_id, id, email, role, first_name, last_name, organization_id, created_at)
    select $1, gen_random_uuid(), format('kim%s@x.test', n), 'customer', 'Kim', 'No' || n, $2, now()
    from generate_series(10, 54) n
"""


async def test_an_organization_is_made_found_and_changed(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        form = {"name": "Bright <b>", "domains": "b.test\nc.test", "slack": HOOK, "once": "k"}
        made = [await guest.post(PATH, **form) for _ in range(2)]
        assert made[0].location == made[1].location
        place = made[0].location.partition("?")[0]
        page = await guest.get(made[0].location)
        assert (page.heading, "CANARY" in page.text) == ("Bright <b>", False)
        assert "An address is set" in page.text
        assert "b.test, c.test" in (await guest.get(f"{PATH}?text=bright")).text
        assert "No organization matches" in (await guest.get(f"{PATH}?text=zebra")).text
        saved = await guest.post(place, name="Bright", domains="b.test", priority="yes")
        assert saved.location == f"{place}?said=saved"
        page = await guest.get(place)
        assert "e-mail domains: b.test, c.test → b.test" in page.text
        assert "An address is set" in page.text, "an empty field leaves it"
        wrong = await guest.post(place, name="Bright", domains="gmail.com", slack=HOOK)
        assert wrong.errors == [
            "The e-mail domains: “gmail.com” is open to everybody, so an address there says nothing of its owner"
        ]
        assert "CANARY" not in wrong.text
        assert (await guest.post(place, name="Bright", shares="yes")).status == 403
        assert (await guest.post(PATH, name="Other", domains="b.test", once="l")).status == 409
        policy = (await ask(desk.agent, policy_names))[0]
        await guest.post(place, name="Bright", policy=str(policy.id))
        chosen = (await guest.get(place)).text
        assert f'<option value="{policy.id}" selected>Accelerated' in chosen
        assert "policy of deadlines: – → Accelerated" in chosen
        unknown = await guest.post(place, name="Bright", policy=str(desk.agent.user_id))
        assert unknown.errors[0].startswith("The policy: “")
        await guest.post(place, name="Bright", no_slack="yes")
        assert "An address is set" not in (await guest.get(place)).text


async def test_admins_share_tickets_and_see_people(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="Sync <stopped>", description="d"))
    place = f"{PATH}/{desk.customer.organization_id}"
    async with visiting(desk, desk.admin) as guest:
        await guest.post(place, name="Halcyon Legal", shares="yes")
        page = (await guest.get(place)).text
        assert 'name="shares" value="yes" checked' in page
        assert f"/dashboard/settings/people/{desk.customer.user_id}" in page
        assert "Sync &lt;stopped&gt;" in page
    await desk.as_owner(CROWD, desk.admin.workspace_id, desk.customer.organization_id)
    async with visiting(desk, desk.admin) as guest:
        seen: list[str] = []
        following = f"{place}?people=KIM"
        while following:
            page = (await guest.get(following)).text
            seen += re.findall(r"kim\d\d@x\.test", page)
            more = re.search(rf'href="({place}\?cursor=[^"#]+)', page)
            following = more[1].replace("&amp;", "&") if more else ""
        assert seen == [f"kim{n}@x.test" for n in range(10, 55)]
        assert "Nobody of this organization has this" in (await guest.get(f"{place}?people=zebra")).text
        assert (await guest.get(f"{place}?people=%00")).status == 422
    async with visiting(desk, desk.agent) as guest:
        await guest.post(place, name="Halcyon Legal")
        assert "admins change that" in (await guest.get(place)).text
    async with visiting(desk, desk.customer) as guest:
        for path in (PATH, place, f"{PATH}/new"):
            assert (await guest.get(path)).status in {403, 404}
        assert (await guest.post(place, name="Mine")).status in {403, 404}
