"""The built-in mailbox: what the desk would have sent, for admins."""

from __future__ import annotations

from uuid import UUID

from litestar import MediaType, Response, get
from litestar.params import FromPath

from deskhand.door.download import HEADERS, disposition
from deskhand.queries import mailbox
from deskhand.queries.contract import ask
from deskhand.web.frame import Framed
from deskhand.web.headers import MAIL_HEADERS


@get("/mailbox")
async def read_mails(frame: Framed) -> Response[str]:
    """Show the mails, the newest first."""
    asked = frame.request.query_params
    text = (asked.get("text") or "").strip()[:200]
    page = await ask(frame.actor, mailbox.list_mails, cursor=asked.get("cursor") or None, text=text or None)
    return frame.show("mailbox.html", page=page, text=text, leaves=bool(frame.desk.settings.smtp_url))


@get("/mailbox/{mail_id:uuid}")
async def read_mail(frame: Framed, mail_id: FromPath[UUID]) -> Response[str]:
    """Show one mail with its headers."""
    return frame.show("mail.html", mail=await ask(frame.actor, mailbox.read_mail, mail_id))


@get("/mailbox/{mail_id:uuid}/html")
async def read_html(frame: Framed, mail_id: FromPath[UUID]) -> Response[str]:
    """Return a mail's own HTML for its sandboxed frame: nothing in it runs, nothing is loaded."""
    mail = await ask(frame.actor, mailbox.read_mail, mail_id)
    return Response(mail.html, media_type=MediaType.HTML, headers=MAIL_HEADERS)


@get("/mailbox/{mail_id:uuid}/file")
async def read_file(frame: Framed, mail_id: FromPath[UUID]) -> Response[bytes]:
    """Return the file that went with a mail, as something to save."""
    file = await ask(frame.actor, mailbox.read_enclosure, mail_id)
    headers = {**HEADERS, "Content-Disposition": disposition(file.name)}
    return Response(file.content, media_type=file.media_type, headers=headers)


ROUTES = [read_mails, read_mail, read_html, read_file]
