"""Taking money: the basket as one payment order, cash or Thai QR, and the official receipt.

Order, payment, receipt and the finished requests are lines of one transaction. Nothing is printed before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desk.counter.bounds import require_within
from desk.counter.office import Office
from desk.counter.parties import check_party
from desk.counter.refusals import (
    AlreadyPaid,
    AmountOverPolicy,
    BankAmountDiffers,
    BankNotYet,
    BillerMissing,
    ClockBehindReceipt,
    FeeChanged,
    FeesPending,
    NoReceiptBook,
    NothingToPay,
    NotPayable,
    OrderUnknown,
    ReasonMissing,
    RequestUnknown,
    WaitsForBank,
)
from desk.counter.session import Session
from desk.counter.shift import require_today
from desk.counter.states import state_words
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.counter.visit import Visit
from desk.model.kinds.body import Party
from desk.model.kinds.money import Method, OrderCancelled, OrderItem, OrderOpened, PaymentTaken, ReceiptIssued
from desk.model.kinds.requests import RequestDone, RequestRepriced
from desk.model.line import parse_reference
from desk.rules.cash import change, format_baht
from desk.rules.fees import fee_for
from desk.rules.office_day import fiscal_year
from desk.rules.thai_qr import build
from desk.thai import format_date
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money, requests
from local_db.queries import office as office_data
from local_db.queries.money import OrderRow, ShiftRow
from local_db.queries.requests import RequestRow

PAYMENT_LIMIT_SATANG: Final = 500_000_00
"""The most one payment may be while the centre's policy `payment_limit_satang` says nothing."""


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
class QrOrder:
    """A bill to be paid by QR: `ref1` as the bank knows it, `payload` for the code on the screen."""

    ref: str
    ref1: str
    satang: int
    payload: str


def take_cash(
    office: Office, session: Session, refs: Sequence[str], payer: Party, tendered_satang: int, visit: Visit | None
) -> Paid:
    """Take cash for these requests: one order, one payment, one receipt, and the requests done.

    Raises RoleForbids, ShiftNotOpen, ShiftLeftOpen, NothingToPay, AlreadyPaid, NotPayable, FeeChanged,
    AmountOverPolicy, TenderedTooLittle, NoReceiptBook, ClockBehindReceipt; no line is written then.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> Paid:
        shift, items = _check(office, act, session, refs, payer)
        total = sum(item.satang for item in items)
        _within_policy(office, act.connection, max(total, tendered_satang))
        back = change(total, tendered_satang)
        order = _open_order(act, session, items, payer, "cash", shift, visit)
        return _receive(act, session, order, items, payer, "cash", shift, tendered_satang, back.satang, None)

    return office.file.act(carry_out)


def open_qr_order(office: Office, session: Session, refs: Sequence[str], payer: Party, visit: Visit | None) -> QrOrder:
    """Ask for the sum by Thai QR bill payment (tag 30); no receipt before the bank's word.

    Raises what `take_cash` raises before money moves, and BillerMissing.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> QrOrder:
        shift, items = _check(office, act, session, refs, payer)
        total = sum(item.satang for item in items)
        _within_policy(office, act.connection, total)
        _next_number(act, shift)
        biller = _biller(act.connection)
        ref = _open_order(act, session, items, payer, "qr", shift, visit)
        compact = act.journal.compact_reference(parse_reference(ref)[1])
        return QrOrder(ref, compact, total, build(biller=biller, ref1=compact, amount_satang=total))

    return office.file.act(carry_out)


def qr_of(office: Office, ref: str) -> QrOrder:
    """The QR of an order still open, to show it again. Raises OrderUnknown, BillerMissing."""
    connection = office.read()
    row = money.order(connection, ref)
    if row is None or row.state != "open" or row.method != "qr":
        raise OrderUnknown(ref=ref)
    biller = _biller(connection)
    return QrOrder(ref, row.compact, row.satang, build(biller=biller, ref1=row.compact, amount_satang=row.satang))


