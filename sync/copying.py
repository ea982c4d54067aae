"""What a desk brings from its centre whole: the snapshot of the registry, and the dictionary bodies are packed with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desk.model.errors import DeskError
from local_db import meta
from local_db.desk_file import DeskFile
from local_db.snapshot import apply_snapshot
from sync.centre_keys import believed
from sync.downloading import download_snapshot
from sync.line_errors import SnapshotUnusable
from sync.link import Link
from sync.metering import note_traffic
from sync.part_file import PartFile
from sync.snapshot_file import About

DICTIONARY_EVERY_MS = 6 * 3600 * 1000  # how often to ask where there was none, or the one held was refused


class Copying:
    """The whole pieces of one desk over one line. `told` is called when a copy was replaced."""

    def __init__(self, desk: DeskFile, link: Link, told: Callable[[], None]) -> None:
        self._desk = desk
        self._link = link
        self._told = told
        self._dictionary_known = False
        self._fresh = False

    def cursor_known(self) -> None:
        """The centre knew the cursor of the copy: another stale one is news."""
        self._fresh = False

    async def renew(self) -> None:
        """The cursor is unknown to the centre: a snapshot gives a new one, once; a centre that does not know that one
        either is asked again later (SnapshotUnusable)."""
        if self._fresh:
            raise SnapshotUnusable()
        await self.load_snapshot()
        self._fresh = True

    async def load_snapshot(self) -> None:
        """Bring the centre's snapshot, from where an earlier try was cut, and replace the copy in one transaction."""
        desk = self._desk
        told = await self._link.snapshot()
        identity, centre = await desk.store.read_soon(lambda c: (meta.identity(c), believed(c)))
        about = About.read(told, centre, identity.branch)
        part = PartFile(desk.home / "snapshot.part", identity.device_key, about.sha256)
        marker = desk.home / "snapshot.sha256"
        if not marker.exists() or marker.read_text() != about.sha256:
            part.forget()
            marker.write_text(about.sha256)
        try:
            await download_snapshot(self._link, about.id, about.size, part)
        finally:
            await desk.store.write_soon(lambda c: note_traffic(c, self._link.traffic, desk.clock.now_ms()))
        packed = await asyncio.to_thread(part.read)
        if len(packed) < about.size:
            raise SnapshotUnusable()  # cut short without a word: the next try goes on from here
        try:
            lines = await asyncio.to_thread(about.lines, packed)
        except SnapshotUnusable:
            part.forget()
            raise
        await desk.store.write_soon(lambda c: apply_snapshot(c, lines, about.feed, about.made))
        part.forget()
        marker.unlink()
        self._told()

    async def use_dictionary(self) -> None:
        """Pack with the dictionary fetched from this centre earlier, if there is one."""
        if not self._dictionary_known:
            held = await self._desk.store.read_soon(lambda c: meta.get(c, "dictionary"))
            self._link.use_dictionary(held if isinstance(held, bytes) else None)
            self._dictionary_known = True

    async def tend_dictionary(self) -> None:
        """Fetch one where none is held, or the centre has another by now: now and then, when nothing is unsent."""
        now, store = self._desk.clock.now_ms(), self._desk.store
        if self._link.has_dictionary:
            return
        if abs(now - int(await store.read_soon(lambda c: meta.get(c, "dictionary_asked", 0)) or 0)) < (
            DICTIONARY_EVERY_MS
        ):
            return
        await store.write_soon(lambda c: meta.put(c, "dictionary_asked", now))
        try:
            found = await self._link.dictionary()
        except DeskError as fault:
            code = fault.code  # everything works without one: noted, and no failure of the cycle before it
            await store.write_soon(lambda c: meta.put(c, "dictionary_cause", code))
            return
        if found is not None:
            await store.write_soon(lambda c: meta.put(c, "dictionary", found))
            self._link.use_dictionary(found)
