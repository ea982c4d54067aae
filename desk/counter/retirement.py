"""The end of a desk: moved, replaced by another machine, merged into another desk, or closed.

In four steps: a supervisor stops new work; what is begun is finished; the last line says so, once everything before it
is proven to be at the centre and decided; then the copy of the registry and the keys are erased and the history stays.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from desk.counter.status import status
from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text
from desk.model.errors import Refused
from desk.rules.cash import format_baht
from desk.words import Words
from local_db import drafts, files, meta
from local_db.queries import attachments, deposits, ledger, money, tickets, treasury, truth, undo

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection
    from local_db.journal import Act

Why = Literal["moved", "replaced", "merged", "closed"]
WHY_WORDS: Final[dict[Why, Words]] = {
    "moved": Words("ย้ายไปสำนักงานอื่น", "Moved to another office"),
    "replaced": Words("เปลี่ยนเครื่องใหม่", "Replaced by another machine"),
    "merged": Words("รวมกับโต๊ะอื่น", "Merged into another desk"),
    "closed": Words("ปิดโต๊ะ", "Closed"),
}
_TO: Final = Words("ปลายทาง", "Where the work goes on")


class NotFinished(Refused):
    """Something begun at this desk is not finished, or not proven to be at the centre."""

    code: ClassVar[str] = "E803"
    said: ClassVar[Words] = Words(
        "ยังเลิกใช้โต๊ะนี้ไม่ได้: {what} ไม่มีอะไรเปลี่ยนแปลง ทำให้เสร็จหรือส่งให้ครบก่อน",
        "The desk cannot be retired yet: {what}. Nothing was changed; finish or send that first",
    )


class NotRetiring(Refused):
    """Nobody has said that this desk is at its end."""

    code: ClassVar[str] = "E804"
    said: ClassVar[Words] = Words(
        "โต๊ะนี้ยังไม่ได้เริ่มเลิกใช้ ไม่มีอะไรเปลี่ยนแปลง ให้หัวหน้าเริ่มก่อน",
        "This desk is not being retired; nothing was changed. A supervisor begins it first",
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the end has come. `open`: what is still to be finished or sent; `proven`: the last line too."""

    state: str
    why: str
    to: str
    open: tuple[Words, ...]
    proven: bool


def begin(office: Office, session: Session, why: Why, to: str, beside: Session | None = None) -> str:
    """No new work from now on. Raises RoleForbids, AlreadyRetired, NotFinished where no place is named, TextRefused."""
    from desk.model.kinds.desk_life import DeskRetiring

    eyes = _eyes(session, beside)
    said = clean_text(to, _TO, NAME_LETTERS_MAX)
    if not said:
        raise NotFinished(what=Words("ไม่ได้บอกปลายทาง", "nobody said where its work goes on"))

    def carry_out(act: Act) -> str:
        files.try_all_again(act.connection)  # scans go at once now, and are gone before the last line
        return act.append(DeskRetiring(why=why, to=said), officer=eyes.officer, second=_other(session, eyes))

    return office.file.act(carry_out)


def keep(office: Office, session: Session, note: str, beside: Session | None = None) -> None:
    """The desk goes on after all. Raises RoleForbids, NotRetiring, AlreadyRetired, TextRefused."""
    from desk.model.kinds.desk_life import DeskKept

    eyes = _eyes(session, beside)
    said = clean_text(note, _TO, NAME_LETTERS_MAX) or "-"

    def carry_out(act: Act) -> None:
        _require_retiring(act)
        act.append(DeskKept(note=said), officer=eyes.officer, second=_other(session, eyes))

    office.file.act(carry_out)


def progress(office: Office) -> Progress:
    """How far the end of this desk has come, and what is still open."""
    connection = office.read()
    identity = meta.identity(connection)
    end = truth.end_of(connection, identity.desk, identity.epoch)
    found = tuple(still_open(office))
    if end is None:
        return Progress("", "", "", found, proven=False)
    proven = end.state == "retired" and status(office).all_sent and not found
    return Progress(end.state, end.why, end.to, found, proven)


