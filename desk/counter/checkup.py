"""`desk doctor`: everything that can be looked at on this machine, each with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desk.counter import bounds
from desk.counter.failure_cards import card_of
from desk.counter.status import Status, clock_words, status
from desk.devices.host import is_private
from desk.model.errors import DeskError
from desk.words import Words
from local_db import high_water, registry
from local_db.driver import dbapi2
from local_db.errors import RegistryDiffers, from_sqlite
from local_db.migrations import check
from local_db.verify import undamaged, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk.counter.office import Office

Result = Literal["good", "look", "bad"]
SIGNS: Final[dict[Result, str]] = {"good": "✓", "look": "!", "bad": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its short name for programs, what was found, and how it is."""

    name: str
    result: Result
    said: Words


def examine(office: Office) -> list[Finding]:
    """Look at everything that needs no line; changes nothing."""
    found = [_guarded("file", lambda: _file(office))]
    if found[0].result == "bad":
        return found
    now = status(office)
    found += [
        _guarded("journal", lambda: _journal(office)),
        _guarded("registry", lambda: _registry(office)),
        _integrity(now),
        _sent(now),
        _clock(now),
        _bounds(office),
        _ballast(office),
        _private(office),
    ]
    return found


def worst(found: list[Finding]) -> Result:
    """How the desk is on the whole."""
    results = {finding.result for finding in found}
    return "bad" if "bad" in results else "look" if "look" in results else "good"


def _guarded(name: str, look: Callable[[], Words]) -> Finding:
    try:
        return Finding(name, "good", look())
    except DeskError as fault:
        return Finding(name, "bad", fault.line)
    except dbapi2.Error as fault:
        named = from_sqlite(fault)
        if named is None:
            raise
        return Finding(name, "bad", named.line)


def _file(office: Office) -> Words:
    connection = office.read()
    check(connection)
    undamaged(connection)
    return Words("แฟ้มข้อมูลเปิดได้และไม่เสียหาย", "the file opens and is not damaged")


def _journal(office: Office) -> Words:
    found = verify(office.read(), high_water.read(office.home))
    said = Words("สมุดรายการครบ {lines} บรรทัด หลักฐาน {acks} ฉบับ", "the journal holds, {lines} lines, {acks} proofs")
    return said.fill(lines=f"{found.lines:,}", acks=f"{found.acks:,}")


def _registry(office: Office) -> Words:
    connection = office.read()
    if registry.counted_anew(connection) != registry.kept_count(connection):
        raise RegistryDiffers()
    return Words("สำเนาทะเบียนตรงกับยอด", "the registry copy is what the feed left")


def _integrity(now: Status) -> Finding:
    code = now.integrity or now.doubt
    if not code:
        return Finding("integrity", "good", Words("ไม่ขัดกับส่วนกลาง", "nothing stands against the centre"))
    card = card_of(code)
    said = Words("{what} {press}", "{what}. {press}").fill(what=card.what, press=card.press)
    return Finding("integrity", "bad" if now.integrity else "look", said)


def _sent(now: Status) -> Finding:
    if now.all_sent:
        return Finding("sent", "good", Words("ส่งครบแล้ว", "all is sent"))
    said = Words("รอส่ง {n} รายการ", "{n} lines are unsent").fill(n=f"{now.unsent:,}")
    return Finding("sent", "look" if now.last_cause else "good", said)


def _clock(now: Status) -> Finding:
    said = clock_words(now)
    plain = Words(said.th.lstrip("✓! "), said.en.lstrip("✓! "))
    return Finding("clock", "look" if now.clock_is_wrong else "good", plain)


def _bounds(office: Office) -> Finding:
    near = bounds.standing(office, office.read())
    if not near:
        return Finding("bounds", "good", Words("อยู่ในเกณฑ์ทำงานไม่มีสาย", "within the bounds of working offline"))
    return Finding("bounds", "bad" if near[0].level == "stop" else "look", near[0].said)


def _ballast(office: Office) -> Finding:
    if office.file.ballast.held:
        return Finding("ballast", "good", Words("มีที่สำรองไว้ปิดวัน", "room to close the day is kept"))
    return Finding("ballast", "look", Words("ไม่มีที่สำรองไว้ปิดวัน", "no room to close the day is kept"))


def _private(office: Office) -> Finding:
    open_to_others = [path.name for path in sorted(office.home.glob("*")) if path.is_file() and not is_private(path)]
    secret = [name for name in open_to_others if name in ("keyslots.json", "device.secret", "demo.key")]
    if secret:
        said = Words("ผู้อื่นอ่านได้: {names}", "others can read: {names}").fill(names=", ".join(secret))
        return Finding("private", "bad", said)
    return Finding("private", "good", Words("กุญแจอ่านได้เฉพาะเจ้าของ", "keys can be read by their owner only"))
