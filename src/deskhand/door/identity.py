"""Who asks: a bearer token, a session's cookie, or a visitor."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address

from deskhand.actions.contract import act
from deskhand.actions.people import note_session_used
from deskhand.actions.tokens import note_token_used
from deskhand.door.desk import AnyConnection, AnyRequest, desk_of
from deskhand.door.keys import SESSION, TOKEN
from deskhand.kit import clock
from deskhand.queries import identity
from deskhand.queries.identity import Found
from deskhand.rules import sign_in
from deskhand.rules.access import Person, System, Visitor
from deskhand.rules.errors import Forbidden, NoRoom, NotFound, SignIn
from deskhand.rules.settings import Settings

COOKIE = "deskhand_session"
"""Name of the session's cookie."""
_SAFE = {"GET", "HEAD", "OPTIONS"}


async def actor_of(request: AnyRequest) -> Person | Visitor:
    """Return who sends a request; refuse a token or session that does not work (any more)."""
    header = request.headers.get("authorization")
    if header is not None:
        return await _bearer(request, header)
    cookie = request.cookies.get(COOKIE)
    if cookie:
        person = await _session(request, cookie)
        if person is not None:
            return person
    return await visitor_of(request)


async def person_of(request: AnyRequest) -> Person:
    """Return the person who sends a request; refuse a visitor."""
    actor = await actor_of(request)
    if isinstance(actor, Visitor):
        raise SignIn("Sign in, or send an API token as “Authorization: Bearer …”.")
    return actor


async def visitor_of(request: AnyRequest) -> Visitor:
    """Return whoever sends a request as a stranger at the workspace of its host name."""
    host = (request.headers.get("host") or "").rsplit(":", 1)[0].lower()
    workspace_id = await identity.workspace_of_host(host)
    if workspace_id is None:
        raise NotFound(f"No workspace answers the host name “{host}”.")
    return Visitor(workspace_id, address_of(request))


def address_of(connection: AnyConnection) -> str:
    """Return the network address of who asks; behind a trusted proxy, the one that the proxy names."""
    address = connection.client.host if connection.client else ""
    return forwarded_address(
        address, connection.headers.get("x-forwarded-for", ""), settings=desk_of(connection).settings
    )


def forwarded_address(address: str, forwarded: str, *, settings: Settings) -> str:
    """Return the last address of the chain that no trusted proxy vouches for; what is no address ends the chain."""
    chain = [part.strip() for part in forwarded.split(",") if part.strip()]
    known = _parsed(address)
    while chain and known is not None and any(known in network for network in settings.trusted_proxies):
        known = _parsed(chain.pop())
        address = address if known is None else str(known)
    return address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as proxies write it, perhaps with a port; an IPv4 one in the clothes of IPv6 is IPv4."""
    host = text.removeprefix("[").partition("]")[0] if text.startswith("[") else text
    try:
        found = ip_address(host.rsplit(":", 1)[0] if host.count(":") == 1 else host)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


async def _bearer(request: AnyRequest, header: str) -> Person:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise SignIn("The Authorization header must read “Bearer TOKEN”.")
    found = await identity.by_token(desk_of(request).keys.digest(TOKEN, token.strip()))
    if found is None:
        raise SignIn("This API token does not work: it is unknown, expired or revoked.")
    person = found.person
    if person.token_id is not None and _is_stale(found):
        with suppress(NoRoom):
            await act(System(person.workspace_id, "identity"), note_token_used, person.token_id)
    return person


async def _session(request: AnyRequest, cookie: str) -> Person | None:
    found = await identity.by_session(desk_of(request).keys.digest(SESSION, cookie))
    if found is None:
        return None
    person = found.person
    if request.method not in _SAFE and request.url.path.startswith("/api/"):
        _check_origin(request)
    if person.session_id is not None and _is_stale(found):
        with suppress(NoRoom):
            await act(System(person.workspace_id, "identity"), note_session_used, person.session_id)
    return person


def _is_stale(found: Found) -> bool:
    return found.last_used_at is None or clock.now() - found.last_used_at > sign_in.SEEN_EVERY


def _check_origin(request: AnyRequest) -> None:
    """JSON with a session's cookie comes from our own pages only."""
    site = request.headers.get("sec-fetch-site")
    own = site == "same-origin" if site else request.headers.get("origin") == desk_of(request).settings.base_url
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not own or kind != "application/json":
        raise Forbidden("With a session's cookie this needs JSON and our own origin; other clients use an API token.")
