"""Words of deadlines: every state and every target has its own."""

from __future__ import annotations

from deskhand.rules.filters import Due
from deskhand.rules.sla.policy import Target
from deskhand.web.deadlines import target_name
from deskhand.web.lists import due_name
from deskhand.web.reader import reading
from tests.web.gallery import READER


def test_every_state_and_target_has_words_of_its_own() -> None:
    for words, values in ((due_name, list(Due)), (target_name, list(Target))):
        with reading(READER):
            named = [words(value.value) for value in values]
        assert len(set(named)) == len(values)
        assert not set(named) & {value.value for value in values}
