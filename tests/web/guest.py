"""Somebody at the pages without a browser: requests to the whole application, signed in as whom a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from litestar import Litestar

from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, make_sign_in_link, sign_in_with_link
from deskhand.door import desk as door
from deskhand.door.identity import COOKIE
from deskhand.door.keys import LINK, SESSION
from deskhand.kit import crypt
from deskhand.rules.access import Person, Visitor
from deskhand.store.live import Hub, Pulse
from tests.applications import application_of
from tests.database import Desk
from tests.web.asgi import Answer, request

PANE = {"HX-Request": "true", "HX-Target": "section#pane"}


@dataclass(frozen=True)
class Guest:
    """A client that follows no redirect by itself and sends the form token of its own cookie."""

    application: Litestar
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Read a page."""
        sent = {**self.headers, **(headers or {})}
        return await request(self.application, "GET", path, headers=sent, cookies=self.cookies)

    async def post(self, path: str, /, **fields: str) -> Answer:
        """Send a form with its token."""
        return await self.post_bare(path, {"_csrf_token": await self.token(), **fields})

    async def post_bare(self, path: str, form: Mapping[str, str] | str) -> Answer:
        """Send exactly these fields."""
        return await request(self.application, "POST", path, headers=self.headers, form=form, cookies=self.cookies)

    async def token(self) -> str:
        """Return the form token of this guest's pages."""
        if "deskhand_csrf" not in self.cookies:
            await self.get("/sign-in")
        return self.cookies["deskhand_csrf"]


@asynccontextmanager
async def visiting(desk: Desk, who: Person | None = None) -> AsyncIterator[Guest]:
    """Open the application, and sign somebody in."""
    with application_of(door.Desk(desk.settings, desk.keys, Hub(Pulse(desk.addresses.direct)))) as application:
        yield Guest(application, {} if who is None else {COOKIE: await session_of(desk, who)})


async def link_for(desk: Desk, who: Person) -> str:
    """Return the token of a one-time link."""
    token = crypt.new_token()
    await act(desk.system, make_sign_in_link, who.email, desk.keys.digest(LINK, token))
    return token


async def session_of(desk: Desk, who: Person) -> str:
    """Return the secret of a new session."""
    token, session = await link_for(desk, who), crypt.new_token()
    tried = Credentials(email="", password="", digest=desk.keys.digest(SESSION, session))
    await act(Visitor(who.workspace_id), sign_in_with_link, desk.keys.digest(LINK, token), tried)
    return session
