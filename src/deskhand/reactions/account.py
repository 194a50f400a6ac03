"""Plans the mails about accounts: invitations, links that were asked for, addresses that changed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from deskhand.actions.accounts import make_asked_link
from deskhand.actions.contract import act
from deskhand.actions.deliveries import enter_deliveries
from deskhand.actions.sign_up import make_sign_up_link
from deskhand.kit import clock
from deskhand.reactions.contract import Happened
from deskhand.rules import events
from deskhand.rules.access import System
from deskhand.rules.account import KIND_OF, AccountKind, Purpose
from deskhand.rules.delivery import State
from deskhand.rules.notify import Step
from deskhand.store.db import mark_commit
from deskhand.store.deliveries import NewDelivery

_KINDS: dict[type[events.Event], AccountKind] = {
    events.SummaryMade: AccountKind.SUMMARY, events.ReportMade: AccountKind.REPORT,
    events.SubscriptionDue: AccountKind.SUBSCRIPTION,
}  # fmt: skip
"""The mails that preferences switch off, before they are written."""
_BECAUSE = Step("account", "own account", "go on", "mails about one's own account cannot be switched off")


async def plan_account_mails(system: System, happened: Sequence[Happened]) -> None:
    """Enter a mail for each event of an account; an address that is nobody's gets none."""
    planned = [found for one in happened if (found := await _planned(system, one)) is not None]
    if planned:
        await act(system, enter_deliveries, planned)
        mark_commit()


async def _planned(system: System, one: Happened) -> NewDelivery | None:
    match one.event:
        case events.LinkAsked(purpose=Purpose.SIGN_UP) as asked:
            answered = await act(system, make_sign_up_link, asked)
            if answered is None:
                return None
            return _row(one, user_id=answered.user_id, address=asked.address, kind=answered.kind)
        case events.LinkAsked() as asked:
            user_id = await act(system, make_asked_link, asked)
            if user_id is None:
                return None
            return _row(one, user_id=user_id, address=asked.address, kind=KIND_OF[Purpose(asked.purpose)])
        case events.PersonInvited() as invited:
            return _row(one, user_id=invited.user_id, address=invited.address, kind=AccountKind.INVITATION)
        case events.AddressChanged() as changed:
            return _row(one, user_id=changed.user_id, address=changed.address, kind=AccountKind.ADDRESS_CHANGED)
        case events.SummaryMade() | events.ReportMade() | events.SubscriptionDue() as made:
            kind = _KINDS[type(made)]
            because = Step(
                "preference", "default", "go on", f"{kind.value} is on unless their preferences say otherwise"
            )
            return _row(one, user_id=made.user_id, address=made.address, kind=kind, because=because)
        case _:
            return None


def _row(
    one: Happened, *, user_id: UUID | None, address: str, kind: AccountKind, because: Step = _BECAUSE
) -> NewDelivery:
    return NewDelivery(
        event_id=one.id, ticket_id=None, user_id=user_id, recipient=address, notification_type=kind.value,
        channel="email", state=State.PLANNED.value, reason=None, trace=msgspec.json.encode([because]).decode(),
        priority=0, due_at=clock.now(),
    )  # fmt: skip
