"""The bin's time, and why somebody deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.binned import REASON_LIMIT, checked_reason, erased_at
from deskhand.rules.errors import Invalid

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_thirty_days() -> None:
    assert erased_at(NOW) - NOW == timedelta(days=30)


def test_a_reason_is_trimmed_and_may_be_missing() -> None:
    assert checked_reason("  Opened twice.  ") == "Opened twice."
    assert checked_reason("  ") is None


@pytest.mark.parametrize("reason", ["x" * (REASON_LIMIT + 1), "a\x00b", "\ud800"])
def test_a_reason_that_cannot_be_kept_is_refused(reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_reason(reason)
    assert set(refused.value.fields) == {"reason"}
