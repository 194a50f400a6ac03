"""What a draft would have made of past tickets is asked for on its form, followed, and gone on with."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies
from deskhand.reactions.hindsight import judge_due
from tests.database import Desk
from tests.web.guest import visiting
from tests.web.test_policies import FORM as STOPPED
from tests.web.test_policies import PATH

FORM = STOPPED | {"pauses.first_response": "waiting_customer"}


async def test_a_draft_is_judged_before_it_is_saved(desk: Desk) -> None:
    wanted = NewTicket(subject="Fire", description="Help", priority="high")
    ticket = await act(desk.other_customer, open_ticket, wanted)
    standard = (await ask(desk.admin, list_policies))[0]
    async with visiting(desk, desk.admin) as guest:
        assert (await guest.get(f"{PATH}/hindsight")).status == 404
        assert f'formaction="{PATH}/{standard.id}/hindsight"' in (await guest.get(f"{PATH}/{standard.id}")).text
        wrong = await guest.post(f"{PATH}/hindsight", **{**FORM, "targets.first_response.high": "soon"})
        assert (wrong.status, 'value="soon"' in wrong.text, len(wrong.errors)) == (422, True, 1)
        old = await guest.post(f"{PATH}/{standard.id}/hindsight", **FORM, number="7")
        assert (old.status, "Somebody else saved this policy" in old.text) == (409, True)
        with clock.moved(timedelta(hours=2)):
            assert (await guest.post(f"{PATH}/hindsight", **FORM, start=str(standard.id))).location == (
                f"{PATH}/hindsight"
            )
            waiting = (await guest.get(f"{PATH}/hindsight")).text
            assert ("This page follows" in waiting, 'hx-trigger="every 2s"' in waiting) == (True, True)
            while await judge_due():
                pass
            page = (await guest.get(f"{PATH}/hindsight")).text
        assert ("1 ticket was judged" in page, "hx-trigger" in page.partition('id="hindsight"')[2][:40]) == (
            True,
            False,
        )
        assert (f'href="/admin/support/{ticket.id}"' in page, "<td><b>1</b></td><td>0</td>" in page) == (True, True)
        assert "None that you may see." in (await guest.get(f"{PATH}/hindsight?side=kept")).text
        draft = (await guest.get(f"{PATH}/new?draft=yes&start={standard.id}")).text
        assert ('value="Quick"' in draft, 'value="1h 30m"' in draft, f'value="{standard.id}"' in draft) == (True,) * 3
        assert len(await ask(desk.admin, list_policies)) == 2, "nothing is saved"
        assert (await guest.post(f"{PATH}/{standard.id}/hindsight", **FORM, number="1")).status == 303
        assert f'href="{PATH}/{standard.id}?draft=yes"' in (await guest.get(f"{PATH}/hindsight")).text
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.get(f"{PATH}/hindsight")).status == 403
        assert (await guest.post(f"{PATH}/hindsight", **FORM)).status == 403
