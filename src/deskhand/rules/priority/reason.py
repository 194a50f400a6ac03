"""Why a ticket has the priority that was detected: kept as what was found and its points, told in any language."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec import Struct


class What(StrEnum):
    """What speaks for more or less urgency; of most of them `of` names the words or the word of the desk's own."""

    SUBJECT = "subject"
    TEXT = "text"
    NOT_IN_SUBJECT = "not_in_subject"
    NOT_IN_TEXT = "not_in_text"
    CLIENT = "client"
    TYPE = "type"
    SOURCE = "source"
    MONITORING = "monitoring"
    MACHINE = "machine"
    NO_OUTAGE = "no_outage"


class Signal(Struct, frozen=True, array_like=True):
    """One reason and its points."""

    what: What
    points: int
    of: str = ""

    @property
    def because(self) -> str:
        """Say it in English."""
        return _ENGLISH[self.what].format(self.of)


class Reason(Struct, frozen=True, kw_only=True):
    """The points of a ticket, and what they are made of, the strongest first."""

    score: int
    signals: tuple[Signal, ...]

    @property
    def kept(self) -> str:
        """Return it as it is kept beside a ticket."""
        return msgspec.json.encode(self).decode()

    @property
    def english(self) -> str:
        """Say it as readers of the API get it."""
        if not self.signals:
            return "Detected: nothing in it speaks for more or less."
        told = ", ".join(f"{one.because} ({one.points:+d})" for one in self.signals)
        return f"Detected, {self.score} points: {told}."


def reason_in(kept: str) -> Reason | None:
    """Return the reason that was kept; None for one in words: of a person, of a rule, or of an older ticket."""
    if not kept.startswith('{"'):
        return None
    try:
        return msgspec.json.decode(kept, type=Reason)
    except msgspec.DecodeError:
        return None


def in_english(kept: str | None) -> str | None:
    """Return why a ticket has its priority, in English or in the words of whoever said it."""
    found = None if kept is None else reason_in(kept)
    return kept if found is None else found.english


_ENGLISH = {
    What.SUBJECT: "“{}” in the subject",
    What.TEXT: "“{}” in the text",
    What.NOT_IN_SUBJECT: "“not … {}” in the subject",
    What.NOT_IN_TEXT: "“not … {}” in the text",
    What.CLIENT: "priority client",
    What.TYPE: "type {}",
    What.SOURCE: "came by {}",
    What.MONITORING: "sent by monitoring",
    What.MACHINE: "sent by a machine",
    What.NO_OUTAGE: "nothing says that all is down or lost",
}
