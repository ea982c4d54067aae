"""POST /v1/sync: push, acknowledge and pull in one round trip (protocol section 3)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select
from starlette.requests import Request
from starlette.responses import Response

from desk.model.line import Journal
from desk.rules import keys
from sync import compression
from sync.central import enrolment, rollover, tables, wire_dictionary
from sync.central.answers import Stop
from sync.central.centre import CALM_S, Centre
from sync.central.feed import Asker, Page, read_page
from sync.central.lane import Intake
from sync.central.prepared import Prepared
from sync.central.serving import Serving
from sync.central.speaking import Door, Spoken
from sync.central.store import Store, head_of
from sync.central.take_in import Held, Parcel, TakenIn, held, held_of_desk
from sync.wire import (
    CONTENT_TYPE,
    Ack,
    Malformed,
    OtherVersion,
    Problem,
    SyncReply,
    SyncRequest,
    journal_of_name,
    page_text,
)

GAP_WAIT_S = 5.0
GONE_LOOK_S = 10.0  # how often a held pull looks whether its asker is still there
NOTE_MS = 20_000  # a desk that has nothing new to say is noted as heard this often, not at each poll
AT_ONCE_MAX = 256
URGENT = frozenset({"outcome", "applied", "book.leased", "book.closed", "payment.settled", "officer.put"})
CURSOR_DIGITS = 16
_KEY_ID = re.compile(r';keyid="([A-Za-z0-9_-]{1,40})"')
COLUMNS_HARD_MAX = 1024 * 1024
PACK_FROM = 200  # bytes; what is shorter does not get shorter


class SyncEndpoint:
    """POST /v1/sync: push, acknowledge and pull in one round trip."""

    def __init__(self, centre: Centre, door: Door) -> None:
        self._centre = centre
        self._door = door
        self._intake = Intake(centre)
        self._at_once = 0
        self._noted: dict[str, tuple[int, tuple[int, int, int] | None]] = {}

    async def __call__(self, request: Request) -> Response:
        """Answer a sync request; raises Stop."""
        if self._at_once >= AT_ONCE_MAX:
            raise Stop(503, "busy", retry_after=5)
        self._at_once += 1
        try:
            # counted from its head on: a request of whose body a slow line has brought only half is under way too
            with self._under_way(claimed_key(request)) as claim:
                spoken = await self._door.enter(request)
                asked, lines = read_request(spoken)
                await may_speak(self._centre, asked, spoken)
                taken = await self._push(asked, lines, spoken, request, claim)
        finally:
            self._at_once -= 1
        reply = await self._pull(asked, taken, spoken, request)
        return await packed(reply.encode(), request)

    @contextlib.contextmanager
    def _under_way(self, claim: str) -> Iterator[str]:
        """Count a request of whoever claims to send it; those that wait for it to end are told."""
        centre = self._centre
        centre.under_way[claim] += 1
        try:
            yield claim
        finally:
            centre.under_way[claim] -= 1
            if not centre.under_way[claim]:
                del centre.under_way[claim]
            if claim in centre.desk_done:
                centre.desk_done.pop(claim).set()

    async def _push(
        self, asked: SyncRequest, lines: list[bytes], spoken: Spoken, request: Request, claim: str
    ) -> TakenIn:
        """Take the segments in, durably; then judge. A gap first waits for what this desk has under way."""
        centre = self._centre
        taken = await self._take(asked, lines, spoken, request)
        until = time.monotonic() + GAP_WAIT_S
        while taken.gaps and centre.under_way[claim] > 1 and (left := until - time.monotonic()) > 0:
            done = centre.desk_done.setdefault(claim, asyncio.Event())
            with contextlib.suppress(TimeoutError):  # then the gap stays what it is, and is answered as such
                async with asyncio.timeout(left):
                    await done.wait()
            before = taken.branches
            taken = await self._take(asked, lines, spoken, request)
            taken.branches |= before
        for branch in taken.branches:
            await centre.judged(branch)
        return taken

    async def _take(self, asked: SyncRequest, lines: list[bytes], spoken: Spoken, request: Request) -> TakenIn:
        now = self._centre.clock()
        seen: dict[str, Any] = {
            "heard": now,
            "epoch": max(asked.epoch, spoken.speaker.epoch),
            "said_n": asked.n,
            "oldest": asked.oldest,
            "offset_ms": spoken.offset_ms,
            "version": request.headers.get("user-agent", "")[:100],
        }
        sender = Journal(asked.desk, asked.epoch)
        said = (asked.epoch, asked.n, asked.oldest)
        noted_at, noted = self._noted.get(asked.desk, (0, None))
        if not lines and noted == said and noted_at > now - NOTE_MS:
            return TakenIn()
        self._noted[asked.desk] = (now, said)
        return await self._intake.take(Parcel(lines, sender, now, seen), spoken.speaker.branch)

    async def _pull(self, asked: SyncRequest, taken: TakenIn, spoken: Spoken, request: Request) -> SyncReply:
        centre, branch = self._centre, spoken.speaker.branch
        until = time.monotonic() + asked.wait

        def answer(connection: Connection) -> tuple[SyncReply, bool]:
            return make_reply(connection, centre.store, centre.clock(), asked, taken, branch)

        while True:
            news = centre.listen(branch)
            reply, urgent = await centre.read(answer)
            left = until - time.monotonic()
            told = bool(taken.pushed or reply.problems or asked.feed is None or (asked.have is not None and reply.acks))
            if told or urgent or left <= 0 or centre.stopping.is_set():
                return reply
            if reply.lines:
                # other news: a moment more, so that several things make one answer
                await centre.hear(news, min(CALM_S, left))
                return (await centre.read(answer))[0]
            while not news.is_set() and left > 0 and not centre.stopping.is_set():
                await centre.hear(news, min(left, GONE_LOOK_S))
                if await request.is_disconnected():
                    return reply
                left = until - time.monotonic()
            if not news.is_set():  # nothing was said meanwhile: the store is not asked again
                return replace(reply, time=centre.clock())


def claimed_key(request: Request) -> str:
    """The key a request claims to be signed by, before anything is checked; only ever a reason to wait a little."""
    found = _KEY_ID.search(request.headers.get("signature-input", "")[:1_000])
    return found.group(1) if found else ""


async def may_speak(serving: Serving, asked: SyncRequest, spoken: Spoken) -> None:
    """Whether the request is of the desk whose key signed it, and of no copy of it; raises Stop."""
    if asked.desk != spoken.speaker.desk:
        if not await serving.read(lambda c: enrolment.was_enrolled(c, asked.desk)):
            raise Stop(403, "unknown-desk", asked.desk)
        raise Stop(401, "signature", "the key is another desk's")
    if asked.epoch < spoken.speaker.epoch:
        raise Stop(403, "copied", f"epoch {spoken.speaker.epoch} of {asked.desk} exists")


def read_request(spoken: Spoken) -> tuple[SyncRequest, list[bytes]]:
    """The request inside a body; raises Stop 400, 426."""
    try:
        return SyncRequest.decode(spoken.body)
    except Malformed as fault:
        raise Stop(400, "malformed", str(fault)) from fault
    except OtherVersion as fault:
        raise Stop(426, "version", "this server speaks version 1", versions=[1]) from fault


def make_reply(
    connection: Connection, store: Store, now: int, asked: SyncRequest, taken: TakenIn, branch: str
) -> tuple[SyncReply, bool]:
    """The reply as things stand, and whether it holds news that cannot wait; the same for the line and the stick."""
    own = Journal(asked.desk, asked.epoch)
    after = None if asked.feed is None else cursor_number(asked.feed, store, head_of(connection, branch))
    signing = rollover.signer(connection, store, branch, asked.desk, after)
    acks = tuple(
        Ack.signed(journal, state.through, state.head, now, signing)
        for journal, state in _states(connection, asked, taken, own, branch)
    )
    problems = tuple(taken.problems)
    if asked.feed is None:
        return SyncReply(now, acks, problems), False
    if after is None:
        stale = Problem("/problems/stale-cursor", asked.desk, asked.epoch)
        return SyncReply(now, acks, (*problems, stale), asked.feed, asked.feed), True
    sent = {name: tuple(runs) for name, runs in taken.sent.items()}
    page = read_page(connection, branch, after, asked.max, Asker(own, asked.have or {}, sent))
    cursor = f"{store.feed_id}.{page.f}"
    lines = b"".join(line + b"\n" for line in page.lines)
    sig = ""
    if page.lines or cursor != asked.feed:  # an answer that moves nothing needs no signature, and is the commonest
        sig = keys.sign(signing, page_text(branch, asked.feed, cursor, lines))
    return SyncReply(now, acks, problems, asked.feed, cursor, page.more, sig, page.lines), _urgent(page)


def cursor_number(cursor: str, store: Store, head: int) -> int | None:
    """The number a cursor stands at; None when it is of another feed or beyond this one (stale)."""
    if cursor == "":
        return 0
    feed_id, dot, number = cursor.partition(".")
    if not dot or feed_id != store.feed_id or not number.isascii() or not number.isdigit():
        return None
    if len(number) > CURSOR_DIGITS or int(number) > head:
        return None
    return int(number)


def _urgent(page: Page) -> bool:
    return page.more or any(line.split(b'"k":"', 1)[1].split(b'"', 1)[0].decode() in URGENT for line in page.lines)


def _states(
    connection: Connection, asked: SyncRequest, taken: TakenIn, own: Journal, branch: str
) -> list[tuple[Journal, Held]]:
    """Which journals to acknowledge: those pushed to, the sender's own first, then those unlike `have`."""
    chosen = [journal for journal in taken.pushed if journal == own]
    chosen += [journal for journal in taken.pushed if journal != own]
    if asked.have is None:
        if own not in chosen:
            chosen.insert(0, own)
    else:
        chosen += [journal for journal in _unlike(connection, asked.have, own, branch) if journal not in chosen]
    return [(journal, held(connection, journal)) for journal in chosen]


