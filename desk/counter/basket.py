"""The basket at the counter: every request of the visit and those brought to it, and what can be done with each now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from desk.counter.office import Office
from desk.counter.states import state_words
from desk.counter.tax_bill import is_tax
from desk.counter.visit import Visit
from desk.model.kinds.body import Party
from desk.words import Words
from local_db.connection import Connection
from local_db.queries import money, requests
from local_db.queries.requests import RequestRow

Standing = Literal["pay", "free", "bank", "unpriced", "paid", "waits"]
LINES_MAX: Final = 50
"""The most a basket may hold: one payment order takes no more (model/kinds/money.py)."""

STANDING_WORDS: Final[dict[Standing, Words]] = {
    "pay": Words("รับเงินได้", "To be paid"),
    "free": Words("ไม่ต้องชำระ", "Free"),
    "bank": Words("รอธนาคาร", "At the bank"),
    "unpriced": Words("ยังไม่มีราคา", "No fee set"),
    "paid": Words("ชำระแล้ว", "Paid"),
    "waits": Words("ยังไม่รับเงิน", "Not yet"),
}
_WHY: Final[dict[Standing, Words]] = {
    "pay": Words("อนุมัติแล้ว รอชำระ {fee} บาท", "Approved; {fee} baht to be paid"),
    "free": Words("ไม่มีค่าธรรมเนียม กด F ส่งมอบและปิดเรื่อง", "No fee; press F to hand over and finish"),
    "bank": Words("แสดง QR แล้ว รอธนาคารยืนยันใบสั่ง {order}", "QR shown; the bank has not confirmed order {order} yet"),
    "unpriced": Words("สำนักงานยังไม่กำหนดค่าธรรมเนียม จึงยังรับเงินไม่ได้", "The office has set no fee, so no money is taken"),
    "paid": Words("ชำระแล้ว มีใบเสร็จแล้ว", "Paid; its receipt was issued"),
    "waits": Words("สถานะ “{state}” จึงยังไม่รับเงิน", "In the state “{state}”: no money is taken yet"),
}


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One request of the basket. `standing` says what can be done with it; `order` is the QR bill it waits on."""

    row: RequestRow
    label: Words
    applicant: Party
    standing: Standing
    order: str | None = None
    due_satang: int = 0
    """What is still to be paid: the fee less what receipts in force have taken."""
    taxed: bool = False
    """Whether an assessment with its working lies behind it."""

    @property
    def why(self) -> Words:
        """What stands between the request and its end, in one sentence."""
        from desk.rules.cash import format_baht

        fee = format_baht(self.due_satang)
        return _WHY[self.standing].fill(fee=fee, order=self.order or "", state=state_words(self.row.state))


def lines(office: Office, visit: Visit | None, brought: Sequence[str] = ()) -> list[BasketLine]:
    """The basket: requests of the visit in their order, then those brought from the queue; at most LINES_MAX."""
    connection = office.read()
    found = requests.of_visit(connection, visit.ref) if visit is not None else []
    held = {row.ref for row in found}
    found += [row for row in requests.rows(connection, list(dict.fromkeys(brought))) if row.ref not in held]
    return [_line(office, connection, row) for row in found[:LINES_MAX]]


def _line(office: Office, connection: Connection, row: RequestRow) -> BasketLine:
    label = office.service_name(connection, row.service, row.service_from)
    case = requests.one(connection, row.ref)
    assert case is not None, "a row of the same connection has its case"
    # an officer files a fine; who pays it is whom it concerns
    applicant = Party.model_validate(case.concerns if case.applicant["kind"] == "officer" else case.applicant)
    order = money.open_order_of(connection, row.ref)
    standing = _standing(row, order)
    paid = money.paid_before(connection, row.ref) if standing == "pay" else 0
    due = max((row.fee_satang or 0) - paid, 0)
    if standing == "pay" and not due:  # a fee lowered to what was paid of it
        standing = "waits" if row.state == "done" else "free"
    return BasketLine(row, label, applicant, standing, order, due, is_tax(office, connection, row))


def _standing(row: RequestRow, order: str | None) -> Standing:
    if row.receipt is not None:
        return "paid"
    if order is not None:
        return "bank"
    if row.state not in ("approved", "done") or (row.state == "done" and not row.fee_satang):
        return "waits"  # one handed over whose receipt was voided is paid anew
    if row.fee_satang is None:
        return "unpriced"
    return "pay" if row.fee_satang else "free"
