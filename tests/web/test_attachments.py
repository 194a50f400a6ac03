"""Files in pages, without script: sent with a reply, shown in words, saved by those who may."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.front import Client, Front, opened


async def replied(front: Front, browser: Client, path: str, *, content: bytes) -> tuple[int, str]:
    """Send the page's reply form as a browser does, with one file."""
    page = await browser.get(path)
    cookie = re.search(r"deskhand_csrf=([^;]+)", page.headers["set-cookie"])
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    once = re.search(r'name="once" value="([^"]+)"', page.text)
    assert cookie
    assert token
    assert once
    fields = {"_csrf_token": token[1], "once": once[1], "content": "See the log."}
    parts = [
        f'--b0\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    file = '--b0\r\nContent-Disposition: form-data; name="files"; filename="log <b>.txt"\r\n\r\n'
    body = "".join(parts).encode() + file.encode() + content + b"\r\n--b0--\r\n"
    headers = {
        "content-type": "multipart/form-data; boundary=b0",
        "cookie": f"{browser.headers['cookie']}; deskhand_csrf={cookie[1]}",
    }
    answer = await browser.send("POST", f"{path}/replies", content=body, headers=headers)
    return answer.status, answer.text


async def test_a_customer_sends_a_file_without_script_and_both_sides_save_it(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="One", description="Two"))
    async with opened(desk) as front:
        links: list[str] = []
        customer, agent = await front.browser(desk.customer), await front.browser(desk.agent)
        path = f"/dashboard/tickets/{ticket.id}"
        status, text = await replied(front, customer, path, content=b"line one")
        assert status == 303, text
        for reader, address in ((customer, path), (agent, f"/admin/support/{ticket.id}")):
            page = (await reader.get(address)).text
            assert "log &lt;b&gt;.txt" in page
            assert "not scanned" in page
            link = re.search(r'href="(/files/[^"]+)"', page)
            assert link
            links.append(link[1])
            saved = await reader.get(link[1])
            assert (saved.status, saved.content) == (200, b"line one")
            assert saved.headers["content-disposition"].startswith("attachment;")
        assert (await (await front.browser(desk.other_customer)).get(links[0])).status == 404
        assert (await front.visitor.get(links[0])).status in {303, 401}


async def test_an_empty_file_is_named_and_the_words_are_kept(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="One", description="Two"))
    async with opened(desk) as front:
        customer = await front.browser(desk.customer)
        status, text = await replied(front, customer, f"/dashboard/tickets/{ticket.id}", content=b"")
    assert status == 422
    assert "is empty" in text
    assert "See the log." in text
    assert await desk.value("select count(*) from files") == 0


async def send_form(browser: Client, page: str, action: str, **fields: str) -> int:
    """Fill a page's form as a browser does, with one file, and return the status of the answer."""
    shown = await browser.get(page)
    cookie = re.search(r"deskhand_csrf=([^;]+)", shown.headers["set-cookie"])
    token = re.search(r'name="_csrf_token" value="([^"]+)"', shown.text)
    assert cookie
    assert token
    assert 'enctype="multipart/form-data"' in shown.text
    parts = [
        f'--b0\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"_csrf_token": token[1], "once": action, **fields}.items()
    ]
    name = fields.get("content", "file")[:4]
    file = f'--b0\r\nContent-Disposition: form-data; name="files"; filename="{name}.txt"\r\n\r\nbytes\r\n--b0--\r\n'
    headers = {
        "content-type": "multipart/form-data; boundary=b0",
        "cookie": f"{browser.headers['cookie']}; deskhand_csrf={cookie[1]}",
    }
    body = ("".join(parts) + file).encode()
    return (await browser.send("POST", action, content=body, headers=headers)).status


async def test_agents_send_files_with_replies_and_notes_and_those_of_notes_stay_inside(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="One", description="Two"))
    async with opened(desk) as front:
        customer, agent = await front.browser(desk.customer), await front.browser(desk.agent)
        path = f"/admin/support/{ticket.id}"
        loose = await (await front.client(desk.agent)).send(
            "POST", "/api/files?name=sent-before.txt", content=b"x", headers={"content-type": "text/plain"}
        )
        assert await send_form(agent, path, f"{path}/notes", content="note CANARY", uploaded=loose.json["id"]) == 303
        assert await send_form(agent, path, f"{path}/replies", content="send it", then="wait") == 303
        inside, outside = (await agent.get(path)).text, (await customer.get(f"/dashboard/tickets/{ticket.id}")).text
        for name in ("note.txt", "sent-before.txt", "send.txt"):
            assert name in inside
            assert (name in outside) == (name == "send.txt")
        links = dict(re.findall(r'href="(/files/[^"]+/([^"/]+))"', inside))
        statuses = {name: (await customer.get(link)).status for link, name in links.items()}
        assert statuses == {"note.txt": 404, "sent-before.txt": 404, "send.txt": 200}
        assert await send_form(agent, path, f"{path}/notes", content="again", uploaded=loose.json["id"]) == 422
        assert await send_form(agent, path, f"{path}/notes", content="nonsense", uploaded="x") == 422


async def test_new_tickets_carry_files_from_both_sides(desk: Desk) -> None:
    async with opened(desk) as front:
        customer, agent = await front.browser(desk.customer), await front.browser(desk.agent)
        new = {"subject": "Log", "description": "See the log."}
        mine = "/dashboard/tickets"
        assert await send_form(customer, f"{mine}/new", mine, **new) == 303
        desk_path = "/admin/support"
        requester = desk.customer.email
        assert await send_form(agent, f"{desk_path}/new", desk_path, **new, requester=requester) == 303
    rows = await desk.as_owner(
        "select m.author_kind, f.name from files f join messages m on m.id = f.message_id "
        "where m.is_opening order by m.id"
    )
    assert [tuple(row) for row in rows] == [("customer", "file.txt"), ("agent", "file.txt")]
