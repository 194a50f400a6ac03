"""How many tickets a customer may open within an hour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
"""The time within which openings are counted."""


def pause_before_next(opened: Sequence[datetime], *, most: int, now: datetime) -> int:
    """Return the seconds until another may be opened, 0 for at once; `opened` are the newest openings, newest first."""
    if len(opened) < most or not most:
        return 0
    left = (opened[most - 1] + WINDOW - now).total_seconds()
    return max(0, math.ceil(left))
