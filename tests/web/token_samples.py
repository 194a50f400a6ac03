"""API tokens, as the gallery shows their pages."""

# ruff: noqa: E501 - a sample a line reads as a table

from __future__ import annotations

from typing import Any

from deskhand.queries.tokens import Line, Page, Step
from deskhand.rules.tokens import DAYS, State
from tests.web.samples import ago, an_id

OWN = "/dashboard/settings/tokens"


def page() -> Page:
    """Return tokens and what happened to them."""
    every: dict[str, Any] = {
        "user_id": an_id(11),
        "user_name": "Maya Okafor",
        "email": "maya@northwind.example",
        "revoked_at": None,
        "created_at": ago(9000),
    }
    return Page(
        items=[
            Line(id=an_id(41), name="Nightly export", scopes=["ticket:read", "ticket:export"], expires_at=ago(-90_000), last_used_at=ago(600), state=State.WORKING, **every),
            Line(id=an_id(42), name="Old import", scopes=None, expires_at=ago(60), last_used_at=None, state=State.EXPIRED, **every),
        ],
        next_cursor=None,
        trail=[Step(name="token.created", actor_name="Maya Okafor", created_at=ago(9000), label="Nightly export")],
    )  # fmt: skip


def values(**other: Any) -> dict[str, Any]:
    """Return what the page gets."""
    every = {
        "page": page(), "here": OWN, "is_everybodys": False, "state": "working", "problem": "", "secret": "", "said": False,
        "written": {"all": "yes", "days": "90", "scopes": []}, "days": DAYS, "states": list(State), "longest": 100,
        "groups": {"Tickets": {"ticket:read": "Read tickets and their public messages", "ticket:open": "Open tickets"}, "Messages": {"ticket:note": "Write internal notes"}},
        "more": f"{OWN}?cursor=x",
    }  # fmt: skip
    return {**every, **other}
