"""How urgent a ticket is that came without a priority: points for what its words say, who sent it and what it is.

Nothing is learned and nothing is hidden: every point has its reason, which agents read beside the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from deskhand.rules.priority.kinds import POINTS, Kind
from deskhand.rules.priority.phrases import Hit, hits_in, tokens_of
from deskhand.rules.priority.reason import Reason, Signal, What
from deskhand.rules.ticket import Priority, Source, Type

THRESHOLDS: tuple[tuple[int, Priority], ...] = (
    (80, Priority.CRITICAL), (60, Priority.URGENT), (28, Priority.HIGH), (-14, Priority.MEDIUM),
)  # fmt: skip
"""The fewest points of each priority, most urgent first; below them all it is low."""
PRIORITY_CLIENT = 20
OF_TYPE: dict[Type, int] = {
    Type.SYSTEM_ERROR: 20, Type.INTEGRATION_FAILURE: 15, Type.AUTHENTICATION_ISSUE: 10,
    Type.CONTENT_GENERATION_FAILURE: 10, Type.BILLING_ISSUE: 5, Type.BUG_REPORT: 5, Type.USER_ERROR: -5,
    Type.FEATURE_REQUEST: -30,
}  # fmt: skip
OF_SOURCE: dict[Source, int] = {Source.SLACK_INTAKE: 10, Source.CHAT: 5}
WATCHING = frozenset({"alert", "alerts", "alarm", "alarms", "monitor", "monitoring", "nagios", "zabbix", "sentry"})
"""Names of machines that write when something is wrong."""
WATCHED = 25
MAILING = frozenset({"noreply", "no-reply", "donotreply", "newsletter", "news", "marketing", "mailer-daemon"})
"""Names of machines that write on any occasion."""
MAILED = -20
_WHERE = {
    (0, False): What.SUBJECT, (0, True): What.NOT_IN_SUBJECT, (1, False): What.TEXT, (1, True): What.NOT_IN_TEXT,
}  # fmt: skip


class Evidence(Struct, frozen=True, kw_only=True):
    """What is known of a ticket before anybody has read it."""

    subject: str
    body: str
    type: Type = Type.GENERAL_SUPPORT
    source: Source = Source.API
    sender: str = ""
    is_priority_client: bool = False


class Detected(Struct, frozen=True):
    """A priority and what led to it, the strongest reason first."""

    priority: Priority
    score: int
    signals: tuple[Signal, ...]

    @property
    def reason(self) -> Reason:
        """Return why."""
        return Reason(score=self.score, signals=self.signals)


def detect(evidence: Evidence) -> Detected:
    """Weigh what is known of a ticket."""
    heard, kinds = _heard(evidence)
    signals = [one for one in (*heard, *_circumstances(evidence)) if one.points]
    signals.sort(key=lambda one: -abs(one.points))
    score = sum(one.points for one in signals)
    most = THRESHOLDS[0][0]
    if score >= most and Kind.OUTAGE not in kinds:
        signals.append(Signal(What.NO_OUTAGE, most - 1 - score))
        score = most - 1
    return Detected(_priority_of(score), score, tuple(signals))


def _heard(evidence: Evidence) -> tuple[Iterable[Signal], set[Kind]]:
    """Weigh the words; each kind counts once, where it counts most."""
    strongest: dict[Kind, Signal] = {}
    for place, text in enumerate((evidence.subject, evidence.body)):
        for hit in hits_in(tokens_of(text)):
            kind = _said(hit)
            if kind is None:
                continue
            signal = Signal(_WHERE[place, hit.is_negated], POINTS[kind][place], hit.words)
            strongest[kind] = max(strongest.get(kind, signal), signal, key=lambda one: abs(one.points))
    return strongest.values(), set(strongest)


def _said(hit: Hit) -> Kind | None:
    """Return what a phrase says after its negation; “no error” says nothing."""
    if not hit.is_negated:
        return hit.kind
    return Kind.CALM if hit.kind is Kind.URGENT else None


def _circumstances(evidence: Evidence) -> Iterator[Signal]:
    yield Signal(What.CLIENT, PRIORITY_CLIENT if evidence.is_priority_client else 0)
    yield Signal(What.TYPE, OF_TYPE.get(evidence.type, 0), evidence.type)
    yield Signal(What.SOURCE, OF_SOURCE.get(evidence.source, 0), evidence.source)
    name = evidence.sender.partition("@")[0].partition("+")[0].lower()
    yield Signal(What.MONITORING, WATCHED if name in WATCHING else 0)
    yield Signal(What.MACHINE, MAILED if name in MAILING else 0)


def _priority_of(score: int) -> Priority:
    return next((priority for least, priority in THRESHOLDS if score >= least), Priority.LOW)
