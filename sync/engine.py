"""The engine: sends what is unsent, keeps the proofs, applies what comes back. Runs inside the app or headless.

No transaction is open while the network is in use. A cycle is one round trip: push, acknowledge, pull. What it learnt
is committed in one transaction at its end; the state of retrying lives in the database, so a restart knows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from random import Random
from typing import TypeVar

from desk.model.errors import DeskError
from desk.model.ports import LineSwitch
from local_db import feed, meta, outbox
from local_db.connection import Connection
from local_db.desk_file import DeskFile, SystemClock
from local_db.epochs import Parting
from local_db.outbox import Batch
from sync import keys
from sync.branch_line import HeldInBranch, HubLost, held_in_branch, hub_alone, unsent_beyond
from sync.errors import AnswerTooLarge, ClockWrong, DeskRefused
from sync.learning import Asked, Learnt, learn
from sync.line_errors import CentreBusy, LineCut, LinesNotTaken, RequestTooLarge, SnapshotUnusable
from sync.link import Answer, Link
from sync.segment import Segment, seal
from sync.snapshot_file import About
from sync.wire import PAGE_BYTES_DEFAULT, PAGE_BYTES_MAX, SyncRequest

Result = TypeVar("Result")
BATCH_BYTES = 64 * 1024  # of lines; about 16 kB compressed
BATCH_BYTES_LEAST = 8 * 1024
BATCH_BYTES_NAMED_LEAST = 1024  # where the centre itself names how little it takes
REQUEST_HEAD_BYTES = 2 * 1024  # first line and headers of segments, beside the lines
BATCH_BYTES_MOST = 256 * 1024
HOLD_S = 25
PACE_S = 5.0  # between two pulls that came back at once with nothing: a server that does not hold them
RETRY_BASE_S = 1.0
RETRY_CEILING_S = 60.0
LINE_OFF_LOOK_S = 0.3
CLOCK_SURE_MS = 2_000
DICTIONARY_EVERY_MS = 6 * 3600 * 1000  # how often to ask where there was none, or the one held was refused


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
        self._page_bytes = PAGE_BYTES_DEFAULT
        self._copy_is_fresh = False
        self._dictionary_known = False
        self._branch = HeldInBranch()
        self.last_failure: DeskError | None = None

    def wake(self) -> None:
        """There is new work; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Work until cancelled: send at once what is new, hold a pull open for what the centre has to say.

        Raises DeskRefused where asking again can never help: another machine has this desk's id.
        """
        self._loop = asyncio.get_running_loop()
        self._failures = int(await self._read(lambda c: meta.get(c, "retry_failures", 0)) or 0)
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
            cycle = await self.cycle()
            if cycle.stale:
                await self._renew_copy()
            elif not cycle.taken and not cycle.more and not self._branch.took:
                raise LinesNotTaken(problem=cycle.problem or "-")
            return
        clock = asyncio.get_running_loop().time
        began = clock()
        pull = asyncio.ensure_future(self.cycle(wait=HOLD_S))
        news = asyncio.ensure_future(self._news.wait())
        off = asyncio.ensure_future(self._line_cut())
        try:
            await asyncio.wait({pull, news, off}, return_when=asyncio.FIRST_COMPLETED)
            while news.done() and not pull.done() and not off.done():
                # new work does not wait for the held pull: it goes beside it, asking for no feed
                self._news.clear()
                await self.cycle(pull=False)
                news = asyncio.ensure_future(self._news.wait())
                await asyncio.wait({pull, news, off}, return_when=asyncio.FIRST_COMPLETED)
            if off.done() and not pull.done():
                raise LineCut()
            found = await pull
            if found.stale:
                await self._renew_copy()
            elif not found.lines and not found.more and not news.done() and clock() - began < PACE_S:
                await asyncio.wait({news, off}, timeout=PACE_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (pull, news, off):
                task.cancel()
            await asyncio.gather(pull, news, off, return_exceptions=True)

    async def once(self) -> int:
        """Cycle until nothing is unsent and nothing more is to be had; gives how many lines went. Raises DeskError."""
        taken = 0
        while True:
            try:
                cycle = await self.cycle()
            except DeskError as fault:
                await self._failed(fault)
                raise
            taken += cycle.taken
            if cycle.stale:
                await self._renew_copy()
                continue
            unsent = await self._unsent()
            if not unsent and not cycle.more:
                return taken
            if unsent and not cycle.taken and not cycle.more and not self._branch.took:
                refused = LinesNotTaken(problem=cycle.problem or "-")
                await self._failed(refused)
                raise refused

    async def cycle(self, *, wait: int = 0, pull: bool = True) -> Learnt:
        """One round trip. Raises the named failures of the line, and what was wrong with the reply after everything
        right with it was kept. A request the centre finds too large is cut smaller and sent again at once."""
        while True:
            size = await self._batch_bytes()
            batches = await self._read(partial(unsent_beyond, held=self._branch.numbers(), bytes_wanted=size))
            if (bad := outbox.unsendable(batches)) is not None:
                await self._next_epoch(bad)
                continue
            try:
                learnt = await self._round(batches, size, wait, pull)
                if learnt.unsendable is not None:
                    await self._next_epoch(learnt.unsendable)
                return learnt
            except HubLost:
                self._branch.forget()  # whatever it held, the centre is asked itself, and at once
            except RequestTooLarge:
                if await self._batch_bytes() >= size or sum(len(batch.lines) for batch in batches) < 2:
                    raise

    async def _next_epoch(self, at: Parting) -> None:
        """Lines nobody takes hold up no others: what can be sent goes on in the next epoch."""
        await asyncio.to_thread(self._desk.open_epoch, "unsendable", at)

    async def _batch_bytes(self) -> int:
        return int(await self._read(lambda c: meta.get(c, "batch_bytes", BATCH_BYTES)) or BATCH_BYTES)

    async def _round(self, batches: list[Batch], size: int, wait: int, pull: bool) -> Learnt:
        desk = self._desk
        await self._use_dictionary()
        request, segments = await self._read(lambda c: self._request(c, batches, wait, pull))
        pushed = {batch.journal.name: batch.last for batch in batches}
        attempts = await self._begin(batches)
        try:
            answer = await self._link.sync(request.encode(segments), request.max, request.wait)
            learnt = await desk.store.write_soon(lambda c: self._learn(c, answer, request, attempts, size, pushed))
        except DeskError as fault:
            named = fault
            if isinstance(fault, AnswerTooLarge):  # one line may be longer than a page of this size may be
                self._page_bytes = min(self._page_bytes * 2, PAGE_BYTES_MAX)
            await desk.store.write_soon(lambda c: self._note_failure(c, attempts, named, size))
            raise
        except asyncio.CancelledError:
            if attempts:
                await asyncio.shield(desk.store.write_soon(lambda c: self._end_attempts(c, attempts, "cut")))
            raise
        told = await self._read(lambda c: held_in_branch(c, answer.reply)) if answer.by_hub else {}
        self._branch.heed(told, keep=answer.by_hub and not learnt.problem and learnt.taken >= 0)
        self._page_bytes = PAGE_BYTES_DEFAULT
        self._copy_is_fresh = self._copy_is_fresh and learnt.stale
        if learnt.fault is not None:
            raise learnt.fault
        self._failures = 0
        self.last_failure = None
        self._told()
        if not learnt.more and not learnt.stale:
            await self._tend_dictionary()
        return learnt

    async def _use_dictionary(self) -> None:
        """Pack with the dictionary fetched from this centre earlier, if there is one."""
        if not self._dictionary_known:
            held = await self._read(lambda c: meta.get(c, "dictionary"))
            self._link.use_dictionary(held if isinstance(held, bytes) else None)
            self._dictionary_known = True

    async def _tend_dictionary(self) -> None:
        """Fetch one where none is held, or the centre has another by now: now and then, when nothing is unsent."""
        now = self._desk.clock.now_ms()
        if self._link.has_dictionary or await self._unsent():
            return
        if abs(now - int(await self._read(lambda c: meta.get(c, "dictionary_asked", 0)) or 0)) < DICTIONARY_EVERY_MS:
            return
        await self._desk.store.write_soon(lambda c: meta.put(c, "dictionary_asked", now))
        try:
            found = await self._link.dictionary()
        except DeskError as fault:
            code = fault.code  # everything works without one: noted, and no failure of the cycle before it
            await self._desk.store.write_soon(lambda c: meta.put(c, "dictionary_cause", code))
            return
        if found is not None:
            await self._desk.store.write_soon(lambda c: meta.put(c, "dictionary", found))
            self._link.use_dictionary(found)

    async def _renew_copy(self) -> None:
        """The cursor is unknown to the centre: a snapshot gives a new one, once; a centre that does not know that one
        either is asked again later."""
        if self._copy_is_fresh:
            raise SnapshotUnusable()
        await self.load_snapshot()
        self._copy_is_fresh = True

    async def load_snapshot(self) -> None:
        """Bring the centre's snapshot and replace the copy with it, in one transaction."""
        desk = self._desk
        told = await self._link.snapshot()
        identity = await self._read(meta.identity)
        about = About.read(told, identity.centre_key, identity.branch)
        part = desk.home / "snapshot.part"
        marker = desk.home / "snapshot.sha256"
        if not marker.exists() or marker.read_text() != about.sha256:
            part.unlink(missing_ok=True)
            marker.write_text(about.sha256)
        await self._link.download_snapshot(about.id, about.size, part)
        packed = await asyncio.to_thread(part.read_bytes)
        if len(packed) < about.size:
            raise SnapshotUnusable()  # cut short without a word: the next try goes on from here
        try:
            lines = await asyncio.to_thread(about.lines, packed)
        except SnapshotUnusable:
            part.unlink()
            raise
        await desk.store.write_soon(lambda c: feed.apply_snapshot(c, lines, about.feed, about.made))
        part.unlink()
        marker.unlink()
        self._told()

    def _request(
        self, connection: Connection, batches: list[Batch], wait: int, pull: bool
    ) -> tuple[SyncRequest, list[Segment]]:
        identity, look = meta.identity(connection), outbox.outlook(connection)
        key = keys.private_key(identity.device_key)
        now = self._desk.clock.now_ms()
        segments = [seal(batch.journal, batch.first, batch.lines, batch.head, now, key) for batch in batches]
        request = SyncRequest(
            desk=identity.desk,
            epoch=identity.epoch,
            n=look.n,
            oldest=look.oldest,
            feed=feed.cursor(connection) if pull else None,
            max=self._page_bytes,
            have=look.have,
            wait=0 if batches else wait,
        )
        return request, segments

    async def _begin(self, batches: list[Batch]) -> list[int]:
        if not batches:
            return []
        now = self._desk.clock.now_ms()
        return await self._desk.store.write_soon(lambda c: [outbox.begin_attempt(c, batch, now) for batch in batches])

    def _learn(
        self,
        connection: Connection,
        answer: Answer,
        request: SyncRequest,
        attempts: list[int],
        size: int,
        pushed: dict[str, int],
    ) -> Learnt:
        """Everything one reply taught, in one transaction."""
        reply, now = answer.reply, self._desk.clock.now_ms()
        as_of = meta.get(connection, "copy_as_of")
        alone = hub_alone(answer, request.feed is not None, meta.identity(connection).centre_key)
        sent = {} if answer.by_hub else pushed  # what a hub took in tells nothing of what the centre holds
        learnt = learn(connection, reply, Asked(request.have or {}, request.feed is not None, sent), now)
        cause = learnt.problem or (learnt.fault.code if learnt.fault is not None else None)
        for number in attempts:
            outbox.end_attempt(connection, number, now, cause, answer.bytes_up, answer.bytes_down)
        if attempts and not learnt.problem:
            most = int(meta.get(connection, "batch_bytes_most", BATCH_BYTES_MOST) or BATCH_BYTES_MOST)
            meta.put(connection, "batch_bytes", min(size * 2, most))
        if alone:
            if as_of is not None:
                meta.put(connection, "copy_as_of", as_of)  # a copy is as old as the centre's last page
        else:
            meta.put(connection, "last_contact", now)
            self._note_clock(connection, reply.time, now)
        if learnt.fault is None:
            meta.put(connection, "retry_failures", 0)
            meta.put(connection, "line_state", "down" if alone else "up")
        return learnt

    def _note_clock(self, connection: Connection, theirs: int, now: int) -> None:
        meta.put(connection, "clock_offset", theirs - now)
        if isinstance(self._desk.clock, SystemClock):
            off = abs(theirs - now)
            self._desk.clock.unsure = off if off > CLOCK_SURE_MS else 0

    def _note_failure(self, connection: Connection, attempts: list[int], fault: DeskError, size: int) -> None:
        self._end_attempts(connection, attempts, fault.code)
        if isinstance(fault, ClockWrong) and fault.time is not None:
            self._note_clock(connection, fault.time, self._desk.clock.now_ms())
        if isinstance(fault, DeskRefused) and fault.final:
            meta.put(connection, "integrity", fault.problem)
        if not attempts or isinstance(fault, CentreBusy | HubLost):
            return
        smaller = max(size // 2, BATCH_BYTES_LEAST)
        if isinstance(fault, RequestTooLarge):
            named = fault.most - REQUEST_HEAD_BYTES if fault.most else size // 2
            smaller = max(min(size // 2, named), BATCH_BYTES_NAMED_LEAST)
            if fault.most:
                meta.put(connection, "batch_bytes_most", max(named, BATCH_BYTES_NAMED_LEAST))
        meta.put(connection, "batch_bytes", smaller)

    def _end_attempts(self, connection: Connection, attempts: list[int], cause: str) -> None:
        now = self._desk.clock.now_ms()
        for number in attempts:
            outbox.end_attempt(connection, number, now, cause, 0, 0)

    async def _failed(self, fault: DeskError) -> None:
        self.last_failure = fault
        self._failures += 1
        failures = self._failures

        def note(connection: Connection) -> None:
            meta.put(connection, "line_state", "down")
            meta.put(connection, "line_cause", fault.code)
            meta.put(connection, "retry_failures", failures)

        await self._desk.store.write_soon(note)
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
        return bool(await self._read(partial(unsent_beyond, held=self._branch.numbers(), bytes_wanted=1)))

    async def _read(self, question: Callable[[Connection], Result]) -> Result:
        return await self._desk.store.read_soon(question)
