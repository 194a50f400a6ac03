"""What words can say of urgency, and how much each kind counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a phrase says; of each kind only the strongest place counts, once."""

    OUTAGE = "outage"
    """Everything stands still, is lost, or is in strangers' hands."""
    URGENT = "urgent"
    """The writer asks for help at once."""
    BROKEN = "broken"
    """Something that is needed does not work, or money went wrong."""
    FLAW = "flaw"
    """Something is not as it should be."""
    MANY = "many"
    """It holds up many people."""
    PRESSING = "pressing"
    """A moment is near at which it is needed."""
    CALM = "calm"
    """The writer says that there is time."""
    WISH = "wish"
    """A wish, an idea or a word of thanks."""
    ASKING = "asking"
    """A question."""


Words = Mapping[Kind, str]
"""Phrases by what they say, one a line, folded as `kit.words.folded` does.

`*` ends the beginning of a word, `~` stands for up to three words of the same sentence, `(a|b)` for either.
"""

POINTS: dict[Kind, tuple[int, int]] = {
    Kind.OUTAGE: (90, 70),
    Kind.URGENT: (60, 45),
    Kind.BROKEN: (35, 30),
    Kind.FLAW: (12, 8),
    Kind.MANY: (20, 15),
    Kind.PRESSING: (20, 15),
    Kind.CALM: (-25, -25),
    Kind.WISH: (-30, -25),
    Kind.ASKING: (-20, -15),
}
"""Points in the subject, and in the text: people say in the subject what matters to them."""
