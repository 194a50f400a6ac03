"""A workspace's logo on its way in, looked at and drawn anew, and on its way out to everybody."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response

from deskhand.actions.contract import act
from deskhand.actions.workspace import announce_logo, set_logo
from deskhand.channels.file_store import logo_key, open_file_store
from deskhand.door.desk import AnyRequest, desk_of
from deskhand.door.upload import HEAD, Received
from deskhand.kit.thumbnail import logo_of
from deskhand.rules import attachment
from deskhand.rules import logo as rules
from deskhand.rules.access import Actor, Can, require
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.logo import Logo

_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Mails show it too, within pages of other origins.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Disposition": "inline",
}
_FOREVER = "public, max-age=31536000, immutable"


async def take_logo(request: AnyRequest, actor: Actor, found: Received) -> None:
    """Draw the received image as the workspace's logo, store it, and show it from now on."""
    require(actor, Can.MANAGE_WORKSPACE)
    rules.check_size(found.size)
    found.file.seek(0)
    rules.check_kind(attachment.media_type(found.file.read(HEAD)))
    drawn = await logo_of(found.file)
    if drawn is None:
        raise Invalid({"logo": "cannot be read, shows nothing, or has more than 50 million pixels; export it anew"})
    desk = desk_of(request)
    store, announced = open_file_store(desk.settings), await act(actor, announce_logo)
    for gone in announced.abandoned:
        await store.remove(logo_key(actor.workspace_id, gone))
    await store.put(logo_key(actor.workspace_id, announced.id), drawn.png)
    logo = Logo(
        id=announced.id, stamp=found.digest.hexdigest()[:24], name=attachment.shown_name(found.name)[:80],
        width=drawn.width, height=drawn.height, ground=rules.ground_of(dark=drawn.dark, light=drawn.light),
    )  # fmt: skip
    await act(actor, set_logo, logo, erased=announced.abandoned)
    desk.brands.forget(actor.workspace_id)


async def logo_at(request: AnyRequest, actor: Actor, stamp: str) -> Response[bytes]:
    """Return the logo to keep for good; at the address of an earlier one, as mails have it, the way to this one."""
    desk = desk_of(request)
    logo = (await desk.brands.of(actor.workspace_id)).logo
    if logo is None or stamp != logo.stamp:  # another process may have set it within these seconds
        desk.brands.forget(actor.workspace_id)
        logo = (await desk.brands.of(actor.workspace_id)).logo
    if logo is None:
        raise NotFound("This workspace has no logo.")
    if stamp != logo.stamp:
        headers = {**_HEADERS, "Location": logo.path, "Cache-Control": "no-cache"}
        return Response(b"", status_code=HTTPStatus.FOUND, media_type="image/png", headers=headers)
    headers = {**_HEADERS, "Cache-Control": _FOREVER, "ETag": f'"{logo.stamp}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, media_type="image/png", headers=headers)
    content = await open_file_store(desk.settings).whole(logo_key(actor.workspace_id, logo.id))
    if content is None:
        raise NotFound("The logo's file is gone; upload it again.")
    return Response(content, media_type="image/png", headers=headers)
