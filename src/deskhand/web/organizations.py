"""Organizations: the pages on which agents look after them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions import organizations
from deskhand.actions.contract import act, act_once
from deskhand.actions.organizations import OrganizationChange
from deskhand.queries import organizations as queries
from deskhand.queries.contract import ask
from deskhand.queries.policies import policy_names
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Conflict, Forbidden, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences
from deskhand.web.ticket import id_of

ORGANIZATIONS = "/dashboard/settings/organizations"
_PATH = ORGANIZATIONS + "/{organization_id:uuid}"
_FIELDS = ("name", "priority", "shares", "domains", "slack", "no_slack", "policy", "once")
_SAID = {"made", "saved"}
Answer = Response[str] | Response[None]


@get(ORGANIZATIONS)
async def read_organizations(frame: Framed) -> Response[str]:
    """Show the organizations by name, narrowed by words."""
    asked = frame.request.query_params
    text = asked.get("text", "").strip()
    page = await ask(frame.actor, queries.list_organizations, text=text, cursor=asked.get("cursor") or None)
    more = f"{ORGANIZATIONS}?{urlencode({'text': text, 'cursor': page.next_cursor})}" if page.next_cursor else ""
    return frame.show("organizations.html", page=page, text=text, more=more)


@get(ORGANIZATIONS + "/new")
async def read_new_organization(frame: Framed) -> Response[str]:
    """Show an empty form."""
    require(frame.person, Can.MANAGE_ORGANIZATIONS)
    return await _form(frame, None, {})


@post(ORGANIZATIONS)
async def add_organization(frame: Framed) -> Answer:
    """Make an organization."""
    form = await frame.form(*_FIELDS)
    try:
        once = frame.once(form["once"], *(form[name] for name in _FIELDS))
        wanted = _wanted(frame, form)
        made = await act_once(frame.actor, once, organizations.add_organization, wanted, seal=frame.desk.keys.seal)
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{ORGANIZATIONS}/{made}?said=made")


@get(_PATH)
async def read_organization(frame: Framed, organization_id: FromPath[UUID]) -> Response[str]:
    """Show an organization."""
    asked = frame.request.query_params
    people = asked.get("people", "").strip()
    view = await ask(
        frame.actor, queries.read_organization, organization_id, people=people, cursor=asked.get("cursor") or None
    )
    said = asked.get("said", "")
    return await _form(frame, view, _written(view), said=said if said in _SAID else "", people=people)


@post(_PATH)
async def save_organization(frame: Framed, organization_id: FromPath[UUID]) -> Answer:
    """Save name, domains, priority, sharing and the Slack address."""
    form = await frame.form(*_FIELDS)
    try:
        wanted = _wanted(frame, form)
        seal = frame.desk.keys.seal
        await act(frame.actor, organizations.change_organization, organization_id, wanted, seal=seal)
    except (Invalid, Conflict, Forbidden) as refusal:
        view = await ask(frame.actor, queries.read_organization, organization_id)
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{ORGANIZATIONS}/{organization_id}?said=saved")


def _wanted(frame: Frame, form: dict[str, str]) -> OrganizationChange:
    """Return what a form wants; an empty Slack address leaves the one that is kept, and only admins' forms share."""
    slack = form["slack"].strip() or (None if form["no_slack"] == "yes" else UNSET)
    may_share = frame.person.may(Can.MANAGE_PEOPLE)
    return OrganizationChange(
        name=form["name"], is_priority_client=form["priority"] == "yes",
        shares_tickets=form["shares"] == "yes" if may_share or form["shares"] else UNSET,
        domains=form["domains"].replace(",", " ").replace(";", " ").split(), slack_webhook=slack,
        sla_policy_id=id_of(form["policy"], "slaPolicyId"),
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, str], *, refusal: Invalid | Conflict | Forbidden
) -> Response[str]:
    kept = {**form, "slack": ""}  # a secret is never shown again
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, kept, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status = HTTPStatus.CONFLICT if isinstance(refusal, Conflict) else HTTPStatus.FORBIDDEN
    return await _form(frame, view, kept, problem=str(refusal), status=status)


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    return frame.show(
        "organization.html", policies=await ask(frame.actor, policy_names),
        view=view, written=written, may_share=frame.person.may(Can.MANAGE_PEOPLE),
        **{"said": "", "problem": "", "people": "", **values},
    )  # fmt: skip


def _written(view: queries.View) -> dict[str, Any]:
    return {
        "name": view.name, "priority": "yes" if view.is_priority_client else "",
        "shares": "yes" if view.shares_tickets else "", "domains": "\n".join(view.domains),
        "policy": str(view.sla_policy_id or ""),
    }  # fmt: skip


ROUTES = [read_organizations, read_new_organization, add_organization, read_organization, save_organization]
