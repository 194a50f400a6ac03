"""The page that searches tickets, people and organizations while one types."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get

from deskhand.queries.contract import ask
from deskhand.queries.search import Found, search
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Invalid
from deskhand.web.frame import Framed

SHORTEST = 3
"""Characters from which on the page searches."""


@get("/admin/search")
async def read_search(frame: Framed) -> Response[str]:
    """Show what matches; a query that is not understood is answered beside its field."""
    require(frame.actor, Can.WORK_QUEUE)
    text = (frame.request.query_params.get("q") or "").strip()
    found: Found | None = None
    flaw = ""
    if len(text) >= SHORTEST:
        try:
            found = await ask(frame.actor, search, text)
        except Invalid as refusal:
            flaw = next(iter(refusal.fields.values()))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if flaw else HTTPStatus.OK
    return frame.show("search.html", status=status, text=text, found=found, flaw=flaw)


ROUTES = [read_search]
