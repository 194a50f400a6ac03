"""The pages of calendars: hours and holidays are kept, tried out and refused by the field; parts follow a country."""

from __future__ import annotations

from datetime import timedelta

from deskhand.kit import clock
from deskhand.kit.crypt import new_token
from deskhand.rules.sla.calendar import WEEKDAYS
from tests.database import Desk
from tests.web.asgi import Answer, request
from tests.web.guest import Guest, visiting

OVERNIGHT = "Tuesday: “22:00-06:00” ends before it begins. One over midnight is two: until 24:00, and from 00:00"
XX = "The country: “XX” is not a country whose holidays are known; write it as DE or US"
PATH = "/dashboard/settings/calendars"
FORM = {"name": "Berlin", "zone": "Europe/Berlin", **dict.fromkeys(WEEKDAYS[:5], "09:00-12:00, 13:00-17:00")}


async def test_admins_keep_calendars(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert "No calendar yet" in (await guest.get(PATH)).text
        assert 'value="09:00-17:00"' in (await guest.get(f"{PATH}/new")).text
        parts = (await guest.get(f"{PATH}/parts?country=DE")).text
        assert ('value="BY"' in parts, "<html" in parts) == (True, False)
        added = await guest.post(PATH, **FORM, country="DE", part="BY", go="holidays", holidays="2026-01-06 Ours")
        year = clock.now().year
        assert (added.status, f"{year}-10-03 " in added.text, f"{year + 5}-11-01 " in added.text) == (200, True, True)
        tried = await guest.post(PATH, **FORM, go="days", holidays=f"{clock.now().date() + timedelta(days=3)} Strike")
        assert tried.text.count("<b>") >= 14
        assert ("13:00–17:00" in tried.text, "Strike</span>" in tried.text) == (True, True)
        assert "No calendar yet" in (await guest.get(PATH)).text
        path = (await guest.post(PATH, **FORM)).location.partition("?")[0]
        shown = await guest.get(f"{path}?said=made")
        assert (shown.heading, "09:00-12:00, 13:00-17:00" in shown.text) == ("Berlin", True)
        assert "Not used" in (await guest.get(PATH)).text
        later = str(clock.now().date() + timedelta(days=30))
        saved = await guest.post(path, **{**FORM, "friday": "", "since": later, "number": "1"})
        assert saved.location == f"{path}?said=saved"
        again = await guest.get(saved.location)
        assert ("Version 2" in again.text, "Planned" in again.text) == (True, True)
        assert "friday: 09:00-12:00, 13:00-17:00 → –" in again.text
        assert "Change planned" in (await guest.get(PATH)).text
        old = await guest.post(path, **FORM, number="1")
        assert (old.status, "Somebody else saved this calendar" in old.text) == (409, True)
        unnamed = await guest.post(path, **FORM, number="2")
        assert (unnamed.status, f"planned from {later} on" in unnamed.text) == (422, True)
        withdrawn = await guest.get((await guest.post(f"{path}/withdrawal")).location)
        assert all(text in withdrawn.text for text in ("The plan is withdrawn", "Version 3", "Dropped before it began"))
        assert "Withdraw what is planned" not in withdrawn.text
        twice = await guest.post(f"{path}/withdrawal")
        assert (twice.status, "Nothing is planned for this calendar" in twice.text) == (409, True)
        removed = (await guest.post(f"{path}/removal")).location
        assert f'action="{path}/restore"' in (await guest.get(removed)).text
        assert "It is back as it was." in (await guest.get((await guest.post(f"{path}/restore")).location)).text


async def sent(guest: Guest, content: bytes) -> Answer:
    """Send the form with a file as a browser does."""
    boundary = new_token()[:20]
    fields = {"_csrf_token": await guest.token(), **FORM, "go": "ics", "holidays": "2026-12-24 Ours"}
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    parts += f'--{boundary}\r\nContent-Disposition: form-data; name="ics"; filename="our.ics"\r\n\r\n'
    kind = f"multipart/form-data; boundary={boundary}"
    return await request(
        guest.application, "POST", PATH, cookies=guest.cookies, headers={**guest.headers, "content-type": kind},
        content=parts.encode() + content + f"\r\n--{boundary}--\r\n".encode(),
    )  # fmt: skip


async def test_a_calendar_file_puts_its_days_on_the_list(desk: Desk) -> None:
    lines = ("BEGIN:VEVENT", "SUMMARY:<b>Eve</b>", "DTSTART;VALUE=DATE:20001224", "RRULE:FREQ=YEARLY", "END:VEVENT")
    content = "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", "")).encode()
    async with visiting(desk, desk.admin) as guest:
        shown = (await sent(guest, content)).text
        assert f"{clock.now().year + 5}-12-24 &lt;b&gt;Eve" in shown
        assert "2026-12-24 Ours" in shown
        assert (await sent(guest, b"hello")).errors[0].startswith("The file cannot be read as a calendar (.ics)")
        missing = await guest.post(PATH, **FORM, go="ics")
        assert missing.errors == ["The file is missing; choose one first"]


async def test_what_cannot_be_taken_is_said_beside_its_field(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        wrong = {**FORM, "name": " ", "monday": "9-5", "tuesday": "22:00-06:00"}
        refused = await guest.post(PATH, **wrong)
        assert (refused.status, 'value="9-5"' in refused.text) == (422, True)
        assert refused.errors == [
            "Monday: “9-5” is not a time such as 09:00-17:30; leave a closed day empty",
            OVERNIGHT,
        ]
        never = await guest.post(PATH, name="Never", zone="UTC")
        assert never.errors == [
            "The week has no open hour, so that nothing would ever be due; open a window on some day"
        ]
        for fields, error in (
            ({"zone": "Mars"}, "The time zone: “Mars” is not a time zone such as Europe/Berlin"),
            ({"holidays": "X"}, "The holidays: “X” in line 1 does not begin with a date such as 2026-12-24"),
            ({"go": "holidays"}, "The country is missing; choose one first"),
            ({"go": "holidays", "country": "XX"}, XX),
        ):  # fmt: skip
            assert (await guest.post(PATH, **{**FORM, **fields})).errors == [error]
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(PATH + end)).status for end in ("", "/new", "/parts")] == [403, 403, 403]
        assert (await guest.post(PATH, **FORM, go="days")).status == 403
