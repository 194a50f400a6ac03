"""What people, teams and organizations have in common: what happened to them, and what changed hands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from deskhand.actions.handing import HandedOver
from deskhand.api.answers.shape import Answer
from deskhand.queries.users import Step


class HappeningAnswer(Answer, frozen=True, kw_only=True):
    """What happened to a user, team or organization, or what a user did; `changes` is from and to by field."""

    id: UUID
    event: str
    actor_name: str
    created_at: datetime
    changes: dict[str, list[str | None]]


class HandedOverAnswer(Answer, frozen=True, kw_only=True):
    """How many tickets changed hands; with `left` above 0, ask again for the next."""

    moved: int
    left: int


def happenings(trail: Iterable[Step]) -> list[HappeningAnswer]:
    """Return what happened, as it is told."""
    return [
        HappeningAnswer(
            id=step.id, event=step.name, actor_name=step.actor_name, created_at=step.created_at, changes=step.changes
        )
        for step in trail
    ]  # fmt: skip


def handed_over(done: HandedOver) -> HandedOverAnswer:
    """Return how far handing over has come."""
    return HandedOverAnswer(moved=done.moved, left=done.left)
