"""The desk while it is open: its store, who it is, its clock; every act at the counter goes through here."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desk.model.kinds.journal import After, JournalOpened
from desk.model.ports import Clock
from local_db import high_water, meta
from local_db.connection import Connection
from local_db.errors import NotEnrolled
from local_db.journal import Act, tip
from local_db.store import DATABASE, Store

Result = TypeVar("Result")


class SystemClock:
    """The clock of this machine, as unsure as the last contact with the centre left it."""

    def __init__(self) -> None:
        self.unsure = 0

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def unsure_ms(self) -> int:
        """How unsure that is, ms."""
        return self.unsure


class DeskFile:
    """An enrolled desk, open for work (or for reading beside a running one)."""

    def __init__(self, home: Path, key: bytes, clock: Clock, *, read_only: bool = False) -> None:
        """Open the desk in `home`. Raises NotEnrolled, DeskLocked, WrongKey."""
        if not (home / DATABASE).exists():
            raise NotEnrolled()
        self.home = home
        self.clock = clock
        self.store = Store(home, key, read_only=read_only)
        if read_only:
            return
        try:
            self.store.write(self._notice_rollback)
        except BaseException:
            self.store.close()
            raise
        self.store.on_commit(self._mark_high_water)
        self._mark_high_water()

    def act(self, carry_out: Callable[[Act], Result]) -> Result:
        """Carry out one act: its lines and everything folded from them, committed together. Waits for the disk."""
        return self.store.write(lambda connection: carry_out(Act(connection, self.clock)))

    def read(self) -> Connection:
        """This thread's reading connection."""
        return self.store.read()

    def identity(self) -> meta.Identity:
        """Who this desk is now."""
        return meta.identity(self.read())

    def close(self) -> None:
        """Finish what is queued and close."""
        self.store.close()

    def _mark_high_water(self) -> None:
        connection = self.store.read()
        identity = meta.identity(connection)
        last = tip(connection, identity.journal)
        if (identity.epoch, last.n) == getattr(self, "_marked", None):
            return
        receipt = connection.execute(
            "SELECT book || '/' || number FROM receipts WHERE desk = ? ORDER BY t DESC, number DESC LIMIT 1",
            (identity.desk,),
        ).fetchone()
        self._marked = (identity.epoch, last.n)
        high_water.write(
            self.home,
            high_water.HighWater(identity.desk, identity.epoch, last.n, last.head.hex(), receipt[0] if receipt else ""),
        )

    def _notice_rollback(self, connection: Connection) -> None:
        """A file older than what is known to have been committed opens the next epoch before its first act."""
        identity, mark = meta.identity(connection), high_water.read(self.home)
        if mark is None or mark.desk != identity.desk or mark.epoch < identity.epoch:
            return
        held = tip(connection, identity.journal)
        if mark.epoch == identity.epoch and mark.n <= held.n:
            row = connection.execute(
                "SELECT head FROM journal WHERE epoch = ? AND n = ?", (mark.epoch, mark.n)
            ).fetchone()
            if mark.n == 0 or (row is not None and bytes(row[0]).hex() == mark.head):
                return
        open_epoch(connection, self.clock, mark.epoch + 1, "rollback")


def open_epoch(connection: Connection, clock: Clock, epoch: int, why: str) -> None:
    """Begin the next epoch of this desk; its first line names where the old one stood."""
    identity = meta.identity(connection)
    held = tip(connection, identity.journal)
    after = After(epoch=identity.epoch, n=held.n, head=base64.urlsafe_b64encode(held.head).rstrip(b"=").decode())
    meta.put(connection, "epoch", epoch)
    Act(connection, clock).append(JournalOpened.model_validate({"after": after, "why": why}), officer="-")
