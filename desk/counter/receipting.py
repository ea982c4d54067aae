"""The lines money leaves behind once everything was checked: order, payment, receipt with its number, requests done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desk.counter.handing_over import handed_over
from desk.counter.refusals import ClockBehindReceipt, NoReceiptBook
from desk.counter.session import Session
from desk.counter.visit import Visit
from desk.model.kinds.body import Party
from desk.model.kinds.money import Method, OrderItem, OrderOpened, PaymentTaken, ReceiptIssued, Tender
from desk.model.kinds.undo import RefundApproved
from desk.model.line import Journal
from desk.rules.office_day import fiscal_year
from desk.rules.tenders import Settled
from desk.thai import date_words
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money, requests
from local_db.queries.money import BookRow, ReceiptRow, ShiftRow


@dataclass(frozen=True, slots=True)
class Paid:
    """What a payment left behind."""

    order: str
    payment: str
    receipt: str
    number: str
    satang: int
    change_satang: int


@dataclass(frozen=True, slots=True)
class Received:
    """Money as it came: satang for the order, how, and what stood beside it."""

    method: Method
    satang: int
    tendered_satang: int
    change_satang: int = 0
    bank_ref: str | None = None
    tenders: list[Tender] | None = None
    surplus_satang: int = 0
    rounding_satang: int = 0


def received_as(
    due: int, settled: Settled, bank_ref: str | None = None, accounts: Mapping[str, str] | None = None
) -> Received:
    """Money as the payment's line names it; one sum of cash needs no pieces. `accounts` of deposits by receipt."""
    ways = [piece.way for piece in settled.pieces]
    if ways == ["cash"]:
        return Received(
            "cash", due, settled.tendered_satang, settled.change_satang, rounding_satang=settled.rounding_satang
        )
    method: Method = ways[0] if len(ways) == 1 else "mixed"
    tenders = [
        Tender(
            method=piece.way,
            satang=piece.satang,
            reference=piece.reference,
            bank=piece.bank,
            dated=piece.dated.isoformat() if piece.dated else None,
            account=(accounts or {}).get(piece.reference) if piece.way == "deposit" else None,
        )
        for piece in settled.pieces
    ]
    others = sum(piece.satang for piece in settled.pieces if piece.way != "cash")
    return Received(
        method,
        due,
        others + settled.tendered_satang,
        settled.change_satang,
        bank_ref,
        tenders,
        rounding_satang=settled.rounding_satang,
    )


def open_order(
    act: Act,
    session: Session,
    items: Sequence[OrderItem],
    payer: Party,
    method: Method,
    shift: ShiftRow,
    visit: Visit | None,
) -> str:
    """The line of a payment order; gives its reference."""
    body = OrderOpened(
        items=list(items),
        satang=sum(item.satang for item in items),
        payer=payer,
        method=method,
        shift=shift.ref,
        visit=visit.ref if visit else None,
    )
    return act.append(body, officer=session.officer)


def ordered(connection: Connection, order_ref: str) -> list[OrderItem]:
    """What an order is for, as its line and its receipt name it."""
    return [
        OrderItem(
            request=item.request,
            label=item.label,
            satang=item.satang,
            account=item.account,
            part=bool(item.part) or None,
        )
        for item in money.items(connection, order_ref)
    ]


def receive(
    act: Act,
    session: Session,
    order: str,
    items: Sequence[OrderItem],
    payer: Party,
    received: Received,
    shift: ShiftRow,
    replaces: str | None = None,
) -> Paid:
    """The lines of money received. Raises NoReceiptBook, ClockBehindReceipt."""
    book = next_number(act, shift)
    payment = PaymentTaken(
        order=order,
        method=received.method,
        satang=received.satang,
        tendered_satang=received.tendered_satang,
        change_satang=received.change_satang,
        shift=shift.ref,
        bank_ref=received.bank_ref,
        tenders=received.tenders,
        surplus_satang=received.surplus_satang or None,
        rounding_satang=received.rounding_satang or None,
    )
    payment_ref = act.append(payment, officer=session.officer, about=order)
    receipt = ReceiptIssued(
        book=book.book,
        number=book.following,
        fiscal_year=book.fiscal_year,
        order=order,
        payment=payment_ref,
        payer=payer,
        items=list(items),
        satang=received.satang,
        date=shift.date,
        shift=shift.ref,
        replaces=replaces,
        late=bool(shift.late) or None,
    )
    receipt_ref = act.append(receipt, officer=session.officer, about=payment_ref)
    for ref in _whole(act.connection, items):
        act.append(handed_over(act.connection, ref), officer=session.officer, about=ref)
    if received.surplus_satang:
        owed = RefundApproved(
            receipt=receipt_ref,
            satang=received.surplus_satang,
            payee=payer.name,
            reason=_OVERPAID,
            date=shift.date,
        )
        act.append(owed, officer=session.officer, about=receipt_ref)
    number = f"{book.book}/{book.following}"
    return Paid(order, payment_ref, receipt_ref, number, received.satang, received.change_satang)


_OVERPAID = "ธนาคารแจ้งยอดเกินใบสั่ง"


def _whole(connection: Connection, items: Sequence[OrderItem]) -> list[str]:
    """Requests these items pay whole and that are not handed over yet."""
    paid = [item.request for item in items if not item.part and not item.account.startswith("deposit")]
    return requests.not_done(connection, paid)


def issue_again(
    act: Act,
    session: Session,
    voided: ReceiptRow,
    items: Sequence[OrderItem],
    payer: Party,
    tenders: list[Tender],
    shift: ShiftRow,
) -> str:
    """A receipt over the money of one just voided, for a correction; gives its reference."""
    method: Method = tenders[0].method if len(tenders) == 1 else "mixed"
    cash = sum(piece.satang for piece in tenders if piece.method == "cash")
    order = open_order(act, session, items, payer, method, shift, None)
    plain = method == "cash"
    received = Received(method, voided.satang, cash if plain else voided.satang, tenders=None if plain else tenders)
    return receive(act, session, order, items, payer, received, shift, replaces=voided.ref).receipt


def next_number(act: Act, shift: ShiftRow) -> BookRow:
    """The book the next number comes from; never a receipt dated before the last one.

    Raises ClockBehindReceipt, NoReceiptBook.
    """
    return book_for(act.connection, act.journal, shift)


def book_for(connection: Connection, journal: Journal, shift: ShiftRow) -> BookRow:
    """The same on any connection: asked before the payer opens their purse. Raises as `next_number`."""
    last = money.last_receipt_time(connection, journal.desk)
    if last is not None and shift.date < last[1] and not shift.late:
        dated = date.fromisoformat(last[1])
        raise ClockBehindReceipt(date=date_words(dated))
    year = fiscal_year(date.fromisoformat(shift.date))
    book = money.book_in_use(connection, journal.desk, journal.epoch, year)
    if book is None:
        raise NoReceiptBook(year=year)
    return book


def rounding_of(connection: Connection, payment: str) -> int:
    """What cash was kept beyond a payment's sum by rounding, satang."""
    from local_db.queries import ledger

    return -ledger.posted(connection, payment, "rounding")
