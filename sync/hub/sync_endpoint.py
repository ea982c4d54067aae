"""POST /v1/sync at the hub: stored here, handed on to the centre with the desk's own signature, answered by both.

With the line up the answer is the centre's, unchanged but for what a hub adds: its own acks, and fellow desks' lines
after the page. With the line down the hub answers alone, with no page and no claim to one.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from desk.model.errors import DeskError
from desk.model.line import encode_json
from sync import compression
from sync.central.answers import Stop
from sync.central.speaking import Door, Spoken, read_body
from sync.central.sync_endpoint import may_speak, packed, read_request
from sync.central.take_in import held
from sync.hub import holding, keeping
from sync.hub.feed_learning import cursor_number
from sync.hub.holding import Taken
from sync.hub.hub import Hub
from sync.hub.relaying import handed_on, source_down
from sync.refusals import is_kind
from sync.wire import CONTENT_TYPE, PROBLEM_TYPE, Ack, Problem, SyncReply, SyncRequest, reply_bytes_max, split_lines

PATIENCE_S = 12.0  # a desk gives up on a silent hub at 20 s
GRACE_S = 3.0  # how long the centre's page may come behind the hub's own news of the same lines
RETELL_S = 60.0  # answers get lost: what is in no page yet is told anew this often
AT_ONCE_MAX = 256


@dataclass(frozen=True, slots=True)
class FromCentre:
    """An answer of the centre: `body` decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Added:
    """What the hub has to say to one desk: members of acks and problems, lines, and whether any of it is news."""

    own: list[Any]
    acks: list[Any]
    problems: list[Any]
    lines: holding.Lines


