"""Signing in: who may, who may not, and that a refusal writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.counter.office import KEY_SLOTS, unlock
from desk.counter.refusals import RosterExpired, TooManyTries
from desk.counter.session import TRIES_BEFORE_WAIT, WAIT_MS, Door, roster
from desk.model.errors import DeskError
from local_db import key_slots
from local_db.key_slots import NoSlotHere, WrongPassphrase
from tests.desks import MORNING, QUICK, Counting, Desk, TestClock, make_desk, tell
from tests.local_db.files import last_line, raw_lines


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a guess is not what is tested here."""
    monkeypatch.setattr(key_slots, "ARGON_MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ARGON_TIME", 1)


@pytest.fixture
def door(desk: Desk) -> Door:
    return Door(desk.office)


def refused(desk: Desk, door: Door, officer: str, passphrase: str, kind: type[DeskError]) -> DeskError:
    before = raw_lines(desk)
    with pytest.raises(kind) as caught:
        door.sign_in(officer, passphrase)
    assert raw_lines(desk) == before
    assert not (desk.office.home / KEY_SLOTS).exists()
    return caught.value


def put_officer(desk: Desk, officer: str, passphrase: str, **more: object) -> None:
    body = {"officer": officer, "name_th": "ทดสอบ", "name_en": officer, "roles": ["officer"]}
    told = {"verifier": QUICK.hash(passphrase), "valid_until": MORNING + 10**9}
    tell(desk, ("officer.put", {**body, **told, **more}))


def test_the_right_passphrase_opens_a_session_with_the_roles_of_the_roster(desk: Desk, door: Door) -> None:
    session = door.sign_in("anan", "pass-anan")
    assert (session.officer, session.roles) == ("anan", frozenset({"officer", "cashier"}))
    line = last_line(desk)
    assert (line["k"], line["o"], line["b"]["roles"]) == ("officer.signed_in", "anan", ["cashier", "officer"])  # type: ignore[index]
    door.sign_out(session)
    assert last_line(desk)["k"] == "officer.signed_out"
    ended = desk.office.read().execute("SELECT officer, ended IS NOT NULL FROM sign_ins").fetchall()
    assert ended == [("anan", 1)]


@pytest.mark.parametrize(
    ("officer", "passphrase"),
    [
        ("anan", "pass-busaba"),
        ("anan", ""),
        ("anan", "x" * 5000),
        ("anan", "\ud800"),
        ("nobody", "pass-anan"),
        ("", ""),
        ("\ud800", "x"),
        ("อนันต์", "pass-anan"),
        ("anan\0", "pass-anan"),
        ("ANAN", "pass-anan"),
        ("' OR 1=1 --", "x"),
    ],
)
def test_a_wrong_officer_or_passphrase_is_refused_alike(desk: Desk, door: Door, officer: str, passphrase: str) -> None:
    assert refused(desk, door, officer, passphrase, WrongPassphrase).code == "E101"


def test_an_entry_that_ran_out_is_refused_even_with_the_right_passphrase(desk: Desk, door: Door) -> None:
    put_officer(desk, "anan", "pass-anan", valid_until=MORNING)
    refused(desk, door, "anan", "pass-anan", RosterExpired)
    refused(desk, door, "anan", "wrong", WrongPassphrase)


def test_an_officer_dropped_from_the_roster_does_not_sign_in(desk: Desk, door: Door) -> None:
    tell(desk, ("officer.drop", {"officer": "anan"}))
    refused(desk, door, "anan", "pass-anan", WrongPassphrase)
    assert "anan" not in [officer for officer, _ in roster(desk.office)]


@pytest.mark.parametrize("verifier", ["", "plain", "$argon2id$v=19$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_verifier_that_is_none_lets_nobody_in(desk: Desk, door: Door, verifier: str) -> None:
    put_officer(desk, "anan", "x", verifier=verifier)
    refused(desk, door, "anan", "pass-anan", WrongPassphrase)


def test_whoever_guesses_must_wait_and_others_need_not(desk: Desk, door: Door) -> None:
    for _ in range(TRIES_BEFORE_WAIT):
        refused(desk, door, "anan", "guess", WrongPassphrase)
    told = refused(desk, door, "anan", "pass-anan", TooManyTries)
    assert (told.code, told.exit_code) == ("E105", 3)
    assert " 30 " in str(told)
    desk.clock.now -= 60_000  # setting the clock back does not shorten the wait
    refused(desk, door, "anan", "pass-anan", TooManyTries)
    assert door.sign_in("busaba", "pass-busaba").officer == "busaba"
    desk.clock.now += 60_000 + WAIT_MS
    assert door.sign_in("anan", "pass-anan").officer == "anan"
    with pytest.raises(WrongPassphrase):
        door.sign_in("anan", "guess")  # the count began anew


def test_an_officer_new_at_this_desk_can_open_it_alone_from_then_on(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    desk = make_desk(home)
    with pytest.raises(NoSlotHere):
        unlock(home, "busaba", "pass-busaba", TestClock(), Counting())
    Door(desk.office).sign_in("busaba", "pass-busaba")
    desk.office.close()
    with pytest.raises(WrongPassphrase):
        unlock(home, "busaba", "pass-anan", TestClock(), Counting())
    again = unlock(home, "busaba", "pass-busaba", TestClock(), Counting())
    assert again.file.identity().desk == "9901A"
    again.close()


def test_a_passphrase_changed_at_the_centre_opens_the_closed_file_after_the_next_sign_in(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    desk = make_desk(home)
    door = Door(desk.office)
    door.sign_in("anan", "pass-anan")
    put_officer(desk, "anan", "new-pass")
    with pytest.raises(WrongPassphrase):
        door.sign_in("anan", "pass-anan")
    door.sign_in("anan", "new-pass")
    desk.office.close()
    with pytest.raises(WrongPassphrase):
        unlock(home, "anan", "pass-anan", TestClock(), Counting())
    unlock(home, "anan", "new-pass", TestClock(), Counting()).close()
