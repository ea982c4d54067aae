"""The running hub: its store, its own line to the centre, and whether that line is up.

Two tasks go on beside the requests: one forwards what waits, one pulls the feed (keys, and where it has which line).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import Connection

from desk.model.errors import DeskError
from desk.rules import keys
from sync.central import files, snapshots
from sync.central.serving import Serving
from sync.central.store import Store
from sync.centre_keys import CentreKeys
from sync.downloading import download_snapshot
from sync.errors import NotTheCentre, PageNotSigned
from sync.hub import due_files, feed_learning, holding, keeping
from sync.hub.enrolment import HubIdentity
from sync.line_errors import RequestTooLarge
from sync.link import Got, Link
from sync.part_file import PartFile
from sync.questions import Question, Round
from sync.refusals import named, refusal
from sync.snapshot_file import About
from sync.wire import PAGE_BYTES_DEFAULT, Ack, Problem, SyncReply, SyncRequest

log = logging.getLogger(__name__)
HOLD_S = 25
PACE_S = 5.0  # between two pulls that came back at once with nothing
LOOK_BASE_S = 0.5
LOOK_CEILING_S = 8.0  # one hub a branch, and a whole branch waits to hear that the line is back
PUSH_BYTES = 64 * 1024
SNAPSHOT_EVERY_MS = 6 * 3600 * 1000
FILE_PIECE = 64 * 1024
FILE_ANSWER_MOST = 64 * 1024
FILE_TRIES_MOST = 3
OFFSET_TYPE = "application/offset+octet-stream"
CONNECTIONS = 64  # a held pull for every desk of the branch


class Hub(Serving):
    """One server process of a branch. `clock` gives ms since 1970 UTC."""

    def __init__(self, store: Store, identity: HubIdentity, clock: Callable[[], int], random: Random) -> None:
        super().__init__(store, clock)
        self.identity = identity
        self.branch = identity.branch
        self.line = Link(identity.centre_url, store.identity.signing, connections=CONNECTIONS)
        self.up = True  # until it is known better
        self.feed = ""
        self.centre = CentreKeys((identity.centre_key,))
        self._offset_ms = 0
        self._snapshot_asked = 0
        self._random = random
        self._wanted = asyncio.Event()
        self._pushing = asyncio.Lock()
        self._push_bytes = PUSH_BYTES
        self._files_wanted = asyncio.Event()

    @property
    def time_ms(self) -> int:
        """The centre's time, as far as it was last heard; the hub's own clock may be off."""
        return self.clock() + self._offset_ms

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Pull and forward while serving."""
        self.feed = await self.read(feed_learning.cursor)
        await self._read_keys()
        self.spawn(self._pulls())
        self.spawn(self._pushes())
        self.spawn(self._file_pushes())
        self.forward_files()
        try:
            yield
        finally:
            await self.end_work()
            await self.line.close()

    def forward(self) -> None:
        """There is something to forward."""
        self._wanted.set()

    def forward_files(self) -> None:
        """A scan may have to be passed on."""
        self._files_wanted.set()

    def went_down(self) -> None:
        """The centre did not answer: until the next pull that it answers, the branch goes on by itself."""
        if self.up:
            self.up = False
            self.tell(self.branch)

    def went_up(self) -> None:
        """The centre answered: what waits is forwarded, and held pulls end so that desks ask the centre again."""
        if not self.up:
            self.up = True
            self.forward()
            self.forward_files()
            self.tell(self.branch)

    async def flush(self) -> None:
        """Forward everything that waits, and ask how far the centre holds the branch's journals.

        Raises the failures of the line."""
        async with self._pushing:
            while await self._push():
                pass

    async def _push(self) -> bool:
        """One round trip; whether there is reason for another at once."""
        waiting = await self.read(lambda c: holding.waiting(c, self._push_bytes))
        have = await self.read(holding.journals_of_branch)
        request = SyncRequest(self.identity.desk, self.identity.epoch, 0, have=have)
        try:
            answer = await self.line.sync(Round(request.encode() + b"".join(waiting.framed), PAGE_BYTES_DEFAULT))
        except RequestTooLarge:
            if len(waiting.framed) > 1:
                self._push_bytes = 1  # a segment at a time
                return True
            large = [Problem("/problems/too-large", each.desk, each.epoch) for each in waiting.journals]
            await self.write(lambda c: holding.keep_problems(c, large))
            return bool(large)
        reply = answer.reply
        self._offset_ms = reply.time - self.clock()
        moved = await self.write(lambda c: self.learn(c, reply))
        if moved:
            self.tell(self.branch)
        return moved and bool(waiting.framed)

    def learn(self, connection: Connection, reply: SyncReply) -> bool:
        """Keep the centre's proofs, and what it says against segments; whether anything changed."""
        moved = False
        for ack in reply.acks:
            if not self.by_centre(ack):
                continue
            if holding.differs(connection, ack):
                holding.keep_problem(connection, Problem("/problems/fork", ack.desk, ack.epoch))
                continue
            moved = holding.proven(connection, ack.journal) != ack.through or moved
            holding.keep_proof(connection, ack)
        for problem in reply.problems:
            if problem.desk and problem.epoch:
                holding.keep_problem(connection, problem)
                moved = True
        return moved

    def by_centre(self, ack: Ack) -> bool:
        """Whether an ack is the centre's own, of a desk of this branch's ids."""
        return ack.key in self.centre.names and self.centre.signed_ack(ack)

    async def _pushes(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.flush()
            except DeskError as fault:
                log.info("forwarding waits: %s", fault.code)
                self.went_down()

    async def _file_pushes(self) -> None:
        """Scans taken alone go on to the centre, oldest first, when the line is back and no line of a journal waits."""
        while True:
            await self._files_wanted.wait()
            self._files_wanted.clear()
            try:
                while self.up and (found := await self.read(lambda c: due_files.next_due(c, self.branch))):
                    await self.flush()
                    await self._push_file(*found)
            except DeskError as fault:
                log.info("passing scans on waits: %s", fault.code)
                self.went_down()

    async def _push_file(self, sha256: str, length: int) -> None:
        """One of them, from where the centre stands. Raises the failures of the line."""
        path, tries = f"/v1/files/{sha256}", 0
        got = await self.line.ask(Question("HEAD", path, most=FILE_ANSWER_MOST))
        while (at := offset_told(got)) < length and tries < FILE_TRIES_MOST:
            body = await self.read(partial(_piece, self.branch, sha256, at))
            headers = {"Upload-Offset": str(at), "Upload-Length": str(length), "Content-Type": OFFSET_TYPE}
            got = await self.line.ask(Question("PATCH", path, body, headers, FILE_ANSWER_MOST))
            if got.status not in (204, 409):
                break
            tries = 0 if offset_told(got) > at else tries + 1
        if offset_told(got) >= length:
            await self.write(lambda c: due_files.passed_on(c, sha256))
        elif got.status in (429, 503):
            raise named(refusal(got.status, got.headers, got.content))
        else:
            log.warning("the centre does not take a scan (status %s)", got.status)
            await self.write(lambda c: due_files.given_up(c, self.branch, sha256))

    async def _pulls(self) -> None:
        failures = 0
        self.forward()
        while True:
            try:
                await self._pull()
                failures = 0
            except DeskError as fault:
                log.info("the centre is not heard: %s", fault.code)
                failures += 1
            except Exception:
                # whatever one page did, the branch goes on and the next one is asked for
                log.exception("pulling the feed failed")
                failures += 1
            if failures:
                self.went_down()
                most = min(LOOK_CEILING_S, LOOK_BASE_S * 2 ** min(failures, 8))
                await asyncio.sleep(self._random.uniform(LOOK_BASE_S / 2, most))

    async def _pull(self) -> None:
        if not self.feed:
            await self._load_snapshot()
        loop = asyncio.get_running_loop()
        began = loop.time()
        # while the line is down, the first answer is wanted at once
        wait = HOLD_S if self.up else 0
        asked = SyncRequest(self.identity.desk, self.identity.epoch, 0, feed=self.feed, wait=wait)
        reply = (await self.line.sync(Round(asked.encode(), asked.max, wait))).reply
        if not self.centre.signed_page(reply, self.branch):
            raise PageNotSigned()
        self._offset_ms = reply.time - self.clock()
        if any(problem.name == "stale-cursor" for problem in reply.problems):
            self.feed = ""
            return
        if reply.lines:
            if reply.from_cursor != self.feed:
                raise NotTheCentre(PageNotSigned().said)
            if await self.write(lambda c: self._learn_page(c, reply)):
                await self._read_keys()
                self.forward()  # a desk that is new here may have journals at the centre already
            self.feed = reply.feed
        self.went_up()
        await self._renew_snapshot()
        if wait and not reply.lines and not reply.more and loop.time() - began < PACE_S:
            await asyncio.sleep(PACE_S)

    def _learn_page(self, connection: Connection, reply: SyncReply) -> bool:
        keeping.keep_page(connection, reply)
        return feed_learning.learn_page(connection, self.branch, reply.lines, reply.feed)

    async def _read_keys(self) -> None:
        named = await self.read(feed_learning.centre_keys)
        gone = await self.read(feed_learning.taken_back)
        raw = (self.identity.centre_key, *named)
        kept = tuple(each for each in raw if keys.key_id(each) not in gone)
        self.centre = CentreKeys(kept or raw)

    async def _renew_snapshot(self) -> None:
        """Keep a younger snapshot where the kept one is old; the centre makes one now and then only, so that it is
        asked seldom."""
        now = self.time_ms
        if now - self._snapshot_asked < SNAPSHOT_EVERY_MS:
            return
        if await self.read(lambda c: keeping.wants_snapshot(c, self.branch, now)):
            self._snapshot_asked = now
            about = About.read(await self.line.snapshot(), self.centre, self.branch)
            if await self.read(lambda c: snapshots.by_id(c, self.branch, about.id)) is None:
                await self._keep_snapshot(about)

    async def _load_snapshot(self) -> None:
        """Begin anew where the centre's snapshot stands."""
        about = About.read(await self.line.snapshot(), self.centre, self.branch)
        lines = await self._keep_snapshot(about)
        await self.write(lambda c: feed_learning.learn_snapshot(c, self.branch, lines, about.feed))
        await self._read_keys()
        self.feed = about.feed
        self.forward()

    async def _keep_snapshot(self, about: About) -> list[bytes]:
        """Fetch a snapshot of the centre and keep it for the desks of the branch; the feed lines in it."""
        secret = keys.private_raw(self.store.identity.signing)
        part = PartFile(Path(self.store.folder) / "snapshot.part", secret, about.sha256)
        part.forget()
        try:
            await download_snapshot(self.line, about.id, about.size, part)
            packed = await asyncio.to_thread(part.read)
        finally:
            part.forget()
        lines = await asyncio.to_thread(about.lines, packed)
        now = self.time_ms
        await self.write(lambda c: keeping.keep_snapshot(c, self.branch, about, packed, len(lines), now))
        return lines


def _piece(branch: str, sha256: str, at: int, connection: Connection) -> bytes:
    return files.read_range(connection, branch, sha256, at, at + FILE_PIECE)


def offset_told(got: Got) -> int:
    """How much of a file the other end says it holds; -1 where it says nothing."""
    said = got.headers.get("upload-offset", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else -1
