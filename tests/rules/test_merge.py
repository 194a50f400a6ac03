"""Who reads what stays the same, and nothing that is to be done is buried."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from deskhand.rules.errors import Conflict
from deskhand.rules.merge import Audience, check, is_same_audience
from deskhand.rules.ticket import ACTIVE, Priority, Source, Status, Ticket, Type

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
KIM, LEE, ORG, OTHER = (UUID(int=number) for number in range(1, 5))


def audience(who: UUID, *, member_of: UUID | None = None, shared_with: UUID | None = None) -> Audience:
    return Audience(requester_id=who, requester_organization_id=member_of, shared_with=shared_with)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (audience(KIM), audience(KIM), True),
        (audience(KIM), audience(LEE), False),
        (audience(KIM, member_of=ORG), audience(LEE, member_of=ORG), False),
        (audience(KIM, member_of=ORG, shared_with=ORG), audience(LEE, member_of=ORG, shared_with=ORG), True),
        (audience(KIM, member_of=OTHER, shared_with=ORG), audience(LEE, member_of=ORG, shared_with=ORG), False),
        (audience(KIM, member_of=ORG, shared_with=ORG), audience(KIM, member_of=ORG), False),
        (audience(KIM, member_of=ORG, shared_with=ORG), audience(KIM, member_of=ORG, shared_with=OTHER), False),
    ],
)
def test_the_same_customers_read_both_or_there_is_no_merge(one: Audience, other: Audience, same: bool) -> None:
    assert is_same_audience(one, other) is is_same_audience(other, one) is same


def ticket(number: int, status: Status = Status.OPEN, merged_into: UUID | None = None) -> Ticket:
    return Ticket(
        id=UUID(int=number), number=f"2026-07-{number:05}", subject="Sync", status=status, priority=Priority.LOW,
        priority_reason=None, type=Type.BUG_REPORT, source=Source.WEB, requester_id=KIM, organization_id=None,
        assignee_id=None, follow_up_of_id=None, version=1, message_count=1, resolution=None, resolved_by_id=None,
        first_response_at=None, first_response_due_at=None, sla_due_at=None, resolved_at=None, closed_at=None,
        created_at=NOW, updated_at=NOW, merged_into_id=merged_into,
    )  # fmt: skip


@pytest.mark.parametrize("source", list(Status))
@pytest.mark.parametrize("into", list(Status))
def test_what_is_to_be_done_is_not_buried(source: Status, into: Status) -> None:
    if source in ACTIVE and into not in ACTIVE:
        with pytest.raises(Conflict, match=r"2026-07-00002 is .* and 2026-07-00001 is still to be done"):
            check(ticket(1, source), ticket(2, into), same_audience=True)
    else:
        check(ticket(1, source), ticket(2, into), same_audience=True)


def test_neither_itself_nor_twice_nor_past_a_reader() -> None:
    for source, into, same, why in (
        (ticket(1), ticket(1), True, "into itself"), (ticket(1, merged_into=LEE), ticket(2), True, "already"),
        (ticket(1), ticket(2), False, "Not the same customers read 2026-07-00001 and 2026-07-00002"),
    ):  # fmt: skip
        with pytest.raises(Conflict, match=why):
            check(source, into, same_audience=same)
