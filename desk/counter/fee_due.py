"""What is due on a request now: the fee in force today, less what came in; which parts of it may be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desk.counter.money_refusals import PartNotAllowed
from desk.counter.office import Office
from desk.counter.refusals import AlreadyPaid, FeeChanged, NotPayable, RequestUnknown, WaitsForBank
from desk.counter.session import Session
from desk.counter.states import state_words
from desk.counter.tax_bill import bill_of
from desk.model.kinds.money import OrderItem
from desk.model.kinds.requests import RequestRepriced
from desk.rules.cash import format_baht
from desk.rules.fees import fee_for
from desk.rules.ledger import surcharge_account
from desk.rules.signboard_tax import Bill, Charge, Sort, charges
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money, requests
from local_db.queries import undo as undone
from local_db.queries.requests import RequestCase

if TYPE_CHECKING:
    from desk.catalogue.load import Catalogue
    from desk.catalogue.service import Service


@dataclass(frozen=True, slots=True)
class Due:
    """What is left to pay on one request, satang, and the definition of its service in force today."""

    case: RequestCase
    service: Service
    bill: Bill | None
    """Of a tax the office assesses."""
    satang: int


def due_on(office: Office, connection: Connection, refs: Sequence[str]) -> list[Due]:
    """What is left to pay on these requests, each once.

    Raises RequestUnknown, AlreadyPaid, NotPayable, WaitsForBank, FeeChanged, FeeNotConfigured.
    """
    catalogue, today = office.catalogue(connection), office.today()
    return [_due(office, connection, case, catalogue, today) for case in cases_of(connection, refs)]


def _due(office: Office, connection: Connection, case: RequestCase, catalogue: Catalogue, today: date) -> Due:
    row = case.row
    if row.receipt is not None:
        raise AlreadyPaid(ref=row.ref)
    if row.state not in ("approved", "done"):  # one handed over whose receipt was voided is paid anew
        raise NotPayable(ref=row.ref, state=state_words(row.state))
    waiting = money.open_order_of(connection, row.ref)
    if waiting is not None:
        raise WaitsForBank(ref=row.ref, order=waiting)
    service = catalogue.get(row.service, today)
    taxed = bill_of(office, connection, case, catalogue, today)
    after, _version = _fee_now(connection, case, service, taxed)
    if after is None:
        fee_for(service, {}).payable()
    if row.fee_satang != after:
        before, now = format_baht(row.fee_satang or 0), format_baht(after or 0)
        raise FeeChanged(service=service.name, before=before, after=now)
    left = max((row.fee_satang or 0) - money.paid_before(connection, row.ref), 0)
    if row.state == "done" and not left:
        raise NotPayable(ref=row.ref, state=state_words(row.state))
    return Due(case, service, taxed, left)


def items_of(due: Due, now: int, account: str) -> list[OrderItem]:
    """What `now` satang of it stand as on order and receipt: one line to `account`; of a tax, what lateness added to it
    is a line of its own, to an account of its own."""
    row, part = due.case.row, True if now < due.satang else None
    if due.bill is None or row.fee_satang != due.bill.satang:  # a tax waived in part is one sum
        return [OrderItem(request=row.ref, label=due.service.name.th, satang=now, account=account, part=part)]
    return [
        OrderItem(
            request=row.ref,
            label=_charge_words(due.service, due.bill, charge),
            satang=charge.satang,
            account=account if charge.sort == "tax" else surcharge_account(row.service),
            part=part,
        )
        for charge in charges(due.bill, now)
    ]


_LATE: Final[dict[Sort, str]] = {
    "late_filing": "เงินเพิ่ม ยื่นแบบเกินกำหนด",
    "late_payment": "เงินเพิ่ม ชำระเกินกำหนด",
}


def _charge_words(service: Service, found: Bill, charge: Charge) -> str:
    label = _LATE.get(charge.sort, service.name.th)
    if len(found.parts) == 1 or charge.sort == "late_filing":
        return label
    span = f"{charge.first}" if charge.first == charge.last else f"{charge.first}-{charge.last}"
    return f"{label} งวดที่ {span}"


def require_part(office: Office, connection: Connection, due: Due, now: int) -> None:
    """A part that may be paid now: by the policy of the office, a tax by its instalments. Raises PartNotAllowed."""
    if due.bill is not None:  # a tax is paid by whole instalments, as its assessment says
        if now not in due.bill.steps:
            raise PartNotAllowed(least=format_baht(min(due.bill.steps, default=due.satang)))
        return
    service = due.case.row.service
    told = office.policy(connection, "part_payment", [])  # "CODE least-satang" of each service paid in parts
    pairs = [str(each).split() for each in told] if isinstance(told, list) else []
    least = next(
        (int(pair[1]) for pair in pairs if len(pair) == 2 and pair[0] == service and pair[1].isdecimal()),
        due.satang,
    )
    if not 0 < least <= now < due.satang:
        raise PartNotAllowed(least=format_baht(least))


def accept_new_fees(office: Office, session: Session, refs: Sequence[str]) -> None:
    """The payer was told: the requests take the fee in force today. Journalled, the old fee beside the new."""
    session.require("take_payment")

    def carry_out(act: Act) -> None:
        catalogue, today = office.catalogue(act.connection), office.today()
        for case in cases_of(act.connection, refs):
            ref, before = case.row.ref, case.row.fee_satang
            taxed = bill_of(office, act.connection, case, catalogue, today)
            after, version = _fee_now(act.connection, case, catalogue.get(case.row.service, today), taxed)
            if after is not None and before != after:
                body = RequestRepriced(request=ref, before_satang=before, fee_satang=after, service_from=version)
                act.append(body, officer=session.officer, about=ref)

    office.file.act(carry_out)


def cases_of(connection: Connection, refs: Sequence[str]) -> list[RequestCase]:
    """These requests, each once, whatever name they are asked for by. Raises RequestUnknown."""
    found: dict[str, RequestCase] = {}
    for ref in refs:
        case = requests.one(connection, ref)
        if case is None:
            raise RequestUnknown(ref=ref)
        found[case.row.ref] = case
    return list(found.values())


def _fee_now(connection: Connection, case: RequestCase, service: Service, taxed: Bill | None) -> tuple[int | None, str]:
    """(fee in force today, first day of its definition); a waived fee stays as waived."""
    row, version = case.row, service.valid_from.isoformat()
    if undone.waived(connection, row.ref) == row.fee_satang is not None:
        return row.fee_satang, version
    if taxed is not None:  # assessed under the definition it was filed under; what lateness adds grows until today
        return taxed.satang, row.service_from
    return fee_for(service, case.form).satang, version
