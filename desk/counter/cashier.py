"""Taking money: the basket as one payment order, by cash, card, transfer, cheque or Thai QR, and the official receipt.

Order, payment, receipt and the finished requests are lines of one transaction. Nothing is printed before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desk.counter.bounds import require_within
from desk.counter.fee_due import cases_of, due_on, items_of, require_part
from desk.counter.handing_over import handed_over
from desk.counter.money_refusals import BankShort, ChequeNotTaken, DepositShort
from desk.counter.office import Office
from desk.counter.parties import check_party
from desk.counter.receipting import Paid, Received, next_number, open_order, ordered, receive, received_as
from desk.counter.refusals import (
    AmountOverPolicy,
    BankNotYet,
    BillerMissing,
    FeesPending,
    NothingToPay,
    NotPayable,
    OrderUnknown,
    ReasonMissing,
    WaitsForBank,
)
from desk.counter.session import Session
from desk.counter.shift import require_today
from desk.counter.states import state_words
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.counter.visit import Visit
from desk.model.kinds.body import Party
from desk.model.kinds.money import OrderCancelled, OrderItem
from desk.model.line import parse_reference
from desk.rules.cash import SMALLEST_COIN, format_baht
from desk.rules.ledger import revenue_account
from desk.rules.tenders import CHEQUE_DAYS_MAX, Piece, Settled, settle
from desk.rules.thai_qr import build
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import deposits, money
from local_db.queries import office as office_data
from local_db.queries.money import OrderRow, ShiftRow

PAYMENT_LIMIT_SATANG: Final = 500_000_00
"""The most one payment may be while the centre's policy `payment_limit_satang` says nothing."""


@dataclass(frozen=True, slots=True)
class QrOrder:
    """A bill to be paid by QR: `ref1` as the bank knows it, `payload` for the code on the screen, what it is for."""

    ref: str
    ref1: str
    satang: int
    payload: str
    labels: tuple[str, ...] = ()


def take_cash(
    office: Office, session: Session, refs: Sequence[str], payer: Party, tendered_satang: int, visit: Visit | None
) -> Paid:
    """Take cash for these requests: one order, one payment, one receipt, and the requests done.

    Raises RoleForbids, ShiftNotOpen, ShiftLeftOpen, NothingToPay, AlreadyPaid, NotPayable, FeeChanged,
    AmountOverPolicy, TenderedTooLittle, NoReceiptBook, ClockBehindReceipt; no line is written then.
    """
    return take(office, session, refs, payer, [Piece("cash", tendered_satang)], visit)


def take(
    office: Office,
    session: Session,
    refs: Sequence[str],
    payer: Party,
    given: Sequence[Piece],
    visit: Visit | None,
    parts: Mapping[str, int] | None = None,
) -> Paid:
    """Take what was given in one payment, in as many ways as it was given.

    `parts`: satang paid now on requests whose service may be paid in parts. Raises what `take_cash` raises, and
    TendersWrong, TenderIncomplete, ChequeDateWrong, ChequeNotTaken, PartNotAllowed.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> Paid:
        shift, items = _check(office, act, session, refs, payer, parts)
        total = sum(item.satang for item in items)
        within_policy(office, act.connection, max([total, *(piece.satang for piece in given)]))
        made = settled(office, act.connection, total, given)
        received = received_as(total, made, accounts=_deposits_held(act, items, made))
        order = open_order(act, session, items, payer, received.method, shift, visit)
        return receive(act, session, order, items, payer, received, shift)

    return office.file.act(carry_out)


def open_qr_order(
    office: Office,
    session: Session,
    refs: Sequence[str],
    payer: Party,
    visit: Visit | None,
    parts: Mapping[str, int] | None = None,
) -> QrOrder:
    """Ask for the sum by Thai QR bill payment (tag 30); no receipt before the bank's word.

    `parts`: as of `take`. Raises what `take` raises before money moves, and BillerMissing.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> QrOrder:
        shift, items = _check(office, act, session, refs, payer, parts)
        total = sum(item.satang for item in items)
        within_policy(office, act.connection, total)
        next_number(act, shift)
        biller = biller_of(act.connection)
        ref = open_order(act, session, items, payer, "qr", shift, visit)
        compact = act.journal.compact_reference(parse_reference(ref)[1])
        return _qr_order(ref, compact, total, biller, [item.label for item in items])

    return office.file.act(carry_out)


