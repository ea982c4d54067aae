"""Sending what is unsent, oldest first: at most two requests under way, so that the line is busy while an answer comes.

The numbers make the order: a request whose forerunner was lost is answered with a gap and goes again. After a failure
one request goes alone until it came through.

While somebody is served at this desk, or waits for the bank's word on a QR order, requests stay small and one of those
under way also asks for news, so that an answer does not wait for the end of a backlog; and none is begun while a
question is under way (sync/right_of_way.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from desk.model.errors import DeskError
from local_db import meta, outbox
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.epochs import Parting
from local_db.outbox import Batch
from local_db.queries import office
from local_db.queries.files_wait import SERVED_MS
from sync.branch_line import HeldInBranch, HubLost
from sync.exchange import Exchange
from sync.learning import Learnt
from sync.line_errors import RequestTooLarge
from sync.pace import PAGE_BYTES_LEAST, PAGE_BYTES_MOST, REQUEST_BYTES, Pace, read_pace
from sync.questions import Turn

UNDER_WAY_MOST = 2
PROBE_LINES = 20
NextEpoch = Callable[[Parting], Awaitable[None]]


class Sending:
    """One run of sending; made anew for each."""

    def __init__(
        self, desk: DeskFile, exchange: Exchange, branch: HeldInBranch, next_epoch: NextEpoch, *, carefully: bool
    ) -> None:
        self._desk = desk
        self._exchange = exchange
        self._branch = branch
        self._next_epoch = next_epoch
        self._most = 1 if carefully else UNDER_WAY_MOST
        self._flying: dict[asyncio.Task[Learnt], Flight] = {}
        self._told = Learnt(taken=0)
        self._fault: DeskError | None = None
        self._enough = False
        self._unsendable: Parting | None = None
        self._packed = 0

    async def run(self, *, pull: bool) -> Learnt:
        """Send all of it; the last request, when it goes alone, also pulls where `pull`. The sum of what was learnt.

        Raises the first failure, after what else was under way has ended.
        """
        try:
            while True:
                while await self._launch(pull):
                    pass
                if not self._flying:
                    break
                done, _ = await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    await self._landed(task, self._flying.pop(task))
        finally:
            for task in self._flying:
                task.cancel()
            await asyncio.gather(*self._flying, return_exceptions=True)
        if self._fault is not None:
            raise self._fault
        return self._told

    async def _launch(self, pull: bool) -> bool:
        """Start one more request; False where none is to be started now."""
        if self._unsendable is not None and not self._flying:
            await self._next_epoch(self._unsendable)
            self._unsendable = None
        if self._enough or self._fault or self._unsendable or len(self._flying) >= self._most:
            return False
        await self._exchange.way_free()
        beyond, now = self._beyond(), self._desk.clock.now_ms()
        pace, served, batches = await self._desk.store.read_soon(
            partial(_next, beyond=beyond, now_ms=now, packed=self._packed, slack=self._slack)
        )
        if not batches:
            return False
        if not pace.packed and sum(len(batch.lines) for batch in batches) >= PROBE_LINES:
            # how well lines pack here is not known yet: better found out at home than by requests too small or too big
            self._packed = await self._exchange.packs_to(batches)
            pace, served, batches = await self._desk.store.read_soon(
                partial(_next, beyond=beyond, now_ms=now, packed=self._packed, slack=self._slack)
            )
        if (bad := outbox.unsendable(batches)) is not None:
            self._unsendable = bad
            return not self._flying
        through = beyond | {batch.journal.epoch: batch.last for batch in batches}
        last = not await self._desk.store.read_soon(partial(outbox.batches, bytes_wanted=1, beyond=through))
        follows = not self._flying
        before = list(self._flying.values())[-1].turn if self._flying else None
        asks = pull and (follows if last else served and not any(each.pulls for each in self._flying.values()))
        flight = Flight(batches, pace, follows, Turn(before), pulls=asks)
        most = PAGE_BYTES_LEAST if served and not last else PAGE_BYTES_MOST
        going = self._exchange.round(batches, pull=asks, follows=follows, turn=flight.turn, page_most=most)
        self._flying[asyncio.create_task(going)] = flight
        return True

    @property
    def _slack(self) -> int:
        """The last two requests go as one while the line is good: as much is at stake as with both under way."""
        return 4 if self._most == UNDER_WAY_MOST and not self._flying else 1

    def _beyond(self) -> dict[int, int]:
        """Through which line of each epoch nothing is to be sent now: held in the branch, or under way."""
        beyond = dict(self._branch.numbers())
        for flight in self._flying.values():
            for batch in flight.batches:
                beyond[batch.journal.epoch] = max(beyond.get(batch.journal.epoch, 0), batch.last)
        return beyond

    async def _landed(self, task: asyncio.Task[Learnt], flight: Flight) -> None:
        if task.cancelled():
            return
        try:
            learnt = task.result()
        except HubLost:
            self._branch.forget()  # whatever it held, the centre is asked itself, and at once
        except RequestTooLarge as fault:
            now = await self._desk.store.read_soon(read_pace)
            if now.lines_bytes >= flight.pace.lines_bytes or flight.count < 2:
                self._fault = self._fault or fault
        except DeskError as fault:
            self._fault = self._fault or fault
        else:
            self._heed(learnt, flight)
        if not flight.turn.sent.is_set() and task.exception() is not None:
            self._call_off(flight.turn)
        flight.turn.sent.set()

    def _call_off(self, turn: Turn) -> None:
        """What waits for its turn behind a request that never went has nothing to follow."""
        for task, flight in self._flying.items():
            if flight.turn.before is turn:
                task.cancel()

    def _heed(self, learnt: Learnt, flight: Flight) -> None:
        self._told = replace(
            learnt,
            taken=self._told.taken + learnt.taken,
            lines=self._told.lines + learnt.lines,
            more=self._told.more or learnt.more,
            stale=self._told.stale or learnt.stale,
            problem=learnt.problem if flight.follows else self._told.problem,
            pulled=self._told.pulled or learnt.pulled,
        )
        self._unsendable = learnt.unsendable or self._unsendable
        if not flight.follows:
            # what it found amiss may be its forerunner's fate: that one's answer decides, and is waited for
            if learnt.problem:
                self._most = 1
            return
        self._most = UNDER_WAY_MOST if learnt.taken > 0 else 1
        again = learnt.unsendable is not None or learnt.more
        if (learnt.taken <= 0 and not self._branch.took and not again) or (learnt.problem and not again):
            self._enough = True


class Flight:
    """One request under way."""

    def __init__(self, batches: list[Batch], pace: Pace, follows: bool, turn: Turn, *, pulls: bool) -> None:
        self.batches = batches
        self.pace = pace
        self.follows = follows
        self.turn = turn
        self.pulls = pulls

    @property
    def count(self) -> int:
        """Lines it carries."""
        return sum(len(batch.lines) for batch in self.batches)


def _next(
    connection: Connection, beyond: Mapping[int, int], now_ms: int, packed: int, slack: int
) -> tuple[Pace, bool, list[Batch]]:
    """The next lines to send, by which pace, and whether somebody waits at the counter; what is then left over goes
    along where it is no more than `slack` parts of four, for a request of its own costs more than it."""
    pace = read_pace(connection)
    pace = replace(pace, packed=packed or pace.packed)
    desk = str(meta.get(connection, "desk", ""))
    served = office.somebody_waits(connection, desk, now_ms - SERVED_MS)
    if served:
        pace = replace(pace, request=min(pace.request, REQUEST_BYTES))
    found = outbox.batches(connection, pace.lines_bytes, beyond)
    room = pace.lines_bytes * slack // 4
    through = dict(beyond) | {batch.journal.epoch: batch.last for batch in found}
    tail = outbox.batches(connection, room + 1, through)
    if tail and sum(len(line) + 1 for batch in tail for line in batch.lines) <= room:
        found = outbox.batches(connection, pace.lines_bytes + room, beyond)
    return pace, served, found