def still_open(office: Office) -> list[Words]:
    """What stands between this desk and its last line."""
    connection, now = office.read(), status(office)
    end = truth.end_of(connection, now.desk, now.epoch)
    found = [] if end is not None and end.why == "replaced" else _entrusted(office, connection, now.desk)
    drawers = money.open_shifts(connection, now.desk)
    if drawers:
        said = Words("ลิ้นชัก {drawers} ยังไม่ปิด", "drawer {drawers} is not closed")
        found.append(said.fill(drawers=", ".join(row.drawer for row in drawers)))
    bills = money.orders_in(connection, now.desk, "open")
    if bills:
        said = Words("ใบสั่งชำระ {refs} ยังไม่จบ", "payment order {refs} is open")
        found.append(said.fill(refs=", ".join(row.ref for row in bills[:5])))
    left = sum(drafts.counts(connection, ""))
    if left:
        found.append(
            Words("ร่างคำขอ {n} ฉบับยังไม่ได้ยื่นหรือทิ้ง", "{n} drafts are neither submitted nor thrown away").fill(n=left)
        )
    scans = attachments.not_gone(connection)
    if scans:
        said = Words("แฟ้มสแกน {n} แฟ้มยังไม่ถึงส่วนกลาง", "{n} scans are not at the centre yet")
        found.append(said.fill(n=len(scans)))
    if now.integrity or now.doubt:
        found.append(Words("มีเรื่องการกู้คืน {code} ค้าง", "recovery {code} is open").fill(code=now.integrity or now.doubt))
    if now.troubled:
        found.append(Words("รายการต้องดู {n}", "{n} lines need attention").fill(n=now.troubled))
    if now.unsent:
        found.append(Words("รอส่ง {n} รายการ", "{n} lines are unsent").fill(n=f"{now.unsent:,}"))
    elif not now.all_sent:
        found.append(Words("ส่วนกลางยังไม่ลงลายเซ็นตรงกับเครื่องนี้", "the centre has not signed for the same lines"))
    elif now.decided < now.n:
        found.append(Words("ส่วนกลางยังไม่ตัดสิน {n} รายการ", "{n} lines are not judged yet").fill(n=now.n - now.decided))
    return found


def _entrusted(office: Office, connection: Connection, desk: str) -> list[Words]:
    """What this desk alone can settle, and another one under its name could: people called by it, money in its charge.

    A machine that replaces this one goes on under its name; nobody does after any other end."""
    waiting = [each for each in tickets.of_day(connection, office.today().isoformat()) if each.holder == desk]
    undone = [each for each in undo.asked(connection) if each.desk == desk]
    in_safe = ledger.balance(connection, desk, "safe") + treasury.cheques_in_hand(connection, desk)
    counted = (
        (
            sum(each.ended is None for each in waiting),
            Words(
                "บัตรคิว {n} ใบยังไม่ได้บริการ ให้เรียก หรือให้โต๊ะอื่นขอรับไป",
                "{n} queue tickets wait: call them, or let another desk ask",
            ),
        ),
        (len(undone), Words("คำขอยกเลิกหรือคืนเงิน {n} รายการยังไม่จบ", "{n} voids or refunds asked for are not settled")),
        (
            len(undo.unpaid_refunds(connection, desk)),
            Words("เงินที่ต้องคืน {n} รายการยังไม่ได้จ่าย", "{n} refunds are not paid out"),
        ),
        (len(deposits.held(connection, desk)), Words("เงินมัดจำ {n} รายการยังถือไว้", "{n} deposits are still held")),
    )
    found = [said.fill(n=count) for count, said in counted if count]
    if in_safe:
        said = Words("เงินและเช็ค {baht} บาทยังไม่ได้นำส่งคลัง", "{baht} baht in cash and cheques is not remitted")
        found.append(said.fill(baht=format_baht(in_safe)))
    return found


def finish(office: Office, session: Session, beside: Session | None = None) -> str:
    """Write the last line. Raises RoleForbids, NotRetiring, AlreadyRetired, NotFinished."""
    from desk.model.kinds.desk_life import DeskRetired

    eyes = _eyes(session, beside)
    found = still_open(office)
    if found:
        what = Words("; ".join(said.th for said in found[:3]), "; ".join(said.en for said in found[:3]))
        raise NotFinished(what=what)
    through = status(office)

    def carry_out(act: Act) -> str:
        end = _require_retiring(act)
        if act.tip.n != through.n:
            raise NotFinished(what=Words("มีรายการใหม่", "something was written meanwhile"))
        head = base64.urlsafe_b64encode(act.tip.head).rstrip(b"=").decode()
        used = truth.last_receipts(act.connection, act.journal.desk)
        body = DeskRetired(why=_why(end.why), to=end.to, through=act.tip.n, head=head, receipts=used)
        return act.append(body, officer=eyes.officer, second=_other(session, eyes))

    return office.file.act(carry_out)


def erase_copy(office: Office) -> None:
    """Erase what is not this desk's own history: the registry, fellow desks' lines, keys. Raises NotFinished."""
    from local_db.erasing import erase_all_but_history

    found = progress(office)
    if not found.proven:
        raise NotFinished(what=Words("ส่วนกลางยังไม่รับรายการสุดท้าย", "the last line is not proven to be at the centre"))
    erase_all_but_history(office.file)


def _require_retiring(act: Act) -> truth.End:
    end = truth.end_of(act.connection, act.journal.desk, act.journal.epoch)
    if end is None:
        raise NotRetiring()
    return end


def _eyes(session: Session, beside: Session | None) -> Session:
    if session.may("retire_desk") or beside is None:
        session.require("retire_desk")
        return session
    beside.require("retire_desk")
    return beside


def _other(session: Session, eyes: Session) -> str | None:
    return None if session.officer == eyes.officer else session.officer


def _why(told: str) -> Why:
    return next((why for why in WHY_WORDS if why == told), "closed")
