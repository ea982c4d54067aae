"""The open file: whole acts or none, one writer, readers that see only what is committed, a disk that fills up."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from local_db import high_water
from local_db.connection import Connection, connect
from local_db.driver import dbapi2
from local_db.errors import DeskClosed, DiskFailed, DiskFull, FileDamaged, NotEnrolled, StoreBusy, WrongKey, from_sqlite
from local_db.folds import PROJECTIONS
from local_db.rebuild import rebuild
from local_db.store import DATABASE, Store
from local_db.verify import verify
from tests.counter.days import copy_request, open_drawer, open_visit, pay
from tests.desks import KEY, Desk, make_desk, open_desk, tell
from tests.local_db.files import raw_lines, tables


@pytest.fixture
def store(desk: Desk) -> Store:
    return desk.office.file.store


def put(connection: Connection, name: str, value: int = 1) -> None:
    connection.execute("INSERT INTO meta VALUES (?, ?)", (name, value))


def names(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM meta")}


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit])
def test_an_act_that_raises_leaves_nothing_and_the_writer_lives_on(store: Store, fault: type[BaseException]) -> None:
    def half(connection: Connection) -> None:
        put(connection, "half")
        raise fault

    with pytest.raises(fault):
        store.write(half)
    assert "half" not in names(store.read())
    store.write(lambda c: put(c, "whole"))
    assert "whole" in names(store.read())


def test_whoever_listens_is_told_after_the_commit_and_only_then(store: Store) -> None:
    seen: list[bool] = []
    undone: list[str] = []
    other = connect(store.path, KEY, reading=True)
    store.on_commit(lambda: seen.append("x" in names(other)))
    store.on_undone(lambda: undone.append("undone"))

    def act(connection: Connection) -> None:
        put(connection, "x")
        assert seen == []

    store.write(act)
    assert (seen, undone) == ([True], [])
    with pytest.raises(dbapi2.IntegrityError):
        store.write(lambda c: put(c, "x"))
    assert (seen, undone) == ([True], ["undone"])
    other.close()


def test_a_listener_that_fails_harms_neither_the_act_nor_the_writer(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)

    def fails() -> None:
        raise OSError("no space left")

    store.on_commit(fails)
    store.on_undone(fails)
    store.write(lambda c: put(c, "x"))
    with pytest.raises(dbapi2.IntegrityError):
        store.write(lambda c: put(c, "x"))
    store.write(lambda c: put(c, "y"))
    assert {"x", "y"} <= names(store.read())
    assert [type(report.exc_value) for report in reported] == [OSError] * 3


def test_writes_from_many_threads_come_one_after_the_other(store: Store) -> None:
    store.write(lambda c: put(c, "count", 0))

    def one_more(connection: Connection) -> int:
        held = int(connection.execute("SELECT value FROM meta WHERE name = 'count'").fetchone()[0])
        connection.execute("UPDATE meta SET value = ? WHERE name = 'count'", (held + 1,))
        return held

    found: list[int] = []
    guard = threading.Lock()

    def work() -> None:
        for _ in range(25):
            held = store.write(one_more)
            with guard:
                found.append(held)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == list(range(150))


def test_readers_see_only_what_is_committed(store: Store) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        put(connection, "slow")
        inside.set()
        assert go_on.wait(10)

    done = store.submit(slow)
    assert inside.wait(10)
    assert "slow" not in names(store.read())
    go_on.set()
    done.result(10)
    assert "slow" in names(store.read())


def test_a_reading_connection_cannot_write(store: Store) -> None:
    with pytest.raises(dbapi2.Error):
        put(store.read(), "x")


def test_the_idle_lock_closes_the_readers_of_the_screens_and_leaves_the_engines(store: Store) -> None:
    async def ask() -> int:
        return await store.read_soon(lambda c: id(c))

    first, engines = store.read(), asyncio.run(ask())
    store.close_readers()
    with pytest.raises(dbapi2.ProgrammingError):
        first.execute("SELECT 1")
    assert asyncio.run(ask()) == engines
    assert store.read() is not first
    store.write(lambda c: put(c, "x"))
    assert "x" in names(store.read())


def test_the_event_loop_writes_and_reads_without_waiting(store: Store) -> None:
    async def both() -> bool:
        await store.write_soon(lambda c: put(c, "x"))
        return await store.read_soon(lambda c: "x" in names(c))

    assert asyncio.run(both())


def test_acts_queued_before_closing_are_finished_and_later_ones_are_refused(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk")
    store = desk.office.file.store
    waiting = [store.submit(lambda c, n=n: put(c, f"x{n}")) for n in range(20)]  # type: ignore[misc]
    store.close()
    assert all(done.done() and done.exception() is None for done in waiting)
    with pytest.raises(DeskClosed) as caught:
        store.write(lambda c: put(c, "late"))
    assert (caught.value.code, caught.value.exit_code) == ("E514", 3)
    store.close()
    again = open_desk(tmp_path / "desk")
    assert {f"x{n}" for n in range(20)} <= names(again.office.read())
    again.office.close()


def test_a_wrong_key_opens_nothing_and_gives_the_lock_back(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    make_desk(home).office.close()
    with pytest.raises(WrongKey):
        Store(home, b"x" * 32)
    with pytest.raises(WrongKey):
        Store(home, b"x" * 32, read_only=True)
    with pytest.raises(ValueError):
        Store(home, b"short")
    Store(home, KEY).close()


def test_where_no_desk_is_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled):
        Store(tmp_path, KEY)
    with pytest.raises(DiskFailed):
        connect(tmp_path / DATABASE, KEY)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_citizen_stands_readable_on_the_disk(desk: Desk) -> None:
    open_visit(desk)
    copy_request(desk)
    for path in desk.office.home.glob("desk.db*"):
        content = path.read_bytes()
        assert "สมใจ".encode() not in content, path.name
        assert b"SQLite format" not in content, path.name


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A desk whose file may not grow by another page."""
    open_drawer(desk)

    def no_more(connection: Connection) -> None:
        # room to reuse would let acts through; after a vacuum every page is in use
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    desk.office.file.store._writing.execute("VACUUM")
    desk.office.file.store.write(no_more)
    return desk


