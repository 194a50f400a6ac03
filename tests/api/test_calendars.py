"""`/api/sla/calendars`: hours and holidays over the wire."""

from __future__ import annotations

from datetime import timedelta

from deskhand.kit import clock
from tests.front import Client

PATH = "/api/sla/calendars"
BODY = {"name": "Berlin", "timeZone": "Europe/Berlin", "week": {"monday": "9:00-12:00, 13:00-17:00"}}


async def test_calendars_are_kept_over_the_wire(admin: Client, agent: Client) -> None:
    first = await admin.post(PATH, {**BODY, "holidays": {"2026-12-24": "Eve"}}, idempotency_key="k")
    assert (first.status, first.json["version"], first.json["usedBy"]) == (201, 1, [])
    assert (first.json["week"]["monday"], first.json["week"]["sunday"]) == ("09:00-12:00, 13:00-17:00", "")
    assert (await admin.post(PATH, {**BODY, "holidays": {"2026-12-24": "Eve"}}, idempotency_key="k")).json == first.json
    path = f"{PATH}/{first.json['id']}"
    changed = await admin.put(path, {**BODY, "week": {"sunday": "00:00-24:00"}, "version": 1})
    assert (changed.json["version"], changed.json["holidays"], changed.json["week"]["monday"]) == (2, {}, "")
    assert (await admin.put(path, {**BODY, "version": 1})).status == 409
    assert (await admin.get(path)).json == changed.json == (await admin.get(PATH)).json[0]
    later = str(clock.now().date() + timedelta(days=30))
    assert (await admin.put(path, {**BODY, "since": later})).json["version"] == 3
    assert set((await admin.put(path, {**BODY, "since": "0001-01-01"})).errors) == {"since"}
    withdrawn = await admin.send("DELETE", f"{path}/plan")
    assert (withdrawn.status, withdrawn.json["week"], withdrawn.json["version"]) == (200, changed.json["week"], 4)
    assert (await admin.send("DELETE", f"{path}/plan")).status == 409
    changed = await admin.get(path)
    days = (await admin.get(f"{path}/days")).json
    assert (len(days), sum(bool(day["minutes"]) for day in days)) == (14, 2)
    assert (await admin.get(f"{PATH}/holidays?country=DE&part=BY")).status == 200
    assert set((await admin.get(f"{PATH}/holidays?country=XX")).errors) == {"country"}
    assert set((await admin.post(PATH, {**BODY, "name": "x", "week": {"monday": "9-5"}})).errors) == {"week.monday"}
    lines = ["SUMMARY:Eve", "DTSTART;VALUE=DATE:20001224", "RRULE:FREQ=YEARLY"]
    ics = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    read = await admin.post(f"{PATH}/holidays", {"ics": ics})
    assert (read.status, len(read.json), set(read.json.values())) == (200, 6, {"Eve"})
    assert set((await admin.post(f"{PATH}/holidays", {"ics": "x"})).errors) == {"ics"}
    assert (await agent.post(f"{PATH}/holidays", {"ics": ics})).status == 403
    assert [(await agent.get(PATH)).status, (await agent.post(PATH, BODY)).status] == [403, 403]
    assert (await admin.send("DELETE", path)).json["id"] == first.json["id"]
    assert (await admin.post(f"{path}/restore", {})).json["name"] == (await admin.get(path)).json["name"]
    assert (await admin.send("DELETE", path)).status == 200
    assert (await admin.get(path)).status == 404
