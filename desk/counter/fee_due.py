"""What is due on a request now: the fee in force today, less what came in; which parts of it may be paid."""

from __future__ import annotations

from collections.abc import Sequence

from desk.counter.money_refusals import PartNotAllowed
from desk.counter.office import Office
from desk.counter.refusals import AlreadyPaid, FeeChanged, NotPayable, RequestUnknown, WaitsForBank
from desk.counter.session import Session
from desk.counter.states import state_words
from desk.counter.tax_bill import bill_of
from desk.model.kinds.requests import RequestRepriced
from desk.rules.cash import format_baht
from desk.rules.fees import fee_for
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money, requests
from local_db.queries import undo as undone
from local_db.queries.requests import RequestRow


def due_on(office: Office, connection: Connection, row: RequestRow) -> int:
    """What is left to pay on a request. Raises AlreadyPaid, NotPayable, WaitsForBank, FeeChanged, FeeNotConfigured."""
    if row.receipt is not None:
        raise AlreadyPaid(ref=row.ref)
    if row.state not in ("approved", "done"):  # one handed over whose receipt was voided is paid anew
        raise NotPayable(ref=row.ref, state=state_words(row.state))
    waiting = money.open_order_of(connection, row.ref)
    if waiting is not None:
        raise WaitsForBank(ref=row.ref, order=waiting)
    before, after, _version = _fee_now(office, connection, row)
    if after is None:
        fee_for(office.catalogue(connection).get(row.service, office.today()), {}).payable()
    if before != after:
        service = office.catalogue(connection).get(row.service, office.today())
        raise FeeChanged(service=service.name, before=format_baht(before or 0), after=format_baht(after or 0))
    left = (before or 0) - money.paid_before(connection, row.ref)
    if row.state == "done" and not left:
        raise NotPayable(ref=row.ref, state=state_words(row.state))
    return left


def require_part(office: Office, connection: Connection, row: RequestRow, now: int, due: int) -> None:
    """A part that may be paid now: by the policy of the office, a tax by its instalments. Raises PartNotAllowed."""
    taxed = bill_of(office, connection, row)
    if taxed is not None:  # a tax is paid by whole instalments, as its assessment says
        if now not in taxed.steps:
            raise PartNotAllowed(least=format_baht(min(taxed.steps, default=due)))
        return
    told = office.policy(connection, "part_payment", [])  # "CODE least-satang" of each service paid in parts
    pairs = [str(each).split() for each in told] if isinstance(told, list) else []
    least = next(
        (int(pair[1]) for pair in pairs if len(pair) == 2 and pair[0] == row.service and pair[1].isdecimal()), due
    )
    if not 0 < least <= now < due:
        raise PartNotAllowed(least=format_baht(least))


def accept_new_fees(office: Office, session: Session, refs: Sequence[str]) -> None:
    """The payer was told: the requests take the fee in force today. Journalled, the old fee beside the new."""
    session.require("take_payment")

    def carry_out(act: Act) -> None:
        for row in rows_of(act.connection, refs):
            before, after, version = _fee_now(office, act.connection, row)
            if after is not None and before != after:
                body = RequestRepriced(request=row.ref, before_satang=before, fee_satang=after, service_from=version)
                act.append(body, officer=session.officer, about=row.ref)

    office.file.act(carry_out)


def rows_of(connection: Connection, refs: Sequence[str]) -> list[RequestRow]:
    """These requests, each once. Raises RequestUnknown."""
    wanted = list(dict.fromkeys(refs))
    found = requests.rows(connection, wanted) if wanted else []
    if len(found) != len(wanted):
        missing = next(ref for ref in wanted if ref not in {row.ref for row in found})
        raise RequestUnknown(ref=missing)
    return found


def _fee_now(office: Office, connection: Connection, row: RequestRow) -> tuple[int | None, int | None, str]:
    """(fee the request names, fee in force today, first day of that definition); a waived fee stays as waived."""
    service = office.catalogue(connection).get(row.service, office.today())
    version = service.valid_from.isoformat()
    if undone.waived(connection, row.ref) == row.fee_satang is not None:
        return row.fee_satang, row.fee_satang, version
    taxed = bill_of(office, connection, row)
    if taxed is not None:  # assessed under the definition it was filed under; what lateness adds grows until today
        return row.fee_satang, taxed.satang, row.service_from
    case = requests.one(connection, row.ref)
    form = case.form if case is not None else {}
    return row.fee_satang, fee_for(service, form).satang, version
