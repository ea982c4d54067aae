"""The bounds on working without the centre as this desk stands now, and the acts they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from desk.model.errors import Refused
from desk.rules.offline_bounds import DAY_MS, MB, Finding, NewAct, findings, refused_by
from desk.words import Words
from local_db import meta
from local_db.ballast import BYTES, Ballast
from local_db.connection import Connection
from local_db.queries import office as office_data
from local_db.queries import sync, truth

if TYPE_CHECKING:
    from desk.counter.office import Office
    from local_db.journal import Act

ACT_WORDS: Final[dict[NewAct, Words]] = {
    "take_request": Words("รับคำขอใหม่", "take new requests"),
    "take_payment": Words("รับเงิน", "take money"),
    "open_drawer": Words("เปิดลิ้นชัก", "open a drawer"),
}
TICKET: Final = Words("ออกบัตรคิว", "give out tickets")
MEASURED_EVERY_MS: Final = 5_000


class BeyondBounds(Refused):
    """A bound on working without the centre is passed: this act is refused before anything is written or paid."""

    code: ClassVar[str] = "E638"
    said: ClassVar[Words] = Words(
        "โต๊ะนี้หยุด{act}: {why} ยังไม่มีเงินเปลี่ยนมือ งานเดิมปลอดภัย ปิดลิ้นชักและปิดวันได้ แจ้งหัวหน้า",
        "This desk may not {act} now: {why}. No money moved, earlier work is safe. Close drawer and day, call the"
        " supervisor",
    )


class DeskEnding(Refused):
    """The desk is being retired, or is: it takes no new work."""

    code: ClassVar[str] = "E639"
    said: ClassVar[Words] = Words(
        "โต๊ะนี้กำลังเลิกใช้ จึงไม่{act} ยังไม่มีเงินเปลี่ยนมือ งานเดิมปลอดภัย เชิญประชาชนไปโต๊ะอื่น",
        "This desk is being retired and may not {act}; no money moved, earlier work is safe. Use another desk",
    )


def measure(office: Office, connection: Connection) -> dict[str, int]:
    """What the bounds look at, as it stands in the file and on the disk."""
    now = office.clock.now_ms()
    identity = meta.identity(connection)
    free = office.free_bytes(office.home)
    if not Ballast(office.home).held:
        free -= BYTES  # what the ballast kept is for closing the day
    unsent, oldest = sync.unsent(connection, identity.desk)
    found = {"disk_mb": max(0, free // MB), "unsent_lines": unsent}
    if oldest is not None:
        found["unsent_days"] = max(0, now - oldest) // DAY_MS
        found["unsent_baht"] = sync.unsent_satang(connection, identity.desk, identity.epoch) // 100
    as_of = meta.get(connection, "copy_as_of")
    if as_of is not None:
        found["copy_days"] = max(0, now - int(as_of)) // DAY_MS
    until = office_data.roster_until(connection)
    if until is not None:
        found["roster_days"] = max(0, until - now) // DAY_MS
    return found


def standing(office: Office, connection: Connection) -> list[Finding]:
    """Bounds near or passed, the gravest first."""
    return findings(measure(office, connection), lambda name, default: office.policy(connection, name, default))


def require_within(office: Office, act: Act, wanted: NewAct) -> None:
    """Before anything is written or paid. Raises BeyondBounds, DeskEnding."""
    require_going_on(act, ACT_WORDS[wanted])
    now, kept = office.clock.now_ms(), office.bounds_seen
    if kept is None or not 0 <= now - kept[0] < MEASURED_EVERY_MS:
        kept = office.bounds_seen = (now, standing(office, act.connection))
    passed = refused_by(kept[1], wanted)
    if passed is not None:
        raise BeyondBounds(act=ACT_WORDS[wanted], why=passed.said)


def require_going_on(act: Act, wanted: Words) -> None:
    """New work at a desk that is not at its end. Raises DeskEnding."""
    if truth.end_of(act.connection, act.journal.desk, act.journal.epoch) is not None:
        raise DeskEnding(act=wanted)
