"""Key slots: the right officer with the right passphrase on the right device, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local_db import key_slots
from local_db.key_slots import KeySlots, NoSlotHere, SlotsDamaged, WrongPassphrase
from tests.desks import KEY, Counting


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a guess is not what is tested here."""
    monkeypatch.setattr(key_slots, "ARGON_MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ARGON_TIME", 1)


@pytest.fixture
def slots(tmp_path: Path) -> KeySlots:
    made = KeySlots(tmp_path / "slots", tmp_path / "secret", Counting())
    made.add("anan", "รหัสผ่าน", KEY)
    made.add("busaba", "another", KEY)
    return made


def test_each_officer_opens_with_their_own_passphrase(slots: KeySlots) -> None:
    assert slots.officers() == ["anan", "busaba"]
    assert slots.open("anan", "รหัสผ่าน") == slots.open("busaba", "another") == KEY


@pytest.mark.parametrize("wrong", ["", "another", "รหัสผ่าน ", "x" * 5000, "\ud800", "รหัสผ่าน\0"])
def test_a_wrong_passphrase_opens_nothing(slots: KeySlots, wrong: str) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        slots.open("anan", wrong)
    assert (caught.value.code, caught.value.exit_code) == ("E101", 4)


@pytest.mark.parametrize("officer", ["", "somying", "\ud800", "anan "])
def test_an_officer_without_a_slot_is_told_so(slots: KeySlots, officer: str) -> None:
    with pytest.raises(NoSlotHere) as caught:
        slots.open(officer, "รหัสผ่าน")
    assert caught.value.code == "E102"


def test_a_new_passphrase_replaces_the_old(slots: KeySlots) -> None:
    slots.add("anan", "new", KEY)
    assert slots.open("anan", "new") == KEY
    with pytest.raises(WrongPassphrase):
        slots.open("anan", "รหัสผ่าน")
    slots.remove("anan")
    with pytest.raises(NoSlotHere):
        slots.open("anan", "new")
    assert slots.open("busaba", "another") == KEY


def test_no_slot_opens_on_another_device(slots: KeySlots, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"s" * 32)
    with pytest.raises(WrongPassphrase):
        slots.open("anan", "รหัสผ่าน")


@pytest.mark.parametrize("secret", [None, b"", b"short"])
def test_a_lost_or_torn_device_secret_is_named_and_not_made_anew(
    slots: KeySlots, tmp_path: Path, secret: bytes | None
) -> None:
    path = tmp_path / "secret"
    path.unlink()
    if secret is not None:
        path.write_bytes(secret)
    with pytest.raises(SlotsDamaged):
        slots.open("anan", "รหัสผ่าน")
    assert (path.read_bytes() if path.exists() else None) == secret


def tamper(path: Path, officer: str, **members: object) -> None:
    told = json.loads(path.read_bytes())
    told["slots"][officer].update(members)
    path.write_bytes(json.dumps(told).encode())


def test_a_slot_moved_to_another_officer_does_not_open(slots: KeySlots, tmp_path: Path) -> None:
    told = json.loads((tmp_path / "slots").read_bytes())
    told["slots"]["darin"] = told["slots"]["anan"]
    (tmp_path / "slots").write_bytes(json.dumps(told).encode())
    with pytest.raises(WrongPassphrase):
        slots.open("darin", "รหัสผ่าน")


@pytest.mark.parametrize(
    ("member", "value", "named"),
    [
        ("sealed", "AAAA" * 16, WrongPassphrase),
        ("salt", "AAAAAAAAAAAAAAAAAAAAAA==", WrongPassphrase),
        ("sealed", "!!", SlotsDamaged),
        ("sealed", 5, SlotsDamaged),
        ("sealed", None, SlotsDamaged),
        ("salt", "AAAA", SlotsDamaged),
        ("salt", "", SlotsDamaged),
        ("nonce", "AAAA", SlotsDamaged),
        ("nonce", ["a"], SlotsDamaged),
    ],
)
def test_a_tampered_slot_is_refused_by_name_and_the_others_open(
    slots: KeySlots, tmp_path: Path, member: str, value: object, named: type[Exception]
) -> None:
    tamper(tmp_path / "slots", "anan", **{member: value})
    with pytest.raises(named):
        slots.open("anan", "รหัสผ่าน")
    assert slots.open("busaba", "another") == KEY


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"slots":[]}', b'{"slots":5}', b"\xff", b'{"version":1}']
)
def test_a_torn_slot_file_is_named_and_left_as_it_is(slots: KeySlots, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "slots"
    path.write_bytes(content)
    for attempt in (lambda: slots.open("anan", "x"), lambda: slots.add("anan", "x", KEY), slots.officers):
        with pytest.raises(SlotsDamaged):
            attempt()
    assert path.read_bytes() == content


@pytest.mark.parametrize("slot", ["text", 5, None, [], {}])
def test_a_slot_that_is_none_is_named(slots: KeySlots, tmp_path: Path, slot: object) -> None:
    (tmp_path / "slots").write_bytes(json.dumps({"version": 1, "slots": {"anan": slot}}).encode())
    with pytest.raises((SlotsDamaged, NoSlotHere)):
        slots.open("anan", "รหัสผ่าน")


def test_files_are_for_their_owner_alone_and_hold_neither_key_nor_passphrase(slots: KeySlots, tmp_path: Path) -> None:
    for name in ("slots", "secret"):
        path = tmp_path / name
        assert path.stat().st_mode & 0o077 == 0
        assert KEY not in path.read_bytes()
    assert "รหัสผ่าน".encode() not in (tmp_path / "slots").read_bytes()


def test_the_slots_of_a_desk_are_bounded(slots: KeySlots) -> None:
    for number in range(key_slots.SLOTS_MAX - 2):
        slots.add(f"officer{number}", "x", KEY)
    with pytest.raises(SlotsDamaged):
        slots.add("one-too-many", "x", KEY)
    slots.add("anan", "changed", KEY)
    assert len(slots.officers()) == key_slots.SLOTS_MAX
