"""Sends what is due: claim, check again, write the attempt, send outside any transaction, record the outcome."""

from __future__ import annotations

import asyncio
import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

import structlog

from deskhand.actions.deliveries import settle_deliveries
from deskhand.channels.contract import Carrier, Channels, NotReached
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.due import AccountDue, Due, due
from deskhand.reactions.ledger import Record, begin, settle
from deskhand.reactions.parcel import Hand, Parcel, Tried, accepted, lost, packed, settled, withdrawn
from deskhand.rules.access import System
from deskhand.rules.delivery import Breaker, handed_back, not_begun
from deskhand.rules.errors import Permanent, Temporary, Trouble, Unknown
from deskhand.store import everywhere
from deskhand.store.deliveries import Settled

CLAIM_LEASE = timedelta(seconds=15)
"""How long a claim holds until its attempt is written; a worker lost before that delays a mail by so much."""
START_WITHIN = 5.0
"""Seconds within which a written attempt must begin; later ones are handed back unsent."""
AHEAD = 16
"""Attempts written ahead at once: all of them are uncertain after a kill, so they are few, whatever was claimed."""
_MARGIN = 3.0
_FLUSH = 0.1
_ROUND_PATIENCE = 2.0
_RECORDING = 1.0
_LONGEST_HOLD = timedelta(seconds=30)

D = TypeVar("D", bound=Tried)
_log = structlog.get_logger("deskhand.deliver")