def qr_of(office: Office, ref: str) -> QrOrder:
    """The QR of an order still open, to show it again. Raises OrderUnknown, BillerMissing."""
    connection = office.read()
    row = money.order(connection, ref)
    if row is None or row.state != "open" or row.method != "qr":
        raise OrderUnknown(ref=ref)
    labels = [item.label for item in money.items(connection, row.ref)]
    return _qr_order(row.ref, row.compact, row.satang, biller_of(connection), labels)


def _qr_order(ref: str, compact: str, satang: int, biller: str, labels: Sequence[str]) -> QrOrder:
    payload = build(biller=biller, ref1=compact, amount_satang=satang)
    return QrOrder(ref, compact, satang, payload, tuple(labels))


def receive_from_bank(office: Office, session: Session, order_ref: str, cash: Sequence[Piece] = ()) -> Paid:
    """Issue the receipt of a QR order the bank has settled. What it paid beyond the order is owed to the payer; where
    it fell short, `cash` (or a card, a transfer) makes up the rest.

    Raises OrderUnknown, BankNotYet, BankShort, ShiftNotOpen, NoReceiptBook, and what `take` raises of what was given.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> Paid:
        row = open_here(act, order_ref)
        if row is None or row.method != "qr":
            raise OrderUnknown(ref=order_ref)
        if row.settled_satang is None:
            raise BankNotYet()
        missing = row.satang - row.settled_satang
        if missing > 0 and not cash:
            raise BankShort(missing=format_baht(missing))
        shift = require_today(act.connection, session, office.today())
        received = _from_bank(office, act.connection, row, cash)
        return receive(
            act, session, order_ref, ordered(act.connection, row.ref), Party.model_validate(row.payer), received, shift
        )

    return office.file.act(carry_out)


def _from_bank(office: Office, connection: Connection, row: OrderRow, given: Sequence[Piece] = ()) -> Received:
    """What the bank settled of an order, with what was given beside it where it fell short."""
    told, bank_ref = row.settled_satang or 0, row.bank_ref or ""
    if told >= row.satang:
        return Received("qr", row.satang, row.satang, bank_ref=bank_ref, surplus_satang=told - row.satang)
    pieces = [Piece("qr", told, bank_ref), *given]
    return received_as(row.satang, settled(office, connection, row.satang, pieces), bank_ref)


def cancel_order(office: Office, session: Session, order_ref: str, reason: str) -> None:
    """Stop asking for a QR order nobody paid. Refused once the bank said it was paid.

    Raises OrderUnknown, ReasonMissing, TextRefused.
    """
    session.require("take_payment")
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()

    def carry_out(act: Act) -> None:
        row = open_here(act, order_ref)
        if row is None or row.settled_satang is not None:
            raise OrderUnknown(ref=order_ref)
        act.append(OrderCancelled(order=order_ref, reason=said), officer=session.officer, about=order_ref)

    office.file.act(carry_out)


def finish_free(office: Office, session: Session, refs: Sequence[str]) -> None:
    """Hand over and finish requests that cost nothing, or nothing more. Raises FeesPending, NotPayable, WaitsForBank;
    none is finished then."""
    session.require("take_request")

    def carry_out(act: Act) -> None:
        for row in (case.row for case in cases_of(act.connection, refs)):
            if row.state == "done":
                continue
            if row.state != "approved":
                raise NotPayable(ref=row.ref, state=state_words(row.state))
            if row.fee_satang is None or row.fee_satang > money.paid_before(act.connection, row.ref):
                raise FeesPending(ref=row.ref)
            waiting = money.open_order_of(act.connection, row.ref)
            if waiting is not None:
                raise WaitsForBank(ref=row.ref, order=waiting)
            act.append(handed_over(act.connection, row.ref), officer=session.officer, about=row.ref)

    office.file.act(carry_out)


def waiting_for_bank(office: Office) -> list[OrderRow]:
    """QR orders of this desk not yet receipted, those the bank has settled among them; oldest first."""
    connection = office.read()
    found = money.orders_in(connection, meta.desk(connection), "open")
    return [row for row in found if row.method == "qr"]


def open_here(act: Act, order_ref: str) -> OrderRow | None:
    """An open order of this desk: another desk's is in that desk's drawer."""
    row = money.order(act.connection, order_ref)
    if row is None or row.state != "open" or parse_reference(order_ref)[0].desk != act.journal.desk:
        return None
    return row


def settled(office: Office, connection: Connection, due: int, given: Sequence[Piece]) -> Settled:
    """How what was given pays the sum, by the office's own terms. Raises as `take` of what was given."""
    step = max(_whole_number(office, connection, "cash_rounding_satang", SMALLEST_COIN), 1)
    if not any(piece.way == "cheque" for piece in given):
        return settle(due, given, step, office.today())
    days = _whole_number(office, connection, "cheque_days", CHEQUE_DAYS_MAX)
    most = _whole_number(office, connection, "cheque_limit_satang", PAYMENT_LIMIT_SATANG)
    made = settle(due, given, step, office.today(), days)
    if sum(piece.satang for piece in made.pieces if piece.way == "cheque") > most:
        raise ChequeNotTaken()
    return made


