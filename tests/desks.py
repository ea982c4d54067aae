"""Desks for tests: a real encrypted file in a folder, filled by the feed as a centre would, without a centre."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher

from desk.counter.office import Office, unlock_with_key
from desk.counter.session import Session
from desk.rules.ids import pin_check_digit
from desk.words import Words
from local_db import feed, meta
from local_db.connection import Connection
from local_db.store import DATABASE, Store

KEY = bytes(range(32))
MORNING = int(datetime(2026, 11, 20, 1, 30, tzinfo=UTC).timestamp() * 1000)  # 08:30 at the counter
BOOK = "69A-1"
FISCAL_YEAR = 2570
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ROLES = {
    "somying": ["supervisor"],
    "anan": ["officer", "cashier"],
    "busaba": ["officer", "cashier"],
    "darin": ["auditor"],
}


class TestClock:
    """A clock that moves only when told; every look costs a millisecond."""

    __test__ = False

    def __init__(self, now: int = MORNING) -> None:
        self.now = now

    def now_ms(self) -> int:
        self.now += 1
        return self.now

    def unsure_ms(self) -> int:
        return 0


class Counting:
    """Randomness that counts: the same in every run."""

    def __init__(self) -> None:
        self.given = 0

    def token(self, size: int) -> bytes:
        self.given += 1
        return self.given.to_bytes(size, "big")


@dataclass
class Desk:
    """A desk open for a test."""

    office: Office
    clock: TestClock

    def session(self, officer: str, *roles: str) -> Session:
        return Session(officer, Words("ทดสอบ", officer), frozenset(roles or ROLES[officer]))


def pin(number: int) -> str:
    """A valid number under an office code that was never assigned."""
    first = f"19901{number:07d}"
    return first + pin_check_digit(first)


def citizen(number: int, given: str, family: str, **members: object) -> dict[str, object]:
    return {
        "pin": pin(number),
        "version": 1,
        "title": "นาง",
        "given": given,
        "family": family,
        "sex": "f",
        "born_year": 2510,
        "house": "99010000001",
        **members,
    }


def items() -> list[tuple[str, dict[str, object]]]:
    """What a centre would say to a new desk."""
    roster = [
        (
            "officer.put",
            {
                "officer": officer,
                "name_th": f"{officer} ทดสอบ",
                "name_en": officer,
                "roles": roles,
                "verifier": QUICK.hash(f"pass-{officer}"),
                "valid_until": MORNING + 30 * 86_400_000,
            },
        )
        for officer, roles in ROLES.items()
    ]
    lease = {"book": BOOK, "fiscal_year": FISCAL_YEAR, "desk": "9901A", "epoch": 1, "first": 1, "last": 50}
    house = {
        "house": "99010000001",
        "version": 1,
        "number": "12",
        "moo": "3",
        "subdistrict": "990101",
        "tambon": "ทดสอบ",
        "amphoe": "ตัวอย่าง",
        "province": "สมมุติ",
        "postcode": "99000",
    }
    people = [
        citizen(1, "สมใจ", "ใจดี"),
        citizen(2, "น้ำผึ้ง", "รักเรียน", phone="0990000002"),
        citizen(3, "ปู่", "ล่วงลับ", status="deceased", died="2026-01-01"),
        citizen(4, "สมหญิง", "ใจดี"),
    ]
    return [
        *roster,
        ("book.leased", lease),
        ("reference.put", {"name": "biller", "value": {"biller_id": "099999999999900"}}),
        ("reference.put", {"name": "office", "value": {"name_th": "ที่ว่าการอำเภอตัวอย่าง", "sample": True}}),
        ("household.put", house),
        *[("citizen.put", person) for person in people],
    ]


def tell(desk: Desk, *said: tuple[str, dict[str, object]]) -> None:
    """Let the centre say something to the desk, as a page of the feed does."""
    desk.office.file.store.write(lambda c: say(c, said))


def say(connection: Connection, said: tuple[tuple[str, dict[str, object]], ...]) -> None:
    at = int(str(meta.get(connection, "feed_cursor", "t.0")).rpartition(".")[2] or 0)
    lines = [
        json.dumps({"f": at + place, "k": kind, "b": body}, ensure_ascii=False).encode()
        for place, (kind, body) in enumerate(said, start=1)
    ]
    start = str(meta.get(connection, "feed_cursor", ""))
    assert feed.apply_page(connection, lines, start, f"t.{at + len(said)}", MORNING, False)


def make_desk(home: Path, clock: TestClock | None = None) -> Desk:
    """A desk `9901A` with officers, a leased book and four citizens."""
    home.mkdir(parents=True, exist_ok=True)
    (home / DATABASE).write_bytes(_made_once())
    (home / DATABASE).chmod(0o600)
    return open_desk(home, clock or TestClock())


@cache
def _made_once() -> bytes:
    """The file of such a desk: making it anew takes ten times what opening it does, and most tests want one."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder), KEY, create=True)
        identity = meta.Identity("9901A", 1, "9901", "http://127.0.0.1:9", b"c" * 32, b"d" * 32)
        store.write(lambda c: meta.put_identity(c, identity))
        store.write(lambda c: say(c, tuple(items())))
        store.close()
        return (Path(folder) / DATABASE).read_bytes()


def open_desk(home: Path, clock: TestClock | None = None) -> Desk:
    clock = clock or TestClock()
    return Desk(unlock_with_key(home, KEY, clock, Counting()), clock)
