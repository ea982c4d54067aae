"""Money given back after the shift: a refund is approved by two and paid on its own voucher; cheques that bounced."""

from __future__ import annotations

from typing import Literal

from desk.counter.four_eyes import check_second
from desk.counter.money_refusals import AmountMissing, CashShort, NotACheque, RefundTooMuch, RefundUnknown
from desk.counter.office import Office
from desk.counter.receipting import ordered
from desk.counter.session import Session
from desk.counter.shift import require_today
from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text
from desk.counter.undo import Undone, own_receipt, said_reason
from desk.model.kinds.money import OrderItem
from desk.model.kinds.undo import ChequeBounced, RefundApproved, RefundPaid, UndoAsked
from desk.rules.cash import format_baht
from desk.rules.refund import taken_back
from desk.words import Words
from local_db import meta
from local_db.journal import Act
from local_db.queries import deposits, money, treasury
from local_db.queries import undo as undone
from local_db.queries.money import ReceiptRow
from local_db.queries.undo import RefundRow

REFERENCE_LETTERS_MAX = 60
_PAYEE = Words("ผู้รับเงินคืน", "Who is paid back")
_REFERENCE = Words("เลขอ้างอิงการโอน", "The reference of the transfer")


def refund(
    office: Office,
    session: Session,
    receipt: str,
    satang: int,
    payee: str,
    reason: str,
    second: Session | None = None,
) -> Undone:
    """Approve giving back some or all of a receipt; without a second person it stays asked. Paid by `pay_refund`.

    Raises RoleForbids, SamePerson, ReasonMissing, TextRefused, ReceiptUnknown, AlreadyVoid, AlreadyAsked,
    AmountMissing, RefundTooMuch.
    """
    session.require("take_payment")
    said = said_reason(reason)
    to = clean_text(payee, _PAYEE, NAME_LETTERS_MAX)
    agreed = check_second(session, second, "approve_undo") if second is not None else None

    def carry_out(act: Act) -> Undone:
        row = own_receipt(act, receipt)
        _within(act, row, satang)
        day, name = office.today().isoformat(), to or row.payer_name
        if agreed is None:
            body = UndoAsked(
                sort="refund", receipt=row.ref, satang=satang, reason=said, date=day, shift=row.shift, payee=name
            )
            return Undone(act.append(body, officer=session.officer, about=row.ref), waits=True)
        ref = approve_in(act, row, satang, name, said, session.officer, agreed, day, None)
        return Undone(ref, waits=False, owed_satang=satang)

    return office.file.act(carry_out)


def approve_in(
    act: Act,
    row: ReceiptRow,
    satang: int,
    payee: str,
    reason: str,
    officer: str,
    second: str,
    date: str,
    asked: str | None,
) -> str:
    """The line of an approved refund, within an act; gives its reference. Raises RefundTooMuch."""
    _within(act, row, satang)
    whole = ordered(act.connection, row.order_ref)
    done = undone.refunded(act.connection, row.ref) - money.surplus(act.connection, row.payment_ref)
    shares = taken_back([item.satang for item in whole], done, satang)
    items = [
        OrderItem(request=item.request, label=item.label, satang=share, account=item.account)
        for item, share in zip(whole, shares, strict=True)
        if share
    ]
    body = RefundApproved(
        receipt=row.ref, items=items, satang=satang, payee=payee, reason=reason, date=date, asked=asked
    )
    return act.append(body, officer=officer, second=second, about=row.ref)


def pay_refund(
    office: Office,
    session: Session,
    refund_ref: str,
    method: Literal["cash", "transfer"],
    signed_by: str,
    reference: str = "",
) -> str:
    """Pay an approved refund out of one's own drawer, or by transfer; the line is the voucher.

    Raises RoleForbids, ShiftNotOpen, ShiftLeftOpen, RefundUnknown, CashShort, TextRefused.
    """
    session.require("take_payment")
    who = clean_text(signed_by, _PAYEE, NAME_LETTERS_MAX)
    told = clean_text(reference, _REFERENCE, REFERENCE_LETTERS_MAX)

    def carry_out(act: Act) -> str:
        shift = require_today(act.connection, session, office.today())
        row = undone.refund(act.connection, refund_ref)
        if row is None or row.paid is not None or row.desk != act.journal.desk:
            raise RefundUnknown(ref=refund_ref)
        if method == "cash" and money.cash_expected(act.connection, shift.ref) < row.satang:
            raise CashShort()
        body = RefundPaid(
            refund=row.ref,
            satang=row.satang,
            method=method,
            reference=told,
            shift=shift.ref,
            date=shift.date,
            signed_by=who or row.payee,
        )
        return act.append(body, officer=session.officer, about=row.ref)

    return office.file.act(carry_out)


def owed(office: Office, session: Session) -> list[RefundRow]:
    """Refunds of this desk approved and not paid, oldest first. Raises RoleForbids."""
    session.require("see_day")
    connection = office.read()
    return undone.unpaid_refunds(connection, meta.desk(connection))


def bounce(office: Office, session: Session, receipt: str, place: int | None, reason: str) -> str:
    """The bank did not honour a cheque: the payer owes the sum again; the receipt stays and is marked.

    `place` is which piece of the payment it is, None for the first cheque in hand.

    Raises RoleForbids, ReasonMissing, TextRefused, ReceiptUnknown, AlreadyVoid, NotACheque.
    """
    session.require("take_payment")
    said = said_reason(reason)

    def carry_out(act: Act) -> str:
        row = own_receipt(act, receipt)
        pieces = money.tenders(act.connection, row.payment_ref)
        in_hand = [piece for piece in pieces if piece.method == "cheque" and piece.bounced is None]
        piece = next((piece for piece in in_hand if place in (None, piece.place)), None)
        if piece is None:
            raise NotACheque()
        body = ChequeBounced(
            receipt=row.ref,
            payment=row.payment_ref,
            place=piece.place,
            satang=piece.satang,
            reason=said,
            date=office.today().isoformat(),
            shift=row.shift,
            remitted=treasury.took_cheques_since(act.connection, act.journal.desk, row.t) or None,
        )
        return act.append(body, officer=session.officer, about=row.ref)

    return office.file.act(carry_out)


def _within(act: Act, row: ReceiptRow, satang: int) -> None:
    if satang < 1:
        raise AmountMissing()
    beyond = money.surplus(act.connection, row.payment_ref)
    given_back = undone.refunded(act.connection, row.ref) - beyond
    left = row.satang - given_back - deposits.applied(act.connection, row.ref)
    if satang > left:
        raise RefundTooMuch(left=format_baht(left))
