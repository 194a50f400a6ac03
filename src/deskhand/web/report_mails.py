"""Reports by mail: what somebody has mailed, from when on, at another time, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions.contract import act, act_once
from deskhand.actions.report_mails import change_when, subscribe, unsubscribe
from deskhand.door.figures import FIELDS
from deskhand.queries.contract import ask
from deskhand.queries.report_mails import own_subscriptions
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.report_mails import LIST, PATHS, Wanted, asked_of
from deskhand.rules.statistics import Kind
from deskhand.web.cadences import chosen, skip_text, when_name, when_of
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import query_of
from deskhand.web.refused import sentences
from deskhand.web.reports import CHOICES, asked_for, shown

_FORM = ("name", "kind", "when", "hour", "by", "days", *FIELDS, "once")


@get(LIST)
async def read_report_mails(frame: Framed) -> Response[str]:
    """Show what whoever asks has mailed, and when it comes next."""
    return await _list(frame)


@post(LIST)
async def add_report_mail(frame: Framed) -> Response[str] | Response[None]:
    """Have the report that is shown mailed from now on."""
    form = await frame.form(*_FORM)
    kind = word_of(Kind, form["kind"])
    if kind is None:
        raise Invalid({"kind": flaw_in_word(Kind, form["kind"])})
    report, flaw = asked_for(form, kind)
    try:
        if flaw is not None:
            raise flaw
        wanted = Wanted(name=form["name"].strip(), report=report, when=when_of(form["when"], form["hour"]))
        once = frame.once(form["once"], *(form[name] for name in _FORM))
        await act_once(frame.person, once, subscribe, wanted)
    except Invalid as refusal:
        return await shown(frame, report, errors=sentences(refusal, frame), written=form)
    return go(f"{LIST}?said=added")


@post(LIST + "/{subscription_id:uuid}")
async def change_report_mail(frame: Framed, subscription_id: FromPath[UUID]) -> Response[str] | Response[None]:
    """Have it come at another time."""
    form = await frame.form("when", "hour")
    try:
        await act(frame.person, change_when, subscription_id, when_of(form["when"], form["hour"]))
    except Invalid as refusal:
        return await _list(frame, errors=sentences(refusal, frame))
    return go(f"{LIST}?said=changed")


@post(LIST + "/{subscription_id:uuid}/end")
async def end_report_mail(frame: Framed, subscription_id: FromPath[UUID]) -> Response[None]:
    """Have it mailed no more."""
    await frame.form()
    await act(frame.person, unsubscribe, subscription_id)
    return go(f"{LIST}?said=ended")


async def _list(frame: Frame, *, errors: Mapping[str, str] | None = None) -> Response[str]:
    found = await ask(frame.person, own_subscriptions)
    return frame.show(
        "report_mails.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK, items=found,
        pages={one.id: PATHS[one.report.kind] + query_of(None, **asked_of(one.report)) for one in found},
        errors=errors or {}, said=frame.request.query_params.get("said", ""), report_choices=CHOICES, list_url=LIST,
        when_name=when_name, skip_text=skip_text, chosen=chosen, reports_url=PATHS[Kind.ACTIVITY],
    )  # fmt: skip


ROUTES = [read_report_mails, add_report_mail, change_report_mail, end_report_mail]
