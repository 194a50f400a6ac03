"""Tests of a calendar: so much is begun at a moment, and when it has to be done; they are kept with the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.moment import flaw_in_moment
from deskhand.rules.sla.calendar import Calendar, Proof, opening
from deskhand.rules.sla.policy import MOST_MINUTES

MOST_PROOFS = 50
NAME_LIMIT = 80


def ends_at(proof: Proof, calendar: Calendar) -> datetime | None:
    """Return when what a test has worked is done by a calendar; None is never."""
    return opening(calendar).first(proof.begins_at, timedelta(minutes=proof.minutes))


def proved(calendar: Calendar) -> Calendar:
    """Return a calendar that keeps what its tests promise; refuse others, with what was expected and what came."""
    _check_sense(calendar.tests)
    flaws = [flaw for proof in calendar.tests if (flaw := _flaw(proof, calendar)) is not None]
    if flaws:
        raise Invalid({"tests": f"do not come out: {'; '.join(flaws)}"})
    return calendar


def _check_sense(proofs: Sequence[Proof]) -> None:
    if len(proofs) > MOST_PROOFS:
        raise Invalid({"tests": f"are {len(proofs)}; a calendar has {MOST_PROOFS} at most"})
    names = [proof.name for proof in proofs]
    for proof in proofs:
        flaw = flaw_in_line(proof.name, limit=NAME_LIMIT) or (
            "stands there twice" if names.count(proof.name) > 1 else None
        )
        if flaw is None and (proof.begins_at.tzinfo is None or proof.ends_at.tzinfo is None):
            flaw = "names a time without its zone; write it as 2026-07-01T09:00:00+02:00"
        far = None if flaw else flaw_in_moment(proof.begins_at) or flaw_in_moment(proof.ends_at)
        if far is not None:
            flaw = f"names a time that nobody can mean: {far}"
        if flaw is None and not 1 <= proof.minutes <= MOST_MINUTES:
            flaw = "has to be worked for a minute at least and a year at most"
        if flaw is not None:
            raise Invalid({"tests": f"“{proof.name[:NAME_LIMIT]}” {flaw}"})


def _flaw(proof: Proof, calendar: Calendar) -> str | None:
    came = ends_at(proof, calendar)
    if came == proof.ends_at:
        return None
    shown = "never" if came is None else came.astimezone(proof.ends_at.tzinfo).isoformat(timespec="seconds")
    return f"“{proof.name}” expects {proof.ends_at.isoformat(timespec='seconds')}, and it would be {shown}"
