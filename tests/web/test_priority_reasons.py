"""Why a ticket has its priority is told in the reader's words, and never as it is kept."""

from __future__ import annotations

from deskhand.rules.priority.reason import Reason, Signal, What
from deskhand.web.priority_reasons import reason_text
from deskhand.web.reader import Reader, reading
from tests.web.test_reasons import NOW


def test_every_reason_has_its_words() -> None:
    said = {What.TYPE: "bug_report", What.SOURCE: "chat"}
    signals = tuple(Signal(what, 5 - place, said.get(what, "urgent")) for place, what in enumerate(What))
    with reading(Reader(now=NOW)):
        assert reason_text(Reason(score=5, signals=signals).kept) == (
            "Detected, 5 points: “urgent” in the subject (+5), “urgent” in the text (+4), “not … urgent” in the "
            "subject (+3), “not … urgent” in the text (+2), priority client (+1), type: Bug report (+0), came by live "
            "chat (-1), "
            "sent by monitoring (-2), sent by a machine (-3), nothing says that all is down or lost (-4)."
        )
        assert reason_text(Reason(score=0, signals=()).kept).startswith("Detected: nothing")
        assert [reason_text(words) for words in ("Set by hand.", "Rule “x”.")] == ["Set by hand.", "Rule “x”."]
