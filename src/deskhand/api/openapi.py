"""The API's document as machines read it, with what the framework cannot say in it."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from msgspec import Struct

from deskhand.api import bodies

_OPEN: dict[str, list[dict[str, list[str]]]] = {"/health": [], "/ready": [], "/metrics": [{}, {"token": []}]}
"""What is asked of those who watch the desk; everything else needs a token."""
_BODY_IS_OPTIONAL = ("/api/tickets/{ticket_id}/close",)

_CARRY_FILES = {"TicketBody", "MessageBody"}


class OpenApi(JsonRenderPlugin):
    """`/api/openapi.json`."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the document, completed."""
        return self.render_json(request, completed(openapi_schema))


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document in which bodies are closed, open doors are open, and an empty page fits whoever asked."""
    whole: dict[str, Any] = _without_one_of(document)
    for name, schema in whole["components"]["schemas"].items():
        kind = getattr(bodies, name, None)
        if name.endswith("Body"):
            schema["additionalProperties"] = False
        if isinstance(kind, type) and issubclass(kind, Struct):
            schema["additionalProperties"] = False
            for empty in schema["properties"].keys() & (set() if name in _CARRY_FILES else {"attachments"}):
                schema["properties"][empty] |= {"maxItems": 0}
    for path, security in _OPEN.items():
        for operation in whole["paths"][path].values():
            operation["security"] = security
    for path in _BODY_IS_OPTIONAL:
        whole["paths"][path]["post"]["requestBody"]["required"] = False
    return whole


def _without_one_of(part: Any) -> Any:
    """Answers for agents and for customers may be the same object: an empty page is both."""
    if isinstance(part, dict):
        return {"anyOf" if name == "oneOf" else name: _without_one_of(value) for name, value in part.items()}
    return [_without_one_of(value) for value in part] if isinstance(part, list) else part
