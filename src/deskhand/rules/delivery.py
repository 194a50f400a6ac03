"""A delivery's states, what a failed attempt leads to, and how long to wait; luck and clock come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from deskhand.rules.errors import Permanent, Temporary, Trouble, Unknown


class State(StrEnum):
    """Where a delivery stands."""

    PLANNED = "planned"
    SUPPRESSED = "suppressed"
    HELD = "held"
    READY = "ready"
    SENDING = "sending"
    RETRY_WAIT = "retry_wait"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    DEAD = "dead"


OPEN = frozenset({State.PLANNED, State.HELD, State.READY, State.SENDING, State.RETRY_WAIT})
"""States in which a worker still has something to do; the claim of the store takes exactly these."""

_GIVEN_UP = {State.EXPIRED, State.SUPERSEDED, State.FAILED, State.DEAD, State.SUPPRESSED}

MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.HELD, State.READY, State.SENDING, State.RETRY_WAIT, *_GIVEN_UP}),
    State.HELD: frozenset({State.READY, State.SENDING, State.RETRY_WAIT, *_GIVEN_UP}),
    State.READY: frozenset({State.HELD, State.SENDING, State.RETRY_WAIT, *_GIVEN_UP}),
    State.SENDING: frozenset(
        {State.RETRY_WAIT, State.UNCERTAIN, State.ACCEPTED, State.SENT, State.DELIVERED, *_GIVEN_UP}
    ),
    State.RETRY_WAIT: frozenset({State.SENDING, State.RETRY_WAIT, *_GIVEN_UP}),
    State.UNCERTAIN: frozenset({State.ACCEPTED, State.SENT, State.DELIVERED, State.READ, State.FAILED}),
    State.ACCEPTED: frozenset({State.SENT, State.DELIVERED, State.READ, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.READ, State.FAILED}),
    State.DELIVERED: frozenset({State.READ}),
    State.READ: frozenset(),
    **dict.fromkeys(_GIVEN_UP, frozenset[State]()),
}
"""Every legal move; what was accepted only rises (accepted < sent < delivered < read)."""

REPLAYED = frozenset({State.FAILED, State.DEAD, State.UNCERTAIN, State.EXPIRED})
"""States from which a new generation may be made."""

LADDER = (2, 8, 30, 120, 600, 1800, 7200, 14400, *(28800,) * 10)
"""Most seconds before each next attempt, with full jitter: 19 attempts over two to four days, then dead."""
UNCERTAIN_LIMIT = 5
"""After so many attempts that may have arrived, a delivery rests as uncertain instead of arriving again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one kind of delivery is tried: seconds before each next attempt, and the share of them that luck moves.

    `uncertain` is how many attempts may have arrived before it rests; None where its receiver drops repeats.
    """

    ladder: tuple[int, ...] = LADDER
    least: float = 0.0
    most: float = 1.0
    uncertain: int | None = UNCERTAIN_LIMIT


OF_MAIL = Patience()
"""Full jitter, and five mails at most of which nobody knows whether they arrived."""
OF_WEBHOOKS = Patience(
    ladder=(5, 300, 1800, 7200, 18000, *(36000,) * 6), least=0.8, most=1.2, uncertain=None
)  # fmt: skip
"""5 s, 5 min, 30 min, 2 h, 5 h and then each 10 h, a fifth more or less: 12 attempts over about three days."""
SETTINGS_PAUSE = 60
"""Least seconds before an attempt that waits for somebody to correct the settings."""


class Ended(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TRANSIENT = "transient"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a delivery after an attempt, or without one (`ended` is None)."""

    state: State
    due_at: datetime
    ended: Ended | None = None
    counts: bool = True
    reason: str | None = None
    error: str | None = None
    error_class: str | None = None


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a delivery was tried: attempts that count, and those of them that may have arrived."""

    counted: int
    uncertain: int


def after_trouble(
    trouble: Trouble, tries: Tries, *, now: datetime, luck: float, patience: Patience = OF_MAIL
) -> Verdict:
    """Return what a failed attempt leads to; `luck` is uniform in [0, 1)."""
    wait = wait_before(tries.counted + 1, luck, patience=patience)
    match trouble:
        case Unknown():
            return _after_unknown(trouble, tries, now=now, wait=wait, most=patience.uncertain)
        case Permanent(kind="config"):
            return _later(trouble, now=now + timedelta(seconds=SETTINGS_PAUSE), wait=wait)
        case Permanent():
            return Verdict(
                state=State.FAILED, due_at=now, ended=Ended.REFUSED, reason=trouble.kind, error=str(trouble),
                error_class=trouble.kind,
            )  # fmt: skip
        case _:
            return _later(trouble, now=now, wait=wait)


def not_begun(trouble: Trouble, *, until: datetime, luck: float) -> Verdict:
    """Return a pause that costs no attempt: the provider could not be reached, so nothing has left."""
    return Verdict(
        state=State.RETRY_WAIT, due_at=until + timedelta(seconds=luck), ended=Ended.TRANSIENT, counts=False,
        reason="provider_unreachable", error=str(trouble), error_class=_class_of(trouble),
    )  # fmt: skip


def handed_back(why: str, *, now: datetime) -> Verdict:
    """Return a delivery whose attempt was written and never begun; it is due at once and has cost nothing."""
    return Verdict(state=State.RETRY_WAIT, due_at=now, ended=Ended.TRANSIENT, counts=False, reason=why)


def wait_before(attempt: int, luck: float, *, patience: Patience = OF_MAIL) -> float | None:
    """Return the seconds before the next attempt after `attempt` counted ones; None when there is none left."""
    if attempt > len(patience.ladder):
        return None
    share = patience.least + (patience.most - patience.least) * luck
    return max(0.5, patience.ladder[max(attempt, 1) - 1] * share)


def duplicates_told(uncertain: int) -> str | None:
    """Return the reason that marks an accepted delivery of which earlier attempts may have arrived as well."""
    if not uncertain:
        return None
    return f"uncertain: {uncertain} earlier attempt{'s' * (uncertain > 1)} may have arrived as well"


@dataclass(frozen=True, slots=True)
class Breaker:
    """Keeps a provider that cannot be reached from being asked for each delivery."""

    failures: int = 0
    until: datetime | None = None

    def lets_through(self, now: datetime) -> bool:
        """Say whether the provider may be asked now."""
        return self.until is None or now >= self.until

    def after_failure(self, trouble: Trouble, *, now: datetime, luck: float) -> Breaker:
        """Return the breaker open for 1 s, 2 s … 10 s; up to 5 min when the settings are wrong."""
        first, most = (15.0, 300.0) if isinstance(trouble, Permanent) else (1.0, 10.0)
        pause = min(most, first * 2 ** min(self.failures, 10)) * (0.5 + luck / 2)
        if isinstance(trouble, Temporary) and trouble.after is not None:
            pause = max(pause, trouble.after)
        return replace(self, failures=self.failures + 1, until=now + timedelta(seconds=pause))


def _after_unknown(trouble: Trouble, tries: Tries, *, now: datetime, wait: float | None, most: int | None) -> Verdict:
    uncertain = tries.uncertain + 1
    again = wait is not None and (most is None or uncertain < most)
    return Verdict(
        state=State.RETRY_WAIT if again else State.UNCERTAIN, due_at=now + timedelta(seconds=wait or 0),
        ended=Ended.UNCERTAIN, reason=f"uncertain: {uncertain} attempt{'s' * (uncertain > 1)} may have arrived",
        error=str(trouble), error_class="uncertain",
    )  # fmt: skip


def _later(trouble: Trouble, *, now: datetime, wait: float | None) -> Verdict:
    if isinstance(trouble, Temporary) and trouble.after is not None and wait is not None:
        wait = max(wait, trouble.after)
    return Verdict(
        state=State.DEAD if wait is None else State.RETRY_WAIT, due_at=now + timedelta(seconds=wait or 0),
        ended=Ended.REFUSED if isinstance(trouble, Permanent) else Ended.TRANSIENT,
        reason="out_of_attempts" if wait is None else "tried_again_later", error=str(trouble),
        error_class=_class_of(trouble),
    )  # fmt: skip


def _class_of(trouble: Trouble) -> str:
    return trouble.kind if isinstance(trouble, Permanent) else "transient"