_DESKS = Prepared(select(tables.desks.c.desk).where(tables.desks.c.branch == bindparam("branch")))


def _unlike(connection: Connection, have: Mapping[str, int], own: Journal, branch: str) -> list[Journal]:
    mine = held_of_desk(connection, own.desk)
    unlike = [journal for journal, state in mine.items() if have.get(journal.name, 0) != state.through]
    ours: set[str] = set()
    for name, through in have.items():
        journal = journal_of_name(name)
        if journal.desk == own.desk:
            if through and journal not in mine:
                unlike.append(journal)
            continue
        ours = ours or {str(row.desk) for row in _DESKS.all(connection, branch=branch)}
        if journal.desk in ours and held(connection, journal).through != through:
            unlike.append(journal)
    unlike.sort(key=lambda journal: journal != own)
    return unlike


async def packed(body: bytes, request: Request) -> Response:
    """A reply's bytes, compressed as its asker takes them."""
    told = request.headers
    encoding, dictionary = wire_dictionary.choose(told.get("accept-encoding", ""), told.get("available-dictionary", ""))
    headers = {"Cache-Control": "no-store"}  # nobody keeps it, so nobody need know by what it varies
    if encoding != "identity" and len(body) > PACK_FROM:
        level = 9 if len(body) < 512 * 1024 else 5
        if b'.columns",' in body and len(body) < COLUMNS_HARD_MAX:
            level = 17  # thousands of records at once: rare, long, and a sixth shorter for it
        body = await asyncio.to_thread(compression.encode, body, encoding, level=level, dictionary=dictionary)
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=CONTENT_TYPE)