def receive_from_bank(office: Office, session: Session, order_ref: str) -> Paid:
    """Issue the receipt of a QR order the bank has settled.

    Raises OrderUnknown, BankNotYet, BankAmountDiffers, ShiftNotOpen, NoReceiptBook.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> Paid:
        row = _open_here(act, order_ref)
        if row is None or row.method != "qr":
            raise OrderUnknown(ref=order_ref)
        if row.settled_satang is None:
            raise BankNotYet()
        if row.settled_satang != row.satang:
            raise BankAmountDiffers(paid=format_baht(row.settled_satang), asked=format_baht(row.satang))
        shift = require_today(act.connection, session, office.today())
        items = [
            OrderItem(request=item.request, label=item.label, satang=item.satang)
            for item in money.items(act.connection, order_ref)
        ]
        payer = Party.model_validate(row.payer)
        return _receive(act, session, order_ref, items, payer, "qr", shift, row.satang, 0, row.bank_ref)

    return office.file.act(carry_out)


def cancel_order(office: Office, session: Session, order_ref: str, reason: str) -> None:
    """Stop asking for a QR order nobody paid. Refused once the bank said it was paid.

    Raises OrderUnknown, ReasonMissing, TextRefused.
    """
    session.require("take_payment")
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()

    def carry_out(act: Act) -> None:
        row = _open_here(act, order_ref)
        if row is None or row.settled_satang is not None:
            raise OrderUnknown(ref=order_ref)
        act.append(OrderCancelled(order=order_ref, reason=said), officer=session.officer, about=order_ref)

    office.file.act(carry_out)


def finish_free(office: Office, session: Session, refs: Sequence[str]) -> None:
    """Hand over and finish requests that cost nothing. Raises FeesPending, NotPayable; none is finished then."""
    session.require("take_request")

    def carry_out(act: Act) -> None:
        for row in _rows(act.connection, refs):
            if row.state == "done":
                continue
            if row.state != "approved":
                raise NotPayable(ref=row.ref, state=state_words(row.state))
            if row.fee_satang != 0:
                raise FeesPending(ref=row.ref)
            act.append(RequestDone(request=row.ref), officer=session.officer, about=row.ref)

    office.file.act(carry_out)


def accept_new_fees(office: Office, session: Session, refs: Sequence[str]) -> None:
    """The payer was told: the requests take the fee in force today. Journalled, the old fee beside the new."""
    session.require("take_payment")

    def carry_out(act: Act) -> None:
        for row in _rows(act.connection, refs):
            before, after, version = _fee_now(office, act.connection, row)
            if after is not None and before != after:
                body = RequestRepriced(request=row.ref, before_satang=before, fee_satang=after, service_from=version)
                act.append(body, officer=session.officer, about=row.ref)

    office.file.act(carry_out)


def waiting_for_bank(office: Office) -> list[OrderRow]:
    """QR orders of this desk not yet receipted, those the bank has settled among them; oldest first."""
    connection = office.read()
    found = money.orders_in(connection, meta.identity(connection).desk, "open")
    return [row for row in found if row.method == "qr"]


def _open_here(act: Act, order_ref: str) -> OrderRow | None:
    """An open order of this desk: another desk's is in that desk's drawer."""
    row = money.order(act.connection, order_ref)
    if row is None or row.state != "open" or parse_reference(order_ref)[0].desk != act.journal.desk:
        return None
    return row


def _check(
    office: Office, act: Act, session: Session, refs: Sequence[str], payer: Party
) -> tuple[ShiftRow, list[OrderItem]]:
    """Everything that must hold before money is asked for; the order's items."""
    require_within(office, act.connection, "take_payment")
    check_party(act.connection, payer, must_live=True)
    shift = require_today(act.connection, session, office.today())
    items = []
    for row in _rows(act.connection, refs):
        if row.receipt is not None:
            raise AlreadyPaid(ref=row.ref)
        if row.state != "approved":
            raise NotPayable(ref=row.ref, state=state_words(row.state))
        waiting = money.open_order_of(act.connection, row.ref)
        if waiting is not None:
            raise WaitsForBank(ref=row.ref, order=waiting)
        before, after, _version = _fee_now(office, act.connection, row)
        service = office.catalogue(act.connection).get(row.service, office.today())
        if after is None:
            fee_for(service, {}).payable()
        if before != after:
            raise FeeChanged(service=service.name, before=format_baht(before or 0), after=format_baht(after or 0))
        if before:
            items.append(OrderItem(request=row.ref, label=service.name.th, satang=before))
    if not items:
        raise NothingToPay()
    return shift, items


