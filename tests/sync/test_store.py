"""The store under several writers, books over the year, and the sample."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection

from desk.model.feed import CitizenPut, HouseholdPut
from desk.model.line import Journal
from desk.rules import keys
from sync.central import books, enrolment, snapshots, tables
from sync.central.checks import check_all
from sync.central.feed import Asker, FeedWriter, read_page
from sync.central.policies import put_policy
from sync.central.sample import make_sample, pin_of
from sync.central.store import (
    AlreadyServed,
    Store,
    StoreExists,
    StoreUnreadable,
    lock_for_serving,
    make_store,
    open_store,
)
from sync.central.tables import books as books_table
from sync.central.tables import desks as desks_table

NOW = 1_795_000_000_000
NOBODY = Asker(Journal("5701A", 1), {}, {})


@pytest.fixture
def database(new_database: Callable[[], str | None]) -> str | None:
    return new_database()


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Iterator[Store]:
    made = make_store(tmp_path / "centre", database=database)
    made.write(lambda connection: enrolment.add_branch(connection, "5701", "ตัวอย่าง", NOW))
    yield made
    made.close()


def test_no_cursor_misses_a_line_whoever_writes(store: Store, database: str | None) -> None:
    """Two stores on one file (a server and a command beside it), several threads each, one reader all the while."""
    beside = open_store(store.folder, database=database)
    over = threading.Event()

    def write(using: Store, name: str) -> None:
        dawdle = Random(name)

        def slowly(connection: Connection, feed: FeedWriter) -> None:
            feed.flush(connection)
            time.sleep(dawdle.random() * 0.008)  # numbers are given out: whoever is quicker must not be seen first

        for n in range(15):
            feed = FeedWriter("5701")
            for part in range(3):
                feed.say("notice", {"th": f"{name} {n} {part}"})
            using.write(partial(slowly, feed=feed))

    writers = [
        threading.Thread(target=write, args=(using, f"{i}")) for i, using in enumerate((store, beside, store, beside))
    ]
    for writer in writers:
        writer.start()
    threading.Thread(target=lambda: ([writer.join() for writer in writers], over.set())).start()
    seen, at = 0, 1
    while True:
        last = over.is_set()
        page = store.read(lambda connection, at=at: read_page(connection, "5701", at, 300, NOBODY))
        seen, at = seen + len(page.lines), page.f
        if last and not page.more:
            break
    beside.close()
    assert (seen, at) == (4 * 15 * 3, 1 + 4 * 15 * 3)


def test_one_server_one_identity_one_key(store: Store, database: str | None, tmp_path: Path) -> None:
    with pytest.raises(StoreExists):
        make_store(store.folder, database=database)
    other = open_store(store.folder, database=database)
    assert (other.identity.public, other.feed_id) == (store.identity.public, store.feed_id)
    other.close()
    if database is not None:
        with pytest.raises(StoreExists):  # another folder does not take over a database that is a centre's
            make_store(tmp_path / "second", database=database)
        return
    lock = lock_for_serving(store.folder)
    with pytest.raises(AlreadyServed):
        lock_for_serving(store.folder)
    lock.close()
    lock_for_serving(store.folder).close()
    (store.folder / "store.key").unlink()
    (store.folder / "store.key").write_text("00" * 32)
    with pytest.raises(StoreUnreadable):
        open_store(store.folder)


def enrol(store: Store, desk: str, seed: bytes) -> None:
    public = keys.public_raw(keys.private_key(seed))
    code = store.write(lambda connection: enrolment.new_code(connection, desk, NOW))
    asked = enrolment.Asked(code.lower(), public, "", "")
    store.write(lambda connection: enrolment.enrol(connection, asked, store.identity, NOW))


def test_a_code_is_short_lived(store: Store) -> None:
    code = store.write(lambda connection: enrolment.new_code(connection, "5701A", NOW))
    asked = enrolment.Asked(code, b"k" * 32, "", "")
    late = NOW + enrolment.CODE_VALID_MS + 1
    with pytest.raises(enrolment.CodeFault):
        store.write(lambda connection: enrolment.enrol(connection, asked, store.identity, late))


def needs(store: Store, now: int = NOW) -> dict[str, tuple[int, ...]]:
    return {each.desk: each.lend for each in store.read(lambda connection: books.in_need(connection, now))}


def provide(store: Store, desk: str, now: int = NOW) -> None:
    store.write(lambda connection: books.provide_desk(connection, desk, now))


def held(store: Store) -> list[tuple[str, str, int, bool]]:
    rows = store.read(lambda connection: connection.execute(books_table.select().order_by(books_table.c.book)).all())
    return [(row.book, row.desk, row.epoch, row.closed) for row in rows]


def use(store: Store, desk: str, number: int) -> None:
    used = books_table.update().where(books_table.c.desk == desk, books_table.c.closed.is_(False)).values(used=number)
    opened = min(name for name, owner, _, shut in held(store) if owner == desk and not shut)
    first = used.where(books_table.c.book == opened)
    store.write(lambda connection: connection.execute(first).rowcount)


def test_a_desk_holds_one_unopened_book_ahead(store: Store) -> None:
    enrol(store, "5701A", b"a" * 32)
    enrol(store, "5701B", b"b" * 32)
    assert needs(store) == {}
    use(store, "5701A", 1)
    assert needs(store) == {}
    use(store, "5701A", 1000)
    assert needs(store) == {"5701A": (2570,)}
    provide(store, "5701A")
    provide(store, "5701A")
    assert held(store) == [
        ("2570/0001", "5701A", 1, True), ("2570/0002", "5701A", 1, False), ("2570/0003", "5701B", 1, False),
        ("2570/0004", "5701B", 1, False), ("2570/0005", "5701A", 1, False),
    ]  # fmt: skip


def test_a_branch_may_hold_more_books_ahead(store: Store) -> None:
    enrol(store, "5701A", b"a" * 32)
    store.write(lambda connection: put_policy(connection, "5701", "books_ahead", 3))
    assert needs(store) == {"5701A": (2570, 2570)}
    provide(store, "5701A")
    assert needs(store) == {}
    use(store, "5701A", 1)
    assert needs(store) == {}
    use(store, "5701A", 1000)
    assert needs(store) == {"5701A": (2570,)}


def test_a_book_belongs_to_one_epoch(store: Store) -> None:
    enrol(store, "5701A", b"a" * 32)
    raised = desks_table.update().values(epoch=2)
    store.write(lambda connection: connection.execute(raised).rowcount)
    provide(store, "5701A")
    assert [(epoch, shut) for _, _, epoch, shut in held(store)] == [(1, True), (1, True), (2, False), (2, False)]


def test_next_years_book_comes_a_month_before_the_year_and_last_years_books_close(store: Store) -> None:
    enrol(store, "5701A", b"a" * 32)
    august, september, october = (1_819_700_000_000, 1_821_000_000_000, 1_822_400_000_000)  # 2027-08-31, 09-15, 10-01
    assert needs(store, august) == {}
    assert needs(store, september) == {"5701A": (2571,)}
    provide(store, "5701A", september)
    assert needs(store, september) == {}
    provide(store, "5701A", october)
    assert held(store) == [
        ("2570/0001", "5701A", 1, True), ("2570/0002", "5701A", 1, True),
        ("2571/0001", "5701A", 1, False), ("2571/0002", "5701A", 1, False),
    ]  # fmt: skip


def test_the_usage_report_explains_every_number(store: Store) -> None:
    enrol(store, "5701A", b"a" * 32)
    book = {"branch": "5701", "fiscal_year": 2570, "book": "2570/0001"}
    rows = [book | {"number": number, "ref": f"5701A-{number}"} for number in (1, 2, 5)]
    store.write(lambda connection: connection.execute(tables.receipts.insert(), rows).rowcount)
    ended = [
        {"branch": "5701", "register": "numbers.ended", "name": f"2570 2570/0001 {number}", "ref": "5701A-9",
         "facts": f'{{"fate":"{fate}"}}'} for number, fate in ((3, "cancelled"), (6, "lost"), (8, "returned"))
    ]  # fmt: skip
    store.write(lambda connection: connection.execute(tables.registers.insert(), ended).rowcount)
    voided = {"branch": "5701", "root": "5701A-2", "latest": "5701A-7", "state": "voided", "facts": "{}"}
    store.write(lambda connection: connection.execute(tables.lives.insert().values(**voided)).rowcount)
    first, ahead = store.read(lambda connection: books.usage(connection, "5701", 2570))
    assert {name: first[name] for name in ("used", "voided", "returned", "lost", "cancelled", "missing", "left")} == {
        "used": 3, "voided": 1, "returned": 1, "lost": 1, "cancelled": 1, "missing": [[4, 4], [7, 7]], "left": 992,
    }  # fmt: skip
    assert (ahead["used"], ahead["missing"], ahead["left"]) == (0, [], 1000)
    assert store.read(lambda connection: books.usage(connection, "5701", 2569)) == []


def test_the_doctor_compares_books_with_their_receipts(store: Store) -> None:
    enrol(store, "5701A", b"a" * 32)
    assert store.read(check_all)["faults"] == []
    use(store, "5701A", 7)
    assert store.read(check_all)["faults"] == ["book 2570/0001: 7 / 0"]


def test_snapshots_are_kept_for_seven_days(store: Store) -> None:
    day = 24 * 3600 * 1000
    names = []
    for at in (NOW, NOW + 6 * day, NOW + 8 * day):
        built = store.read(lambda connection, at=at: snapshots.build(connection, store, "5701", at))
        store.write(lambda connection, at=at, built=built: snapshots.keep(connection, "5701", built, at))
        names.append(built.snapshot.id)
    kept = [store.read(lambda c, name=name: snapshots.by_id(c, "5701", name)) is not None for name in names]
    assert kept == [False, True, True]


def test_the_sample_is_repeatable_valid_and_whole() -> None:
    sample, again = make_sample("5701", 3000, 5), make_sample("5701", 3000, 5)
    assert sample == again
    assert make_sample("5701", 3000, 6) != sample
    people = {record["pin"]: record for record in sample.citizens}
    assert len(people) == 3000
    assert {record["status"] for record in people.values()} == {"alive", "deceased", "moved_out", "suspended", "merged"}
    merged = [record for record in people.values() if record["status"] == "merged"]
    assert all(people[record["merged_into"]]["status"] == "alive" for record in merged)
    assert {pin[0] for pin in people} >= set("0345678")
    told = {name for record in people.values() for one in record["past"] or [] for name in one if one[name]}
    assert told == {"until", "name", "address"}
    assert any(record["born_day"] is None for record in people.values())
    assert (len(sample.citizens), len(sample.households)) == (3000, 1200)
    pins = {record["pin"] for record in sample.citizens}
    houses = {record["house"] for record in sample.households}
    assert len(pins) == 3000
    for record in sample.citizens:
        CitizenPut.model_validate(record)
        pin = record["pin"]
        assert 9901 <= int(pin[1:5]) <= 9989
        assert pin == pin_of(int(pin[0]), int(pin[1:5]), int(pin[5:12]))
        assert record["house"] in houses
        assert {record["father"], record["mother"]} - {None} <= pins
    for record in sample.households:
        HouseholdPut.model_validate(record)
        assert record["subdistrict"].startswith("5701")
    assert len({record["family"] for record in sample.citizens}) > 600
    assert any(record["status"] == "deceased" for record in sample.citizens)
    assert any(record["born_day"] is None for record in sample.citizens)
    assert any(record["pin"][0] in "678" for record in sample.citizens)