def _check(
    office: Office,
    act: Act,
    session: Session,
    refs: Sequence[str],
    payer: Party,
    parts: Mapping[str, int] | None = None,
) -> tuple[ShiftRow, list[OrderItem]]:
    """Everything that must hold before money is asked for; the order's items."""
    require_within(office, act, "take_payment")
    check_party(act.connection, payer, must_live=True)
    shift = require_today(act.connection, session, office.today())
    accounts = office_data.reference(act.connection, "revenue_accounts", {})
    items: list[OrderItem] = []
    for due in due_on(office, act.connection, refs):
        if not due.satang:
            continue
        row = due.case.row
        now = (parts or {}).get(row.ref, due.satang)
        if now != due.satang:
            require_part(office, act.connection, due, now)
        items += items_of(due, now, revenue_account(row.service, accounts if isinstance(accounts, dict) else {}))
    if not items:
        raise NothingToPay()
    return shift, items


def within_policy(office: Office, connection: Connection, satang: int) -> None:
    """Raises AmountOverPolicy."""
    limit = _whole_number(office, connection, "payment_limit_satang", PAYMENT_LIMIT_SATANG)
    if satang > limit:
        raise AmountOverPolicy(limit=format_baht(limit))


def _deposits_held(act: Act, items: Sequence[OrderItem], made: Settled) -> dict[str, str]:
    """The account of each deposit that pays, by its receipt: held here, on a request paid now. Raises DepositShort."""
    wanted: dict[str, int] = {}
    for piece in made.pieces:
        if piece.way == "deposit":
            wanted[piece.reference] = wanted.get(piece.reference, 0) + piece.satang
    if not wanted:
        return {}
    refs = [item.request for item in items]
    rows = {row.receipt: row for row in deposits.on_requests(act.connection, act.journal.desk, refs)}
    for receipt, satang in wanted.items():
        if receipt not in rows or satang > rows[receipt].held_satang:
            raise DepositShort(held=format_baht(sum(row.held_satang for row in rows.values())))
    return {receipt: rows[receipt].account for receipt in wanted}


def _whole_number(office: Office, connection: Connection, policy: str, default: int) -> int:
    told = office.policy(connection, policy, default)
    return told if type(told) is int else default  # a policy that is no number stops no payment


def biller_of(connection: Connection) -> str:
    """The office's biller id for bill payments. Raises BillerMissing."""
    biller = office_data.reference(connection, "biller")
    if not isinstance(biller, dict) or not isinstance(biller.get("biller_id"), str):
        raise BillerMissing()
    return str(biller["biller_id"])
