"""What every page stands in: who reads it, when, in which words, and the headers it leaves with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import MediaType, Response
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from deskhand.actions.contract import Once
from deskhand.door.desk import AnyRequest, Desk, desk_of
from deskhand.door.identity import actor_of
from deskhand.kit import clock, crypt
from deskhand.kit.text import flaw_in
from deskhand.rules.access import Person, Role, Visitor
from deskhand.rules.brand import accent, sheet
from deskhand.rules.errors import Invalid, SignIn
from deskhand.rules.workspace import Profile
from deskhand.web.headers import PAGE_HEADERS
from deskhand.web.reader import Reader, accepted_language, zone_named
from deskhand.web.template import render

LONGEST_KEY = 200
"""Characters of a form's idempotency key."""
_TOKEN = "_csrf_token"  # noqa: S105 - a field's name, no secret


@dataclass(frozen=True, slots=True)
class Frame:
    """One request for a page; `cursor` is the place in the live stream from which the page goes on."""

    request: AnyRequest
    actor: Person | Visitor
    now: datetime
    cursor: str
    brand: Profile

    @property
    def desk(self) -> Desk:
        """Return the desk that answers."""
        return desk_of(self.request)

    @property
    def person(self) -> Person:
        """Return who reads; refuse a visitor."""
        if isinstance(self.actor, Visitor):
            raise SignIn("Sign in to see this page.")
        return self.actor

    @property
    def reader(self) -> Reader:
        """Return how whoever asks reads."""
        return reader_of(
            self.actor, self.now, brand=self.brand, accepted=self.request.headers.get("accept-language", "")
        )

    @property
    def wants_pane(self) -> bool:
        """Say whether the script of the queue asks for the ticket's pane alone."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and headers.get("hx-target") == "section#pane"

    def show(self, template: str, *, status: int = HTTPStatus.OK, **values: Any) -> Response[str]:
        """Return a page, filled."""
        return Response(
            self.text(template, **values), status_code=status, media_type=MediaType.HTML,
            headers={**PAGE_HEADERS, "Vary": "HX-Request, HX-Target"},
        )  # fmt: skip

    def text(self, template: str, **values: Any) -> str:
        """Return a page or a part of one as text."""
        token = ScopeState.from_scope(self.request.scope).csrf_token
        every: dict[str, Any] = {
            "me": self.actor if isinstance(self.actor, Person) else None,
            **branded(self.brand),
            "csrf_token": token if isinstance(token, str) else "",
            "csrf_input": Markup('<input type="hidden" name="{}" value="{}">').format(_TOKEN, token or ""),
        }
        if isinstance(self.actor, Person):
            every["live_cursor"] = self.cursor
        return render(template, reader=self.reader, **{**every, **values})

    async def form(self, *names: str, files: str = "", several: str = "") -> dict[str, str]:
        """Return the fields of a form, each a text, empty when it is missing; refuse fields that it does not have.

        Fields whose names begin with `several` may be there, and more than once: each choice is a line of its text.
        """
        sent = await self._sent()
        asked = {name for name in sent if several and name.startswith(several)}
        unknown = sorted(set(sent) - {*names, *asked, files, _TOKEN})
        if unknown:
            raise Invalid({name[:100]: "is not a field of this form; remove it" for name in unknown})
        found = {name: _text(name, sent.getall(name, [])) for name in names}
        return found | {name: "\n".join(_text(name, [one]) for one in sent.getall(name, [])) for name in asked}

    async def lists(self, *names: str, several: tuple[str, ...]) -> dict[str, list[str]]:
        """Return the fields of a form as lists: `several` may come more than once, each other one is a single text."""
        sent = await self._sent()
        unknown = sorted(set(sent) - {*names, *several, _TOKEN})
        if unknown:
            raise Invalid({name[:100]: "is not a field of this form; remove it" for name in unknown})
        single = {name: [_text(name, sent.getall(name, []))] for name in names}
        return single | {name: [_text(name, [one]) for one in sent.getall(name, [])] for name in several}

    async def _sent(self) -> FormMultiDict:
        try:
            return await self.request.form()
        except (UnicodeDecodeError, LookupError) as error:
            raise Invalid({"form": "must be text in UTF-8"}) from error

    def once(self, key: str, *parts: str) -> Once | None:
        """Return the idempotency key of a form with what makes it the same form: where it goes and its words."""
        if not key:
            return None
        if len(key) > LONGEST_KEY or flaw_in(key) is not None:
            raise Invalid({"once": f"must be plain text of {LONGEST_KEY} characters or fewer; reload the page"})
        path = self.request.url.path
        return Once(f"page:{key}", crypt.fingerprint(path.encode(), *(part.encode() for part in parts)))


Framed = NamedDependency[SkipValidation[Frame]]
"""What a page door asks for."""


async def frame_of(request: AnyRequest) -> Frame:
    """Return the frame of a request; the live stream's place is taken before anything is read."""
    desk = desk_of(request)
    cursor = desk.hub.cursor
    actor = await actor_of(request)
    brand = await desk.brands.of(actor.workspace_id)
    return Frame(request=request, actor=actor, now=clock.now(), cursor=cursor, brand=brand)


def reader_of(actor: Person | Visitor | None, now: datetime, *, brand: Profile, accepted: str = "") -> Reader:
    """Return how somebody reads: as they chose; a stranger in a language that the browser asks for, else the desk's."""
    if not isinstance(actor, Person):
        return Reader(now=now, language=accepted_language(accepted) or brand.language, zone=zone_named(brand.time_zone))
    return Reader(now=now, language=actor.language, zone=zone_named(actor.time_zone))


def branded(brand: Profile) -> dict[str, Any]:
    """Return what every page shows of its workspace."""
    return {"workspace_name": brand.name, "brand": brand, "brand_url": brand_url(brand)}


def brand_url(brand: Profile) -> str:
    """Return the address of the workspace's own style sheet with a stamp of its content; empty without an accent."""
    found = accent(brand.accent, brand.accent_dark)
    return "" if found is None else f"/brand.css?v={stamp_of(sheet(found))}"


def stamp_of(text: str) -> str:
    """Return what names a text's content."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def go(path: str) -> Redirect:
    """Return the answer that leads on after a form: a plain reading of our own path."""
    return Redirect(path, status_code=303, headers={"Cache-Control": "no-store"})


def moved(path: str) -> Redirect:
    """Return the answer of a merged ticket; a merge can be taken back, so nobody may remember where it led."""
    return Redirect(path, status_code=301, headers={"Cache-Control": "no-store"})


def home_of(role: Role) -> str:
    """Return where somebody of this role begins."""
    return "/dashboard/tickets" if role is Role.CUSTOMER else "/admin/support"


def _text(name: str, values: list[Any]) -> str:
    if len(values) > 1 or any(not isinstance(value, str) for value in values):
        raise Invalid({name: "must be one text"})
    return values[0] if values else ""
