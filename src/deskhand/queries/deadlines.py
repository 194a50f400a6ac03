"""The nearest deadline of a ticket, read from what is kept beside it."""

from __future__ import annotations

from deskhand.rules.sla.clock import Standing
from deskhand.rules.sla.colour import NO_CHIP, Chip
from deskhand.rules.sla.policy import Target
from deskhand.store.db import Row

CHIP = (
    """t.sla_standing, t.sla_target, t.sla_nearest_at, t.sla_critical_at, t.sla_warning_at, t.sla_half_at, t.sla_left"""
)
"""What `chip_of` reads of a ticket `t`."""


def chip_of(record: Row) -> Chip:
    """Return the chip of a row that holds CHIP."""
    if record["sla_standing"] is None or record["sla_target"] is None:
        return NO_CHIP
    standing = Standing(record["sla_standing"])
    return Chip(
        standing=standing, target=Target(record["sla_target"]),
        due_at=record["sla_nearest_at"] if standing is Standing.RUNNING else None,
        critical_at=record["sla_critical_at"], warning_at=record["sla_warning_at"], half_at=record["sla_half_at"],
        left=record["sla_left"],
    )  # fmt: skip
