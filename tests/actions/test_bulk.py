"""What became of one of many tickets: kept in words, and told again as the refusal that it was."""

from __future__ import annotations

import pytest

from deskhand.actions.bulk import refusal_of, refused_by
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, Refusal


@pytest.mark.parametrize(
    "refusal",
    [Invalid({"priority": "is none"}), Conflict("It is closed.", allowed=("reopen",)), NotFound("x"), Forbidden("y")],
)
def test_a_refusal_is_told_again_as_it_was(refusal: Refusal) -> None:
    again = refusal_of(refused_by(refusal))
    assert (type(again), str(again), vars(again)) == (type(refusal), str(refusal), vars(refusal))
