"""When this file and the centre do not agree: what is known of it, and going on in the next epoch, under a supervisor's
eyes. The counter may work meanwhile; its lines pile up unsent. What was found is told until a supervisor looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from desk.counter.kind_words import kind_words
from desk.model.errors import Corrupt, DeskError, Refused
from desk.model.line import decode_line
from desk.rules.roles import require
from desk.words import Words
from local_db import epochs, meta
from local_db.epochs import Opened
from local_db.queries import truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection
    from local_db.journal import Act

NUMBERS_MAX: Final = 500
WHY_WORDS: Final[dict[str, Words]] = {
    "rollback": Words("แฟ้มของโต๊ะเก่ากว่าที่เคยบันทึก", "the desk's file was older than what had been saved"),
    "fork": Words("รายการต่างจากที่ส่วนกลางเก็บ", "its lines differed from those the centre holds"),
    "restore": Words("นำข้อมูลสำรองกลับมาใช้", "a backup was restored"),
    "enrolment": Words("ลงทะเบียนโต๊ะใหม่", "the desk was enrolled anew"),
    "unsendable": Words("มีรายการที่ส่งไม่ได้", "a line could not be sent"),
}
DOUBTFUL: Final = frozenset({"rollback", "fork", "restore"})
"""Reasons after which paper may exist that this file does not know, or knows twice."""


class NothingToRecover(Refused):
    """File and centre agree as far as anybody knows."""

    code: ClassVar[str] = "E634"
    said: ClassVar[Words] = Words(
        "สมุดรายการของโต๊ะตรงกับส่วนกลาง ไม่มีอะไรต้องกู้ ไม่มีอะไรเปลี่ยนแปลง",
        "The journal of this desk agrees with the centre; there is nothing to recover and nothing was changed",
    )


class DeskCopied(Corrupt):
    """Another machine goes by this desk's id, in a later epoch: this one stops (protocol 3)."""

    code: ClassVar[str] = "E632"
    said: ClassVar[Words] = Words(
        "มีเครื่องอื่นใช้รหัสโต๊ะนี้แล้ว เครื่องนี้หยุดส่ง งานยังอยู่ในเครื่อง หยุดรับงานและแจ้งผู้ดูแลระบบให้ลงทะเบียนใหม่",
        "Another machine goes by this desk's id: this one sends no more. Its work is kept here; stop working on it and"
        " have the administrator enrol it anew",
    )


class JournalParted(Corrupt):
    """The centre signed for other lines than this file holds; nothing is sent until a supervisor looked."""

    code: ClassVar[str] = "E633"
    said: ClassVar[Words] = Words(
        "ส่วนกลางเก็บรายการของโต๊ะต่างจากเครื่องนี้ตั้งแต่ {ref} งานในเครื่องยังอยู่ครบแต่ยังไม่ส่ง หัวหน้ากู้รายการได้ที่หน้าสถานะการส่ง กด F10",
        "The centre holds other lines of this desk from {ref} on; all work is kept here, unsent. A supervisor carries"
        " it over: F10 in Sending",
    )


