"""The schema: steps applied once, checked, backed up before; a file of a newer version is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_db import migrations
from local_db.connection import connect
from local_db.errors import MigrationChanged, NewerFile, StoreBusy
from local_db.store import DATABASE, Store
from tests.counter.days import copy_request
from tests.desks import KEY, make_desk, open_desk
from tests.local_db.files import behind_its_back

FIRST = migrations.steps()
NEXT = ("9000_ink.sql", "CREATE TABLE ink (colour TEXT);\nINSERT INTO ink VALUES ('blue; black');\n")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    desk = make_desk(tmp_path / "desk")
    copy_request(desk)
    desk.office.close()
    return tmp_path / "desk"


def know(monkeypatch: pytest.MonkeyPatch, *steps: tuple[str, str]) -> None:
    monkeypatch.setattr(migrations, "steps", lambda: list(steps))
    monkeypatch.setattr(migrations, "step_names", lambda: [name for name, _ in steps])


def backups(home: Path) -> list[str]:
    return sorted(path.name for path in home.glob("*.backup"))


def test_a_new_step_is_applied_once_and_the_file_as_it_was_lies_beside_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(monkeypatch, *FIRST, NEXT)
    for _ in range(2):
        desk = open_desk(home)
        assert desk.office.read().execute("SELECT colour FROM ink").fetchall() == [("blue; black",)]
        assert desk.office.read().execute("SELECT count(*) FROM requests").fetchone() == (1,)
        desk.office.close()
    assert backups(home) == [f"{DATABASE}.schema-{len(FIRST)}.backup"]
    monkeypatch.undo()
    before = connect(home / backups(home)[0], KEY)
    assert before.execute("PRAGMA user_version").fetchone() == (len(FIRST),)
    assert before.execute("SELECT count(*) FROM requests").fetchone() == (1,), "work in the log was copied too"
    before.close()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_a_newer_version_is_refused_and_unchanged(home: Path, read_only: bool) -> None:
    newer = len(FIRST) + 1
    with behind_its_back(home) as connection:
        connection.execute(f"PRAGMA user_version={newer}")
    before = (home / DATABASE).read_bytes()
    with pytest.raises(NewerFile) as caught:
        Store(home, KEY, read_only=read_only)
    assert (caught.value.code, caught.value.exit_code) == ("E504", 2)
    assert str(newer) in str(caught.value)
    assert (home / DATABASE).read_bytes() == before
    assert backups(home) == []


def test_a_step_changed_after_it_was_applied_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = (FIRST[0][0], FIRST[0][1] + "-- another thought\n")
    know(monkeypatch, changed, *FIRST[1:], NEXT)
    with pytest.raises(MigrationChanged) as caught:
        Store(home, KEY)
    assert (caught.value.code, caught.value.exit_code) == ("E505", 5)
    monkeypatch.undo()
    desk = open_desk(home)
    assert desk.office.read().execute("SELECT name FROM sqlite_master WHERE name = 'ink'").fetchone() is None
    desk.office.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, *FIRST, NEXT, ("9001_bad.sql", "CREATE TABLE fine (x);\nCREATE TABLE ink (again);\n"))
    with pytest.raises(Exception, match="ink"):
        Store(home, KEY)
    monkeypatch.undo()
    desk = open_desk(home)
    read = desk.office.read()
    assert migrations.schema_version(read) == len(FIRST)
    assert read.execute("SELECT name FROM sqlite_master WHERE name IN ('ink', 'fine')").fetchall() == []
    desk.office.close()


def test_only_the_latest_backups_are_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = list(FIRST)
    held = len(FIRST)
    for number in range(9000, 9000 + migrations.BACKUPS_KEPT + 2):
        steps.append((f"{number}_more.sql", f"CREATE TABLE more{number} (x);\n"))
        know(monkeypatch, *steps)
        Store(home, KEY).close()
    assert set(backups(home)) == {f"{DATABASE}.schema-{n}.backup" for n in range(held + 2, held + 5)}


def test_no_step_is_taken_while_a_reader_keeps_the_backup_from_being_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = connect(home / DATABASE, KEY, reading=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM requests").fetchone()
    desk = open_desk(home)
    copy_request(desk)
    desk.office.close()
    know(monkeypatch, *FIRST, NEXT)
    monkeypatch.setattr("local_db.connection.BUSY_WAIT_MS", 50)
    with pytest.raises(StoreBusy):
        Store(home, KEY)
    reader.execute("ROLLBACK")
    reader.close()
    Store(home, KEY).close()
    assert backups(home) == [f"{DATABASE}.schema-{len(FIRST)}.backup"]


def test_statements_are_split_where_they_end_and_not_at_every_semicolon() -> None:
    script = (
        "CREATE TABLE a (x); -- one; two\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;\nSELECT 1"
    )
    assert len(migrations.statements(script)) == 3
