"""A store of an older version is brought up when it is opened; what was in it is still there. On both stores."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, func, select, text

from desk.model.line import Journal, encode_line
from sync.central import migrations, tables
from sync.central.feed import Asker, read_page
from sync.central.store import AlreadyServed, Store, StoreNewer, lock_for_serving, make_store, open_store

FIRST = import_module("sync.central.migrations.versions.step_0001_the_first")
LINES = [encode_line(n=n, t=n, o="anan", k=kind, b={}) for n, kind in ((1, "visit.opened"), (2, "record.viewed"))]


@pytest.fixture
def database(new_database: Callable[[], str | None]) -> str | None:
    return new_database()


@pytest.fixture
def old(tmp_path: Path, database: str | None) -> Path:
    """A store as the first version left it, with two lines of a desk in it."""
    store = make_store(tmp_path / "centre", database=database)
    store.write(_as_at_first)
    store.close()
    return store.folder


def _as_at_first(connection: Connection) -> None:
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection)
    FIRST.metadata.create_all(connection)
    was = FIRST.metadata.tables
    rows: list[tuple[str, dict[str, Any]]] = [
        ("meta", {"name": "schema", "value": "1"}),
        ("meta", {"name": "feed_id", "value": "abcd"}),
        ("branches", {"branch": "5701", "name": "x", "f": 2, "adjudicated": 2, "made": 1}),
    ]
    for n, kind in ((1, "visit.opened"), (2, "record.viewed")):
        mine = {"desk": "5701A", "epoch": 1, "n": n}
        rows.append(
            ("lines", mine | {"raw": LINES[n - 1], "head": b"h" * 32, "key": "k", "key_state": "x", "taken": n})
        )
        rows.append(("feed", mine | {"branch": "5701", "f": n, "k": "line", "line_kind": kind}))
    for name, row in rows:
        connection.execute(was[name].insert().values(**row))


def page(store: Store, desk: str) -> int:
    asker = Asker(Journal(desk, 1), {}, {})
    return len(store.read(lambda connection: read_page(connection, "5701", 0, 10_000, asker)).lines)


def test_an_older_store_is_brought_up_with_what_it_holds(old: Path, database: str | None) -> None:
    store = open_store(old, database=database)
    assert store.feed_id == "abcd"
    assert store.read(migrations.standing) == migrations.LATEST
    assert (page(store, "5701A"), page(store, "5701B")) == (2, 1)  # who looked up whom is for nobody else
    kinds = select(tables.lines.c.kind, tables.lines.c.raw).order_by(tables.lines.c.n)
    found = store.read(lambda connection: [(row.kind, bytes(row.raw)) for row in connection.execute(kinds)])
    assert found == [("visit.opened", LINES[0]), ("record.viewed", LINES[1])]
    store.close()


def test_the_steps_lead_to_the_tables_a_new_store_is_made_with(old: Path, database: str | None) -> None:
    store = open_store(old, database=database)

    def differences(connection: Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), tables.metadata)

    marks = ("alembic_version",)
    assert [each for each in store.read(differences) if getattr(each[1], "name", "") not in marks] == []
    store.close()


def test_the_last_step_is_the_one_new_stores_are_marked_with() -> None:
    steps = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert steps.get_current_head() == migrations.LATEST


def test_workers_that_start_together_take_the_steps_once(old: Path, database: str | None) -> None:
    if database is None:
        serving = lock_for_serving(old)
        with pytest.raises(AlreadyServed):  # the tables are not changed under a server of an older version
            open_store(old)
        serving.close()
        open_store(old).close()
        return
    stores: list[Store] = []
    starting = [threading.Thread(target=lambda: stores.append(open_store(old, database=database))) for _ in range(3)]
    for each in starting:
        each.start()
    for each in starting:
        each.join()
    count = select(func.count()).select_from(migrations.MARK)
    assert [store.read(lambda connection: connection.execute(count).scalar()) for store in stores] == [1, 1, 1]
    for store in stores:
        store.close()


def test_a_store_of_a_newer_version_is_left_alone(old: Path, database: str | None) -> None:
    store = open_store(old, database=database)
    store.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")).rowcount)
    store.close()
    with pytest.raises(StoreNewer):
        open_store(old, database=database)