def test_a_full_disk_saves_nothing_loses_nothing_and_work_goes_on_when_there_is_room(full: Desk) -> None:
    done, before, caught = 0, raw_lines(full), None
    while caught is None and done < 400:
        before = raw_lines(full)
        try:
            pay(full, copy_request(full))
            done += 1
        except DiskFull as fault:
            caught = fault
    assert caught is not None
    assert caught.code == "E501"
    after = raw_lines(full)
    assert after[: len(before)] == before
    assert len(after) <= len(before) + 1, "the request may have found room, the payment none"
    read = full.office.read()
    assert read.execute("SELECT count(*) FROM receipts").fetchone() == (done,)
    assert read.execute("SELECT count(*) FROM orders").fetchone() == (done,)
    verify(read, high_water.read(full.office.home))
    full.office.file.store._writing.execute("PRAGMA max_page_count=1000000")
    assert pay(full, copy_request(full)).number.endswith(f"/{done + 1}")
    assert full.office.file.store.write(rebuild).different == []


@pytest.mark.parametrize("fold", ["local_db.rebuild.apply_feed_fold", "local_db.receiving.apply_fold"])
def test_a_disk_that_fills_up_during_a_rebuild_is_no_senseless_item(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fold: str
) -> None:
    line = '{"n":1,"t":5,"o":"busaba","k":"visit.opened","b":{"purpose":"request"}}'
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": line}))
    before = tables(desk.office.read(), PROJECTIONS)

    def full_disk(*_told: object) -> None:
        raise dbapi2.OperationalError("database or disk is full")

    monkeypatch.setattr(fold, full_disk)
    with pytest.raises(DiskFull):
        desk.office.file.store.write(rebuild)
    assert tables(desk.office.read(), PROJECTIONS) == before


def test_a_mark_that_cannot_be_written_stops_no_act(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_marker: object, _mark: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(high_water.Marker, "write", full_disk)
    open_visit(desk)
    open_visit(desk)
    assert len(raw_lines(desk)) == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("database or disk is full", DiskFull),
        ("database is locked", StoreBusy),
        ("file is not a database", WrongKey),
        ("database disk image is malformed", FileDamaged),
        ("disk I/O error", DiskFailed),
        ("attempt to write a readonly database", DiskFailed),
        ("no such column: x", None),
    ],
)
def test_what_the_driver_says_is_named(text: str, named: type | None) -> None:
    assert type(from_sqlite(dbapi2.OperationalError(text))) is (named or type(None))


def test_a_file_locked_by_a_stranger_is_busy_not_broken(desk: Desk) -> None:
    stranger = connect(desk.office.file.store.path, KEY)
    stranger.execute("BEGIN IMMEDIATE")
    desk.office.file.store._writing.execute("PRAGMA busy_timeout=50")
    with pytest.raises(StoreBusy):
        open_visit(desk)
    stranger.execute("ROLLBACK")
    stranger.close()
    open_visit(desk)
    assert len(raw_lines(desk)) == 1


def test_commits_wait_for_the_disk(desk: Desk) -> None:
    writing = desk.office.file.store._writing
    assert writing.execute("PRAGMA synchronous").fetchone() == (2,)
    assert writing.execute("PRAGMA journal_mode").fetchone() == ("wal",)
