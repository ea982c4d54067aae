"""Sending what is unsent, oldest first: at most two requests under way, so that the line is busy while an answer comes.

The numbers make the order: a request whose forerunner was lost is answered with a gap and goes again. After a failure
one request goes alone until it came through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from desk.model.errors import DeskError
from local_db import outbox
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.epochs import Parting
from local_db.outbox import Batch
from sync.branch_line import HeldInBranch, HubLost
from sync.exchange import Exchange
from sync.learning import Learnt
from sync.line_errors import RequestTooLarge
from sync.pace import Pace, read_pace

UNDER_WAY_MOST = 2
FOLLOW_S = 5.0  # where the line does not tell when a request is on its way, the next one follows after so long
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
                for task in await self._some_news():
                    await self._landed(task, self._flying.pop(task))
        finally:
            for task in self._flying:
                task.cancel()
            await asyncio.gather(*self._flying, return_exceptions=True)
        if self._fault is not None:
            raise self._fault
        return self._told

    async def _some_news(self) -> list[asyncio.Task[Learnt]]:
        """Wait until a request ended, or the latest is on its way whole so that another may follow it."""
        latest = list(self._flying.values())[-1]
        if latest.sent.is_set() or len(self._flying) >= self._most:
            done, _ = await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            return list(done)
        sent = asyncio.ensure_future(latest.sent.wait())
        try:
            await asyncio.wait({*self._flying, sent}, timeout=FOLLOW_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sent.cancel()
        latest.sent.set()  # also where nobody can tell: it has had its time
        return [task for task in self._flying if task.done()]

    async def _launch(self, pull: bool) -> bool:
        """Start one more request; False where none is to be started now."""
        if self._unsendable is not None and not self._flying:
            await self._next_epoch(self._unsendable)
            self._unsendable = None
        if self._enough or self._fault or self._unsendable or len(self._flying) >= self._most:
            return False
        if not all(flight.sent.is_set() for flight in self._flying.values()):
            return False  # what follows must not arrive before what it follows
        beyond = self._beyond()
        pace, batches = await self._desk.store.read_soon(partial(_next, beyond=beyond))
        if not batches:
            return False
        if (bad := outbox.unsendable(batches)) is not None:
            self._unsendable = bad
            return not self._flying
        through = beyond | {batch.journal.epoch: batch.last for batch in batches}
        last = not await self._desk.store.read_soon(partial(outbox.batches, bytes_wanted=1, beyond=through))
        follows = not self._flying
        flight = Flight(batches, pace, follows)
        going = self._exchange.round(batches, pull=pull and last and follows, follows=follows, on_sent=flight.sent.set)
        self._flying[asyncio.create_task(going)] = flight
        return True

    def _beyond(self) -> dict[int, int]:
        """Through which line of each epoch nothing is to be sent now: held in the branch, or under way."""
        beyond = dict(self._branch.numbers())
        for flight in self._flying.values():
            for batch in flight.batches:
                beyond[batch.journal.epoch] = max(beyond.get(batch.journal.epoch, 0), batch.last)
        return beyond

    async def _landed(self, task: asyncio.Task[Learnt], flight: Flight) -> None:
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

    def __init__(self, batches: list[Batch], pace: Pace, follows: bool) -> None:
        self.batches = batches
        self.pace = pace
        self.follows = follows
        self.sent = asyncio.Event()

    @property
    def count(self) -> int:
        """Lines it carries."""
        return sum(len(batch.lines) for batch in self.batches)


def _next(connection: Connection, beyond: Mapping[int, int]) -> tuple[Pace, list[Batch]]:
    pace = read_pace(connection)
    return pace, outbox.batches(connection, pace.lines_bytes, beyond)
