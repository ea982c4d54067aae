"""Closing the day: cash counted, receipt numbers, and what the centre acknowledged, on one sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desk.counter.four_eyes import check_second
from desk.counter.money_refusals import DayNotClosed
from desk.counter.office import Office
from desk.counter.refusals import DayAlreadyClosed, DayNotYet, DifferenceUnexplained, ShiftsStillOpen
from desk.counter.session import SamePerson, Session
from desk.counter.typed_text import clean_text
from desk.model.kinds.shifts import BookUse, DayClosed, Sum
from desk.model.kinds.treasury import DayCountersigned
from desk.model.line import Journal
from desk.rules.cash import format_baht
from desk.rules.difference import Candidate, Suspect, suspects
from desk.thai import date_words
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act, head_at, tip
from local_db.queries import day as day_data
from local_db.queries import ledger, money, requests, sync, treasury
from local_db.queries import undo as undone
from local_db.queries.day import CountedAlone, LateRow
from local_db.queries.money import BookUseRow, OrderRow, ShiftRow
from local_db.queries.requests import RequestRow
from local_db.queries.undo import RefundRow, UndoRow, VoidRow

NAMED_MAX = 200
EXPLANATION_LETTERS_MAX = 500
_EXPLANATION = Words("คำอธิบาย", "The explanation")


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The day on one sheet; all sums in satang, references as the officers know them."""

    date: date
    desk: str
    shifts: list[ShiftRow]
    money: dict[str, int]
    """What receipts in force took in, by method of payment."""
    books: list[BookUseRow]
    acknowledged: int
    last_line: int
    unsent: int
    unsent_refs: list[str]
    waiting_for_bank: list[OrderRow]
    in_review: list[RequestRow]
    closed: bool
    head: str = ""
    """The chain hash the centre signed for, hex."""
    acked_receipts: int = 0
    acked_satang: int = 0
    asked: list[UndoRow] = field(default_factory=list)
    to_sign: list[str] = field(default_factory=list)
    """Requests a supervisor endorsed and the registrar has not signed."""
    owed: list[RefundRow] = field(default_factory=list)
    voids: list[VoidRow] = field(default_factory=list)
    late: list[LateRow] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    unreceipted_satang: int = 0
    """Money taken for which no receipt was issued; there is none while the two are written together."""
    safe_unchecked: bool = False
    alone: list[CountedAlone] = field(default_factory=list)
    """Counts of drawers and of the safe that nobody witnessed."""
    handed_over: tuple[int, ...] = ()
    """What was over or short when drawers changed hands, satang."""

    @property
    def cash_satang(self) -> int:
        """Taken in cash."""
        return self.money.get("cash", 0)

    @property
    def qr_satang(self) -> int:
        """Paid by QR."""
        return self.money.get("qr", 0)

    @property
    def receipts(self) -> int:
        """How many numbers were used, voided ones among them."""
        return sum(book.count for book in self.books)

    @property
    def receipts_satang(self) -> int:
        """Sum of the day's receipts."""
        return sum(book.satang for book in self.books)

    @property
    def difference_satang(self) -> int:
        """Over or short of all closed drawers together."""
        return sum(shift.difference_satang or 0 for shift in self.shifts)

    @property
    def off_satang(self) -> int:
        """Every over and short of the day, hand-overs included, added without their signs: none hides another."""
        return sum(abs(shift.difference_satang or 0) for shift in self.shifts) + sum(map(abs, self.handed_over))

    @property
    def told_difference(self) -> str:
        """How far the day is off, in baht: with its sign where all is over or all short, with ± where both occur."""
        together = self.difference_satang + sum(self.handed_over)
        if abs(together) == self.off_satang:
            return f"-{format_baht(-together)}" if together < 0 else format_baht(together)
        return f"±{format_baht(self.off_satang)}"

    @property
    def balances(self) -> bool:
        """Whether the money taken equals the receipts in force, and none waits for its receipt."""
        return sum(self.money.values()) == self.receipts_satang and not self.unreceipted_satang


def day_sheet(office: Office, session: Session, day: date) -> DaySheet:
    """The sheet of a day as it stands now. Raises RoleForbids."""
    session.require("see_day")
    return _sheet(office.read(), day)


def close_day(
    office: Office, session: Session, day: date, explanation: str = "", second: Session | None = None
) -> DaySheet:
    """Sign the day off; unsent items, unsettled bills, undoing nobody confirmed and open reviews are named and carried
    over. The second signature may follow by `countersign`.

    Raises RoleForbids, SamePerson, DayAlreadyClosed, ShiftsStillOpen, DifferenceUnexplained, TextRefused.
    """
    session.require("close_day")
    said = clean_text(explanation, _EXPLANATION, EXPLANATION_LETTERS_MAX)
    seen_by = None if second is None else check_second(session, second, "see_day")

    def carry_out(act: Act) -> DaySheet:
        sheet = _sheet(act.connection, day)
        if day > office.today():
            raise DayNotYet(date=date_words(day))
        if sheet.closed:
            raise DayAlreadyClosed(date=date_words(day))
        still_open = [row.drawer for row in sheet.shifts if row.closed is None]
        if still_open:
            raise ShiftsStillOpen(drawers=", ".join(still_open))
        if sheet.off_satang and not said:
            raise DifferenceUnexplained(difference=sheet.told_difference)
        names = [session.name.th] if second is None else [session.name.th, second.name.th]
        act.append(_signed(sheet, said, names), officer=session.officer, second=seen_by)
        return _sheet(act.connection, day)

    return office.file.act(carry_out)


