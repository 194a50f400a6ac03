"""The list of the portal: one's own tickets, or those of one's organization, open or closed, by words."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from litestar import Response, get

from deskhand.queries import portal
from deskhand.queries.contract import ask
from deskhand.rules.access import Person, Role
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import ARCHIVED, Status
from deskhand.web.frame import Framed

MINE = "/dashboard/tickets"
LONGEST = 100
"""Characters of what is searched for."""
_STATES: dict[str, tuple[Status, ...]] = {
    "all": (), "open": tuple(status for status in Status if status not in ARCHIVED),
    "closed": tuple(status for status in Status if status in ARCHIVED),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the list somebody looks at."""

    whose: str = "mine"
    state: str = "all"
    text: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether some tickets may be left out."""
        return self.state != "all" or bool(self.text)

    def url(self, **changes: str) -> str:
        """Return the address of the list after these changes, from its first page on."""
        values = {"whose": self.whose, "state": self.state, "text": self.text, **changes}
        shipped = {"whose": "mine", "state": "all", "text": "", "cursor": ""}
        pairs = {name: value for name, value in values.items() if value != shipped[name]}
        return MINE + (f"?{urlencode(pairs)}" if pairs else "")


@get(["/dashboard", MINE])
async def read_mine(frame: Framed) -> Response[str]:
    """Show one's own tickets, the newest first; where an organization shares them, its tickets behind a second tab."""
    me, asked = frame.person, frame.request.query_params
    state, text = asked.get("state", "all"), asked.get("text", "").strip()[:LONGEST]
    choice = Choice(
        whose="organization" if asked.get("whose") == "organization" and is_shared_with(me) else "mine",
        state=state if state in _STATES else "all", text=text,
    )  # fmt: skip
    filters = Filters(
        requester=str(me.user_id) if choice.whose == "mine" else None, status=_STATES[choice.state], text=text or None
    )
    cursor = asked.get("cursor") or None
    page = await ask(me, portal.my_tickets, filters, cursor=cursor)
    return frame.show(
        "my_tickets.html", page=page, choice=choice, is_shared=is_shared_with(me), is_later=cursor is not None
    )


def is_shared_with(person: Person) -> bool:
    """Say whether somebody may see the tickets of their organization."""
    return person.role is Role.CUSTOMER and person.shares_tickets and person.organization_id is not None


ROUTES = [read_mine]
