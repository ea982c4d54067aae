"""The desk while it is open: its store, who it is, its clock; every act at the counter goes through here."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desk.devices.host import STEADY_COUNTS_SLEEP, boot_name, steady_ms
from desk.model.ports import Clock
from desk.rules.clock import SURE_MS
from local_db import high_water, meta
from local_db.ballast import Ballast
from local_db.connection import Connection
from local_db.errors import AlreadyRetired, DiskFull, NotEnrolled
from local_db.guarded_clock import GuardedClock
from local_db.high_water import HighWater
from local_db.journal import Act, has_ended, tip
from local_db.store import DATABASE, Store
from local_db.writer import Writer, WriterThread

if TYPE_CHECKING:
    from local_db.epochs import Opened, Parting, Why

Result = TypeVar("Result")


class SystemClock(GuardedClock):
    """The clock of this machine, guarded."""

    def __init__(self) -> None:
        super().__init__(wall_ms, steady_ms, boot_name(), counts_sleep=STEADY_COUNTS_SLEEP)


def wall_ms() -> int:
    """The clock of this machine as it is set, ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Reached:
    """Where an act left the journal."""

    desk: str
    epoch: int
    n: int
    head: bytes
    receipt: str


def _reached(act: Act) -> Reached:
    return Reached(act.journal.desk, act.journal.epoch, act.tip.n, act.tip.head, act.receipt)


class DeskFile:
    """An enrolled desk, open for work (or for reading beside a running one)."""

    def __init__(
        self,
        home: Path,
        key: bytes,
        clock: Clock,
        *,
        read_only: bool = False,
        writer: Callable[[], Writer] = WriterThread,
    ) -> None:
        """Open the desk in `home`; `writer` carries out its acts. Raises NotEnrolled, DeskLocked, WrongKey."""
        if not (home / DATABASE).exists():
            raise NotEnrolled()
        self.home = home
        self.clock = clock
        self._reached: Reached | None = None
        self._last_receipt = ""
        self._clock_from = 1
        self.ballast = Ballast(home)
        self.store = Store(home, key, read_only=read_only, writer=writer)
        if read_only:
            self._begin_clock(self.read())
            return
        try:
            self.store.write(self._begin_clock)
            self.store.write(self._notice_rollback)
            mark = high_water.read(home)
            self._last_receipt = mark.receipt if mark is not None else ""
            self._marker = high_water.Marker(home)
            self._mark_high_water()
        except BaseException:
            self.store.close()
            raise
        self.store.on_commit(self._mark_high_water)
        self.store.on_undone(self._forget_reached)

    def act(self, carry_out: Callable[[Act], Result]) -> Result:
        """Carry out one act: its lines and everything folded from them, committed together. Waits for the disk.

        Raises AlreadyRetired.
        """

        def in_one(connection: Connection) -> Result:
            act = Act(connection, self.clock)
            if has_ended(connection, act.journal):
                raise AlreadyRetired()
            result = carry_out(act)
            self._reached = _reached(act)
            return result

        try:
            return self.store.write(in_one)
        except DiskFull:
            if not self.ballast.let_go():
                raise
            return self.store.write(in_one)  # nothing of it was kept the first time

    def open_epoch(
        self,
        why: Why,
        at: Parting | None = None,
        officer: str = "-",
        second: str | None = None,
        then: Callable[[Act, Opened], object] = lambda _act, _opened: None,
    ) -> Opened:
        """Begin this desk's next epoch; own lines from `at` on come along. Waits for the disk.

        `then` may append further lines of the same transaction.
        """
        from local_db.epochs import open_next  # brings pydantic, which an ordinary start does not wait for

        def in_one(connection: Connection) -> Opened:
            act, opened = open_next(connection, self.clock, why, at=at, officer=officer, second=second)
            then(act, opened)
            self._reached = _reached(act)
            return opened

        return self.store.write(in_one)

    def compare_clock(self, connection: Connection, theirs: int, took: int, *, held: bool) -> None:
        """The centre told its time (ms) in an answer that took `took` ms; inside the caller's transaction.

        Lines written since the contact before keep the time they were given; where that was wrong a line of the desk's
        own says by how much.
        """
        clock = self.clock
        if not isinstance(clock, GuardedClock):
            meta.put(connection, "clock_offset", theirs - clock.now_ms())
            return
        found = clock.compare(theirs, took, held=held)
        clock.keep(connection)
        meta.put(connection, "clock_offset", found.off)
        journal = meta.identity(connection).journal
        last = tip(connection, journal).n
        # an answer that took long tells the time only as well as half of that
        wrong = abs(found.off) > max(SURE_MS, found.round_trip // 2)
        if wrong and last >= self._clock_from and not has_ended(connection, journal):
            from desk.model.kinds.desk_life import ClockCorrected

            said = ClockCorrected(
                first=self._clock_from, last=last, offset_ms=found.off, round_trip_ms=min(found.round_trip, 600_000)
            )
            act = Act(connection, clock)
            act.append(said, officer="-")
            self._reached, last = _reached(act), act.tip.n
        self._clock_from = last + 1

    def _begin_clock(self, connection: Connection) -> None:
        """Before the first act: what this file knows of the time."""
        last = tip(connection, meta.identity(connection).journal)
        self._clock_from = last.n + 1
        if isinstance(self.clock, GuardedClock):
            self.clock.begin(connection, last.t)

    def read(self) -> Connection:
        """This thread's reading connection."""
        return self.store.read()

    def identity(self) -> meta.Identity:
        """Who this desk is now."""
        return meta.identity(self.read())

    def close(self) -> None:
        """Finish what is queued and close."""
        self.store.close()
        if not self.store.read_only:
            self._marker.close()

    def _mark_high_water(self) -> None:
        """On the writer thread after each commit: how far the journal has come now."""
        reached = self._reached
        if reached is not None and reached.n:
            self._last_receipt = reached.receipt or self._last_receipt
            mark = HighWater(reached.desk, reached.epoch, reached.n, reached.head.hex(), self._last_receipt)
            with suppress(OSError):  # a full disk, say: the mark may lag (protocol 1), the next commit moves it on
                self._marker.write(mark)
        self._reached = None

    def _forget_reached(self) -> None:
        """An act that was undone reached nothing; its mark must not be written by the next commit."""
        self._reached = None

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
        from local_db.epochs import open_next

        act, opened = open_next(connection, self.clock, "rollback", epoch=mark.epoch + 1)
        # what the mark knew and this file does not: told to the supervisor until somebody looked
        meta.put(connection, f"put_back.{opened.epoch}", high_water.put_back(identity.epoch, held.n, mark))
        self._reached = _reached(act)
