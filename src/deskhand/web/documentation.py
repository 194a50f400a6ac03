"""The API's documentation, drawn from the document that the desk answers with."""

from __future__ import annotations

from litestar import Response, get

from deskhand.web.frame import Framed


@get("/api/docs", include_in_schema=False)
async def read_docs(frame: Framed) -> Response[str]:
    """Show the API; the document itself tells strangers the same."""
    return frame.show("api_docs.html")


ROUTES = [read_docs]
