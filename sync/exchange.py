"""One round trip with the centre: push, acknowledge, pull; and what it taught, committed in one transaction.

No transaction is open while the network is in use.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from desk.model.errors import DeskError
from desk.rules import keys
from local_db import feed, meta, outbox
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.guarded_clock import GuardedClock
from local_db.outbox import Batch
from sync.branch_line import HeldInBranch, HubLost, held_in_branch, hub_alone
from sync.centre_keys import believed
from sync.errors import AnswerTooLarge, ClockWrong, DeskRefused
from sync.learning import Asked, Learnt, learn
from sync.line_errors import CentreBusy, LineDown, LineStalled, RequestTooLarge
from sync.link import Answer, Link
from sync.metering import note_traffic
from sync.pace import keep_pace, packed_to, read_pace
from sync.questions import Round, Turn
from sync.segment import Segment, seal
from sync.wire import PAGE_BYTES_MAX, SyncRequest

Result = TypeVar("Result")
SAMPLE_BYTES = 128 * 1024
PAGE_CUT_FROM = 4 * 1024  # bytes that came before the line broke: a page was under way


@dataclass(frozen=True, slots=True)
class Try:
    """One request under way: what it says, what it carries, the numbers of its attempts in the file.

    `follows`: its lines follow directly on what is acknowledged, so that a refusal is about them and no others.
    """

    request: SyncRequest
    batches: tuple[Batch, ...]
    attempts: tuple[int, ...]
    follows: bool

    @property
    def pushed(self) -> dict[str, int]:
        """Through which line each journal was sent."""
        return {batch.journal.name: batch.last for batch in self.batches}

    @property
    def sent(self) -> dict[str, tuple[int, int]]:
        """The first and last line sent of each journal."""
        return {batch.journal.name: (batch.first, batch.last) for batch in self.batches}

    @property
    def lines_bytes(self) -> int:
        return sum(len(line) + 1 for batch in self.batches for line in batch.lines)


class Exchange:
    """Round trips of one desk over one line; `branch` is what the branch's hub said it holds."""

    def __init__(self, desk: DeskFile, link: Link, branch: HeldInBranch) -> None:
        self._desk = desk
        self._link = link
        self._branch = branch
        self._page_bytes: int | None = None  # where the last answer was too large: one line may be longer than a page
        self._news_came = True  # news come in bursts: the last pull tells whether the next answer may be long
        if isinstance(desk.clock, GuardedClock):
            link.use_clock(desk.clock.now_ms)  # a machine whose own clock is wrong is heard all the same

    async def round(
        self,
        batches: list[Batch],
        *,
        wait: int = 0,
        pull: bool = True,
        follows: bool = True,
        turn: Turn | None = None,
        page_most: int = PAGE_BYTES_MAX,
    ) -> Learnt:
        """Send `batches`, ask for the feed where `pull`, held open for `wait` seconds; keep what came back.

        `turn`: its place among requests under way; `page_most` bytes of feed, where no more is wanted than usual.
        Raises the named failures of the line, and what was wrong with the reply after everything right was kept.
        """
        store = self._desk.store
        request, segments, rate = await self._read(lambda c: self._request(c, batches, wait, pull, page_most))
        sent = Try(request, tuple(batches), await self._begin(batches), follows)
        try:
            body = request.encode(segments)
            wanted = Round(body, request.max, request.wait, rate, turn, much=pull and self._news_came)
            answer = await self._link.sync(wanted)
            arrived = time.monotonic()
            learnt = await store.write_soon(lambda c: self._learn(c, answer, sent, arrived))
        except DeskError as fault:
            named = fault
            if isinstance(fault, AnswerTooLarge):
                self._page_bytes = min(request.max * 2, PAGE_BYTES_MAX)
            await store.write_soon(lambda c: self._note_failure(c, sent, named))
            raise
        except asyncio.CancelledError:
            if sent.attempts:
                with suppress(DeskError):  # of a full disk, say: whoever cancels us must not be answered with that
                    await asyncio.shield(store.write_soon(lambda c: self._end_attempts(c, sent, "cut")))
            raise
        told = await self._read(lambda c: held_in_branch(c, answer.reply)) if answer.by_hub else {}
        self._branch.heed(told, keep=answer.by_hub and not learnt.problem and learnt.taken >= 0)
        self._page_bytes = None
        if pull:
            self._news_came = learnt.lines > 0 or learnt.more
        if learnt.fault is not None:
            raise learnt.fault
        return learnt

    async def way_free(self) -> None:
        """Wait while a question somebody at the counter waits for is under way."""
        await self._link.way.free()

    async def packs_to(self, batches: list[Batch]) -> int:
        """How many bytes of these lines make 100 on the wire, found by packing some of them."""
        lines = b"".join(line + b"\n" for batch in batches for line in batch.lines)[:SAMPLE_BYTES]
        return packed_to(len(lines), await self._link.packed_bytes(lines))

    def _request(
        self, connection: Connection, batches: list[Batch], wait: int, pull: bool, page_most: int
    ) -> tuple[SyncRequest, list[Segment], int]:
        identity, look = meta.identity(connection), outbox.outlook(connection)
        key = keys.private_key(identity.device_key)
        now, pace = self._desk.clock.now_ms(), read_pace(connection)
        segments = [seal(batch.journal, batch.first, batch.lines, batch.head, now, key) for batch in batches]
        request = SyncRequest(
            desk=identity.desk,
            epoch=identity.epoch,
            n=look.n,
            oldest=look.oldest,
            feed=feed.cursor(connection) if pull else None,
            max=self._page_bytes or min(pace.page, page_most),
            have=look.have,
            wait=0 if batches else wait,
        )
        return request, segments, pace.rate_believed

    async def _begin(self, batches: list[Batch]) -> tuple[int, ...]:
        if not batches:
            return ()
        now = self._desk.clock.now_ms()
        begun = [(batch.journal, batch.first, batch.last) for batch in batches]
        return await self._desk.store.write_soon(
            lambda c: tuple(outbox.begin_attempt(c, journal, first, last, now) for journal, first, last in begun)
        )

    def _learn(self, connection: Connection, answer: Answer, sent: Try, arrived: float) -> Learnt:
        """Everything one reply taught, in one transaction. `arrived`: when it came, on the monotonic clock."""
        reply, now, request = answer.reply, self._desk.clock.now_ms(), sent.request
        as_of = meta.get(connection, "copy_as_of")
        alone = hub_alone(answer, request.feed is not None, believed(connection))
        pushed = {} if answer.by_hub else sent.pushed  # what a hub took in tells nothing of what the centre holds
        run = None if answer.by_hub else sent.sent  # and it may hand on what the centre said of others it had taken
        asked = Asked(request.have or {}, request.feed is not None, pushed, sent.follows, run)
        learnt = learn(connection, reply, asked, now)
        cause = learnt.problem or (learnt.fault.code if learnt.fault is not None else None)
        if cause is None and answer.by_hub:
            cause = outbox.HELD  # until the centre's own proof comes, by whichever way
        for number in sent.attempts:
            outbox.end_attempt(connection, number, now, cause, answer.bytes_up, answer.bytes_down)
        outbox.carried_home(connection, request.desk, outbox.HELD)
        note_traffic(connection, self._link.traffic, now)
        self._keep_pace(connection, sent, learnt, answer)
        if alone:
            if as_of is not None:  # a copy is as old as the centre's last page, whoever hands it on
                meta.put(connection, "copy_as_of", max(as_of, reply.kept))
        else:
            meta.put(connection, "last_contact", now)
            took = round(answer.seconds * 1000)
            waited = round((time.monotonic() - arrived) * 1000)  # behind other acts, for the writer
            self._desk.compare_clock(connection, reply.time + waited, took, held=request.wait > 0)
        if learnt.fault is None:
            meta.put(connection, "retry_failures", 0)
            meta.put(connection, "line_state", "down" if alone else "up")
        return learnt

    def _note_failure(self, connection: Connection, sent: Try, fault: DeskError) -> None:
        self._end_attempts(connection, sent, fault.code)
        if isinstance(fault, LineDown | LineStalled) and self._link.traffic.down >= PAGE_CUT_FROM:
            keep_pace(connection, read_pace(connection).after_no_page())
        note_traffic(connection, self._link.traffic, self._desk.clock.now_ms())
        if isinstance(fault, ClockWrong) and fault.time is not None:
            self._desk.compare_clock(connection, fault.time, 0, held=True)
        if isinstance(fault, DeskRefused) and fault.final:
            meta.put(connection, "integrity", fault.problem)
        if not sent.attempts or isinstance(fault, CentreBusy | HubLost):
            return
        pace = read_pace(connection)
        if isinstance(fault, RequestTooLarge):
            keep_pace(connection, pace.after_too_large(fault.most))
        else:
            keep_pace(connection, pace.after_failure(stalled=isinstance(fault, LineStalled)))

    def _keep_pace(self, connection: Connection, sent: Try, learnt: Learnt, answer: Answer) -> None:
        pace = before = read_pace(connection)
        if sent.attempts and not learnt.problem:
            pace = pace.after_success(sent.lines_bytes, answer.bytes_up, answer.bytes_down, answer.seconds)
        if learnt.more:
            pace = pace.after_page()
        if pace != before:
            keep_pace(connection, pace)

    def _end_attempts(self, connection: Connection, sent: Try, cause: str) -> None:
        now = self._desk.clock.now_ms()
        for number in sent.attempts:
            outbox.end_attempt(connection, number, now, cause, 0, 0)

    async def _read(self, question: Callable[[Connection], Result]) -> Result:
        return await self._desk.store.read_soon(question)
