"""API tokens: everybody's own, and those of the whole workspace for admins."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions.contract import act, act_once
from deskhand.actions.tokens import NewToken, create_token, revoke_token
from deskhand.door.keys import TOKEN, new_api_token
from deskhand.kit import ids
from deskhand.queries.contract import ask
from deskhand.queries.tokens import Wanted, list_tokens
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.tokens import DAYS, NAME_LIMIT, State, end_after, scopes_for
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.reader import gettext as _
from deskhand.web.reader import reading
from deskhand.web.refused import sentences
from deskhand.web.scopes import scopes_by_group

OWN = "/dashboard/settings/tokens"
ALL = "/admin/settings/tokens"


@get(OWN)
async def read_own(frame: Framed) -> Response[str]:
    """Show one's own tokens, and the form that makes another."""
    return await _shown(frame, OWN)


@get(ALL)
async def read_all(frame: Framed) -> Response[str]:
    """Show the tokens of everybody in the workspace."""
    require(frame.actor, Can.MANAGE_TOKENS)
    return await _shown(frame, ALL)


@post(OWN)
async def make(frame: Framed) -> Response[str]:
    """Make a token, and show it this once."""
    form = await frame.lists("name", "days", "all", "once", several=("scopes",))
    single = {name: form[name][0] for name in ("name", "days", "all", "once")}
    written: dict[str, object] = {**single, "scopes": form["scopes"]}
    secret, token_id = new_api_token(), ids.new_id()
    try:
        wanted = NewToken(
            id=token_id, email=frame.person.email, name=single["name"], digest=frame.desk.keys.digest(TOKEN, secret),
            scopes=None if single["all"] else form["scopes"], expires_at=end_after(single["days"], frame.now),
        )  # fmt: skip
        once = frame.once(single["once"], single["name"], single["days"], single["all"], *form["scopes"])
        made = await act_once(frame.person, once, create_token, wanted)
    except Invalid as refusal:
        return await _shown(frame, OWN, errors=sentences(refusal, frame), written=written)
    except Conflict as refusal:
        return await _shown(frame, OWN, problem=str(refusal), written=written)
    if made != token_id:
        with reading(frame.reader):
            problem = _("This token was made before, and is shown only once; if lost, revoke it and make another.")
        return await _shown(frame, OWN, problem=problem)
    return await _shown(frame, OWN, secret=secret, status=HTTPStatus.CREATED)


@post([f"{OWN}/{{token_id:uuid}}/revoke", f"{ALL}/{{token_id:uuid}}/revoke"])
async def revoke(frame: Framed, token_id: FromPath[UUID]) -> Response[None]:
    """Revoke a token; it stops working at once."""
    await frame.form()
    await act(frame.person, revoke_token, token_id)
    return go(f"{ALL if frame.request.url.path.startswith(ALL) else OWN}?said=revoked")


async def _shown(
    frame: Frame, here: str, *, status: int = HTTPStatus.OK, errors: dict[str, str] | None = None, problem: str = "",
    secret: str = "", written: dict[str, object] | None = None,
) -> Response[str]:  # fmt: skip
    asked = frame.request.query_params
    state = asked.get("state", State.WORKING.value)
    wanted = Wanted(
        state=State(state) if state in set(State) else None, cursor=asked.get("cursor") or None,
        user_id=None if here == ALL else frame.person.user_id,
    )  # fmt: skip
    page = await ask(frame.person, list_tokens, wanted)
    refused = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.CONFLICT if problem else status
    with reading(frame.reader):
        groups = scopes_by_group(scopes_for(frame.person.role))
    return frame.show(
        "tokens.html", status=refused, page=page, here=here, is_everybodys=here == ALL, state=state, errors=errors,
        problem=problem, secret=secret, written=written or {"all": "yes", "days": "90", "scopes": []}, groups=groups,
        days=DAYS, states=list(State), longest=NAME_LIMIT, said=asked.get("said") == "revoked",
        more=f"{here}?{urlencode({'state': state, 'cursor': page.next_cursor})}" if page.next_cursor else "",
    )  # fmt: skip


ROUTES = [read_own, read_all, make, revoke]
