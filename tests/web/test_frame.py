"""The frame: forms are taken as declared, keys are bound to what they were sent with, pages follow their reader."""

from __future__ import annotations

from deskhand.rules.workspace import Profile
from deskhand.web.frame import home_of, reader_of
from deskhand.web.headers import POLICY
from tests.database import Desk
from tests.web import samples
from tests.web.guest import visiting


async def test_a_form_takes_its_own_fields_once_each(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        twice = f"_csrf_token={await guest.token()}&subject=a&subject=b&description=x"
        answer = await guest.post_bare("/dashboard/tickets", twice)
        assert answer.status == 422
        assert "subject: must be one text" in answer.text
        odd = await guest.post("/dashboard/tickets", subject="a", description="b", role="admin")
        assert odd.status == 422
        assert "role: is not a field of this form" in odd.text
        huge = await guest.post("/dashboard/settings/profile", first_name="b" * 1_100_000)
        assert huge.status == 413
    assert await desk.value("select count(*) from tickets") == 0


async def test_a_key_is_bound_to_its_words(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        form = {"subject": "a", "description": "b", "once": "k1"}
        await guest.post("/dashboard/tickets", **form)
        other = await guest.post("/dashboard/tickets", **{**form, "description": "c"})
        assert other.status in {409, 422}
    assert await desk.value("select count(*) from tickets") == 1


async def test_every_page_is_strict_and_kept_by_nobody(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get("/admin/support")
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert 'data-cursor="' in page.text


def test_a_reader_has_their_zone_and_a_stranger_that_of_the_desk() -> None:
    brand = Profile(name="Northwind", time_zone="Africa/Nairobi")
    assert str(reader_of(samples.DANA, samples.NOW, brand=brand).zone) == "America/New_York"
    assert str(reader_of(None, samples.NOW, brand=brand).zone) == "Africa/Nairobi"


def test_customers_begin_in_the_portal() -> None:
    assert [home_of(who.role) for who in (samples.DANA, samples.MAYA)] == ["/dashboard/tickets", "/admin/support"]
