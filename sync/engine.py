"""The engine: sends what is unsent, keeps the proofs, applies what comes back. Runs inside the app or headless.

When to send, when to ask, how long to wait after a failure; the state of retrying lives in the database, so a restart
knows it. What one round trip is, sync/exchange.py tells; how several are under way at once, sync/sending.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from random import Random
from typing import Any, TypeVar

from desk.model.errors import DeskError
from desk.model.line import encode_json
from desk.model.ports import LineSwitch
from local_db import meta, outbox
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.epochs import Parting
from sync.branch_line import HeldInBranch, HubLost
from sync.copying import Copying
from sync.errors import DeskRefused
from sync.exchange import Exchange
from sync.files_lane import FilesLane
from sync.learning import Learnt
from sync.line_errors import CentreBusy, LineCut, LinesNotTaken
from sync.link import Link
from sync.sending import Sending

Result = TypeVar("Result")
HOLD_S = 25
PACE_S = 5.0  # between two pulls that came back at once with nothing: a server that does not hold them
RETRY_BASE_S = 1.0
RETRY_CEILING_S = 60.0
LINE_OFF_LOOK_S = 0.3


class Engine:
    """Keeps one desk and its centre in step. `told` is called after every change of state (repaint)."""

    def __init__(
        self,
        desk: DeskFile,
        link: Link,
        random: Random,
        switch: LineSwitch | None = None,
        told: Callable[[], None] = lambda: None,
        retry_ceiling_s: float = RETRY_CEILING_S,
    ) -> None:
        self._desk = desk
        self._link = link
        self._random = random
        self._switch = switch
        self._told = told
        self._ceiling = retry_ceiling_s
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failures = 0
        self._sending = False
        self._branch = HeldInBranch()
        self._exchange = Exchange(desk, link, self._branch)
        self._copying = Copying(desk, link, told)
        self._files = FilesLane(desk, link, random, self._line_is_quiet)
        self.last_failure: DeskError | None = None

    def wake(self) -> None:
        """There is new work; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._told_news)

    def _told_news(self) -> None:
        self._news.set()
        self._files.wake()

    async def run(self) -> None:
        """Work until cancelled: send at once what is new, hold a pull open for what the centre has to say.

        Raises DeskRefused where asking again can never help: another machine has this desk's id.
        """
        self._loop = asyncio.get_running_loop()
        self._failures = int(await self._read(lambda c: meta.get(c, "retry_failures", 0)) or 0)
        lane = asyncio.create_task(self._files.run())
        try:
            await self._turns()
        finally:
            lane.cancel()
            await asyncio.gather(lane, return_exceptions=True)

    async def _turns(self) -> None:
        while True:
            try:
                await self._one_turn()
            except DeskError as fault:
                await self._failed(fault)
                if isinstance(fault, DeskRefused) and fault.final:
                    raise
                await self._back_off(fault)

    async def _one_turn(self) -> None:
        self._news.clear()
        if await self._unsent():
            told = await self._send(pull=True)
            if told.stale:
                await self._beside(self._copying.renew())
            else:
                self._require_taken(told)
            return
        clock = asyncio.get_running_loop().time
        began = clock()
        found = await self._beside(self._pull(wait=HOLD_S))
        if found.stale:
            await self._beside(self._copying.renew())
        elif not found.lines and not found.more and clock() - began < PACE_S:
            off = asyncio.ensure_future(self._line_cut())
            try:
                await self._rest(off)
            finally:
                off.cancel()
                await asyncio.gather(off, return_exceptions=True)

    async def _beside(self, long: Coroutine[Any, Any, Result]) -> Result:
        """What takes long, a held pull or a copy brought anew; new work does not wait for it but goes beside it, asking
        for no feed. Raises LineCut when the line is switched off, and whatever either raises."""
        task = asyncio.ensure_future(long)
        news = asyncio.ensure_future(self._news.wait())
        off = asyncio.ensure_future(self._line_cut())
        try:
            await asyncio.wait({task, news, off}, return_when=asyncio.FIRST_COMPLETED)
            while news.done() and not task.done() and not off.done():
                self._news.clear()
                if await self._unsent():
                    await self._send(pull=False)
                news = asyncio.ensure_future(self._news.wait())
                await asyncio.wait({task, news, off}, return_when=asyncio.FIRST_COMPLETED)
            if off.done() and not task.done():
                raise LineCut()
            return await task
        finally:
            for each in (task, news, off):
                each.cancel()
            await asyncio.gather(task, news, off, return_exceptions=True)

    async def _rest(self, off: asyncio.Future[Any]) -> None:
        """Wait PACE_S, or until there is something to send. Our own commits wake us too: they are none."""
        clock = asyncio.get_running_loop().time
        until = clock() + PACE_S
        while not off.done() and (left := until - clock()) > 0:
            self._news.clear()
            if await self._unsent():
                return
            news: asyncio.Future[Any] = asyncio.ensure_future(self._news.wait())
            await asyncio.wait({news, off}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()

    async def once(self) -> int:
        """Until nothing is unsent and nothing more is to be had, scans last; gives how many lines went. Raises
        DeskError."""
        taken = 0
        try:
            while True:
                unsent = await self._unsent()
                told = await self._send(pull=True) if unsent else await self._pull()
                taken += told.taken
                if told.stale:
                    await self._beside(self._copying.renew())
                    continue
                if unsent:
                    self._require_taken(told)
                if told.pulled and not told.more and not await self._unsent():
                    await self._files.drain()
                    return taken
        except DeskError as fault:
            await self._failed(fault)
            raise

    def _require_taken(self, told: Learnt) -> None:
        """Lines nobody takes are not sent without end."""
        if not told.taken and not told.more and not self._branch.took:
            raise LinesNotTaken(problem=told.problem or "-")

    def _line_is_quiet(self) -> bool:
        """Whether scans may use the line: it works, and nothing more urgent goes over it."""
        off = self._switch is not None and self._switch.is_off()
        return not off and self.last_failure is None and not self._sending

    async def _send(self, *, pull: bool) -> Learnt:
        """Send everything unsent. Raises the named failures of the line, and what was wrong with a reply."""
        await self._copying.use_dictionary()
        carefully = self._failures > 0
        run = Sending(self._desk, self._exchange, self._branch, self._next_epoch, carefully=carefully)
        self._sending = True
        try:
            return await self._learnt(await run.run(pull=pull))
        finally:
            self._sending = False

    async def _pull(self, wait: int = 0) -> Learnt:
        """Ask for news alone, held open for `wait` seconds."""
        await self._copying.use_dictionary()
        try:
            return await self._learnt(await self._exchange.round([], wait=wait))
        except HubLost:
            self._branch.forget()  # whatever it held, the centre is asked itself, and at once
            return await self._learnt(await self._exchange.round([], wait=wait))

    async def _learnt(self, told: Learnt) -> Learnt:
        self._failures = 0
        self.last_failure = None
        self._told()
        if told.pulled and not told.stale:
            self._copying.cursor_known()
        if not told.more and not told.stale and not await self._unsent():
            await self._copying.tend_dictionary()
        return told

    async def load_snapshot(self) -> None:
        """Bring the centre's snapshot and replace the copy with it, in one transaction."""
        await self._copying.load_snapshot()

    async def _next_epoch(self, at: Parting) -> None:
        """Lines nobody takes hold up no others: what can be sent goes on in the next epoch."""
        await asyncio.to_thread(self._desk.open_epoch, "unsendable", at)

    async def _failed(self, fault: DeskError) -> None:
        self.last_failure = fault
        self._failures += 1
        failures = self._failures

        def note(connection: Connection) -> None:
            meta.put(connection, "line_state", "down")
            meta.put(connection, "line_cause", fault.code)
            meta.put(connection, "line_said", encode_json([fault.sentence.th, fault.sentence.en]).decode("utf-8"))
            meta.put(connection, "retry_failures", failures)

        try:
            await self._desk.store.write_soon(note)
        except DeskError as unwritten:  # a disk that is full keeps no note of it: known here, until there is room
            self.last_failure = unwritten
        self._told()

    async def _back_off(self, fault: DeskError) -> None:
        """Wait, exponentially with full jitter; new work or a line switched on again ends a wait early."""
        if isinstance(fault, LineCut):
            while self._switch is not None and self._switch.is_off():
                await asyncio.sleep(LINE_OFF_LOOK_S)
            return
        if isinstance(fault, CentreBusy):
            # what the centre asks for, and a little chance on top, so that not all desks come back at once
            asked = float(str(fault.facts["seconds"]))
            await asyncio.sleep(asked + self._random.uniform(0, RETRY_BASE_S))
            return
        most = min(self._ceiling, RETRY_BASE_S * 2 ** min(self._failures, 16))
        await asyncio.sleep(self._random.uniform(RETRY_BASE_S / 4, most))

    async def _line_cut(self) -> None:
        """Ends when the line is switched off by hand."""
        while self._switch is None or not self._switch.is_off():
            await asyncio.sleep(LINE_OFF_LOOK_S if self._switch is not None else 3600)

    async def _unsent(self) -> bool:
        held = self._branch.numbers()
        return bool(await self._read(partial(outbox.batches, bytes_wanted=1, beyond=held)))

    async def _read(self, question: Callable[[Connection], Result]) -> Result:
        return await self._desk.store.read_soon(question)
