"""The running centre: what it does beside answering. It judges, lends out books, and keeps a snapshot ready."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from desk.model.errors import DeskError
from sync.central import bank, books, decide, snapshots
from sync.central.serving import Serving
from sync.central.sources import OutsideSource
from sync.central.store import Store
from sync.central.tables import branches

log = logging.getLogger(__name__)
POLL_S = 1.0  # how soon a command's writing beside the running server reaches held pulls
LEASE_EVERY = 30  # polls between two looks at the books
JUDGED_WITHIN_S = 2.0
JUDGED_FOR_MAX = 4  # requests that wait for judging in one branch; under load the others do not
CALM_S = 2.0  # other news may wait (protocol section 5 allows 15 s)


class Centre(Serving):
    """One server process of a centre. `clock` gives ms since 1970 UTC; `source` answers what the registry does not."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], int],
        *,
        demo_bank: bool = False,
        source: OutsideSource | None = None,
    ) -> None:
        super().__init__(store, clock)
        self.source = source
        self.demo_bank = demo_bank
        self.under_way: dict[str, int] = defaultdict(int)
        self.desk_done: dict[str, asyncio.Event] = {}
        self._seen: dict[str, int] = {}
        self._judges: dict[str, asyncio.Task[None]] = {}
        self._judge_again: set[str] = set()
        self._judging_for: dict[str, int] = defaultdict(int)
        self._snapshots = asyncio.Lock()

    async def judged(self, branch: str) -> None:
        """Have what was taken in judged, and wait for that a moment: an answer then tells the outcomes as well.

        Taking in never waits for judging: while much is pending, answers go out without outcomes, which end the next
        held pull.
        """
        waiting = self._judging_for[branch]
        task = self.judge(branch)
        if waiting < JUDGED_FOR_MAX:
            self._judging_for[branch] += 1
            try:
                await asyncio.wait({task}, timeout=JUDGED_WITHIN_S)
            finally:
                self._judging_for[branch] -= 1

    def judge(self, branch: str) -> asyncio.Task[None]:
        """Judge all that is pending in a branch, one batch after the other; one task a branch, however many ask."""
        task = self._judges.get(branch)
        if task is None or task.done():
            task = self._judges[branch] = self.spawn(self._judge(branch))
        else:
            self._judge_again.add(branch)
        return task

    async def _judge(self, branch: str) -> None:
        while True:
            self._judge_again.discard(branch)
            decided = await self.write(lambda connection: decide.decide(connection, branch, self.clock()))
            if decided.lines:
                self.tell(branch)
            if decided.bills and self.demo_bank:
                self.spawn(self._settle_later(branch))
            if decided.lines < decide.LINES_AT_ONCE and branch not in self._judge_again:
                return

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Catch up with what an earlier process left undone, then serve."""
        self.spawn(self._catch_up())
        self.spawn(self._watch())
        try:
            yield
        finally:
            await self.end_work()

    async def current_snapshot(self, branch: str) -> snapshots.Snapshot:
        """The snapshot of a branch: the kept one, or a new one where there is none or the feed moved far."""
        async with self._snapshots:
            kept = await self.read(lambda connection: snapshots.current(connection, branch))
            if kept is None:
                return await self._build_snapshot(branch)
        last = await self.read(lambda connection: snapshots.distance(connection, branch, kept))
        if last > snapshots.FAR:
            self.spawn(self._renew_snapshot(branch))
        return kept

    async def _renew_snapshot(self, branch: str) -> None:
        async with self._snapshots:
            kept = await self.read(lambda connection: snapshots.current(connection, branch))
            if kept is None or await self.read(lambda c: snapshots.distance(c, branch, kept)) > snapshots.FAR:
                await self._build_snapshot(branch)

    async def _build_snapshot(self, branch: str) -> snapshots.Snapshot:
        store, now = self.store, self.clock()
        built = await self.read(lambda connection: snapshots.build(connection, store, branch, now))
        await self.write(lambda connection: snapshots.keep(connection, branch, built, now))
        return built.snapshot

    async def _catch_up(self) -> None:
        for branch in await self.read(_branches):
            if await self.read(lambda c, b=branch: decide.waiting_kinds_known(c, b)):  # type: ignore[misc]
                await self.write(lambda c, b=branch: decide.decide_again(c, b, "kind", self.clock()))  # type: ignore[misc]
            await self.judge(branch)
            if self.demo_bank:
                await self._settle_later(branch)

    async def _watch(self) -> None:
        """Notice what commands beside this server wrote, and lend out books that run low; for as long as it serves."""
        rounds = 0
        while not self.stopping.is_set():
            try:
                await self._look_about(lend=rounds % LEASE_EVERY == 0)
            except (SQLAlchemyError, DeskError):
                # a database away for a moment is no reason to be deaf when it is back
                log.exception("looking about failed")
            rounds += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self.stopping.wait()

    async def _look_about(self, *, lend: bool) -> None:
        heads = await self.read(_heads)
        for branch, f in heads.items():
            if self._seen.get(branch, f) != f:
                self.tell(branch)
        self._seen = heads
        if lend:
            await self._lend_books()

    async def _lend_books(self) -> None:
        now = self.clock()
        for need in await self.read(lambda c: books.in_need(c, now)):
            branch = await self.write(lambda c, d=need.desk: books.provide_desk(c, d, now))  # type: ignore[misc]
            self.tell(branch)

    async def _settle_later(self, branch: str) -> None:
        await asyncio.sleep(bank.DELAY_S)
        if await self.write(lambda connection: bank.settle(connection, branch, self.clock())):
            self.tell(branch)


def _branches(connection: Connection) -> list[str]:
    return [str(branch) for branch in connection.execute(select(branches.c.branch)).scalars()]


_HEADS = select(branches.c.branch, branches.c.f)


def _heads(connection: Connection) -> dict[str, int]:
    return {str(branch): int(f) for branch, f in connection.execute(_HEADS)}
