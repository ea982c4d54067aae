"""Closing the day: cash counted, receipt numbers, and what the centre acknowledged, on one sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.counter.office import Office
from desk.counter.refusals import DayAlreadyClosed, DayNotYet, DifferenceUnexplained, ShiftsStillOpen
from desk.counter.session import Session
from desk.counter.typed_text import clean_text
from desk.model.kinds.shifts import BookUse, DayClosed
from desk.model.line import Journal
from desk.rules.cash import format_baht
from desk.thai import format_date
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act, tip
from local_db.queries import day as day_data
from local_db.queries import money, requests, sync
from local_db.queries.money import BookUseRow, OrderRow, ShiftRow
from local_db.queries.requests import RequestRow

NAMED_MAX = 200
EXPLANATION_LETTERS_MAX = 500
_EXPLANATION = Words("คำอธิบาย", "The explanation")


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The day on one sheet; all sums in satang, references as the officers know them."""

    date: date
    desk: str
    shifts: list[ShiftRow]
    cash_satang: int
    qr_satang: int
    books: list[BookUseRow]
    acknowledged: int
    last_line: int
    unsent: int
    unsent_refs: list[str]
    waiting_for_bank: list[OrderRow]
    in_review: list[RequestRow]
    closed: bool
    handed_over: tuple[int, ...] = ()
    """What was over or short when drawers changed hands, satang."""

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
        """Whether cash and QR taken equal the receipts written."""
        return self.cash_satang + self.qr_satang == self.receipts_satang


def day_sheet(office: Office, session: Session, day: date) -> DaySheet:
    """The sheet of a day as it stands now. Raises RoleForbids."""
    session.require("see_day")
    return _sheet(office.read(), day)


def close_day(office: Office, session: Session, day: date, explanation: str = "") -> DaySheet:
    """Sign the day off; unsent items, unsettled bills and open reviews are named and carried over.

    Raises RoleForbids, DayAlreadyClosed, ShiftsStillOpen, DifferenceUnexplained, TextRefused.
    """
    session.require("close_day")
    said = clean_text(explanation, _EXPLANATION, EXPLANATION_LETTERS_MAX)

    def carry_out(act: Act) -> DaySheet:
        sheet = _sheet(act.connection, day)
        if day > office.today():
            raise DayNotYet(date=Words(format_date(day, "medium"), day.isoformat()))
        if sheet.closed:
            raise DayAlreadyClosed(date=Words(format_date(day, "medium"), day.isoformat()))
        still_open = [row.drawer for row in sheet.shifts if row.closed is None]
        if still_open:
            raise ShiftsStillOpen(drawers=", ".join(still_open))
        if sheet.off_satang and not said:
            raise DifferenceUnexplained(difference=sheet.told_difference)
        body = DayClosed(
            date=day.isoformat(),
            shifts=[row.ref for row in sheet.shifts],
            cash_satang=sheet.cash_satang,
            qr_satang=sheet.qr_satang,
            receipts=[
                BookUse(book=book.book, first=book.first, last=book.last, count=book.count) for book in sheet.books
            ],
            acknowledged=sheet.acknowledged,
            unsent=sheet.unsent,
            unsent_refs=sheet.unsent_refs[:NAMED_MAX],
            waiting_for_bank=[order.ref for order in sheet.waiting_for_bank][:NAMED_MAX],
            in_review=[row.ref for row in sheet.in_review][:NAMED_MAX],
            difference_satang=sheet.difference_satang,
            explanation=said,
            signed_by=[session.name.th],
        )
        act.append(body, officer=session.officer)
        return _sheet(act.connection, day)

    return office.file.act(carry_out)


def _sheet(connection: Connection, day: date) -> DaySheet:
    identity = meta.identity(connection)
    shifts = money.shifts_of_day(connection, identity.desk, day.isoformat())
    refs = [row.ref for row in shifts]
    proof = sync.last_ack(connection, identity.desk, identity.epoch)
    through, last = (proof.through if proof else 0), tip(connection, identity.journal)
    unsent, _oldest = sync.unsent(connection, identity.desk)
    journal = Journal(identity.desk, identity.epoch)
    first_unsent = range(through + 1, min(last.n, through + NAMED_MAX) + 1)
    waiting = [row for row in money.orders_in(connection, identity.desk, "open") if row.method == "qr"]
    return DaySheet(
        date=day,
        desk=identity.desk,
        shifts=shifts,
        cash_satang=money.taken(connection, refs, "cash") if refs else 0,
        qr_satang=money.taken(connection, refs, "qr") if refs else 0,
        books=money.book_use(connection, identity.desk, day.isoformat()),
        acknowledged=through,
        last_line=last.n,
        unsent=unsent,
        unsent_refs=[journal.reference(n) for n in first_unsent],
        waiting_for_bank=waiting,
        in_review=requests.in_states(connection, ("submitted", "in_review"), NAMED_MAX),
        handed_over=tuple(over.difference_satang for over in day_data.counted_over(connection, refs)) if refs else (),
        closed=money.day_closed(connection, identity.desk, day.isoformat()) is not None,
    )
