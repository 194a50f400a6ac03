"""`/api/sla/text`: policies and calendars as text in YAML; for admins."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get, put
from litestar.params import JSONBody
from msgspec import Meta

from deskhand.actions.contract import act
from deskhand.actions.sheets import take_sheet
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.kit.plain_yaml import LARGEST
from deskhand.queries.contract import ask
from deskhand.queries.sheets import read_sheet


class TextBody(Body, frozen=True, kw_only=True):
    """Policies and calendars as text."""

    yaml: Annotated[str, Meta(min_length=1, max_length=LARGEST, description="As `GET` gives it.")]


class TextAnswer(Answer, frozen=True, kw_only=True):
    """All policies with their tests, and all calendars."""

    yaml: str


class TakenAnswer(Answer, frozen=True, kw_only=True):
    """The names of what was made or changed."""

    calendars: list[str]
    policies: list[str]


@get("/", responses=spec(401, 403, 422, 500, 503), summary="Policies as text", operation_id="readDeadlinesText")
async def read(actor: Who) -> TextAnswer:
    """Return all policies and calendars as they were saved last."""
    return TextAnswer(yaml=await ask(actor, read_sheet))


@put(
    "/", responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507), summary="Take policies from text",
    operation_id="takeDeadlinesText",
)  # fmt: skip
async def take(actor: Who, data: JSONBody[TextBody]) -> TakenAnswer:
    """Make or change what the text names, by its names, all or nothing; what it does not name stays."""
    taken = await act(actor, take_sheet, data.yaml)
    return TakenAnswer(calendars=taken.calendars, policies=taken.policies)


ROUTER = Router("/api/sla/text", route_handlers=[read, take], tags=["Deadlines"])
"""The routes of the text."""
