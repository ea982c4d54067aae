"""What finds people stays right whatever the feed says: puts, drops, new versions, crowded names, whole snapshots."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_db import feed, names, registry
from local_db.connection import connect
from local_db.snapshot import apply_snapshot
from local_db.store import DATABASE
from tests.desks import KEY, Desk, citizen, make_desk, pin, tell
from tests.local_db.search_state import in_order, search_state, search_tables_hold

SPELLINGS = ("สมใจ", "สมชาย", "เสมอ", "น้ำ", "น้ำผึ้ง", "ศักดิ์", "ศักดา", "John", "ก", "Łukasz", 'อ"บ', "ณ อยุธยา", "")


def people() -> st.SearchStrategy[list[tuple[str, dict[str, Any]]]]:
    name = st.sampled_from(SPELLINGS)
    put = st.builds(
        lambda n, v, given, family, middle, latin: (
            "citizen.put",
            citizen(n, given or "ส", family, version=v, middle=middle, given_en=latin, family_en=latin),
        ),
        st.integers(30, 40),
        st.integers(1, 3),
        name,
        name,
        name,
        st.sampled_from(["", "Somchai", "De la Cruz"]),
    )
    drop = st.builds(lambda n: ("citizen.drop", {"pin": pin(n), "version": 1}), st.integers(30, 40))
    return st.lists(st.one_of(put, put, drop), max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people())
def test_puts_and_drops_leave_what_the_rows_make(desk: Desk, said: list[tuple[str, dict[str, Any]]]) -> None:
    tell(desk, *said)
    assert desk.office.read().execute("SELECT count(*) FROM unfolded").fetchone() == (0,)
    search_tables_hold(desk)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people(), people())
def test_a_snapshot_leaves_what_the_feed_leaves(desk: Desk, before: list[Any], said: list[Any]) -> None:
    tell(desk, *before)
    desk.office.file.store.write(lambda c: apply_snapshot(c, lines(said), "t.9999", 1))
    snapped = search_state(desk.office.read())
    held = registry.counted_anew(desk.office.read())
    assert held == registry.kept_count(desk.office.read())
    search_tables_hold(desk)
    desk.office.file.store.write(lambda c: apply_snapshot(c, [], "t.9999", 1))
    for kind, body in said:
        desk.office.file.store.write(lambda c, kind=kind, body=body: feed.apply_item(c, kind, body, 1))
    assert search_state(desk.office.read()) == snapped
    assert registry.kept_count(desk.office.read()) == held


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("by_snapshot", [False, True])
def test_names_that_crowd_into_one_place_make_room(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, by_snapshot: bool, backwards: bool
) -> None:
    # 160 places a role, of which few are left between two names
    def narrow(role: int) -> tuple[int, int]:
        return role << names.ROLE_SHIFT, (role << names.ROLE_SHIFT) + 160 * names.HEAD_STEP

    monkeypatch.setattr(names, "span", narrow)
    monkeypatch.setattr(names, "AT_THE_ENDS", 1)
    monkeypatch.setattr(registry, "_CROWD", 2)
    wanted = [chr(0x0E01 + n) + "ก" for n in range(40)]
    said = [
        ("citizen.put", citizen(30 + n, name, "ใจดี"))
        for n, name in enumerate(reversed(wanted) if backwards else wanted)
    ]
    said += [("citizen.put", citizen(80 + n, f"กก{chr(0x0E01 + n)}", "ใจดี")) for n in range(30)]
    if by_snapshot:
        desk.office.file.store.write(lambda c: apply_snapshot(c, lines(said), "t.9999", 1))
    else:
        desk.office.file.store.write(lambda c: apply_snapshot(c, [], "t.0", 1))
        tell(desk, *said)
    read = desk.office.read()
    in_order(read)
    assert read.execute("SELECT count(*), count(DISTINCT given_name) FROM citizens").fetchone() == (70, 70)
    assert registry.counted_anew(read) == registry.kept_count(read)
    assert read.execute("SELECT sum(people) FROM name_people").fetchone() == (140,)


def test_a_chunk_that_is_refused_leaves_no_name_behind(desk: Desk) -> None:
    bad = {"count": 2, "columns": {"pin": [pin(50), pin(51)], "version": [1, 1], "given": ["ผีเสื้อ", "นก"],
                                   "phone": ["", "\ud800"]}}  # fmt: skip
    good = {"count": 1, "columns": {"pin": [pin(52)], "version": [1], "given": ["ผีเสื้อ"]}}
    sent = lines([("citizen.columns", bad), ("citizen.columns", good)])
    desk.office.file.store.write(lambda c: apply_snapshot(c, sent, "t.9999", 1))
    read = desk.office.read()
    assert read.execute("SELECT pin FROM citizens").fetchall() == [(pin(52),)]
    assert read.execute("SELECT count(*) FROM unfolded").fetchone() == (1,)
    search_tables_hold(desk)


def test_a_file_of_the_first_day_is_made_searchable(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from local_db import migrations

    first = migrations.steps()[:1]
    home = tmp_path / "desk"
    home.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "steps", lambda: first)
        patch.setattr(migrations, "step_names", lambda: [name for name, _ in first])
        connection = connect(home / DATABASE, KEY, create=True)
        migrations.migrate(connection, home / DATABASE)
    person = (pin(1), 1, "นาง", "สมใจ", "", "ใจดี", "Somchai", "", "f", 2510, None, None, "ไทย", "99010000001", "", None,
              None, "alive", None, None, "0990000001", None)  # fmt: skip
    marks = ", ".join("?" * (len(person) + 4))
    connection.execute(
        f"INSERT INTO citizens ({', '.join(registry.CITIZEN_MEMBERS[:-1])}, given_key, family_key, name_key, sort_key)"
        f" VALUES ({marks})",
        (*person, "สมใจ", "ใจดี", "สมใจ ใจดี somchai", b"x"),
    )
    connection.execute(
        "INSERT INTO households VALUES ('99010000001', 1, '12', '', '', '990101', 'ก', 'ข', 'ค', '99000')"
    )
    before = registry.row_hash(person)
    migrations.migrate(connection, home / DATABASE)
    assert connection.execute("SELECT pin, given FROM citizens").fetchall() == [(pin(1), "สมใจ")]
    assert connection.execute("SELECT house FROM households").fetchall() == [("99010000001",)]
    assert registry.row_hash(registry.held_row(connection, "citizens", pin(1)) or ()) == before
    state = search_state(connection)
    assert state["citizens"] == {(pin(1), (names.GIVEN, "สมใจ"), (names.FAMILY, "ใจดี"))}
    assert state["people"][names.GIVEN_EN, "somchai"] == 1
    connection.close()
    assert make_desk(tmp_path / "new").office.read().execute("PRAGMA user_version").fetchone() >= (2,)


def lines(said: list[tuple[str, dict[str, Any]]]) -> list[bytes]:
    return [json.dumps({"f": n, "k": kind, "b": body}).encode() for n, (kind, body) in enumerate(said, 1)]
