"""What can have happened to reports that people have mailed."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class ReportSubscribed(Event, frozen=True, kw_only=True):
    """Somebody has a report mailed from now on; `changes` holds what it is and when it comes."""

    name = "report.subscribed"
    public = False
    subscription_id: UUID
    changes: dict[str, Change]


class SubscriptionChanged(Event, frozen=True, kw_only=True):
    """A mailed report comes at another time, or was skipped for another reason; `changes` holds from and to."""

    name = "report.subscription_changed"
    public = False
    subscription_id: UUID
    changes: dict[str, Change]


class ReportUnsubscribed(Event, frozen=True, kw_only=True):
    """Somebody has a report mailed no more; `changes` holds what it was."""

    name = "report.unsubscribed"
    public = False
    subscription_id: UUID
    changes: dict[str, Change]


class SubscriptionDue(Event, frozen=True, kw_only=True):
    """A report's moment came; `figures` and `rows` hold the numbers of the mail, `file_id` its table."""

    name = "report.due"
    public = False
    subscription_id: UUID
    user_id: UUID
    address: str
    figures: dict[str, str]
    rows: list[dict[str, str]]
    file_id: UUID | None = None
