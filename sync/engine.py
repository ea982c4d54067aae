"""The engine: sends what is unsent, keeps the proofs, applies what comes back. Runs inside the app or headless.

No transaction is open while the network is in use. A cycle is one round trip: push, acknowledge, pull. What it learnt
is committed in one transaction at its end; the state of retrying lives in the database, so a restart knows it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from desk.model.errors import DeskError
from desk.model.line import Journal, LineFault
from desk.model.ports import LineSwitch
from local_db import feed, meta, outbox
from local_db.connection import Connection
from local_db.desk_file import DeskFile, SystemClock
from local_db.journal import head_at, own_epochs
from local_db.outbox import Batch
from sync import keys
from sync.compression import decode
from sync.errors import AckNotSigned, PageNotSigned
from sync.line_errors import HeadsDiffer, LineCut, LinesNotTaken, SnapshotUnusable
from sync.link import Answer, Link
from sync.segment import Segment, seal
from sync.wire import PAGE_BYTES_DEFAULT, Ack, SyncReply, SyncRequest, snapshot_text

Result = TypeVar("Result")
BATCH_BYTES = 64 * 1024  # of lines; about 16 kB compressed
BATCH_BYTES_LEAST = 8 * 1024
BATCH_BYTES_MOST = 512 * 1024
HOLD_S = 25
RETRY_BASE_S = 1.0
RETRY_CEILING_S = 60.0
LINE_OFF_LOOK_S = 0.3
SNAPSHOT_DECODED_MAX = 2 * 1024 * 1024 * 1024
CLOCK_SURE_MS = 2_000


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one round trip did: own lines newly acknowledged, whether the feed has more, whether a snapshot is due."""

    taken: int
    more: bool
    stale: bool = False
    problem: str = ""


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
        self.last_failure: DeskError | None = None

    def wake(self) -> None:
        """There is new work; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Work until cancelled: send at once what is new, hold a pull open for what the centre has to say."""
        self._loop = asyncio.get_running_loop()
        self._failures = int(await self._read(lambda c: meta.get(c, "retry_failures", 0)) or 0)
        while True:
            try:
                await self._one_turn()
            except DeskError as fault:
                await self._failed(fault)
                await self._back_off(fault)

    async def _one_turn(self) -> None:
        self._news.clear()
        if await self._unsent():
            cycle = await self.cycle()
            if cycle.stale:
                await self.load_snapshot()
            elif not cycle.taken:
                raise LinesNotTaken(problem=cycle.problem or "-")
            return
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
            if (await pull).stale:
                await self.load_snapshot()
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
                await self.load_snapshot()
                continue
            unsent = await self._unsent()
            if not unsent and not cycle.more:
                return taken
            if unsent and not cycle.taken and not cycle.more:
                refused = LinesNotTaken(problem=cycle.problem or "-")
                await self._failed(refused)
                raise refused

    async def cycle(self, *, wait: int = 0, pull: bool = True) -> Cycle:
        """One round trip. Raises the named failures of the line; nothing is half-applied then."""
        desk = self._desk
        size = int(await self._read(lambda c: meta.get(c, "batch_bytes", BATCH_BYTES)) or BATCH_BYTES)
        batches = await self._read(lambda c: outbox.batches(c, size))
        request, segments = await self._read(lambda c: self._request(c, batches, wait, pull))
        attempts = await self._begin(batches)
        try:
            answer = await self._link.sync(request.encode(segments), request.max, 0 if batches else wait)
            cycle = await desk.store.write_soon(
                lambda c: self._learn(c, answer, attempts, request.feed is not None, size)
            )
        except DeskError as fault:
            code = fault.code
            await desk.store.write_soon(lambda c: self._note_failure(c, attempts, code, size))
            raise
        except asyncio.CancelledError:
            if attempts:
                await asyncio.shield(desk.store.write_soon(lambda c: self._note_failure(c, attempts, "cut", size)))
            raise
        self._failures = 0
        self.last_failure = None
        self._told()
        return cycle

    async def load_snapshot(self) -> None:
        """Bring the centre's snapshot and replace the copy with it, in one transaction."""
        desk = self._desk
        about = await self._link.snapshot()
        identity = await self._read(meta.identity)
        try:
            name, cursor = str(about["id"]), str(about["feed"])
            size, digest, made, sig = int(about["bytes"]), str(about["sha256"]), int(about["made"]), str(about["sig"])
        except (KeyError, ValueError, TypeError) as fault:
            raise SnapshotUnusable() from fault
        if not keys.verify(identity.centre_key, snapshot_text(identity.branch, name, cursor, digest), sig):
            raise PageNotSigned()
        part = desk.home / "snapshot.part"
        marker = desk.home / "snapshot.sha256"
        if not marker.exists() or marker.read_text() != digest:
            part.unlink(missing_ok=True)
            marker.write_text(digest)
        await self._link.download_snapshot(name, size, part)
        packed = await asyncio.to_thread(part.read_bytes)
        if len(packed) != size:
            raise SnapshotUnusable()
        if hashlib.sha256(packed).hexdigest() != digest:
            part.unlink()
            raise SnapshotUnusable()
        content = await asyncio.to_thread(decode, packed, "zstd", most=SNAPSHOT_DECODED_MAX)
        lines = content.splitlines()
        await desk.store.write_soon(lambda c: feed.apply_snapshot(c, lines, cursor, made))
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
            max=PAGE_BYTES_DEFAULT,
            have=look.have,
            wait=0 if batches else wait,
        )
        return request, segments

    async def _begin(self, batches: list[Batch]) -> list[int]:
        if not batches:
            return []
        now = self._desk.clock.now_ms()
        return await self._desk.store.write_soon(lambda c: [outbox.begin_attempt(c, batch, now) for batch in batches])

    def _learn(self, connection: Connection, answer: Answer, attempts: list[int], pulled: bool, size: int) -> Cycle:
        """Everything one reply taught, in one transaction."""
        reply, now = answer.reply, self._desk.clock.now_ms()
        identity = meta.identity(connection)
        problems = {problem.type.rsplit("/", 1)[-1] for problem in reply.problems}
        before = _held_at_centre(connection)
        self._keep_acks(connection, identity, reply, now)
        applied = True
        if pulled and (reply.lines or reply.feed):
            if not reply.page_signed_by(identity.centre_key, identity.branch):
                raise PageNotSigned()
            applied = self._apply(connection, reply)
        for number in attempts:
            cause = ",".join(sorted(problems)) or None
            outbox.end_attempt(connection, number, now, cause, answer.bytes_up, answer.bytes_down)
        if attempts and not problems:
            meta.put(connection, "batch_bytes", min(size * 2, BATCH_BYTES_MOST))
        meta.put(connection, "retry_failures", 0)
        meta.put(connection, "line_state", "up")
        meta.put(connection, "last_contact", now)
        meta.put(connection, "clock_offset", reply.time - now)
        if isinstance(self._desk.clock, SystemClock):
            off = abs(reply.time - now)
            self._desk.clock.unsure = off if off > CLOCK_SURE_MS else 0
        taken = _held_at_centre(connection) - before
        return Cycle(taken, reply.more and applied, "stale-cursor" in problems, ",".join(sorted(problems)))

    def _apply(self, connection: Connection, reply: SyncReply) -> bool:
        try:
            return feed.apply_page(connection, reply.lines, reply.from_cursor, reply.feed, reply.time, reply.more)
        except (KeyError, TypeError, ValueError, LineFault) as fault:
            # signed by the centre and still no feed: nothing of the page is kept
            raise PageNotSigned() from fault

    def _keep_acks(self, connection: Connection, identity: meta.Identity, reply: SyncReply, now: int) -> None:
        for ack in self._own(reply.acks, identity):
            if not ack.signed_by(identity.centre_key):
                if ack.key == keys.key_id(identity.centre_key):
                    raise AckNotSigned()
                continue  # a hub's own word: held in the branch, no proof
            held = head_at(connection, Journal(ack.desk, ack.epoch), ack.through)
            if held != ack.head:
                meta.put(connection, "integrity", "heads_differ")
                raise HeadsDiffer()
            outbox.keep_ack(connection, ack.journal, ack.through, ack.head, ack.time, ack.key, ack.sig, now)

    def _own(self, acks: Iterable[Ack], identity: meta.Identity) -> list[Ack]:
        return [ack for ack in acks if ack.desk == identity.desk]

    def _note_failure(self, connection: Connection, attempts: list[int], code: str, size: int) -> None:
        now = self._desk.clock.now_ms()
        for number in attempts:
            outbox.end_attempt(connection, number, now, code, 0, 0)
        if attempts:
            meta.put(connection, "batch_bytes", max(size // 2, BATCH_BYTES_LEAST))

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
        most = min(self._ceiling, RETRY_BASE_S * 2 ** min(self._failures, 16))
        await asyncio.sleep(self._random.uniform(RETRY_BASE_S / 4, most))

    async def _line_cut(self) -> None:
        """Ends when the line is switched off by hand."""
        while self._switch is None or not self._switch.is_off():
            await asyncio.sleep(LINE_OFF_LOOK_S if self._switch is not None else 3600)

    async def _unsent(self) -> bool:
        return bool(await self._read(lambda c: outbox.batches(c, 1)))

    async def _read(self, question: Callable[[Connection], Result]) -> Result:
        return await self._desk.store.read_soon(question)


def _held_at_centre(connection: Connection) -> int:
    """Own lines acknowledged so far, over all epochs."""
    desk = meta.identity(connection).desk
    return sum(outbox.acknowledged(connection, Journal(desk, epoch)) for epoch in own_epochs(connection))
