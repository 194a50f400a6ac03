"""`/api/files` on a real socket: uploads in both forms, their limits, and who may fetch what."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from deskhand.kit import crypt
from deskhand.reactions.check_files import FileChecker
from tests.database import Desk
from tests.front import Answer, Client, Front, opened

TEXT = b"Line one\nline two\n"
BYTES = {"content-type": "application/octet-stream"}


async def upload(client: Client, content: bytes = TEXT, *, name: str = "notes.txt", **headers: str) -> Answer:
    """Send a file as the bytes of a body."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return await client.send("POST", f"/api/files?name={name}", content=content, headers=BYTES | named)


async def uploaded(client: Client, content: bytes = TEXT, *, name: str = "notes.txt") -> dict[str, Any]:
    answer = await upload(client, content, name=name)
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


def in_parts(content: bytes, *, name: str = "notes.txt", extra: bytes = b"") -> dict[str, Any]:
    """Return body and headers of a form with one file."""
    head = f'--b0\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + b"\r\n" + extra + b"--b0--\r\n"
    return {"content": body, "headers": {"content-type": "multipart/form-data; boundary=b0"}}


async def test_a_file_is_uploaded_sent_and_fetched(customer: Client, agent: Client) -> None:
    file = await uploaded(customer, name="my%20notes.txt")
    assert (file["name"], file["size"], file["type"], file["state"]) == (
        "my notes.txt", len(TEXT), "text/plain", "unscanned",
    )  # fmt: skip
    opened_ticket = await customer.post(
        "/api/tickets", {"subject": "Broken", "description": "See file.", "attachments": [file["id"]]}
    )
    assert opened_ticket.status == 201, opened_ticket.text
    path = f"/api/tickets/{opened_ticket.json['id']}"
    for reader in (customer, agent):
        detail = (await reader.get(path)).json
        assert detail["attachments"] == detail["messages"][0]["attachments"] == [file]
        got = await reader.get(file["url"])
        assert (got.status, got.content) == (200, TEXT)
        assert got.headers["content-disposition"].startswith('attachment; filename="my notes.txt"')
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert got.headers["cache-control"] == "private, no-cache"
        again = await reader.get(file["url"], if_none_match=got.headers["etag"])
        assert (again.status, again.content) == (304, b"")


async def test_a_form_in_parts_is_taken(customer: Client) -> None:
    answer = await customer.send("POST", "/api/files", **in_parts(b"\x89PNG\r\n\x1a\n" + bytes(99), name="../../x.txt"))
    assert (answer.status, answer.json["name"], answer.json["type"]) == (201, "x.txt", "image/png")


