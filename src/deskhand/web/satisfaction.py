"""When requesters of closed tickets are asked how satisfied they are."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post

from deskhand.actions.contract import act
from deskhand.actions.workspace import change_workspace
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Invalid
from deskhand.rules.rating import LONGEST_SURVEY_HOURS
from deskhand.rules.workspace import ProfileChange
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

SATISFACTION = "/admin/settings/satisfaction"
_LONGEST = 6


@get(SATISFACTION)
async def read_satisfaction(frame: Framed) -> Response[str]:
    """Show when the question goes out."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    hours = frame.brand.survey_hours
    return _shown(frame, "" if hours is None else str(hours), {})


@post(SATISFACTION)
async def save_satisfaction(frame: Framed) -> Response[str] | Response[None]:
    """Take the hours; none at all is as the desk's operator has it."""
    written = (await frame.form("survey_hours"))["survey_hours"].strip()
    try:
        await act(frame.person, change_workspace, ProfileChange(survey_hours=_hours(written)))
    except Invalid as refusal:
        return _shown(frame, written, sentences(refusal, frame))
    frame.desk.brands.forget(frame.actor.workspace_id)
    return go(f"{SATISFACTION}?saved=1")


def _hours(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= _LONGEST):
        flaw = f"“{written[:20]}” is not a whole number from 0 to {LONGEST_SURVEY_HOURS}"
        raise Invalid({"surveyHours": flaw})
    return int(written)


def _shown(frame: Frame, written: str, errors: dict[str, str]) -> Response[str]:
    return frame.show(
        "satisfaction.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        written={"survey_hours": written}, errors=errors, saved=frame.request.query_params.get("saved") == "1",
    )  # fmt: skip


ROUTES = [read_satisfaction, save_satisfaction]