class Sender(ABC, Generic[D]):
    """Sends what is due of one kind, of all workspaces, over this process's carriers.

    `record` is the action that writes outcomes down.
    """

    def __init__(self, carriers: Mapping[str, Carrier], *, record: Record = settle_deliveries) -> None:
        """Take open carriers by the names of their channels; `close` ends them."""
        self._carriers = carriers
        self._record = record
        self._breakers = dict.fromkeys(carriers, Breaker())
        self._slots = {name: asyncio.Semaphore(carrier.width) for name, carrier in carriers.items()}
        self._rounds: set[asyncio.Task[None]] = set()
        self._pending = 0
        self._is_closing = False

    @abstractmethod
    async def _claim(self, most: int) -> Sequence[everywhere.Claim]:
        """Claim what is due, `most` at most."""

    @abstractmethod
    async def _look_up(self, system: System, ids: Sequence[UUID]) -> Sequence[D]:
        """Return what was claimed with all that sending it needs; what is gone meanwhile is left out."""

    @abstractmethod
    def _judged(self, one: D, fence: int, now: datetime) -> tuple[str, Parcel] | Settled:
        """Return a parcel and its channel, or what becomes of a delivery without a call."""

    @property
    def paused_until(self) -> datetime | None:
        """The moment before which no channel can be reached, so that `deliver_due` does nothing; None when one can."""
        moments = [breaker.until for breaker in self._breakers.values()]
        known = [moment for moment in moments if moment is not None]
        return min(known) if len(known) == len(moments) else None

    @property
    def is_busy(self) -> bool:
        """Whether anything that was claimed is still on its way."""
        return bool(self._rounds)

    async def deliver_due(self, limit: int) -> int:
        """Claim up to `limit` due deliveries and send them; return how many were claimed.

        A full claim is sent while the next one is prepared; otherwise this returns when all is sent, or after 2 s
        while slow ones go on. Zero means that nothing is due or nothing can be sent now: see `paused_until`.
        """
        if self._is_closing or not await self._can_reach_any():
            return 0
        if self._pending > limit:
            await asyncio.wait(self._rounds, timeout=_ROUND_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        room = 2 * limit - self._pending
        if room <= 0:
            return 0
        claims = await self._claim(min(room, limit))
        begun = [self._begin_round(workspace_id, fences) for workspace_id, fences in _by_workspace(claims).items()]
        if begun and len(claims) < limit:
            await asyncio.wait(begun, timeout=_ROUND_PATIENCE)
        return len(claims)

    async def close(self, *, grace: float = 1.5) -> None:
        """Hand back what has not begun, give what is being sent some seconds, then cut it off and record that."""
        self._is_closing = True
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=grace)
        for carrier in self._carriers.values():
            await carrier.close()
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=_RECORDING)

    async def _can_reach_any(self) -> bool:
        now = clock.now()
        for name, breaker in self._breakers.items():
            if breaker.failures and breaker.lets_through(now):
                await self._probe(name)
        return any(breaker.lets_through(now) for breaker in self._breakers.values())

    async def _probe(self, name: str) -> NotReached | None:
        try:
            await self._carriers[name].ready()
        except NotReached as trouble:
            self._open_breaker(name, trouble)
            return trouble
        if self._breakers[name].failures:
            _log.info("provider_reached_again", channel=name)
        self._breakers[name] = Breaker()
        return None

    def _open_breaker(self, name: str, trouble: NotReached) -> None:
        now = clock.now()
        if self._breakers[name].lets_through(now):
            self._breakers[name] = self._breakers[name].after_failure(trouble.cause, now=now, luck=luck())
            _log.warning("provider_not_reached", channel=name, provider=self._carriers[name].provider, why=str(trouble))

    def _begin_round(self, workspace_id: UUID, fences: dict[UUID, int]) -> asyncio.Task[None]:
        self._pending += len(fences)
        task = asyncio.create_task(self._round(System(workspace_id, "deliveries"), fences))
        self._rounds.add(task)

        def end(done: asyncio.Task[None]) -> None:
            self._rounds.discard(done)
            self._pending -= len(fences)
            error = None if done.cancelled() else done.exception()
            if error is not None:
                _log.error("deliveries_broken_off", exc_info=error)

        task.add_done_callback(end)
        return task

    async def _round(self, system: System, fences: dict[UUID, int]) -> None:
        found = await self._look_up(system, list(fences))
        now = clock.now()
        known = {one.id for one in found}
        without_call = [withdrawn(gone, fence, now=now) for gone, fence in fences.items() if gone not in known]
        parcels: dict[str, list[Parcel]] = {}
        for one in found:
            outcome = self._judged(one, fences[one.id], now)
            if isinstance(outcome, Settled):
                without_call.append(outcome)
            else:
                parcels.setdefault(outcome[0], []).append(outcome[1])
        if without_call:
            await self._settle(system, without_call, until=now + CLAIM_LEASE)
        for name, batch in parcels.items():
            await self._send_all(system, name, batch)

    async def _send_all(self, system: System, name: str, batch: Sequence[Parcel]) -> None:
        trouble = await self._probe(name) if self._breakers[name].lets_through(clock.now()) else self._shut(name)
        if trouble is not None:
            held = [self._held(name, parcel, trouble) for parcel in batch]
            await self._settle(system, held, until=clock.now() + CLAIM_LEASE)
            return
        for first in range(0, len(batch), AHEAD):
            await self._send_some(system, name, batch[first : first + AHEAD])

    async def _send_some(self, system: System, name: str, batch: Sequence[Parcel]) -> None:
        carrier = self._carriers[name]
        lease_until = clock.now() + timedelta(seconds=carrier.patience + START_WITHIN + _MARGIN)
        begun = await begin(
            system, batch, provider=carrier.provider, until=clock.now() + CLAIM_LEASE, lease_until=lease_until
        )
        if begun:
            await self._send(system, name, deque(begun), lease_until=lease_until)

    async def _send(self, system: System, name: str, waiting: deque[Parcel], *, lease_until: datetime) -> None:
        done: list[Settled] = []
        start_by = clock.elapsed() + START_WITHIN
        width = min(self._carriers[name].width, len(waiting))
        runners = [asyncio.create_task(self._run(name, waiting, done, start_by=start_by)) for _ in range(width)]
        left: Iterable[asyncio.Task[None]] = runners
        while left:
            _, left = await asyncio.wait(left, timeout=_FLUSH)
            batch, done[:] = done[:], []
            if batch:
                await self._settle(system, batch, until=lease_until)
        await asyncio.gather(*runners)

    async def _run(self, name: str, waiting: deque[Parcel], done: list[Settled], *, start_by: float) -> None:
        while waiting:
            async with self._slots[name]:
                if waiting:
                    done.append(await self._sent(name, waiting.popleft(), start_by=start_by))

    async def _sent(self, name: str, parcel: Parcel, *, start_by: float) -> Settled:
        now = clock.now()
        if not self._breakers[name].lets_through(now):
            return self._held(name, parcel, self._shut(name))
        if self._is_closing or clock.elapsed() > start_by:
            why = "worker_stopped" if self._is_closing else "provider_slow"
            return settled(parcel.due, parcel.fence, handed_back(why, now=now))
        try:
            receipt = await self._carriers[name].send(parcel.rendered)
        except NotReached as trouble:
            self._open_breaker(name, trouble)
            return self._held(name, parcel, trouble)
        except Trouble as trouble:
            return parcel.after(trouble, now=clock.now(), luck=luck())
        except Exception as error:  # noqa: BLE001 (our own bug: it may have been sent, and must not stop the others)
            _log.exception("sending_broke", delivery=str(parcel.due.id))
            bug = Unknown(f"The desk failed while sending ({type(error).__name__}).")
            return parcel.after(bug, now=clock.now(), luck=luck())
        return accepted(parcel, receipt, now=clock.now())

    async def _settle(self, system: System, outcomes: Sequence[Settled], *, until: datetime) -> None:
        await settle(system, outcomes, until=until, record=self._record)

    def _shut(self, name: str) -> NotReached:
        return NotReached(Temporary(f"The provider of {name} could not be reached a moment ago."))

    def _held(self, name: str, parcel: Parcel, trouble: NotReached) -> Settled:
        now = clock.now()
        until = min(self._breakers[name].until or now, now + _LONGEST_HOLD)
        return settled(parcel.due, parcel.fence, not_begun(trouble.cause, until=until, luck=luck()))


