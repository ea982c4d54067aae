"""The centre's store: opened, made, read and written.

Embedded by default: one encrypted SQLite file, one writing connection on one thread, reading connections on others.
With a database URL: PostgreSQL, where the branch's counter row is what writers of one branch wait on.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, func, inspect, make_url, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from desk.model.errors import Busy, Corrupt, DeskError, Misused
from desk.words import Words
from sync.central import migrations, tables
from sync.central.identity import Identity
from sync.central.prepared import Prepared

BUSY_MS = 20_000
READERS = 4
TRIES = 4
MET_ANOTHER = frozenset({"40001", "40P01", "23505"})
"""SQLSTATEs of two writers that met: serialisation, deadlock, both put the same row. Run again, the second sees it."""
Result = TypeVar("Result")


class NoStore(Misused):
    """The folder holds no centre."""

    code: ClassVar[str] = "E920"
    said: ClassVar[Words] = Words(
        "โฟลเดอร์ {folder} ยังไม่มีระบบกลาง ใช้คำสั่ง desk central init ก่อน",
        "{folder} holds no centre yet; run desk central init first",
    )


class StoreExists(Misused):
    """The folder holds a centre already."""

    code: ClassVar[str] = "E921"
    said: ClassVar[Words] = Words(
        "โฟลเดอร์ {folder} มีระบบกลางอยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "{folder} holds a centre already; nothing was changed",
    )


class StoreUnreadable(Corrupt):
    """The file does not open with its key, or is of another version."""

    code: ClassVar[str] = "E922"
    said: ClassVar[Words] = Words(
        "เปิดแฟ้มข้อมูลของระบบกลางไม่ได้ ({folder}) กุญแจไม่ตรงหรือแฟ้มเสียหาย กรุณาแจ้งผู้ดูแลระบบ",
        "The centre's file in {folder} does not open: another key, or damage. Tell the administrator",
    )


class StoreNewer(Misused):
    """A newer version of this program wrote the store."""

    code: ClassVar[str] = "E937"
    said: ClassVar[Words] = Words(
        "ข้อมูลของระบบกลางใน {folder} เป็นของโปรแกรมรุ่นใหม่กว่านี้ ไม่มีอะไรเปลี่ยนแปลง ติดตั้งโปรแกรมรุ่นใหม่ก่อน",
        "The store in {folder} was written by a newer version of this program; nothing was changed. Install that",
    )


class AlreadyServed(Busy):
    """Another server runs on the same embedded store."""

    code: ClassVar[str] = "E923"
    said: ClassVar[Words] = Words(
        "มีระบบกลางทำงานอยู่บนโฟลเดอร์ {folder} แล้ว ปิดตัวเดิมก่อน",
        "A centre already runs on {folder}; stop that one first",
    )


class NoDriver(Misused):
    """A database URL, and no driver for it."""

    code: ClassVar[str] = "E933"
    said: ClassVar[Words] = Words(
        "ยังไม่มีตัวเชื่อมฐานข้อมูลแบบนี้ ติดตั้งส่วนเสริมชื่อ {extra} ของโปรแกรมก่อน ไม่มีอะไรเปลี่ยนแปลง",
        "There is no driver for this kind of database here; install the program's extra {extra}. Nothing was changed",
    )


class StoreBusy(Busy):
    """Somebody else writes for longer than we wait."""

    code: ClassVar[str] = "E924"
    said: ClassVar[Words] = Words(
        "แฟ้มข้อมูลของระบบกลางมีผู้อื่นใช้อยู่นานเกินไป ไม่มีอะไรเปลี่ยนแปลง ลองใหม่อีกครั้ง",
        "The centre's file is in use for too long; nothing was changed. Try again",
    )


class Store:
    """One centre's store. `read` and `write` run a function in one transaction and return what it returns."""

    def __init__(self, folder: Path, identity: Identity, writer: Engine, reader: Engine, feed_id: str) -> None:
        self.folder = folder
        self.identity = identity
        self.feed_id = feed_id
        self._writer = writer
        self._reader = reader
        # the embedded store has one writer: a queue in front of it costs less than a fight over its lock
        self.embedded = writer.dialect.name == "sqlite"
        self.writing = ThreadPoolExecutor(1 if self.embedded else READERS, "centre-writer")
        self.reading = ThreadPoolExecutor(READERS, "centre-reader")

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a reading transaction: everything it sees is of one moment."""
        with self._reader.connect() as connection, connection.begin():
            return work(connection)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a writing transaction, durable when this returns; it may run more than once, the tries before
        the last undone whole (two writers that met, on a store with many). Raises StoreBusy."""
        for left in reversed(range(TRIES)):
            try:
                with self._writer.connect() as connection, connection.begin():
                    return work(connection)
            except DBAPIError as fault:
                if left and getattr(fault.orig, "sqlstate", None) in MET_ANOTHER:
                    continue
                if _is_busy(fault):
                    raise StoreBusy from fault
                raise
        raise StoreBusy

    def close(self) -> None:
        """Finish what is under way and let go of the file."""
        self.writing.shutdown(wait=True)
        self.reading.shutdown(wait=True)
        self._writer.dispose()
        self._reader.dispose()


