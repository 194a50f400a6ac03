"""Assignment: what each policy makes of the same simulated months of tickets, decided by the desk's own rules.

Sixteen agents in four shifts, from Monday to Friday, know two or three of six skills; each shift gets 85 % of the work
that it can do. A ticket asks for one skill and is promised what the shipped policy `accelerated` promises, in the hours
of the desk. Everybody works on the most urgent of what they hold, answers when the work is done, and three in ten
customers write once more to the same agent. Who goes home leaves what they have not begun.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from msgspec.structs import replace

from bench.figures import Figure, at_least, at_most, known
from deskhand.rules.assignment import Agent, Demand, Policy, share_out
from deskhand.rules.assignment.eligibility import is_on_duty
from deskhand.rules.sla.calendar import Calendar, Hours, opening
from deskhand.rules.sla.policy import ACCELERATED, Target
from deskhand.rules.ticket import Priority

BEGINS = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 28
LOAD = 0.85
SKILLS = ("accounts", "billing", "hardware", "network", "security", "software")
SHIFTS = ((7, 15), (9, 17), (11, 19), (13, 21))
"""Hours of the day; every fourth agent works the same ones."""
AGENTS = 16
CAPACITY = 12
PRIORITIES = {
    Priority.CRITICAL: 0.05, Priority.URGENT: 0.15, Priority.HIGH: 0.3, Priority.MEDIUM: 0.35, Priority.LOW: 0.15,
}  # fmt: skip
WORK = timedelta(minutes=20)
"""What a ticket takes on average until its first answer; what is written once more takes half of it."""
AGAIN = 0.3
"""The share of customers who write once more."""
LATER = timedelta(hours=8)
"""By when an agent answers a customer who wrote once more, counted from when the ticket was opened."""
MOST_RATIO = 0.7
FAIR = 0.9
SEEDS = (1, 2, 3, 4)
"""The months that are played."""
LONGEST = 14.0
"""Hours of the desk that no ticket may wait for its first answer: one whole day of it."""

_HOUR = timedelta(hours=1)
_ZERO = timedelta()


@dataclass(slots=True)
class Work:
    """A ticket as it goes through the month, the same for every policy."""

    demand: Demand
    takes: timedelta
    again_after: timedelta | None
    answered_at: datetime | None = None
    is_second: bool = False


@dataclass(slots=True)
class Hand:
    """An agent at work: what they hold, and what they do."""

    agent: Agent
    held: list[Work] = field(default_factory=list)
    doing: Work | None = None
    worked: timedelta = _ZERO


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy made of a month."""

    tickets: int
    late: int
    longest: timedelta
    """The longest wait for a first answer, in hours of the desk."""
    fairness: float
    """Jain's index of the work done in an hour of shift: 1 when all do the same, 1/n when one does everything."""

    @property
    def share(self) -> float:
        """The share of tickets over the first response that was promised."""
        return self.late / self.tickets


def _week(opens: int, closes: int) -> Calendar:
    days = (((opens * 60, closes * 60),),) * 5
    return Calendar(zone="UTC", week=(*days, (), ()))


DESK = opening(_week(SHIFTS[0][0], SHIFTS[-1][1]))


