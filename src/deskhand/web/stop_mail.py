"""The link by which a report's mail is ended without signing in: by its page's button, or by a mail program at once."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions.contract import act
from deskhand.actions.report_mails import unsubscribe
from deskhand.actions.sla_report import choose_report
from deskhand.door.identity import visitor_of
from deskhand.kit import crypt
from deskhand.queries.contract import ask
from deskhand.queries.identity import mailed_admin
from deskhand.queries.report_readers import gets_report
from deskhand.rules.access import Person, System
from deskhand.rules.account import STOP, STOPPABLE, AccountKind
from deskhand.rules.errors import NotFound
from deskhand.web.frame import Frame, Framed

_PATH = STOP + "/{kind:str}/{one_id:uuid}/{token:str}"


@get(_PATH)
async def read_stop(
    frame: Framed, kind: FromPath[str], one_id: FromPath[UUID], *, token: FromPath[str]
) -> Response[str]:
    """Show which mail the link ends, with the button that does; whoever follows the link ends nothing."""
    if not _is_ours(frame, kind, one_id, token=token):
        return _shown(frame, "over")
    found = await _found(frame, kind, one_id)
    return _shown(frame, "done" if found is None else "ask", report=found[1] if found else "")


@post(_PATH, status_code=HTTPStatus.OK)
async def stop(frame: Framed, kind: FromPath[str], one_id: FromPath[UUID], *, token: FromPath[str]) -> Response[str]:
    """End the mail, however often it is asked for; mail programs (RFC 8058) bring no cookie and follow no redirect."""
    if not _is_ours(frame, kind, one_id, token=token):
        return _shown(frame, "over")
    found = await _found(frame, kind, one_id)
    if found is not None:
        await _end(found[0], kind, one_id)
    return _shown(frame, "done", report=found[1] if found else "")


def _is_ours(frame: Frame, kind: str, one_id: UUID, *, token: str) -> bool:
    return kind in STOPPABLE and crypt.same(token, frame.desk.keys.stop_token(kind, one_id))


async def _found(frame: Frame, kind: str, one_id: UUID) -> tuple[Person, str] | None:
    system = System((await visitor_of(frame.request)).workspace_id, "link")
    if kind == AccountKind.REPORT:
        found = await ask(system, mailed_admin, user_id=one_id)
        return found if found is not None and await ask(found[0], gets_report) else None
    return await ask(system, mailed_admin, subscription_id=one_id)


async def _end(person: Person, kind: str, one_id: UUID) -> None:
    if kind == AccountKind.REPORT:
        await act(person, choose_report, is_wanted=False)
        return
    try:
        await act(person, unsubscribe, one_id)
    except NotFound:
        return  # somebody else with the same mail was faster


def _shown(frame: Frame, state: str, *, report: str = "") -> Response[str]:
    return frame.show(
        "stop_mail.html", status=HTTPStatus.NOT_FOUND if state == "over" else HTTPStatus.OK, state=state,
        report=report, url=frame.request.url.path,
    )  # fmt: skip


ROUTES = [read_stop, stop]
