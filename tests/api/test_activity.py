"""`/api/tickets/{id}/activity`: the whole trail as JSON and CSV."""

from __future__ import annotations

import csv
from io import StringIO

from tests.api.test_tickets import new
from tests.front import Client


async def test_agents_export_the_trail_and_no_cell_is_a_formula(
    customer: Client, agent: Client, stranger: Client
) -> None:
    ticket = await new(customer, subject="Sync")
    path = f"/api/tickets/{ticket['id']}"
    await agent.patch(path, {"subject": "=HYPERLINK(1)"})
    await agent.post(f"{path}/messages", {"content": "Only us.", "internal": True})
    await agent.post(f"{path}/close", {"resolution": "+done"})
    answer = await agent.get(f"{path}/activity")
    assert (answer.status, answer.json["number"]) == (200, ticket["number"])
    events = ["ticket.created", "ticket.updated", "ticket.note.added", "ticket.closed"]
    assert [step["event"] for step in answer.json["steps"]] == events
    assert answer.json["steps"][1]["changes"] == {"subject": ["Sync", "=HYPERLINK(1)"]}
    sheet = await agent.get(f"{path}/activity.csv")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="{ticket["number"]}-activity.csv"' in sheet.headers["content-disposition"]
    head, *rows = csv.reader(StringIO(sheet.content.decode("utf-8-sig"), newline=""))
    assert head == ["at", "event", "who", "kind", "field", "from", "to", "why", "id"]
    assert [row[1] for row in rows] == events
    assert rows[1][4:7] == ["subject", "Sync", "'=HYPERLINK(1)"]
    assert rows[3][4:8] == ["status", "open", "closed", "'+done"]
    for who, status in ((customer, 403), (stranger, 403)):
        for name in ("activity", "activity.csv"):
            assert (await who.get(f"{path}/{name}")).status == status
    assert (await agent.get(f"/api/tickets/{ticket['requesterId']}/activity.csv")).status == 404