def agents(draw: random.Random) -> list[Agent]:
    """Return who works there; each shift knows every skill."""
    found = []
    for number in range(AGENTS):
        first = SKILLS[(number // len(SHIFTS) + number % len(SHIFTS) * 2) % len(SKILLS)]
        known_ = {first, *draw.sample(SKILLS, draw.choice((1, 2)))}
        hours = opening(_week(*SHIFTS[number % len(SHIFTS)]))
        found.append(
            Agent(
                id=UUID(int=number + 1), name=f"Agent {number + 1}", skills=frozenset(known_), hours=hours,
                capacity=CAPACITY,
            )
        )  # fmt: skip
    return found


def month(staff: Sequence[Agent], draw: random.Random, *, days: int = DAYS) -> list[Work]:
    """Return the tickets of a month; in each hour come as many as those who work in it can do, times the load."""
    whole = WORK + AGAIN * WORK / 2
    found: list[Work] = []
    for hour in range(days * 24):
        since = BEGINS + hour * _HOUR
        there = [agent for agent in staff if is_on_duty(agent, since)]
        expected = len(there) * LOAD * (_HOUR / whole)
        at = draw.expovariate(expected) if expected else 1.0
        while at < 1.0:
            found.append(_ticket(len(found), since + at * _HOUR, there, draw=draw))
            at += draw.expovariate(expected)
    return found


def play(staff: Sequence[Agent], tickets: Sequence[Work], policy: Policy) -> Outcome:
    """Play a month with a policy."""
    return _Play(staff, tickets, policy).to_the_end()


def _ticket(number: int, at: datetime, there: Sequence[Agent], *, draw: random.Random) -> Work:
    priority = draw.choices(list(PRIORITIES), list(PRIORITIES.values()))[0]
    promised = ACCELERATED.whole(Target.FIRST_RESPONSE, priority, is_halved=False)
    skill = draw.choice(sorted(draw.choice(there).skills))
    demand = Demand(
        ticket_id=UUID(int=number + 1), waits_since=at, due_at=DESK.first(at, promised or _HOUR),
        needs=frozenset({skill}),
    )  # fmt: skip
    takes = timedelta(minutes=min(draw.lognormvariate(0, 0.6) / 1.197, 5.0) * (WORK / timedelta(minutes=1)))
    again = timedelta(hours=draw.expovariate(1 / 3)) if draw.random() < AGAIN else None
    return Work(demand, takes, again)


class _Play:
    """One month with one policy: a queue of moments, and who does what."""

    def __init__(self, staff: Sequence[Agent], tickets: Sequence[Work], policy: Policy) -> None:
        self._policy = policy
        self._hands = {agent.id: Hand(agent) for agent in staff}
        self._all = [Work(replace(one.demand, policy=policy), one.takes, one.again_after) for one in tickets]
        self._waiting: dict[UUID, Work] = {}
        self._order = count()
        self._moments: list[tuple[datetime, int, Work | None, Hand | None]] = []
        for one in self._all:
            self._plan(one.demand.waits_since, work=one)
        last = max(one.demand.waits_since for one in self._all) + timedelta(days=14)
        for at in sorted({edge for agent in staff for edge in _edges(agent.hours, last)}):
            self._plan(at)

    def to_the_end(self) -> Outcome:
        while self._moments:
            at, _, work, hand = heapq.heappop(self._moments)
            if work is None:
                self._hand_back(at)
            elif hand is None:
                self._waiting[work.demand.ticket_id] = work
            else:
                self._happen(at, work, hand)
            self._go_on(at)
        return self._outcome()

    def _happen(self, at: datetime, work: Work, hand: Hand) -> None:
        if hand.doing is not work:
            hand.held.append(work)  # the customer wrote once more
            return
        hand.doing = None
        if work.answered_at is None:
            work.answered_at = at
            if work.again_after is not None:
                second = Work(replace(work.demand, due_at=None), work.takes / 2, None, at, is_second=True)
                self._plan(at + work.again_after, work=second, hand=hand)

    def _hand_back(self, at: datetime) -> None:
        for hand in self._hands.values():
            if hand.held and not is_on_duty(hand.agent, at):
                for work in hand.held:
                    if not work.is_second:
                        self._waiting[work.demand.ticket_id] = work
                hand.held = [work for work in hand.held if work.is_second]

    def _go_on(self, at: datetime) -> None:
        """Let those who are there begin what they hold, and give what waits to whoever the rules name."""
        self._begin(at)
        if not self._waiting:
            return
        known_ = {hand.agent.id: self._as_known(hand, at) for hand in self._hands.values()}
        if self._policy is Policy.LATE_BINDING and all(one.held for one in known_.values() if one.seen_at):
            return
        waiting = [work.demand for work in self._waiting.values()]
        decisions, after = share_out(waiting, known_, at)
        for decision in decisions:
            if decision.chosen is not None:
                hand = self._hands[decision.chosen]
                hand.agent = replace(hand.agent, last_given_at=after[decision.chosen].last_given_at)
                hand.held.append(self._waiting.pop(decision.ticket_id))
        self._begin(at)

    def _as_known(self, hand: Hand, at: datetime) -> Agent:
        is_here = is_on_duty(hand.agent, at)
        return replace(
            hand.agent, held=len(hand.held) + (hand.doing is not None), seen_at=at if is_here else None,
        )  # fmt: skip

    def _begin(self, at: datetime) -> None:
        for hand in self._hands.values():
            if hand.doing is None and hand.held and is_on_duty(hand.agent, at):
                hand.doing = min(hand.held, key=lambda one: one.demand.due_at or one.demand.waits_since + LATER)
                hand.held.remove(hand.doing)
                hand.worked += hand.doing.takes
                self._plan(at + hand.doing.takes, work=hand.doing, hand=hand)

    def _plan(self, at: datetime, *, work: Work | None = None, hand: Hand | None = None) -> None:
        heapq.heappush(self._moments, (at, next(self._order), work, hand))

    def _outcome(self) -> Outcome:
        last = max(one.demand.waits_since for one in self._all)
        answered = [(one.demand, one.answered_at) for one in self._all if one.answered_at is not None]
        late = sum(demand.due_at is not None and at >= demand.due_at for demand, at in answered)
        longest = max((DESK.worked(demand.waits_since, at) for demand, at in answered), default=_ZERO)
        rates = [hand.worked / hand.agent.hours.worked(BEGINS, last) for hand in self._hands.values()]
        unanswered = len(self._all) - len(answered)
        fairness = sum(rates) ** 2 / (len(rates) * sum(rate**2 for rate in rates))
        return Outcome(len(self._all), late + unanswered, longest, fairness)


def _edges(hours: Hours, last: datetime) -> Iterator[datetime]:
    for opens, closes in hours.open_between(BEGINS, last):
        yield opens
        yield closes


def outcomes(*, days: int = DAYS, seed: int = 1) -> dict[Policy, Outcome]:
    """Return what each policy makes of the same month."""
    draw = random.Random(seed)
    staff = agents(draw)
    tickets = month(staff, draw, days=days)
    return {policy: play(staff, tickets, policy) for policy in Policy if policy is not Policy.OFF}


def run() -> list[Figure]:
    """Return the figures of each policy over some months, and what late binding has to reach."""
    months = [outcomes(seed=seed) for seed in SEEDS]
    figures = [_figure(policy, [one[policy] for one in months]) for policy in months[0]]
    late = [one[Policy.LATE_BINDING] for one in months]
    fewest = [one[Policy.FEWEST_OPEN] for one in months]
    each = [one.share / other.share for one, other in zip(late, fewest, strict=True)]
    note = f"{min(each):.2f} to {max(each):.2f} in a month"
    ratio = sum(one.late for one in late) / sum(one.late for one in fewest)
    longest = max(one.longest for one in late) / _HOUR
    return [
        *figures,
        at_most("assignment, late with late binding over fewest open", ratio, limit=MOST_RATIO, unit="", note=note),
        at_most("assignment, longest wait with late binding, hours of the desk", longest, limit=LONGEST, unit="h"),
        at_least("assignment, fairness of late binding (Jain)", min(one.fairness for one in late), limit=FAIR, unit=""),
    ]


def _figure(policy: Policy, months: Sequence[Outcome]) -> Figure:
    tickets = sum(one.tickets for one in months)
    longest, fairness = max(one.longest for one in months) / _HOUR, min(one.fairness for one in months)
    note = f"longest wait {longest:.1f} h, fairness {fairness:.3f}"
    share = sum(one.late for one in months) / tickets * 100
    return known(f"assignment, {policy}, {tickets:,} tickets over first response", share, unit="%", note=note)
