"""Receipts on screen and on paper: printed only after commit, and nobody guesses whether the paper came out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from desk.counter.office import Office
from desk.counter.printing import COPIES_MAX, Print, Printout, for_citizens, letterhead
from desk.counter.receipt_seal import seal_of
from desk.counter.receipting import rounding_of
from desk.counter.refusals import ReceiptUnknown
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.kinds.money import ReceiptPrinted
from desk.rules.tenders import way_words
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.queries import money
from local_db.queries import office as office_data
from local_db.queries import undo as undone
from local_db.queries.money import ReceiptRow

if TYPE_CHECKING:
    from desk.paper.receipt import ReceiptPaper, Tender


_VOIDED = Words("ยกเลิกแล้ว: {reason}", "Void: {reason}")
_REPLACES = Words("ใช้แทนใบเสร็จ {number}", "Replaces receipt {number}")
_RECEIPT = Words("ใบเสร็จ {number}", "Receipt {number}")
_WRITTEN = Words("บันทึกจากใบเสร็จเล่มกระดาษ", "Entered from a paper book")


def receipt_paper(office: Office, ref: str, copy: int = 1) -> ReceiptPaper:
    """Everything that stands on a receipt. Raises ReceiptUnknown."""
    from desk.paper.receipt import PaperItem, ReceiptPaper

    connection, row, head = office.read(), receipt_row(office, ref), letterhead(office)
    items = money.items(connection, row.order_ref)
    cashier = office_data.officer(connection, row.officer)
    return ReceiptPaper(
        office=head.office.th,
        branch=head.branch.th,
        book=row.book,
        number=row.number,
        fiscal_year=row.fiscal_year,
        date=date.fromisoformat(row.date),
        payer=row.payer_name,
        items=tuple(PaperItem(item.label, item.satang) for item in items),
        total_satang=row.satang,
        tenders=_tenders(connection, row),
        change_satang=row.change_satang,
        rounding_satang=rounding_of(connection, row.payment_ref),
        surplus_satang=money.surplus(connection, row.payment_ref),
        remarks=_remarks(connection, row),
        void=row.voided is not None,
        seal=seal_of(office, row, copy),
        cashier=cashier.name_th if cashier else row.officer,
        request_refs=tuple(dict.fromkeys(item.request for item in items)),
        payment_ref=row.payment_ref,
        receipt_ref=row.ref,
        sample=head.sample,
        copy=copy,
    )


def receipt_row(office: Office, ref: str) -> ReceiptRow:
    """A receipt as it stands. Raises ReceiptUnknown."""
    row = money.receipt(office.read(), ref)
    if row is None:
        raise ReceiptUnknown(ref=ref)
    return row


def _tenders(connection: Connection, row: ReceiptRow) -> tuple[Tender, ...]:
    """Each way the sum was paid; of cash what was handed over, of a bill what the bank paid."""
    from desk.paper.receipt import Tender

    pieces = money.tenders(connection, row.payment_ref)
    others = sum(piece.satang for piece in pieces if piece.method != "cash")
    beyond = {"cash": row.tendered_satang - others, "qr": money.surplus(connection, row.payment_ref)}
    return tuple(
        Tender(
            way_words(piece.method),
            beyond["cash"] if piece.method == "cash" else piece.satang + (beyond["qr"] if piece.method == "qr" else 0),
            " ".join(part for part in (piece.reference, piece.bank) if part),
        )
        for piece in pieces
    )


def _remarks(connection: Connection, row: ReceiptRow) -> tuple[Words, ...]:
    said = []
    voided = undone.void_of(connection, row.ref) if row.voided is not None else None
    if voided is not None:
        said.append(_VOIDED.fill(reason=voided.reason))
    before = money.receipt(connection, row.replaces) if row.replaces is not None else None
    if before is not None:
        said.append(_REPLACES.fill(number=f"{before.book}/{before.number:06d}"))
    if row.written:
        said.append(_WRITTEN)
    return tuple(said)


def receipt_to_print(office: Office, session: Session, ref: str, reason: str = "") -> Printout:
    """A committed receipt as a paper to print; that it came out is recorded.

    Raises RoleForbids, ReceiptUnknown, TextRefused.
    """
    from desk.paper.receipt import receipt_document

    _require_paper(session)
    row = receipt_row(office, ref)
    copy = row.copies + 1
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    number = f"{row.book}/{row.number:06d}"
    return Printout(
        document=for_citizens(office, receipt_document(receipt_paper(office, ref, copy))),
        name=f"receipt-{number}-{copy}".replace("/", "-"),
        label=_RECEIPT.fill(number=number),
        made_ms=row.t,
        subject=ref,
        print=Print(copy, said, lambda: record_print(office, session, ref, "printed", copy, said)),
    )


def record_print(
    office: Office,
    session: Session,
    ref: str,
    result: Literal["printed", "found_printed", "not_printed"],
    copy: int,
    reason: str = "",
) -> None:
    """Record what became of the paper; `found_printed` and `not_printed` answer the question after a crash.

    Raises RoleForbids.
    """
    _require_paper(session)
    body = ReceiptPrinted(receipt=ref, result=result, copy_number=min(copy, COPIES_MAX), reason=reason or None)
    office.file.act(lambda act: act.append(body, officer=session.officer, about=ref))


def _require_paper(session: Session) -> None:
    """Receipts are in the hands of who takes the money, and of who closes the day."""
    if not session.may("close_day"):
        session.require("take_payment")


def perhaps_printed(office: Office) -> list[ReceiptRow]:
    """Receipts committed here of which nobody knows whether the paper came out; oldest first."""
    connection = office.read()
    return money.unprinted(connection, meta.desk(connection))


def receipts_of(office: Office, day: date) -> list[ReceiptRow]:
    """The day's receipts of this desk, by number."""
    connection = office.read()
    return money.receipts_of_day(connection, meta.desk(connection), day.isoformat())