def countersign(office: Office, session: Session, day: date) -> None:
    """The second signature under a closed day, by somebody else. Raises RoleForbids, SamePerson, DayNotClosed."""
    session.require("see_day")

    def carry_out(act: Act) -> None:
        signed = day_data.signed_day(act.connection, act.journal.desk, day.isoformat())
        if signed is None or signed.second is not None:
            raise DayNotClosed(date=date_words(day))
        if signed.officer == session.officer:
            raise SamePerson()
        act.append(DayCountersigned(day=signed.ref, date=day.isoformat()), officer=session.officer, about=signed.ref)

    office.file.act(carry_out)


def _signed(sheet: DaySheet, explanation: str, names: list[str]) -> DayClosed:
    """The sheet as the line that is signed."""
    return DayClosed(
        date=sheet.date.isoformat(),
        shifts=[row.ref for row in sheet.shifts],
        cash_satang=sheet.cash_satang,
        qr_satang=sheet.qr_satang,
        receipts=[
            BookUse(
                book=book.book,
                first=book.first,
                last=book.last,
                count=book.count,
                voided=book.voided,
                satang=book.satang,
            )
            for book in sheet.books
        ],
        money=[Sum(name=way, satang=satang) for way, satang in sheet.money.items() if way not in ("cash", "qr")],
        acknowledged=sheet.acknowledged,
        head=sheet.head,
        acked_receipts=sheet.acked_receipts,
        acked_satang=sheet.acked_satang,
        unsent=sheet.unsent,
        unsent_refs=sheet.unsent_refs[:NAMED_MAX],
        waiting_for_bank=[order.ref for order in sheet.waiting_for_bank][:NAMED_MAX],
        in_review=[row.ref for row in sheet.in_review][:NAMED_MAX],
        asked=[row.ref for row in sheet.asked][:NAMED_MAX],
        to_sign=sheet.to_sign,
        owed=[row.ref for row in sheet.owed][:NAMED_MAX],
        late=[row.ref for row in sheet.late][:NAMED_MAX],
        safe_unchecked=sheet.safe_unchecked or None,
        difference_satang=sheet.difference_satang,
        explanation=explanation,
        signed_by=names,
    )


def _sheet(connection: Connection, day: date) -> DaySheet:
    identity = meta.identity(connection)
    desk, told = identity.desk, day.isoformat()
    shifts = money.shifts_of_day(connection, desk, told)
    refs = [row.ref for row in shifts]
    proof = sync.last_ack(connection, desk, identity.epoch)
    through, last = (proof.through if proof else 0), tip(connection, identity.journal)
    unsent, _oldest = sync.unsent(connection, desk)
    journal = Journal(desk, identity.epoch)
    first_unsent = range(through + 1, min(last.n, through + NAMED_MAX) + 1)
    acked = day_data.acknowledged_receipts(connection, desk, told, identity.epoch, through)
    head = head_at(connection, journal, through)
    return DaySheet(
        date=day,
        desk=desk,
        shifts=shifts,
        money=money.taken(connection, desk, told),
        books=money.book_use(connection, desk, told),
        acknowledged=through,
        last_line=last.n,
        unsent=unsent,
        unsent_refs=[journal.reference(n) for n in first_unsent],
        waiting_for_bank=[row for row in money.orders_in(connection, desk, "open") if row.method == "qr"],
        in_review=requests.in_states(connection, ("submitted", "in_review"), NAMED_MAX),
        closed=money.day_closed(connection, desk, told) is not None,
        head=head.hex() if head is not None and through else "",
        acked_receipts=acked[0],
        acked_satang=acked[1],
        asked=[row for row in undone.asked(connection) if row.desk == desk],
        to_sign=[row.ref for row in requests.to_be_signed(connection, NAMED_MAX)],
        owed=undone.unpaid_refunds(connection, desk),
        voids=undone.voids_of_day(connection, desk, told),
        late=day_data.late_items(connection, desk, told),
        suspects=_suspects(connection, shifts),
        unreceipted_satang=-ledger.of_day(connection, desk, told, "unreceipted"),
        alone=[
            *(day_data.counted_alone(connection, refs) if refs else []),
            *day_data.safe_counted_alone(connection, desk, told),
        ],
        safe_unchecked=bool(shifts)
        and treasury.safe_checked(connection, desk, told) is None
        and bool(ledger.balance(connection, desk, "safe")),
        handed_over=tuple(over.difference_satang for over in day_data.counted_over(connection, refs)) if refs else (),
    )


def _suspects(connection: Connection, shifts: list[ShiftRow]) -> list[Suspect]:
    """Items of the day that could explain a drawer's difference, each drawer's for itself."""
    off = [row for row in shifts if row.difference_satang]
    found: list[Suspect] = []
    for row in off:
        found += suspects(row.difference_satang or 0, _cash_items(connection, row.ref))
    return found[:NAMED_MAX]


def _cash_items(connection: Connection, shift: str) -> list[Candidate]:
    labels = {
        "receipt": Words("ใบเสร็จ", "Receipt"),
        "voided": Words("ใบเสร็จที่ยกเลิก", "Voided receipt"),
        "change": Words("เงินทอน", "Change given"),
        "move": Words("เงินเข้าออกลิ้นชัก", "Cash moved"),
        "refund": Words("เงินคืน", "Refund"),
        "asked": Words("ขอยกเลิก ยังไม่อนุมัติ", "Void asked, not confirmed"),
    }
    return [Candidate(item.ref, labels[item.what], item.satang) for item in day_data.cash_items(connection, shift)]
