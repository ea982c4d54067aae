"""`desk verify` and its neighbours: what was done to the journal behind the desk's back is named, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.model.kinds.visits import VisitOpened
from desk.model.line import link
from local_db.connection import Connection
from local_db.driver import dbapi2
from local_db.errors import DeskLocked
from local_db.journal import Act
from local_db.store import DATABASE, Store
from tests.counter.days import copy_request, name_request, open_drawer, open_visit, pay
from tests.desks import KEY, Desk, make_desk, open_desk
from tests.local_db.commands import Commands
from tests.local_db.files import behind_its_back, raw_lines

Hand = Callable[[Connection], object]


def worked(home: Path) -> list[bytes]:
    """A desk that did some work and was closed; its lines."""
    desk = make_desk(home)
    at = open_visit(desk)
    open_drawer(desk)
    pay(desk, copy_request(desk, 2, at))
    name_request(desk, at)
    lines = raw_lines(desk)
    desk.office.close()
    return lines


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Commands:
    worked(tmp_path / "desk")
    return Commands(tmp_path / "desk", monkeypatch, capfdbinary)


def test_an_untouched_journal_holds(command: Commands) -> None:
    code, said, _ = command("verify", "--json")
    told = json.loads(said)
    assert code == 0
    assert told["ok"] is True
    assert told["lines"] == 8
    assert command("verify")[0] == 0


def _changed_byte(connection: Connection) -> None:
    raw = bytes(connection.execute("SELECT raw FROM journal WHERE n = 3").fetchone()[0])
    # the last letter of the officer's name: still a line, still JSON
    connection.execute("UPDATE journal SET raw = ? WHERE n = 3", (raw.replace(b"anan", b"anam"),))


def _inserted(connection: Connection) -> None:
    """A line of one's own making in the middle, the others moved up, its head made to follow."""
    connection.execute("UPDATE journal SET n = n + 100 WHERE n >= 4")
    connection.execute("UPDATE journal SET n = n - 99 WHERE n > 100")
    before = bytes(connection.execute("SELECT head FROM journal WHERE n = 3").fetchone()[0])
    raw = b'{"n":4,"t":1,"o":"-","k":"visit.opened","b":{"purpose":"request"}}'
    connection.execute("INSERT INTO journal VALUES (1, 4, 99999, 1, 'visit.opened', ?, ?)", (raw, link(before, raw)))


def _swapped(connection: Connection) -> None:
    two, three = connection.execute("SELECT raw, head FROM journal WHERE n IN (4, 5) ORDER BY n").fetchall()
    connection.execute("UPDATE journal SET raw = ?, head = ? WHERE n = 4", three)
    connection.execute("UPDATE journal SET raw = ?, head = ? WHERE n = 5", two)


def _acknowledged_otherwise(connection: Connection) -> None:
    connection.execute("INSERT INTO acks VALUES ('9901A', 1, 6, ?, 1, 'k', 's', 1)", (b"x" * 32,))


def _acknowledged_beyond(connection: Connection) -> None:
    connection.execute("INSERT INTO acks VALUES ('9901A', 1, 60, ?, 1, 'k', 's', 1)", (b"x" * 32,))


@pytest.mark.parametrize(
    ("hand", "first_bad"),
    [
        pytest.param(_changed_byte, "9901A-3", id="changed byte"),
        pytest.param(lambda c: c.execute("UPDATE journal SET raw = x'00' WHERE n = 3"), "9901A-3", id="unreadable"),
        pytest.param(lambda c: c.execute("DELETE FROM journal WHERE n = 4"), "9901A-4", id="deleted line"),
        pytest.param(lambda c: c.execute("DELETE FROM journal WHERE n = 1"), "9901A-1", id="deleted first"),
        pytest.param(lambda c: c.execute("DELETE FROM journal WHERE n = 8"), "9901A-8", id="deleted last"),
        pytest.param(_inserted, "9901A-5", id="inserted line"),
        pytest.param(_swapped, "9901A-4", id="swapped lines"),
        pytest.param(lambda c: c.execute("UPDATE journal SET head = zeroblob(32) WHERE n = 5"), "9901A-5", id="head"),
        pytest.param(lambda c: c.execute("UPDATE journal SET t = t + 1 WHERE n = 2"), "9901A-2", id="time beside it"),
        pytest.param(_acknowledged_otherwise, "9901A-6", id="acknowledged otherwise"),
        pytest.param(_acknowledged_beyond, "9901A-60", id="acknowledged beyond the end"),
    ],
)
def test_what_was_done_to_the_journal_is_named_by_its_first_line(command: Commands, hand: Hand, first_bad: str) -> None:
    with behind_its_back(command.home) as connection:
        hand(connection)
    code, said, complaint = command("verify")
    assert code == 5
    assert said == b""
    assert complaint.startswith("E510 ")
    assert f" {first_bad}:" in complaint
    assert not any(word in complaint for word in ("gap", "changed", "missing", "unreadable")), "Thai has no English"


def test_a_line_put_in_the_place_of_the_last_one_is_noticed_by_the_mark_outside_the_file(command: Commands) -> None:
    with behind_its_back(command.home) as connection:
        before = bytes(connection.execute("SELECT head FROM journal WHERE n = 7").fetchone()[0])
        raw = b'{"n":8,"t":1,"o":"-","k":"visit.opened","b":{"purpose":"request"}}'
        connection.execute(
            "UPDATE journal SET raw = ?, head = ?, t = 1, k = 'visit.opened' WHERE n = 8", (raw, link(before, raw))
        )
    code, _, complaint = command("verify")
    assert (code, " 9901A-8:" in complaint) == (5, True)