@pytest.mark.parametrize(
    "request_of",
    [
        {"content": b"", "headers": BYTES},
        {"content": b"--b0--\r\n", "headers": {"content-type": "multipart/form-data; boundary=b0"}},
        {"content": b"no part at all", "headers": {"content-type": "multipart/form-data; boundary=b0"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        in_parts(b"one", extra=b'--b0\r\nContent-Disposition: form-data; name="f"; filename="b"\r\n\r\ntwo\r\n'),
    ],
)
async def test_what_is_no_file_is_refused(customer: Client, request_of: dict[str, Any]) -> None:
    answer = await customer.send("POST", "/api/files", **request_of)
    assert answer.status == 422, answer.text
    assert set(answer.errors) <= {"file", "body"}


async def test_a_file_that_is_too_large_is_refused_early_and_leaves_nothing(desk: Desk) -> None:
    small = replace(desk, settings=replace(desk.settings, attachment_mb=1))
    async with opened(small) as front:
        client = await front.client(desk.customer)
        assert (await upload(client, bytes(1024 * 1024))).status == 201
        over = await upload(client, bytes(1024 * 1024 + 1))
        assert (over.status, over.json["detail"]) == (
            413,
            "The file is larger than 1 MB; send a smaller one, or a link.",
        )
        announced = await client.send("POST", "/api/files", headers=BYTES | {"content-length": "99999999"})
        assert announced.status == 413
    assert await desk.value("select count(*) from files") == 1


async def test_an_archive_that_holds_far_more_than_its_size_is_refused(customer: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"{number}.bin", bytes(1024 * 1024))
    for bomb in (packed.getvalue(), gzip.compress(bytes(60 * 1024 * 1024))):
        answer = await upload(customer, bomb, name="small.zip")
        assert answer.status == 422
        assert "holds far more" in answer.errors["file"]


async def test_only_ones_own_unsent_files_can_be_sent(customer: Client, stranger: Client, agent: Client) -> None:
    ticket = (await customer.post("/api/tickets", {"subject": "One", "description": "Two"})).json
    messages = f"/api/tickets/{ticket['id']}/messages"
    foreign, mine = await uploaded(stranger), await uploaded(customer)
    unknown = str(uuid4())
    for ids, named in (([foreign["id"]], foreign["id"]), ([mine["id"], unknown], unknown)):
        answer = await customer.post(messages, {"content": "Here.", "attachments": ids})
        assert answer.status == 422
        assert named in answer.errors["attachments"]
    assert (await customer.post(messages, {"content": "Here.", "attachments": [mine["id"]]})).status == 201
    again = await customer.post(messages, {"content": "Here.", "attachments": [mine["id"]]})
    assert mine["id"] in again.errors["attachments"]
    for reader in (customer, agent):
        assert (await reader.get(foreign["url"])).status == 404
    assert (await stranger.get(mine["url"])).status == 404


async def test_a_message_carries_so_many_files_and_bytes(desk: Desk) -> None:
    narrow = replace(desk, settings=replace(desk.settings, attachments_most=2, attachments_mb=1))
    async with opened(narrow) as front:
        client = await front.client(desk.customer)
        ids = [(await uploaded(client))["id"] for _ in range(3)]
        body = {"subject": "Files", "description": "Many."}
        many = await client.post("/api/tickets", {**body, "attachments": ids})
        assert many.errors == {"attachments": "are 3; a message carries at most 2"}
        heavy = [(await uploaded(client, bytes(700_000)))["id"] for _ in range(2)]
        answer = await client.post("/api/tickets", {**body, "attachments": heavy})
        assert "at most 1 MB" in answer.errors["attachments"]


async def test_an_internal_notes_file_stays_internal(front: Front, customer: Client, agent: Client) -> None:
    canary = f"canary{crypt.new_token()[:10]}"
    ticket = (await customer.post("/api/tickets", {"subject": "One", "description": "Two"})).json
    path = f"/api/tickets/{ticket['id']}"
    file = await uploaded(agent, canary.encode(), name=f"{canary}.txt")
    note = {"content": "For us.", "internal": True, "attachments": [file["id"]]}
    assert (await agent.post(f"{path}/messages", note)).status == 201
    assert (await agent.get(file["url"])).content == canary.encode()
    seen = await customer.get(path)
    assert canary not in seen.text
    assert file["id"] not in seen.text
    for address in (file["url"], f"{file['url']}/thumbnail"):
        assert (await customer.get(address)).status == 404
        assert (await (await front.browser(front.desk.customer)).get(address)).status == 404
    assert (await front.visitor.get(file["url"])).status == 401


async def test_the_same_key_and_file_make_one_file(customer: Client) -> None:
    first = await upload(customer, idempotency_key="k1")
    second = await upload(customer, idempotency_key="k1")
    assert first.json == second.json
    other = await upload(customer, b"something else", idempotency_key="k1")
    assert other.status == 422
    ticket = {"subject": "One", "description": "Two", "attachments": [first.json["id"]]}
    opened_once = await customer.post("/api/tickets", ticket, idempotency_key="k2")
    again = await customer.post("/api/tickets", ticket, idempotency_key="k2")
    assert opened_once.json == again.json


async def test_what_browsers_could_run_leaves_as_bytes(customer: Client) -> None:
    for content in (b"<svg xmlns='x'><script>1</script></svg>", b"<!doctype html><script>1</script>"):
        file = await uploaded(customer, content, name="x.png")
        got = await customer.get(file["url"])
        assert got.headers["content-type"] == "application/octet-stream"


async def test_a_small_picture_is_made_and_shown(front: Front, customer: Client) -> None:
    from PIL import Image  # noqa: PLC0415 (one test draws)

    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    Image.new("RGB", (900, 600), (10, 200, 30)).save(drawn, "JPEG", exif=exif)
    file = await uploaded(customer, drawn.getvalue(), name="photo.jpg")
    assert file["thumbnailUrl"] is None
    await FileChecker(front.desk.settings).check_due(4)
    picture = await customer.get(f"{file['url']}/thumbnail")
    assert (picture.status, picture.headers["content-type"]) == (200, "image/webp")
    assert b"SECRET" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as small:
        assert small.size == (320, 213)


async def test_somebody_with_too_many_unsent_files_waits(front: Front, customer: Client) -> None:
    await front.desk.as_owner(
        "insert into files (workspace_id, id, uploaded_by_id, name, size, media_type, digest, state, created_at) "
        "select $1, gen_random_uuid(), $2, 'x', 1, 'text/plain', sha256('x'), 'unscanned', now() "
        "from generate_series(1, 50)",
        front.desk.system.workspace_id, front.desk.customer.user_id,
    )  # fmt: skip
    answer = await upload(customer)
    assert answer.status == 429
    assert "50 files wait" in answer.json["detail"]