def make_store(folder: Path, *, database: str | None = None) -> Store:
    """Make a new centre in `folder`: keys (0600), encrypted file, empty tables. Raises StoreExists."""
    if (folder / "centre.key").exists():
        raise StoreExists(folder=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    identity = Identity.generate()
    if database is None:
        write_private(folder / "store.key", secrets.token_bytes(32).hex())
    writer, reader = _engines(folder, database)
    feed_id = secrets.token_hex(4)
    with writer.begin() as connection:
        if inspect(connection).has_table(tables.meta.name):
            raise StoreExists(folder=folder.name)
        tables.metadata.create_all(connection)
        migrations.mark_latest(connection)
        connection.execute(tables.meta.insert().values(name="feed_id", value=feed_id))
    # the identity last: a folder with it is a finished one
    write_private(folder / "centre.key", json.dumps(identity.members()))
    return Store(folder, identity, writer, reader, feed_id)


def open_store(folder: Path, *, database: str | None = None) -> Store:
    """Open the centre in `folder`; a store of an older version of this program is brought up to this one first.

    Raises NoStore, StoreUnreadable, StoreNewer, AlreadyServed where an older store is to be brought up under a server.
    """
    identity = read_identity(folder)
    writer, reader = _engines(folder, database)
    try:
        with reader.connect() as connection:
            stands = migrations.standing(connection)
        if stands != migrations.LATEST:
            _bring_up(folder, writer, stands, embedded=database is None)
        with reader.connect() as connection:
            found = dict(connection.execute(select(tables.meta.c.name, tables.meta.c.value)).all())
    except DeskError:
        raise
    except Exception as fault:
        if database is not None and isinstance(fault, DBAPIError) and _is_busy(fault):
            raise StoreBusy from fault
        raise StoreUnreadable(folder=folder.name) from fault
    return Store(folder, identity, writer, reader, found["feed_id"])


def _bring_up(folder: Path, writer: Engine, stands: str, *, embedded: bool) -> None:
    """Take the steps that are missing: all of them, or none."""
    if not stands:
        raise StoreUnreadable(folder=folder.name)
    if not stands.isdigit() or stands > migrations.LATEST:
        raise StoreNewer(folder=folder.name)
    lock = lock_for_serving(folder) if embedded else None
    try:
        with writer.connect() as connection, connection.begin():
            migrations.upgrade(connection)
    finally:
        if lock is not None:
            lock.close()


def read_identity(folder: Path) -> Identity:
    """The centre's own keys. Raises NoStore."""
    if not (folder / "centre.key").exists():
        raise NoStore(folder=folder.name)
    return Identity.from_members(json.loads((folder / "centre.key").read_text("utf-8")))


def replace_identity(store: Store, identity: Identity) -> None:
    """Keep changed keys of the centre: the file holds the old ones or the new ones, whenever the power goes."""
    fresh = store.folder / "centre.key.new"
    fresh.unlink(missing_ok=True)
    write_private(fresh, json.dumps(identity.members()))
    fresh.replace(store.folder / "centre.key")
    store.identity = identity


def lock_for_serving(folder: Path) -> Any:
    """Hold the folder for one server until the process ends, however it ends. Raises AlreadyServed.

    The lock is SQLite's own on a small file: it exists on every system and dies with its process.
    """
    dbapi2 = _driver()
    lock = dbapi2.connect(folder / "serve.lock", timeout=0.2, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except dbapi2.OperationalError as fault:
        lock.close()
        raise AlreadyServed(folder=folder.name) from fault
    return lock


def write_private(path: Path, content: str) -> None:
    """Write a small file that nobody else may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


_HEAD = Prepared(select(tables.branches.c.f).where(tables.branches.c.branch == bindparam("branch")))


def head_of(connection: Connection, branch: str) -> int:
    """The last number of the branch's feed; 0 for an unknown branch."""
    return int(_HEAD.scalar(connection, branch=branch) or 0)


def count(connection: Connection, table: Any, *where: Any) -> int:
    """How many rows of a table fit."""
    return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def _driver() -> Any:
    from sqlcipher3 import dbapi2  # not needed where the store is PostgreSQL

    return dbapi2


def _engines(folder: Path, database: str | None) -> tuple[Engine, Engine]:
    if database is not None:
        engine = _served(database)
        return engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    key = (folder / "store.key").read_text("ascii").strip()
    return _embedded(folder, key, writing=True), _embedded(folder, key, writing=False)


def _served(database: str) -> Engine:
    """A database server, which many workers share. Writers of a branch wait on its row, readers on nobody."""
    url = make_url(database)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    try:
        return create_engine(
            url, isolation_level="READ COMMITTED", pool_size=2 * READERS, max_overflow=READERS, pool_pre_ping=True
        )
    except ModuleNotFoundError as fault:
        raise NoDriver(extra="postgres") from fault


def _is_busy(fault: DBAPIError) -> bool:
    """Whether waiting may help: another writer held the store too long, or the server cannot be reached just now."""
    state = getattr(fault.orig, "sqlstate", None)
    if state is not None:
        return state in MET_ANOTHER or state[:2] in ("08", "53", "55", "57")
    served = not hasattr(fault.orig, "sqlite_errorcode") and "sqlcipher" not in type(fault.orig).__module__
    return fault.connection_invalidated or "locked" in str(fault) or (served and isinstance(fault, OperationalError))


def _embedded(folder: Path, key: str, *, writing: bool) -> Engine:
    dbapi2 = _driver()

    def connect() -> Any:
        connection = dbapi2.connect(folder / "store.db", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        return connection

    engine = create_engine(
        "sqlite://",  # the dialect for SQLCipher wants a passphrase; ours is a raw key, given in `connect`
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=1 if writing else READERS,
        max_overflow=0 if writing else 4,
        pool_reset_on_return="rollback",
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
