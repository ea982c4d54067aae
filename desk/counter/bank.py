"""Sums of the bank that are no plain receipt: short, over, late, twice, unknown. Each gets a place; none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desk.counter.money_refusals import SettlementGone
from desk.counter.office import Office
from desk.counter.receipting import Paid, Received, open_order, ordered, receive
from desk.counter.session import Session
from desk.counter.shift import require_today
from desk.counter.undo import said_reason
from desk.model.kinds.body import Party
from desk.model.kinds.money import SettlementPlaced, Tender
from desk.model.kinds.undo import RefundApproved
from desk.rules.bank_match import Sort, sort_of
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import bank as bank_data
from local_db.queries import money, requests
from local_db.queries.bank import SettlementRow

Place = Literal["owed", "suspense"]


@dataclass(frozen=True, slots=True)
class Stray:
    """A sum of the bank without a receipt, and what it is. `order` is the one it names, if any."""

    row: SettlementRow
    sort: Sort
    may_be_receipted: bool

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other."""
        return self.row.ref1, self.row.bank_ref


def strays(office: Office, session: Session) -> list[Stray]:
    """Sums of the bank with no receipt and no place yet that this desk has to see to; oldest first.

    Those naming a fellow desk's order are that desk's; those naming none are everybody's. Raises RoleForbids.
    """
    session.require("see_day")
    connection = office.read()
    desk = meta.desk(connection)
    found = [_stray(connection, row) for row in bank_data.unplaced(connection, desk)]
    return [stray for stray in found if stray.sort != "exact"]


def place(office: Office, session: Session, ref1: str, bank_ref: str, where: Place, reason: str) -> str:
    """Give a stray its place: owed to its payer (a voucher is written), or kept until somebody explains it.

    Raises RoleForbids, SettlementGone, ReasonMissing, TextRefused.
    """
    session.require("take_payment")
    said = said_reason(reason)

    def carry_out(act: Act) -> str:
        stray = _find(act, ref1, bank_ref)
        ref = _placed(office, act, session, stray, where, said)
        if where == "owed":
            order = money.order(act.connection, stray.row.order_ref) if stray.row.order_ref else None
            owed = RefundApproved(
                satang=stray.row.satang,
                payee=order.payer_name if order is not None else said,
                reason=said,
                date=office.today().isoformat(),
            )
            act.append(owed, officer=session.officer, about=ref)
        return ref

    return office.file.act(carry_out)


def receipt_for_late(office: Office, session: Session, ref1: str, bank_ref: str) -> Paid:
    """The bank paid an order after it was cancelled, its requests still unpaid: a new order takes the sum up.

    Raises RoleForbids, SettlementGone, ShiftNotOpen, ShiftLeftOpen, NoReceiptBook.
    """
    session.require("take_payment")

    def carry_out(act: Act) -> Paid:
        stray = _find(act, ref1, bank_ref)
        if not stray.may_be_receipted or stray.row.order_ref is None:
            raise SettlementGone()
        order = money.order(act.connection, stray.row.order_ref)
        assert order is not None, "a late sum names an order"
        shift = require_today(act.connection, session, office.today())
        items, payer = ordered(act.connection, order.ref), Party.model_validate(order.payer)
        _placed(office, act, session, stray, "payment", order.ref)
        again = open_order(act, session, items, payer, "qr", shift, None)
        # the bank knows the sum by the order before: the new one names it by its reference
        piece = Tender(method="qr", satang=order.satang, reference=bank_ref)
        over = stray.row.satang - order.satang
        received = Received("qr", order.satang, order.satang, bank_ref=bank_ref, tenders=[piece], surplus_satang=over)
        return receive(act, session, again, items, payer, received, shift)

    return office.file.act(carry_out)


def _find(act: Act, ref1: str, bank_ref: str) -> Stray:
    rows = bank_data.unplaced(act.connection, act.journal.desk)
    row = next((row for row in rows if (row.ref1, row.bank_ref) == (ref1, bank_ref)), None)
    if row is None:
        raise SettlementGone()
    stray = _stray(act.connection, row)
    if stray.sort == "exact":
        raise SettlementGone()
    return stray


def _placed(
    office: Office,
    act: Act,
    session: Session,
    stray: Stray,
    where: Literal["payment", "owed", "suspense"],
    reason: str,
) -> str:
    assert stray.sort != "exact"
    body = SettlementPlaced(
        ref1=stray.row.ref1,
        bank_ref=stray.row.bank_ref,
        satang=stray.row.satang,
        sort=stray.sort,
        place=where,
        date=office.today().isoformat(),
        reason=reason,
    )
    about = stray.row.order_ref if stray.row.order_desk == act.journal.desk else None
    return act.append(body, officer=session.officer, about=about)


def _stray(connection: Connection, row: SettlementRow) -> Stray:
    sort = sort_of(row.order_state, row.order_satang or 0, row.satang)
    return Stray(row, sort, sort == "late" and _still_payable(connection, row))


def _still_payable(connection: Connection, row: SettlementRow) -> bool:
    """Whether a cancelled order's requests wait for this very sum: approved, asked for by no other bill, and nothing
    paid or charged on them since."""
    if row.order_ref is None or row.satang < (row.order_satang or 0):
        return False
    asked: dict[str, int] = {}
    items = money.items(connection, row.order_ref)
    for item in items:
        asked[item.request] = asked.get(item.request, 0) + item.satang
    in_part = {item.request for item in items if item.part}
    found = requests.rows(connection, list(asked))
    return len(found) == len(asked) and all(
        request.receipt is None
        and request.state in ("approved", "done")
        and money.open_order_of(connection, request.ref) is None
        and (
            money.paid_since(connection, request.ref, row.order_ref) == 0
            if request.ref in in_part
            else (request.fee_satang or 0) - money.paid_before(connection, request.ref) == asked[request.ref]
        )
        for request in found
    )
