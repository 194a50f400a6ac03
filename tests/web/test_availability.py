"""Who is there: agents about themselves, admins about everybody, without script."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from deskhand.kit import clock
from tests.database import Desk
from tests.web.guest import visiting

OWN = "/dashboard/settings/availability"


async def test_agents_go_and_come_back_and_admins_say_what_they_know(desk: Desk) -> None:
    until = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    theirs = f"/dashboard/settings/people/{desk.agent.user_id}/availability"
    async with visiting(desk, desk.agent) as guest:
        assert "Accepts tickets" in (await guest.get(OWN)).text
        away = await guest.post(OWN, accepting="yes", away_until=until, away_reason="<b>Dentist")
        assert away.location == f"{OWN}?said=there"
        page = (await guest.get(away.location)).text
        assert ("&lt;b&gt;Dentist" in page, f'value="{until}"' in page, "Back again" in page) == (True, True, True)
        assert "Your admins keep these." in page
        assert (await guest.post(f"{OWN}/skills", skills="tls", capacity="1", zone="UTC")).status == 403
        assert (await guest.get(theirs)).status == 403
        past = await guest.post(OWN, accepting="yes", away_until="2020-01-01T09:00", away_reason="Then")
        assert (past.status, past.errors) == (
            422, ["The end of being away: “2020-01-01T09:00+00:00” is over; give a moment to come"]
        )  # fmt: skip
        assert 'value="Then"' in past.text
        assert (await guest.post(OWN, accepting="yes", away_until=until, back="yes")).status == 303
        assert "Back again" not in (await guest.get(OWN)).text
        assert 'href="/dashboard/settings/availability"' in (await guest.get("/admin/support")).text
    async with visiting(desk, desk.admin) as guest:
        assert theirs in (await guest.get(theirs.removesuffix("/availability"))).text
        fields = [
            ("_csrf_token", await guest.token()),
            ("skills", "TLS, dns"),
            ("capacity", "3"),
            ("zone", "Asia/Tokyo"),
        ]
        fields += [("languages", "de"), ("languages", "en"), ("monday", "9:00-12:00")]
        saved = await guest.post_bare(f"{theirs}/skills", urlencode(fields))
        page = (await guest.get(saved.location)).text
        assert ('value="dns, tls"' in page, 'value="09:00-12:00"' in page, 'value="Asia/Tokyo" selected' in page) == (
            True, True, True
        )  # fmt: skip
        assert "skills: – → dns, tls" in (await guest.get(theirs.removesuffix("/availability"))).text
        wrong = await guest.post(f"{theirs}/skills", skills="tls", capacity="many", zone="UTC", monday="9-5")
        assert wrong.errors == ["The capacity: “many” is not a whole number"]
        assert 'value="9-5"' in wrong.text
        wrong = await guest.post(f"{theirs}/skills", capacity="3", zone="UTC", monday="9-5")
        assert (wrong.status, "Monday" in wrong.errors[0]) == (422, True)
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(OWN)).status == 403