def _rows(connection: Connection, refs: Sequence[str]) -> list[RequestRow]:
    wanted = list(dict.fromkeys(refs))
    found = requests.rows(connection, wanted) if wanted else []
    if len(found) != len(wanted):
        missing = next(ref for ref in wanted if ref not in {row.ref for row in found})
        raise RequestUnknown(ref=missing)
    return found


def _fee_now(office: Office, connection: Connection, row: RequestRow) -> tuple[int | None, int | None, str]:
    """(fee the request names, fee in force today, first day of that definition)."""
    service = office.catalogue(connection).get(row.service, office.today())
    case = requests.one(connection, row.ref)
    form = case.form if case is not None else {}
    return row.fee_satang, fee_for(service, form).satang, service.valid_from.isoformat()


def _within_policy(office: Office, connection: Connection, satang: int) -> None:
    told = office.policy(connection, "payment_limit_satang", PAYMENT_LIMIT_SATANG)
    limit = told if type(told) is int else PAYMENT_LIMIT_SATANG  # a policy that is no number stops no payment
    if satang > limit:
        raise AmountOverPolicy(limit=format_baht(limit))


def _biller(connection: Connection) -> str:
    biller = office_data.reference(connection, "biller")
    if not isinstance(biller, dict) or not isinstance(biller.get("biller_id"), str):
        raise BillerMissing()
    return str(biller["biller_id"])


def _open_order(
    act: Act,
    session: Session,
    items: list[OrderItem],
    payer: Party,
    method: Method,
    shift: ShiftRow,
    visit: Visit | None,
) -> str:
    body = OrderOpened(
        items=items,
        satang=sum(item.satang for item in items),
        payer=payer,
        method=method,
        shift=shift.ref,
        visit=visit.ref if visit else None,
    )
    return act.append(body, officer=session.officer)


def _receive(
    act: Act,
    session: Session,
    order: str,
    items: list[OrderItem],
    payer: Party,
    method: Method,
    shift: ShiftRow,
    tendered_satang: int,
    change_satang: int,
    bank_ref: str | None,
) -> Paid:
    """The lines of money received: payment, receipt with its number, requests done."""
    total = sum(item.satang for item in items)
    book = _next_number(act, shift)
    payment = PaymentTaken(
        order=order,
        method=method,
        satang=total,
        tendered_satang=tendered_satang,
        change_satang=change_satang,
        shift=shift.ref,
        bank_ref=bank_ref,
    )
    payment_ref = act.append(payment, officer=session.officer, about=order)
    receipt = ReceiptIssued(
        book=book.book,
        number=book.following,
        fiscal_year=book.fiscal_year,
        order=order,
        payment=payment_ref,
        payer=payer,
        items=items,
        satang=total,
        date=shift.date,
        shift=shift.ref,
    )
    receipt_ref = act.append(receipt, officer=session.officer, about=payment_ref)
    for item in items:
        act.append(RequestDone(request=item.request), officer=session.officer, about=item.request)
    number = f"{book.book}/{book.following}"
    return Paid(order, payment_ref, receipt_ref, number, total, change_satang)


def _next_number(act: Act, shift: ShiftRow) -> money.BookRow:
    """The book the next number comes from; never a receipt dated before the last one."""
    last = money.last_receipt_time(act.connection, act.journal.desk)
    if last is not None and shift.date < last[1]:
        dated = date.fromisoformat(last[1])
        raise ClockBehindReceipt(date=Words(format_date(dated, "medium"), last[1]))
    year = fiscal_year(date.fromisoformat(shift.date))
    book = money.book_in_use(act.connection, act.journal.desk, act.journal.epoch, year)
    if book is None:
        raise NoReceiptBook(year=year)
    return book
