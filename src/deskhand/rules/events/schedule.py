"""What can have happened to scheduled work."""

from __future__ import annotations

from deskhand.rules.events.event import Event


class RunAsked(Event, frozen=True, kw_only=True):
    """An admin asked for a run of a scheduled job before its time."""

    name = "schedule.run_asked"
    public = False
    job: str
