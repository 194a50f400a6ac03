"""The rules that are offered can be kept as they are."""

from __future__ import annotations

import pytest

from deskhand.rules.automation.checking import checked
from deskhand.rules.automation.facts import FIELDS
from deskhand.rules.automation.ready import READY


@pytest.mark.parametrize("key", READY)
def test_a_ready_rule_can_be_kept(key: str) -> None:
    assert checked(READY[key], FIELDS) == READY[key]
