"""Papers of money that leaves: the refund voucher, the remittance slip, the cash balance of the safe; and the list of
all papers of money this desk can print, for a copy later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desk.counter.money_refusals import RefundUnknown
from desk.counter.office import Office
from desk.counter.printing import PaperUnknown, Printout, for_citizens, label_of, letterhead, line_at, next_print
from desk.counter.queue import officer_names
from desk.counter.session import Session
from desk.counter.treasury import limits
from desk.model.kinds.printing import PaperSort
from desk.paper import refund_voucher, remittance_slip, safe_sheet
from desk.paper.pieces import pieces_of
from desk.paper.receipt import PaperItem
from desk.rules.working_days import working_days_left
from desk.words import Words
from local_db import meta
from local_db.queries import money, treasury
from local_db.queries import undo as undone

if TYPE_CHECKING:
    from desk.rules.working_days import HolidayCalendar

SORT_WORDS: Final[dict[PaperSort, Words]] = {
    "shift": Words("รายงานปิดกะ", "Z report"),
    "hand_over": Words("ใบนำส่งเงิน", "Hand-over slip"),
    "remittance": remittance_slip.TITLE,
    "refund": refund_voucher.TITLE,
    "safe": safe_sheet.TITLE,
    "day": Words("ใบสรุปปิดวัน", "Day sheet"),
}
LISTED_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class MoneyPaper:
    """One paper that can be printed: which sort, of which line, whose time (ms) and sum (satang) it bears."""

    sort: PaperSort
    ref: str
    t: int
    satang: int


def money_papers(office: Office, session: Session) -> list[MoneyPaper]:
    """The latest papers of money of this desk, newest first. Raises RoleForbids."""
    session.require("see_day")
    connection = office.read()
    desk = meta.desk(connection)
    closed = money.shifts_closed(connection, desk)
    found = [MoneyPaper("shift", row.ref, row.closed or 0, row.counted_satang or 0) for row in closed]
    found += [MoneyPaper("hand_over", row.ref, row.closed or 0, row.counted_satang or 0) for row in closed]
    found += [
        MoneyPaper("remittance", row.ref, row.t, row.cash_satang + row.cheques_satang)
        for row in treasury.remittances(connection, desk)
    ]
    found += [
        MoneyPaper("refund", row.ref, row.paid_t or 0, row.satang) for row in undone.refunds_paid(connection, desk)
    ]
    found += [MoneyPaper("safe", row.ref, row.t, row.counted_satang) for row in treasury.safe_checks(connection, desk)]
    return sorted(found, key=lambda paper: (-paper.t, paper.sort))[:LISTED_MAX]


def to_print(office: Office, session: Session, sort: PaperSort, ref: str, reason: str = "") -> Printout:
    """The paper of that sort of a line. Raises what its own function raises."""
    from desk.counter.shift_papers import hand_over_to_print, shift_to_print

    makers: dict[PaperSort, Callable[[Office, Session, str, str], Printout]] = {
        "shift": shift_to_print,
        "hand_over": hand_over_to_print,
        "remittance": remittance_to_print,
        "refund": refund_to_print,
        "safe": safe_to_print,
    }
    return makers[sort](office, session, ref, reason)


def remittance_to_print(office: Office, session: Session, ref: str, reason: str = "") -> Printout:
    """The slip of a remittance. Raises RoleForbids, TextRefused, PaperUnknown."""
    session.require("see_day")
    connection = office.read()
    row = treasury.remittance(connection, ref)
    if row is None:
        raise PaperUnknown(ref=ref)
    names, print_ = officer_names(office), next_print(office, session, "remittance", row.ref, reason)
    made, due = date.fromisoformat(row.date), date.fromisoformat(row.due) if row.due else None
    most, days = limits(office, connection)
    slip = remittance_slip.Remittance(
        head=letterhead(office),
        ref=row.ref,
        day=made,
        cash_satang=row.cash_satang,
        cheques_satang=row.cheques_satang,
        since=date.fromisoformat(row.since),
        due=due,
        late_days=_late(made, due, office.holidays(connection)),
        held_max_satang=most,
        working_days=days,
        sender=_name(names, row.officer),
        second=_name(names, row.second),
        receiver=row.received_by,
        cheques=_cheques(office, row),
        note=str(line_at(office, row.ref).b.get("note", "")),
        copy=print_.copy,
    )
    document = remittance_slip.remittance_document(slip)
    name, label = f"remittance-{row.ref}-{print_.copy}", label_of(remittance_slip.TITLE, row.ref)
    return Printout(document, name, label, row.t, f"remittance {row.ref}", print_)


def refund_to_print(office: Office, session: Session, ref: str, reason: str = "") -> Printout:
    """The voucher of a refund that was paid. Raises RoleForbids, RefundUnknown, TextRefused."""
    session.require("see_day")
    connection, names = office.read(), officer_names(office)
    row = undone.refund(connection, ref)
    if row is None or row.paid is None:
        raise RefundUnknown(ref=ref)
    paid, approved = line_at(office, row.paid), line_at(office, row.ref)
    print_ = next_print(office, session, "refund", row.ref, reason)
    receipt = money.receipt(connection, row.receipt) if row.receipt is not None else None
    voucher = refund_voucher.Refund(
        head=letterhead(office),
        ref=row.paid,
        day=date.fromisoformat(paid.b["date"]),
        payee=row.payee,
        satang=row.satang,
        items=tuple(PaperItem(item["label"], item["satang"]) for item in approved.b.get("items", ())),
        reason=row.reason,
        method=paid.b["method"],
        reference=paid.b.get("reference", ""),
        payer=_name(names, paid.o),
        asked_by=_name(names, row.officer),
        approved_by=_name(names, row.second),
        signed_by=paid.b["signed_by"],
        book=receipt.book if receipt is not None else "",
        number=receipt.number if receipt is not None else 0,
        receipt_date=date.fromisoformat(receipt.date) if receipt is not None else None,
        receipt_satang=receipt.satang if receipt is not None else 0,
        copy=print_.copy,
    )
    document = for_citizens(office, refund_voucher.refund_document(voucher))
    name, label = f"refund-{row.paid}-{print_.copy}", label_of(refund_voucher.TITLE, row.paid)
    return Printout(document, name, label, paid.t, f"refund {row.ref}", print_)


def safe_to_print(office: Office, session: Session, ref: str, reason: str = "") -> Printout:
    """The cash balance of a count of the safe. Raises RoleForbids, TextRefused."""
    session.require("see_day")
    connection, names, line = office.read(), officer_names(office), line_at(office, ref)
    print_ = next_print(office, session, "safe", ref, reason)
    sheet = safe_sheet.SafeSheet(
        head=letterhead(office),
        ref=ref,
        day=date.fromisoformat(line.b["date"]),
        counted=pieces_of(line.b["counts"]),
        counted_satang=line.b["counted_satang"],
        expected_satang=line.b["expected_satang"],
        difference_satang=line.b["difference_satang"],
        cheques_satang=treasury.cheques_at(connection, meta.desk(connection), ref),
        counted_by=_name(names, line.o),
        second=_name(names, line.w),
        note=line.b.get("note", ""),
        copy=print_.copy,
    )
    name, label = f"cash-balance-{ref}-{print_.copy}", label_of(safe_sheet.TITLE, ref)
    document = safe_sheet.safe_document(sheet)
    return Printout(document, name, label, line.t, f"safe {ref}", print_)


def _cheques(office: Office, row: treasury.RemittanceRow) -> tuple[remittance_slip.RemittedCheque, ...]:
    """The cheques one by one where they make up the sum; else the sum stands alone. What bounced, or was voided, went
    along if it did so afterwards."""
    connection = office.read()
    found = treasury.cheques_taken(connection, meta.desk(connection), row.t)
    for taken in ([piece for piece, _stands in found], [piece for piece, stands in found if stands]):
        if sum(piece.satang for piece in taken) == row.cheques_satang:
            return tuple(remittance_slip.RemittedCheque(one.reference, one.bank, one.satang) for one in taken)
    return ()


def _late(made: date, due: date | None, calendar: HolidayCalendar) -> int:
    return 0 if due is None else max(0, -working_days_left(made, due, calendar))


def _name(names: dict[str, Words], officer: str | None) -> str:
    return "" if officer is None else names[officer].th if officer in names else officer
