"""Giving a priority to a new ticket that came without one."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.priority import Evidence, detect
from deskhand.rules.ticket import Priority, Source, Type
from deskhand.store import organizations
from deskhand.store.db import Tx

GIVEN = "Set when it was opened."
"""Why a ticket has the priority that its opener or its template named."""


async def priority_of(
    tx: Tx,
    given: Priority | None,
    *,
    subject: str,
    body: str,
    type_: Type,
    source: Source,
    sender: str,
    organization_id: UUID | None,
) -> tuple[Priority, str]:
    """Return the priority of a new ticket with its reason as it is kept: what was given, else what is detected."""
    if given is not None:
        return given, GIVEN
    is_priority_client = organization_id is not None and await organizations.is_priority_client(tx, organization_id)
    evidence = Evidence(
        subject=subject, body=body, type=type_, source=source, sender=sender, is_priority_client=is_priority_client
    )
    found = detect(evidence)
    return found.priority, found.reason.kept
