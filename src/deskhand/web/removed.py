"""The way back from removing something, which the page that comes next offers."""

from __future__ import annotations

from uuid import UUID

from litestar import Response

from deskhand.web.frame import Frame, go
from deskhand.web.ticket import id_of


def removed(home: str, removed_id: UUID) -> Response[None]:
    """Go to the page that listed what was removed, which offers to take that back."""
    return go(f"{home}?said=removed&removed={removed_id}")


def way_back(frame: Frame, home: str) -> str:
    """Return where what was removed just now is taken back; empty when nothing was."""
    removed_id = id_of(frame.request.query_params.get("removed", ""), "removed")
    return f"{home}/{removed_id}/restore" if removed_id else ""
