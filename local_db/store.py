"""The desk's file while it is open: one writer, a reading connection per thread, the desk's lock.

An act is a function of the writing connection. It runs on the writer's thread inside one `BEGIN IMMEDIATE` and is done
when that transaction is committed, and not before; whatever it raises undoes all of it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from desk.devices.host import FileLock
from local_db.connection import Connection, connect
from local_db.driver import dbapi2
from local_db.errors import DeskClosed, DeskLocked, NotEnrolled, from_sqlite
from local_db.migrations import migrate, refuse_newer
from local_db.writer import Writer, WriterThread

Result = TypeVar("Result")
DATABASE = "desk.db"
LOCK = "desk.lock"


class Store:
    """The open file of one desk."""

    def __init__(
        self,
        home: Path,
        key: bytes,
        *,
        create: bool = False,
        read_only: bool = False,
        writer: Callable[[], Writer] = WriterThread,
    ) -> None:
        """Open `home`/desk.db with its raw key; `writer` makes what carries out the acts, one after the other.

        Raises DeskLocked when another process writes to it, NotEnrolled when there is none, WrongKey.
        """
        self.home = home
        self.path = home / DATABASE
        self._key = key
        self.read_only = read_only
        self._local = threading.local()
        self._lasting = threading.local()
        self._readers: list[Connection] = []
        self._lasting_readers: list[Connection] = []
        self._readers_guard = threading.Lock()
        self._closed = False
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="desk-reader")
        self._committed: list[Callable[[], None]] = []
        self._undone: list[Callable[[], None]] = []
        if not create and not self.path.exists():
            raise NotEnrolled()
        self._lock: FileLock | None = None
        if read_only:
            try:
                refuse_newer(self.read())
            except BaseException:
                self.close()
                raise
        else:
            self._lock = take_lock(home)
            try:
                self._start_writing(create, writer)
            except BaseException:
                self._lock.release()
                raise

    def _start_writing(self, create: bool, writer: Callable[[], Writer]) -> None:
        connection = connect(self.path, self._key, create=create)
        try:
            migrate(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._writing = connection
        self._writer = writer()

    @property
    def data_key(self) -> bytes:
        """The raw key of the file, to be wrapped for an officer new at this desk."""
        return self._key

    def on_commit(self, told: Callable[[], None]) -> None:
        """Call `told` on the writer thread after every commit; it must be quick.

        The act is committed then: what `told` raises goes to `threading.excepthook`, not to whoever asked for the act.
        """
        self._committed.append(told)

    def on_undone(self, told: Callable[[], None]) -> None:
        """Call `told` on the writer thread after a transaction was undone; the same rules."""
        self._undone.append(told)

    def write(self, act: Callable[[Connection], Result]) -> Result:
        """Run an act on the writer thread and wait until it is committed."""
        return self.submit(act).result()

    async def write_soon(self, act: Callable[[Connection], Result]) -> Result:
        """The same without holding up the event loop."""
        return await asyncio.wrap_future(self.submit(act))

    def write_alone(self, work: Callable[[Connection], Result]) -> Result:
        """Run on the writer thread what no transaction may hold (VACUUM), and wait for it."""
        return self._writer.submit(lambda: work(self._writing)).result()

    def submit(self, act: Callable[[Connection], Result]) -> Future[Result]:
        """Queue an act; acts run in the order they came. Raises DeskClosed once the file is closed."""
        if self._closed:
            raise DeskClosed()
        return self._writer.submit(lambda: self._carry_out(act))

    def _carry_out(self, act: Callable[[Connection], Result]) -> Result:
        try:
            result = in_transaction(self._writing, act)
        except BaseException:
            for told in self._undone:
                _tell(told)
            raise
        for told in self._committed:
            _tell(told)
        return result

    def read(self) -> Connection:
        """This thread's reading connection."""
        lasting = threading.current_thread().name.startswith(("desk-reader", "desk-writer"))
        local, held = (self._lasting, self._lasting_readers) if lasting else (self._local, self._readers)
        connection: Connection | None = getattr(local, "connection", None)
        if connection is None:
            connection = connect(self.path, self._key, reading=True)
            local.connection = connection
            with self._readers_guard:
                held.append(connection)
        return connection

    async def read_soon(self, question: Callable[[Connection], Result]) -> Result:
        """Ask on the one reader thread kept for the event loop, which itself never waits for a disk."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, lambda: question(self.read()))

    def close_readers(self) -> None:
        """Close the screens' reading connections (idle lock); the next read opens a new one.

        Those of the writer and of the engine's reader stay until the desk is shut down: sending goes on meanwhile.
        """
        with self._readers_guard:
            closing, self._readers = self._readers, []
            self._local = threading.local()
        for connection in closing:
            connection.close()

    def close(self) -> None:
        """Finish the acts queued, close everything, give the lock back."""
        self._closed = True
        if not self.read_only:
            self._writer.finish()
            self._writing.close()
        self._reader.shutdown()
        self.close_readers()
        for connection in self._lasting_readers:
            connection.close()
        self._lasting_readers.clear()
        if self._lock is not None:
            self._lock.release()


def _tell(told: Callable[[], None]) -> None:
    # The act is committed whatever happens here, and the writer must live on: the fault is shown, not handed back.
    try:
        told()
    except Exception as fault:  # noqa: BLE001 - reported as any thread's uncaught exception
        threading.excepthook(
            threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, threading.current_thread()))
        )


def take_lock(home: Path) -> FileLock:
    """The desk's lock: whoever writes holds it. Raises DeskLocked."""
    lock = FileLock(home / LOCK)
    if not lock.take():
        raise DeskLocked()
    return lock


def in_transaction(connection: Connection, act: Callable[[Connection], Result]) -> Result:
    """Run an act inside one immediate transaction: all of it or nothing. Names what the driver raises."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = act(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except dbapi2.Error as fault:
        named = from_sqlite(fault)
        if named is None:
            raise
        raise named from fault
    return result