class FilePutBack(Corrupt):
    """The file was found older than what had been saved: the next epoch was begun, and nobody has looked yet."""

    code: ClassVar[str] = "E635"
    said: ClassVar[Words] = Words(
        "แฟ้มของโต๊ะนี้เคยถูกนำของเก่ามาวางทับ เปิดสมุดรอบใหม่แล้ว งานทำต่อได้ โปรดให้หัวหน้าตรวจรายงานเลขใบเสร็จที่หน้าสถานะการส่ง",
        "An older file was put back at this desk; a new epoch was begun and work goes on. A supervisor looks at the"
        " report of receipt numbers in Sending",
    )


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """A line that comes along into the next epoch. `t` ms; `receipt` is the number it issued, empty for others."""

    ref: str
    t: int
    kind: Words
    receipt: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What carrying over would do: from which line on, which lines, and which receipt numbers may exist twice."""

    at: str
    lines: tuple[CarriedLine, ...]

    @property
    def receipts(self) -> tuple[str, ...]:
        """Numbers that the machine or file this one parted from may have issued as well."""
        return tuple(line.receipt for line in self.lines if line.receipt)


@dataclass(frozen=True, slots=True)
class Report:
    """One new epoch of this desk and the receipts in doubt after it.

    `twice`: carried over, so perhaps issued by the other machine too. `unknown`: issued after the file put back was
    copied and not known here, so on paper only until the centre sends them home. `missing`: lines lost from this file
    that have not come home. Times ms; `seen_by` is empty while no supervisor looked.
    """

    epoch: int
    why: str
    t: int
    officer: str
    carried: int
    twice: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: int
    seen_by: str
    seen_at: int

    @property
    def doubtful(self) -> bool:
        """Whether a supervisor is to look at it."""
        return self.why in DOUBTFUL


def amiss(connection: Connection) -> DeskError | None:
    """What stands between this file and the centre, None where nothing does."""
    found = epochs.integrity(connection)
    if found is None:
        return None
    if found.at is None:
        return DeskCopied()
    return JournalParted(ref=epochs.name_of(connection, found.at))


def unseen(connection: Connection) -> DeskError | None:
    """A new epoch in doubt that no supervisor has looked at yet."""
    desk = meta.desk(connection)
    return FilePutBack() if truth.doubtful_epochs(connection, desk) else None


def preview(office: Office) -> Preview | None:
    """What `recover` would carry over; None where there is nothing to recover (or this machine is the copy)."""
    connection = office.read()
    found = epochs.integrity(connection)
    if found is None or found.at is None:
        return None
    lines = []
    for names, raw in epochs.to_carry(connection, found.at):
        entry = decode_line(raw)
        lines.append(CarriedLine(names[-1], entry.t, kind_words(entry.k), epochs.receipt_number(raw)))
    return Preview(epochs.name_of(connection, found.at), tuple(lines))


def recover(office: Office, session: Session | None, beside: Session | None = None) -> Opened:
    """Begin the next epoch from where file and centre part; own lines from there on are carried over and sent.

    `session` is who looks on, None for the command; where that one may not, `beside` is the supervisor who signed
    beside. Raises RoleForbids, NothingToRecover, DeskCopied.
    """
    eyes, other = _eyes(session, beside)
    found = epochs.integrity(office.read())
    if found is None:
        raise NothingToRecover()
    if found.at is None:
        raise DeskCopied()
    why: epochs.Why = "rollback" if found.kind == "rollback" else "fork"

    def looked_at(act: Act, opened: Opened) -> None:
        if eyes is not None:
            _append_seen(act, opened.epoch, opened.receipts, eyes, other)

    officer, second = (eyes.officer if eyes is not None else "-"), (other.officer if other is not None else None)
    return office.file.open_epoch(why, found.at, officer, second, looked_at)


def reports(office: Office) -> list[Report]:
    """Every new epoch of this desk, the latest first."""
    connection = office.read()
    desk = meta.desk(connection)
    seen = truth.epochs_seen(connection, desk)
    found = []
    for begun in truth.epochs_begun(connection):
        who, when = seen.get(begun.epoch, ("", 0))
        unknown, missing = _unknown(connection, desk, begun.epoch)
        twice = begun.receipts if begun.why in DOUBTFUL else ()
        found.append(
            Report(begun.epoch, begun.why, begun.t, begun.officer, begun.carried, twice, unknown, missing, who, when)
        )
    return found[::-1]


def mark_seen(office: Office, session: Session, beside: Session | None = None, note: str = "") -> int:
    """A supervisor looked at every report in doubt; journalled with the numbers. How many. Raises RoleForbids."""
    eyes, other = _eyes(session, beside)
    assert eyes is not None
    waiting = [report for report in reports(office) if report.doubtful and not report.seen_by]

    def carry_out(act: Act) -> None:
        for report in reversed(waiting):
            _append_seen(act, report.epoch, (*report.twice, *report.unknown), eyes, other, note)

    if waiting:
        office.file.act(carry_out)
    return len(waiting)


def _eyes(session: Session | None, beside: Session | None) -> tuple[Session | None, Session | None]:
    """Under whose eyes, and who else was there; the command of the machine's administrator has neither."""
    if session is None or session.may("recover"):
        return session, beside
    if beside is None or beside.officer == session.officer:
        session.require("recover")
    assert beside is not None
    require(beside.roles, "recover")
    return beside, session


def _append_seen(
    act: Act, epoch: int, receipts: Sequence[str], eyes: Session, other: Session | None, note: str = ""
) -> None:
    from desk.model.kinds.desk_life import RecoverySeen

    body = RecoverySeen(epoch=epoch, receipts=list(receipts[:NUMBERS_MAX]), note=note)
    act.append(body, officer=eyes.officer, second=other.officer if other is not None else None)


def _unknown(connection: Connection, desk: str, epoch: int) -> tuple[tuple[str, ...], int]:
    """Receipt numbers the mark knew of and this file does not, and how many lines of the lost stretch are not here."""
    lost = truth.put_back(connection, epoch)
    if lost is None:
        return (), 0
    missing = 0
    if lost.to_epoch == lost.epoch:
        came_home = truth.came_home(connection, desk, lost)
        missing = max(0, lost.to_n - lost.n - came_home)
    book, _, last = lost.receipt.rpartition("/")
    if not book or not last.isdigit():
        return (), missing
    known = truth.receipt_numbers(connection, desk, book)
    below = [number for number in known if number <= int(last)]
    first = min(below, default=max(1, int(last) - NUMBERS_MAX))
    gaps = [number for number in range(first, int(last) + 1) if number not in known]
    return tuple(f"{book}/{number}" for number in gaps[-NUMBERS_MAX:]), missing
