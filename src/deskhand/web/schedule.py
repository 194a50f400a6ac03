"""What the desk does by itself: when it did it last, how that went, and after how many idle days it closes tickets."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions.contract import act
from deskhand.actions.schedule import ask_for_run
from deskhand.actions.workspace import change_workspace
from deskhand.queries.contract import ask
from deskhand.queries.schedule import schedule
from deskhand.rules.auto_close import LONGEST
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.schedule import State
from deskhand.rules.workspace import ProfileChange
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

SCHEDULE = "/admin/settings/schedule"
_FIELDS = {"auto_close_days": "autoCloseDays", "auto_close_warning_days": "autoCloseWarningDays"}


@get(SCHEDULE)
async def read_schedule(frame: Framed) -> Response[str]:
    """Show the jobs; while one is asked for or runs, the page looks again by itself."""
    return await _shown(frame)


@post(SCHEDULE + "/{name:str}/run")
async def run(frame: Framed, name: FromPath[str]) -> Response[str] | Response[None]:
    """Have a worker run a job now."""
    await frame.form()
    try:
        await act(frame.person, ask_for_run, name)
    except Conflict as refusal:
        return await _shown(frame, problem=str(refusal))
    return go(SCHEDULE)


@post(SCHEDULE + "/closing")
async def save_closing(frame: Framed) -> Response[str] | Response[None]:
    """Take after how many idle days tickets are closed; none at all is as the desk's operator has it."""
    written = await frame.form(*_FIELDS)
    try:
        days, warning = [_days(written[name], field) for name, field in _FIELDS.items()]
        wanted = ProfileChange(auto_close_days=days, auto_close_warning_days=warning)
        await act(frame.person, change_workspace, wanted)
    except Invalid as refusal:
        return await _shown(frame, written=written, errors=sentences(refusal, frame))
    frame.desk.brands.forget(frame.actor.workspace_id)
    return go(f"{SCHEDULE}?saved=1")


async def _shown(
    frame: Frame, *, written: dict[str, str] | None = None, errors: dict[str, str] | None = None, problem: str = ""
) -> Response[str]:
    jobs = [(job, job.state(frame.now)) for job in await ask(frame.person, schedule)]
    held = {name: getattr(frame.brand, name) for name in _FIELDS}
    refused = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return frame.show(
        "schedule.html", status=refused, jobs=jobs, errors=errors or {}, problem=problem,
        is_busy=any(state in {State.ASKED, State.RUNNING} for _, state in jobs),
        written=written or {name: "" if days is None else str(days) for name, days in held.items()},
        saved=frame.request.query_params.get("saved") == "1",
    )  # fmt: skip


def _days(written: str, field: str) -> int | None:
    text = written.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST))):
        raise Invalid({field: f"“{text[:20]}” is not a whole number of days, at most {LONGEST}"})
    return int(text)


ROUTES = [read_schedule, run, save_closing]
