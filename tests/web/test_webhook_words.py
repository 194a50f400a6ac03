"""The words of webhooks."""

from __future__ import annotations

from datetime import UTC, datetime

from deskhand.rules.delivery import State
from deskhand.rules.webhook import BY_RULE, EVENTS, TEST
from deskhand.web.reader import Reader, reading
from deskhand.web.webhook_words import event_words, reason_word, state_word


def test_every_event_and_state_has_a_word() -> None:
    with reading(Reader(now=datetime(2026, 11, 20, tzinfo=UTC))):
        assert set(event_words()) >= {*EVENTS, BY_RULE, TEST}
        assert {state_word(state) for state in State} == {
            "Waits", "Is tried again", "Delivered", "Not sent", "Uncertain", "Failed"
        }  # fmt: skip
        assert state_word(State.DEAD) == "Failed"
        assert reason_word("switched_off")
        assert not reason_word("something else")