def test_a_file_put_back_is_noticed_before_anybody_works_on_it(command: Commands) -> None:
    path = command.home / DATABASE
    yesterday = path.read_bytes()
    desk = open_desk(command.home)
    name_request(desk)
    name_request(desk)
    desk.office.close()
    path.write_bytes(yesterday)
    code, _, complaint = command("verify")
    assert (code, " 9901A-9:" in complaint) == (5, True)


def test_a_file_put_back_from_an_earlier_epoch_is_noticed(command: Commands) -> None:
    path = command.home / DATABASE
    yesterday = path.read_bytes()
    desk = open_desk(command.home)
    name_request(desk)
    desk.office.close()
    path.write_bytes(yesterday)
    desk = open_desk(command.home)  # notices, and opens epoch 2
    open_visit(desk)
    desk.office.close()
    assert command("verify")[0] == 0
    path.write_bytes(yesterday)
    code, _, complaint = command("verify")
    assert (code, "9901A.2-1:" in complaint) == (5, True)


@pytest.mark.parametrize("mark", [b"", b"{", b"null 0", b'{"desk":1}', bytes(range(190, 254))])
def test_a_lost_or_torn_mark_counts_as_none(command: Commands, mark: bytes) -> None:
    (command.home / "highwater.json").write_bytes(mark)
    assert command("verify")[0] == 0
    desk = open_desk(command.home)
    assert desk.office.file.identity().epoch == 1
    desk.office.close()


def test_a_mark_is_never_ahead_of_what_was_committed(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    desk = make_desk(home)
    open_visit(desk)

    def done_but_not_committed(act: Act) -> None:
        act.append(VisitOpened(purpose="request"), officer="anan")
        act.connection.execute("ROLLBACK")  # the commit that follows fails, as on a full disk

    with pytest.raises(dbapi2.Error):
        desk.office.file.act(done_but_not_committed)
    desk.office.file.store.write(lambda c: c.execute("INSERT INTO meta VALUES ('x', 1)"))
    desk.office.close()
    again = open_desk(home)
    assert again.office.file.identity().epoch == 1
    again.office.close()


def test_journal_show_gives_the_exact_bytes(command: Commands) -> None:
    desk = open_desk(command.home)
    lines = raw_lines(desk)
    desk.office.close()
    assert command("journal", "show", "--json") == (0, b"".join(line + b"\n" for line in lines), "")
    some = command("journal", "show", "--json", "--from", "3", "--to", "4")
    assert some == (0, lines[2] + b"\n" + lines[3] + b"\n", "")
    told = command("journal", "show")[1].decode()
    assert len(told.splitlines()) == len(lines)
    assert "9901A-6" in told


def test_reading_commands_work_beside_a_running_desk_and_writing_ones_say_try_again(command: Commands) -> None:
    running = open_desk(command.home)
    before = raw_lines(running)
    for name in (("status",), ("status", "--json"), ("verify",), ("journal", "show")):
        assert command(*name)[0] == 0, name
    for name in (("rebuild",), ("sync", "--once")):
        code, _, complaint = command(*name)
        assert (code, complaint[:4]) == (3, "E502")
    assert raw_lines(running) == before
    assert json.loads(command("status", "--json")[1])["data"]["files"] == 0
    running.office.close()
    assert command("rebuild")[0] == 0


@pytest.mark.process
def test_another_process_finds_the_desk_locked(command: Commands) -> None:
    running = open_desk(command.home)
    environment = {**os.environ, "DESK_HOME": str(command.home)}

    def run(*arguments: str) -> int:
        ended = subprocess.run(
            [sys.executable, "-m", "desk", *arguments], env=environment, capture_output=True, timeout=60, check=False
        )
        return ended.returncode

    assert (run("rebuild"), run("status"), run("verify")) == (3, 0, 0)
    running.office.close()
    assert run("rebuild") == 0


def test_one_folder_is_written_by_one_desk_at_a_time(desk: Desk) -> None:
    for _ in range(2):
        with pytest.raises(DeskLocked):
            open_desk(desk.office.home)
    with pytest.raises(DeskLocked):
        Store(desk.office.home, KEY)
    reading = Store(desk.office.home, KEY, read_only=True)
    assert reading.read().execute("SELECT count(*) FROM citizens").fetchone() == (4,)
    reading.close()
    home = desk.office.home
    desk.office.close()
    open_desk(home).office.close()


def test_nothing_is_rebuilt_from_an_altered_journal(command: Commands) -> None:
    with behind_its_back(command.home) as connection:
        _changed_byte(connection)
    code, said, complaint = command("rebuild")
    assert (code, said) == (5, b"")
    assert "9901A-3" in complaint


def test_a_line_is_not_cut_where_nothing_was_made(
    command: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "home", tmp_path / "nowhere")
    code, _, complaint = command("demo", "line", "off")
    assert code == 2
    assert complaint.startswith("E911")


def test_rebuild_tells_tables_that_were_tampered_with(command: Commands) -> None:
    assert json.loads(command("rebuild", "--json")[1])["different"] == []
    with behind_its_back(command.home) as connection:
        connection.execute("UPDATE payments SET satang = satang + 100")
    code, said, complaint = command("rebuild", "--json")
    assert (code, complaint[:4], json.loads(said)["different"]) == (5, "E512", ["payments"])
    assert command("rebuild")[0] == 0, "the tables made anew are the true ones"


def test_rebuild_tells_a_registry_copy_that_was_tampered_with(command: Commands) -> None:
    with behind_its_back(command.home) as connection:
        connection.execute("UPDATE citizens SET status = 'alive' WHERE status = 'deceased'")
    code, _, complaint = command("rebuild")
    assert (code, complaint[:4]) == (5, "E513")
