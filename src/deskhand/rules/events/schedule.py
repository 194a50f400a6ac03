"""What can have happened to scheduled work."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Event


class RunAsked(Event, frozen=True, kw_only=True):
    """An admin asked for a run of a scheduled job before its time."""

    name = "schedule.run_asked"
    public = False
    job: str


class SummaryMade(Event, frozen=True, kw_only=True):
    """An agent is told how their week was; `figures` holds the numbers as the mail shows them."""

    name = "summary.made"
    public = False
    user_id: UUID
    address: str
    figures: dict[str, str]


class ReportMade(Event, frozen=True, kw_only=True):
    """An admin is told which deadlines were kept: `figures` and `rows` as in the mail, `file_id` is its table."""

    name = "report.made"
    public = False
    user_id: UUID
    address: str
    figures: dict[str, str]
    rows: list[dict[str, str]]
    file_id: UUID | None = None