class Deliverer(Sender[Due | AccountDue]):
    """Sends deliveries to people.

    `sender` is SUPPORT_EMAIL; `link_token` makes the tokens of links that open accounts, `rating_token` those by which
    a ticket is rated, `stop_token` those by which a mail is ended, all from the desk's key.
    """

    def __init__(
        self,
        channels: Channels,
        *,
        sender: str,
        link_token: Callable[[UUID], str] | None = None,
        rating_token: Callable[[UUID], str] | None = None,
        stop_token: Callable[[str, UUID], str] | None = None,
    ) -> None:
        """Take open channels; `close` ends them."""
        super().__init__(channels)
        self._channels = channels
        self._hand = Hand(sender, link_token or _no_token, rating_token or _no_token, stop_token or _no_token)

    async def _claim(self, most: int) -> Sequence[everywhere.Claim]:
        return await everywhere.claim_deliveries(clock.now(), lease=CLAIM_LEASE, most=most)

    async def _look_up(self, system: System, ids: Sequence[UUID]) -> Sequence[Due | AccountDue]:
        return await ask(system, due, ids)

    def _judged(self, one: Due | AccountDue, fence: int, now: datetime) -> tuple[str, Parcel] | Settled:
        if one.state == "sending":
            return lost(one, fence, now=now, luck=luck())
        found = packed(one, fence, channel=self._channels[one.channel], hand=self._hand, now=now, luck=luck())
        return found if isinstance(found, Settled) else (one.channel, found)


def _by_workspace(claims: Sequence[everywhere.Claim]) -> dict[UUID, dict[UUID, int]]:
    grouped: dict[UUID, dict[UUID, int]] = {}
    for claim in claims:
        grouped.setdefault(claim.workspace_id, {})[claim.id] = claim.fence
    return grouped


def _no_token(*_names: object) -> str:
    raise Permanent("This worker does not have the desk's key, so it can write no links.", kind="config")


def luck() -> float:
    """Return what jitter is made of, uniform in [0, 1)."""
    return random.random()  # noqa: S311 (jitter, not a secret)
