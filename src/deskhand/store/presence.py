"""Who is on which ticket now, known in memory alone: other processes hear of it in notices, and no table keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import msgspec
import structlog

from deskhand.kit import clock
from deskhand.rules import presence as rules
from deskhand.rules.access import Whose
from deskhand.rules.presence import PEOPLE, TICKETS, Beat, Mark, Presence, State, state_of

SWEEP = 0.5
"""Seconds between two looks for words that no longer count."""
MOST = 32
"""Pages in one notice, which may have 8,000 bytes."""

_log = structlog.get_logger("deskhand.presence")
_Place = tuple[UUID, UUID]
"""A workspace and a ticket of it."""


@dataclass(slots=True)
class _Here:
    """Somebody on a ticket: their pages, what of them was told last, and which pages other processes wait for."""

    whose: Whose
    pages: dict[UUID, Mark] = field(default_factory=dict)
    unsaid: set[UUID] = field(default_factory=set)
    told: State | None = None
    told_at: float = -60.0


@dataclass(frozen=True, slots=True)
class _Word:
    """What one process tells the others about one person on one ticket."""

    origin: UUID
    workspace_id: UUID
    ticket_id: UUID
    user_id: UUID
    whose: Whose
    pages: tuple[tuple[UUID, State | None], ...]


class Presences:
    """What this process knows of who is where; `say` reaches other processes, `tell` the open pages of this one."""

    def __init__(self, say: Callable[[str], None], tell: Callable[[Presence, frozenset[UUID]], None]) -> None:
        """Begin knowing of nobody."""
        self._say = say
        self._tell = tell
        self._origin = uuid4()
        self._places: dict[_Place, dict[UUID, _Here]] = {}
        self._swept = 0.0

    def beat(self, beat: Beat) -> None:
        """Take the word of a page of this process."""
        now = clock.elapsed()
        here = self._note(beat, now)
        if here is not None:
            here.unsaid.add(beat.page)
            self._speak((beat.workspace_id, beat.ticket_id), beat.user_id, here=here, now=now)

    def hear(self, words: str) -> None:
        """Take the word of another process; what is none of ours is left alone."""
        try:
            word = msgspec.json.decode(words, type=_Word)
        except msgspec.MsgspecError:
            _log.warning("presence_not_understood", length=len(words))
            return
        if word.origin == self._origin:
            return
        now = clock.elapsed()
        for page, state in word.pages:
            beat = Beat(word.workspace_id, word.ticket_id, word.user_id, page, state, word.whose)
            here = self._note(beat, now)
            if here is not None:
                self._speak((word.workspace_id, word.ticket_id), word.user_id, here=here, now=now)

    def at(self, workspace_id: UUID, ticket_id: UUID, *, but: UUID) -> dict[UUID, State]:
        """Return who else is on a ticket now and what they do."""
        now = clock.elapsed()
        found = self._places.get((workspace_id, ticket_id), {})
        states = {user_id: state_of(here.pages, now) for user_id, here in found.items() if user_id != but}
        return {user_id: state for user_id, state in states.items() if state is not None}

    def sweep(self) -> None:
        """Tell of those whose words no longer count, and what had to wait its second; nothing to do costs nothing."""
        now = clock.elapsed()
        if not self._places or now - self._swept < SWEEP:
            return
        self._swept = now
        for place, found in list(self._places.items()):
            for user_id, here in list(found.items()):
                here.pages = rules.still(here.pages, now)
                self._speak(place, user_id, here=here, now=now)
                if not here.pages and not here.unsaid and here.told is None and rules.may_tell(here.told_at, now):
                    del found[user_id]
            if not found:
                del self._places[place]

    def _note(self, beat: Beat, now: float) -> _Here | None:
        """Keep a page's word, unless more are known already than anybody can look at."""
        place = beat.workspace_id, beat.ticket_id
        found = self._places.get(place, {})
        here = found.get(beat.user_id)
        if here is None:
            if beat.state is None or len(found) >= PEOPLE or (not found and len(self._places) >= TICKETS):
                return None
            here = self._places.setdefault(place, found)[beat.user_id] = _Here(beat.whose)
        here.whose = beat.whose
        here.pages = rules.after_beat(here.pages, beat, now)
        return here

    def _speak(self, place: _Place, user_id: UUID, *, here: _Here, now: float) -> None:
        """Tell what is new of somebody, at most once a second; what has to wait is told by a sweep."""
        state = state_of(here.pages, now)
        if not rules.may_tell(here.told_at, now) or (state is here.told and not here.unsaid):
            return
        here.told_at = now
        if here.unsaid:
            self._say(self._word(place, user_id, here=here))
            here.unsaid.clear()
        if state is not here.told:
            here.told = state
            others = frozenset(self.at(*place, but=user_id))
            if others:
                self._tell(Presence(*place, here.whose), others)

    def _word(self, place: _Place, user_id: UUID, *, here: _Here) -> str:
        states = {page: here.pages[page].state if page in here.pages else None for page in sorted(here.unsaid)}
        word = _Word(self._origin, *place, user_id, here.whose, tuple(states.items())[:MOST])
        return msgspec.json.encode(word).decode()
