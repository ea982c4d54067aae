"""The lane of files: scans go up and come down after everything else, in pieces, each resumable (protocol section 6).

A piece takes about two seconds of the line as it was measured, so nothing that becomes more urgent waits longer. While
somebody is served at this desk, while anything is unsent, outside the allowed hours or over a budget none goes, unless
somebody at the desk said that they go now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from desk.model.errors import DeskError
from desk.words import Words
from local_db import files
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.files import File
from local_db.queries.files_wait import all_gone, asked_now, held_back
from sync.errors import NotTheCentre
from sync.link import Got, Link
from sync.metering import note_traffic
from sync.pace import read_pace
from sync.questions import Question
from sync.refusals import refusal

PIECE_S = 2
PIECE_BYTES_LEAST = 4 * 1024
PIECE_BYTES_MOST = 256 * 1024
LOOK_S = 20.0
AWAY_S = 60.0
TRIES_MOST = 3
AGAIN_S = 60.0  # how often it is asked whether the centre has by now what the branch's hub held


class LaneRefused(NotTheCentre):
    """The other end does not keep files, or not this one."""

    code: ClassVar[str] = "E611"
    said: ClassVar[Words] = Words(
        "ปลายทางไม่รับแฟ้มสแกน ({why}) แฟ้มอยู่ในเครื่องนี้ครบ คำขอส่งไปแล้วตามปกติ โปรดแจ้งผู้ดูแลระบบ",
        "The other end does not take the scan ({why}); it is safe here and requests go on. Tell the administrator",
    )


@dataclass(frozen=True, slots=True)
class Next:
    """What to move next, and with how big a piece; nothing of both where all has gone that somebody wanted gone."""

    up: File | None
    down: File | None
    piece: int
    in_branch: File | None = None


class FilesLane:
    """Moves the files of one desk over one line. `quiet` tells whether nothing else uses the line."""

    def __init__(self, desk: DeskFile, link: Link, random: Random, quiet: Callable[[], bool] = lambda: True) -> None:
        self._desk = desk
        self._link = link
        self._random = random
        self._quiet = quiet
        self._tries: dict[str, int] = {}
        self._news = asyncio.Event()
        self._look_at = 0.0

    def wake(self) -> None:
        """Something changed in the desk's file: a visit closed, a scan attached, somebody's word that they go now."""
        self._news.set()

    async def run(self) -> None:
        """Move what may be moved whenever it may, until cancelled."""
        while True:
            self._news.clear()
            try:
                moved = self._quiet() and await self.step()
            except DeskError:
                # noted beside the file; facts tell on their own whether there is a line
                await asyncio.sleep(AWAY_S * self._random.uniform(0.5, 1.5))
                continue
            if not moved:
                with suppress(TimeoutError):  # not wait_for, which may swallow that the lane is to end (Python 3.11)
                    async with asyncio.timeout(LOOK_S * self._random.uniform(0.5, 1.5)):
                        await self._news.wait()

    async def drain(self) -> None:
        """Move everything that may be moved now. Raises the failures of the line, LaneRefused."""
        while await self.step():
            pass

    async def step(self) -> bool:
        """Move one piece; False where nothing is to be moved now. Raises the failures of the line, LaneRefused."""
        await self._link.way.free()
        found = await self._desk.store.read_soon(self._next)
        if found is None:
            return False
        if found.up is None and found.down is None and found.in_branch is None:
            await self._desk.store.write_soon(all_gone)
            return False
        try:
            if found.up is not None:
                return await self._up(found.up, found.piece)
            if found.down is not None:
                return await self._down(found.down, found.piece)
            return found.in_branch is not None and await self._look_again(found.in_branch)
        finally:
            now = self._desk.clock.now_ms()
            await self._desk.store.write_soon(lambda c: note_traffic(c, self._link.traffic, now))

    def _next(self, connection: Connection) -> Next | None:
        up, down = files.next_up(connection), files.next_down(connection)
        now, in_branch = self._desk.clock.now_ms(), files.next_in_branch(connection)
        if up is None and down is None and in_branch is None:
            return Next(None, None, 0) if asked_now(connection, now) else None
        if held_back(connection, now) is not None:
            return None
        rate = read_pace(connection).rate_believed
        return Next(up, down, min(max(rate * PIECE_S, PIECE_BYTES_LEAST), PIECE_BYTES_MOST), in_branch)

    async def _up(self, file: File, piece: int) -> bool:
        """The next piece of a file, from where the centre stands; what it holds already is never sent again."""
        path = f"/v1/files/{file.sha256}"
        at = file.held
        if at == 0 or file.sha256 not in self._tries:
            self._tries.setdefault(file.sha256, 0)
            at, in_branch = await self._offset(path)
            if at >= file.bytes:
                await self._note_held(file, file.bytes, in_branch=in_branch)
                return True
        body = await self._desk.store.read_soon(lambda c: files.read(c, file.sha256, at, piece))
        headers = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        if at == 0:
            headers["Upload-Length"] = str(file.bytes)
        got = await self._link.ask(Question("PATCH", path, body, headers, PIECE_BYTES_MOST))
        held = _number(got, "upload-offset")
        if got.status not in (200, 204, 409) or held is None:
            await self._count_try(file)
            raise self._fault(got)
        if held <= at:
            await self._count_try(file)  # it did not get on, or what was there did not fit its name and was dropped
        await self._note_held(file, min(held, file.bytes), in_branch=_in_branch(got))
        return True

    async def _look_again(self, file: File) -> bool:
        """Whether the centre has by now what the branch's hub held alone; where nobody holds it, it goes once more."""
        now = asyncio.get_running_loop().time()
        if now < self._look_at:
            return False
        self._look_at = now + AGAIN_S
        at, in_branch = await self._offset(f"/v1/files/{file.sha256}")
        if in_branch and at >= file.bytes:
            when = self._desk.clock.now_ms()
            await self._desk.store.write_soon(lambda c: files.put_last(c, file.sha256, when))
            return False
        await self._note_held(file, 0 if in_branch else min(at, file.bytes), in_branch=False)
        self._look_at = now  # the next of them, at once
        return True

    async def _offset(self, path: str) -> tuple[int, bool]:
        """How much the other end holds, and whether it is the branch's hub that speaks, for itself."""
        got = await self._link.ask(Question("HEAD", path, most=PIECE_BYTES_MOST))
        held = _number(got, "upload-offset")
        if got.status != 200 or held is None:
            raise self._fault(got)
        return held, _in_branch(got)

    async def _down(self, file: File, piece: int) -> bool:
        """The next piece of a fellow desk's file, from what is here."""
        span = f"bytes={file.here}-{min(file.here + piece, file.bytes) - 1}"
        headers = {"Range": span, "Accept-Encoding": "identity"}
        most = max(piece, file.bytes)
        got = await self._link.ask(Question("GET", f"/v1/files/{file.sha256}", headers=headers, most=most))
        if got.status == 404:
            await self._not_there_yet(file)
            return False
        whole = got.status == 200 and file.here == 0
        if not whole and not (got.status == 206 and _starts_at(got, file.here)):
            await self._count_try(file)
            raise self._fault(got)
        kept = await self._desk.store.write_soon(lambda c: files.add_part(c, file.sha256, file.here, got.content))
        if not kept:
            await self._count_try(file)
        return True

    async def _not_there_yet(self, file: File) -> None:
        """Its desk has not sent it yet: to the end of the row."""
        now = self._desk.clock.now_ms()
        await self._desk.store.write_soon(lambda c: files.put_last(c, file.sha256, now))

    async def _note_held(self, file: File, held: int, *, in_branch: bool) -> None:
        now = self._desk.clock.now_ms()
        if in_branch and held >= file.bytes:
            await self._desk.store.write_soon(lambda c: files.note_in_branch(c, file.sha256))
            return
        await self._desk.store.write_soon(lambda c: files.note_held(c, file.sha256, held, now))

    async def _count_try(self, file: File) -> None:
        tries = self._tries.get(file.sha256, 0) + 1
        self._tries[file.sha256] = tries
        if tries >= TRIES_MOST:
            await self._desk.store.write_soon(lambda c: files.give_up(c, file.sha256, LaneRefused.code))

    def _fault(self, got: Got) -> DeskError:
        fault = refusal(got.status, got.headers, got.content) if got.status >= 300 else None
        if isinstance(fault, DeskError) and not isinstance(fault, NotTheCentre):
            return fault
        return LaneRefused(Words("รหัส {status}", "status {status}").fill(status=got.status))


def _in_branch(got: Got) -> bool:
    """Whether what is told of a file is the hub's own word: held in the branch, nothing known of the centre."""
    return got.headers.get("held-in-branch") == "?1"


def _number(got: Got, name: str) -> int | None:
    said = got.headers.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _starts_at(got: Got, at: int) -> bool:
    return got.headers.get("content-range", "").startswith(f"bytes {at}-")