class SyncEndpoint:
    """The one request that carries work, at a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._door = Door(hub)
        self._at_once = 0
        self._told: dict[str, tuple[int, float]] = {}  # by desk: through which arrival, and since when

    async def __call__(self, request: Request) -> Response:
        """Answer a sync request; raises Stop."""
        if self._at_once >= AT_ONCE_MAX:
            raise Stop(503, "busy", retry_after=5)
        self._at_once += 1
        try:
            encoded = await read_body(request)
            try:
                spoken = await self._door.admit(request, encoded)
            except Stop as stop:
                return await self._unknown(request, encoded, stop)
            return await self._answer(request, encoded, spoken)
        finally:
            self._at_once -= 1

    async def _unknown(self, request: Request, encoded: bytes, stop: Stop) -> Response:
        """Who may not speak here may be known to the centre by now; nothing of the branch is added."""
        found = await self._ask_centre(request, encoded, 0, compression.REQUEST_BYTES_MAX) if self._hub.up else None
        if found is None:
            raise source_down() if stop.name == "unknown-desk" else stop
        if found.status == 200:
            return await packed(found.body, request)
        return _refused(found)

    async def _answer(self, request: Request, encoded: bytes, spoken: Spoken) -> Response:
        hub = self._hub
        asked, lines = read_request(spoken)
        await may_speak(hub, asked, spoken)
        until = time.monotonic() + asked.wait
        now = hub.clock()
        work = hub.write if lines else hub.read
        taken = await work(lambda c: holding.take(c, lines, asked.journal, now))
        if taken.taken.branches:
            hub.tell(hub.branch)
        found = await self._centre_or_news(request, encoded, asked, taken) if hub.up else None
        if found is not None and found.status == 200:
            return await packed(await self._augmented(found.body, asked, taken), request)
        if found is not None and found.status not in (429, 503):
            return _refused(found)
        if taken.forward:
            hub.forward()
        return await packed(await self._alone(request, asked, taken, until), request)

    async def _centre_or_news(
        self, request: Request, encoded: bytes, asked: SyncRequest, taken: Taken
    ) -> FromCentre | None:
        """The centre's answer. A held pull waits for it no longer than the branch itself has news."""
        hub = self._hub
        most = reply_bytes_max(asked.max)
        try:
            if taken.behind:  # else the centre would see a gap, or not know what it is asked about
                await asyncio.wait_for(hub.flush(), PATIENCE_S)
            if not asked.wait or asked.feed is None or taken.taken.pushed:
                return await asyncio.wait_for(self._ask_centre(request, encoded, 0, most), PATIENCE_S)
        except DeskError:
            hub.went_down()
            return None
        except TimeoutError:
            return None  # slow, not down: the branch holds the work, and it is on its way
        asking = asyncio.ensure_future(self._ask_centre(request, encoded, asked.wait, most))
        try:
            while not asking.done():
                news = asyncio.ensure_future(hub.listen(hub.branch).wait())
                stopping = asyncio.ensure_future(hub.stopping.wait())
                try:
                    added = await hub.read(lambda c: self._added(c, asked, Taken(), asked.feed))
                    if added.lines.items or not hub.up or hub.stopping.is_set():
                        await asyncio.wait({asking, stopping}, timeout=GRACE_S)
                        break
                    await asyncio.wait({asking, news, stopping}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    news.cancel()
                    stopping.cancel()
            return asking.result() if asking.done() else None
        finally:
            asking.cancel()

    async def _ask_centre(self, request: Request, encoded: bytes, wait: int, most: int) -> FromCentre | None:
        """Hand the request on; None where nobody that speaks for the centre answered."""
        headers = handed_on(request) | {"accept-encoding": "zstd, gzip"}
        try:
            async with self._hub.line.relay("POST", "/v1/sync", headers, encoded, wait) as told:
                raw = bytearray()
                async for piece in told.pieces:
                    raw += piece
                    if len(raw) > most:
                        return None
                if not (is_kind(told.headers, CONTENT_TYPE) or is_kind(told.headers, PROBLEM_TYPE)):
                    return None
                body = compression.decode(bytes(raw), told.headers.get("content-encoding"), most=most)
                return FromCentre(told.status, told.headers, body)
        except DeskError:
            self._hub.went_down()
        except ValueError:
            pass  # not what it says it is: no answer of the centre
        return None

    async def _augmented(self, body: bytes, asked: SyncRequest, taken: Taken) -> bytes:
        """The centre's reply with the hub's own acks and lines; not a byte of the page, no member is changed."""
        first, page = split_lines(body)
        members: dict[str, Any] = json.loads(first)
        members["heard"] = True  # an answer of the centre that moves nothing bears no signature of its
        reply = SyncReply.decode(body)
        hub = self._hub
        if reply.acks or reply.problems:
            own = {journal.name for journal in taken.taken.pushed}
            said = tuple(p for p in reply.problems if p.desk == asked.desk and p.name in _AGAINST_SEGMENTS and own)
            await hub.write(lambda c: hub.learn(c, SyncReply(reply.time, reply.acks, said)))
        added = await hub.read(lambda c: self._added(c, asked, taken, reply.feed))
        at_odds = {(problem.desk, problem.epoch) for problem in reply.problems}
        own_acks = [ack for ack in added.own if (ack["desk"], ack["epoch"]) not in at_odds]
        members["acks"] = [*(members.get("acks") or []), *own_acks]
        if not reply.problems:
            members["problems"] = added.problems
        in_page = b"\n".join(page)
        lines = [item for item in added.lines.items if item[len(_ITEM) : item.rindex(_AFTER)] not in in_page]
        if asked.feed is None:
            lines = []
        else:
            self._note_told(asked.desk, added.lines.through)
        return encode_json(members) + b"\n" + b"".join(line + b"\n" for line in (*page, *lines))

    async def _alone(self, request: Request, asked: SyncRequest, taken: Taken, until: float) -> bytes:
        """The hub's own answer, at once where there is something to say, or when the held pull ends."""
        hub = self._hub
        page = None
        if asked.feed is not None:
            page = await hub.read(lambda c: keeping.page_after(c, asked.feed, hub.feed))
            if page is None and await hub.read(lambda c: keeping.too_old(c, hub.branch, asked.feed, hub.feed)):
                taken.taken.problems.append(Problem("/problems/stale-cursor", asked.desk, asked.epoch))
        reached = asked.feed if page is None else page.feed
        while True:
            news = hub.listen(hub.branch)
            added = await hub.read(lambda c: self._added(c, asked, taken, reached))
            told = taken.taken.pushed or taken.taken.problems or added.acks or added.problems or added.lines.items
            left = until - time.monotonic()
            if told or page is not None or left <= 0 or hub.up or hub.stopping.is_set():
                break
            await hub.hear(news, min(left, 10.0))
            if await request.is_disconnected():
                break
        lines: tuple[bytes, ...] = ()
        if asked.feed is not None:
            self._note_told(asked.desk, added.lines.through)
            lines = added.lines.items
        mine = [problem.members() for problem in taken.taken.problems]
        cursor = asked.feed or ""
        members = {
            "sync": 1,
            "time": hub.time_ms,
            "acks": [*added.own, *added.acks],
            "problems": [*mine, *added.problems],
            "from": cursor,
            "feed": cursor,
            "more": False,
            "sig": "",
        }
        if page is not None:  # as the centre signed it when it last could be heard
            members |= {"from": page.from_cursor, "feed": page.feed, "more": page.more, "sig": page.sig}
            members["kept"] = page.time
            lines = (*page.lines, *lines)
        return encode_json(members) + b"\n" + b"".join(line + b"\n" for line in lines)

    def _added(self, connection: Connection, asked: SyncRequest, taken: Taken, pulled: str | None) -> Added:
        hub = self._hub
        now = hub.clock()
        amiss = {(problem.desk, problem.epoch) for problem in taken.taken.problems}
        chosen = dict(holding.held_beyond(connection, asked.desk, asked.have))
        for journal in taken.taken.pushed:
            if (journal.desk, journal.epoch) not in amiss:
                chosen.setdefault(journal, held(connection, journal))
        signing = hub.store.identity.signing
        own = [Ack.signed(each, state.through, state.head, now, signing).members() for each, state in chosen.items()]
        acks, problems = holding.answers(connection, asked.desk, asked.have)
        after, since = self._told.get(asked.desk, (0, 0.0))
        if time.monotonic() - since > RETELL_S:
            after = 0
        number = cursor_number(pulled, hub.feed)
        lines = holding.fellow_lines(connection, asked.desk, after, number, max(asked.max, 1))
        return Added(own, acks, problems, lines)

    def _note_told(self, desk: str, through: int) -> None:
        _, since = self._told.get(desk, (0, 0.0))
        now = time.monotonic()
        self._told[desk] = (through, now if now - since > RETELL_S else since)


_ITEM = b'{"k":"line","b":'
_AFTER = b',"after":'
_AGAINST_SEGMENTS = frozenset({"fork", "bad-segment", "bad-line", "unknown-key"})


def _refused(found: FromCentre) -> Response:
    kept = {name: found.headers[name] for name in ("retry-after", "cache-control") if name in found.headers}
    return Response(found.body, found.status, kept, found.headers.get("content-type"))
