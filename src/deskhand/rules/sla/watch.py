"""What is raised of a ticket's clocks, each once: its policy's steps and the breach, and when the next one comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from deskhand.rules.sla.clock import Clock, History, Standing, clock
from deskhand.rules.sla.colour import NO_CHIP, Chip, chip, counts
from deskhand.rules.sla.policy import Book, Target
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import Status

Raised = frozenset[str]
"""What was raised already of what holds now: `first_response:25%`, `resolution:due`; and of which due moments."""
DUE = "due"
NOTHING: Raised = frozenset()
_SINCE_OPENED = frozenset({Target.FIRST_RESPONSE, Target.RESOLUTION})
"""Targets that begin once: what was raised of one that is not promised now, as while the ticket is merged, is kept."""


class Watch(Struct, frozen=True, kw_only=True):
    """What is kept beside a ticket so that lists, figures and the watch over due moments need no history.

    `next_at` is when there is something to raise.
    """

    first_response_due_at: datetime | None = None
    next_response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    chip: Chip = NO_CHIP
    next_at: datetime | None = None
    raised: Raised = NOTHING


class Raise(Struct, frozen=True, kw_only=True):
    """A step whose moment has come; without one, the breach."""

    clock: Clock
    step: Step | None = None

    @property
    def key(self) -> str:
        """The word by which it is remembered that it was raised."""
        return key(self.clock.target, self.step)


def key(target: Target, step: Step | None) -> str:
    """Return the word by which it is remembered that a step of a target was raised, or that it is due."""
    return f"{target.value}:{DUE if step is None else step.key}"


def clocks(history: History, book: Book, *, now: datetime) -> list[Clock]:
    """Return all clocks of a ticket; a cancelled one has none."""
    if history.state.status is Status.CANCELLED:
        return []
    return [found for target in Target if (found := clock(target, history, book, now=now)) is not None]


def watch(history: History, book: Book, *, now: datetime, raised: Raised = NOTHING) -> Watch:
    """Return what is kept beside a ticket as it stands now."""
    every = clocks(history, book, now=now)
    due = {one.target: one.due_at for one in every}
    holds = {held for one in every for held in (*_held(one, now=now), *_unmoved(one, raised))}
    still = (raised & holds).union(_of(_SINCE_OPENED.difference(due), raised))
    return Watch(
        first_response_due_at=due.get(Target.FIRST_RESPONSE), next_response_due_at=due.get(Target.NEXT_RESPONSE),
        resolution_due_at=due.get(Target.RESOLUTION), raised=still,
        next_at=min((at for one in every if counts(one) for at in _ahead(one, still)), default=None),
        chip=chip(every, history.state.status),
    )  # fmt: skip


def to_raise(history: History, book: Book, *, now: datetime, raised: Raised) -> list[Raise]:
    """Return what has to be raised now.

    Of words that were missed the last one counts: a breach takes the place of a warning that nobody has heard. What
    changes the ticket is made up for.
    """
    return [
        found for one in clocks(history, book, now=now) if counts(one) for found in _due(one, now=now, raised=raised)
    ]


def heard(raises: Sequence[Raise], *, now: datetime) -> Raised:
    """Return what need not be raised any more once this was: also all that came before it on the same clock."""
    told = {one.key for one in raises} | {_mark(one.clock) for one in raises}
    return frozenset(told | {key(one.clock.target, step) for one in raises for step in _reached(one.clock, now)})


def _due(one: Clock, *, now: datetime, raised: Raised) -> Iterator[Raise]:
    is_late = one.due_at is not None and now >= one.due_at
    missed = [step for step in _reached(one, now) if key(one.target, step) not in raised]
    breaches = is_late and key(one.target, None) not in raised
    words = [step for step in missed if not step.acts and (step.is_after or not is_late)]
    last = None if breaches else max(words, key=lambda step: step.level(one.whole), default=None)
    if breaches:
        yield Raise(clock=one)
    for step in missed:
        if step.acts or step is last:
            yield Raise(clock=one, step=step)


def _reached(one: Clock, now: datetime) -> Iterable[Step]:
    return (coming.step for coming in one.steps if coming.at is not None and now >= coming.at)


def _held(one: Clock, *, now: datetime) -> Iterator[str]:
    """Yield what holds now: what was raised and does not is forgotten, so that a second time counts."""
    if one.is_late:
        yield key(one.target, None)
    for coming in one.steps:
        if one.standing is Standing.PAUSED or (coming.at is not None and now >= coming.at):
            yield key(one.target, coming.step)


def _unmoved(one: Clock, raised: Raised) -> Iterator[str]:
    """Yield what was raised of a target whose due moment is still the same, also where the desk's clock went back."""
    if counts(one) and _mark(one) in raised:
        yield _mark(one)
        yield from (told for told in raised if told.startswith(f"{one.target.value}:"))


def _of(targets: frozenset[Target], raised: Raised) -> Iterator[str]:
    """Yield what was raised of some targets, whatever it was."""
    return (told for told in raised for target in targets if told.startswith((f"{target.value}:", f"{target.value}@")))


def _mark(one: Clock) -> str:
    return f"{one.target.value}@{'' if one.due_at is None else one.due_at.isoformat()}"


def _ahead(one: Clock, raised: Raised) -> Iterator[datetime]:
    """Yield the moments of a clock at which something is to be raised."""
    if one.due_at is None:
        return
    is_told = key(one.target, None) in raised
    if not is_told:
        yield one.due_at
    for coming in one.steps:
        is_overtaken = is_told and not coming.step.is_after and not coming.step.acts
        if coming.at is not None and not is_overtaken and key(one.target, coming.step) not in raised:
            yield coming.at
