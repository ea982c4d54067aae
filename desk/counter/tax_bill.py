"""The bill of a tax the office assesses: its working, its parts and when they fall due, told to the payer on paper.

The tax follows from the form and from the definition the request was made under; what lateness adds follows from the
day the payer was told, from what came in, and from today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desk.counter.money_refusals import NoTaxBill
from desk.counter.office import Office
from desk.counter.printing import Printout, label_of, letterhead
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text
from desk.model.kinds.body import Party
from desk.model.kinds.taxes import AssessmentTold
from desk.rules.signboard_tax import Bill, assess_form, bill
from desk.words import Words
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import requests, taxes
from local_db.queries.requests import RequestCase, RequestRow
from local_db.queries.taxes import ToldRow

if TYPE_CHECKING:
    from desk.catalogue.load import Catalogue
    from desk.paper.assessment import Assessment as Paper

_RECEIVER = Words("ผู้รับแจ้ง", "Who was told")


@dataclass(frozen=True, slots=True)
class TaxBill:
    """The bill of one request as it stands today."""

    row: RequestRow
    service: Words
    applicant: Party
    bill: Bill
    told: ToldRow | None

    @property
    def left_satang(self) -> int:
        """What is still to be paid."""
        return self.bill.satang - self.bill.received_satang


def bill_of(
    office: Office, connection: Connection, case: RequestCase, catalogue: Catalogue, today: date
) -> Bill | None:
    """The bill of a request today; None where its service is no tax of this kind, or its form does not tell yet."""
    row = case.row
    terms = catalogue.version(row.service, date.fromisoformat(row.service_from)).fee.signboard
    found = assess_form(terms, case.form) if terms is not None else None
    if terms is None or found is None:
        return None
    given = taxes.told(connection, row.ref)
    return bill(
        found,
        terms.law,
        today,
        office.holidays(connection),
        told=date.fromisoformat(given.date) if given is not None else None,
        in_parts=terms.in_parts is not None and case.form.get(terms.in_parts) is True,
        received=[(date.fromisoformat(day), satang) for day, satang in taxes.received(connection, row.ref)],
    )


def is_tax(office: Office, connection: Connection, row: RequestRow) -> bool:
    """Whether the request's service is a tax of this kind; a definition not known here is none."""
    from desk.catalogue.load import ServiceUnknown

    try:
        return office.definition(connection, row.service, row.service_from).fee.signboard is not None
    except ServiceUnknown:
        return False


def look(office: Office, ref: str) -> TaxBill:
    """The bill of one request, for screen and paper. Raises NoTaxBill."""
    connection = office.read()
    case = requests.one(connection, ref)
    found = _bill_today(office, connection, case)
    if case is None or found is None:
        raise NoTaxBill(ref=ref)
    service = office.service_name(connection, case.row.service, case.row.service_from)
    return TaxBill(case.row, service, Party.model_validate(case.applicant), found, taxes.told(connection, case.row.ref))


def _bill_today(office: Office, connection: Connection, case: RequestCase | None) -> Bill | None:
    return None if case is None else bill_of(office, connection, case, office.catalogue(connection), office.today())


def tell(office: Office, session: Session, ref: str, received_by: str) -> str:
    """Record that the payer was given the assessment today: the days to pay it in begin. Gives the line's reference.

    Raises RoleForbids, NoTaxBill (also while nobody has approved it, or when it was told before), TextRefused.
    """
    session.require("take_payment" if session.may("take_payment") else "take_request")
    who = clean_text(received_by, _RECEIVER, NAME_LETTERS_MAX)

    def carry_out(act: Act) -> str:
        case = requests.one(act.connection, ref)
        found = _bill_today(office, act.connection, case)
        told_before = taxes.told(act.connection, ref) is not None
        if case is None or found is None or case.row.state != "approved" or told_before:
            raise NoTaxBill(ref=ref)
        body = AssessmentTold(
            request=case.row.ref,
            satang=found.satang,
            date=office.today().isoformat(),
            received_by=who or str(case.applicant["name"]),
        )
        return act.append(body, officer=session.officer, about=case.row.ref)

    return office.file.act(carry_out)


def paper_of(office: Office, session: Session, found: TaxBill) -> Paper:
    """The bill as its paper takes it."""
    from desk.paper.assessment import Assessment, PartLine, WorkingLine

    return Assessment(
        head=letterhead(office),
        ref=found.row.ref,
        service=found.service,
        payer=found.applicant.name,
        made=office.today(),
        told=date.fromisoformat(found.told.date) if found.told is not None else None,
        working=tuple(WorkingLine(line.words, line.satang) for line in found.bill.working),
        parts=tuple(PartLine(part.number, part.due, part.satang, part.paid) for part in found.bill.parts),
        satang=found.bill.satang,
        received_satang=found.bill.received_satang,
        officer=session.name,
    )


def bill_to_print(office: Office, session: Session, ref: str) -> Printout:
    """The assessment as a paper to print. Raises RoleForbids, NoTaxBill, PaperContradicts."""
    from desk.paper.assessment import TITLE, assessment_document

    session.require("see_day")
    found = look(office, ref)
    document = assessment_document(paper_of(office, session, found))
    name = f"assessment-{found.row.ref}"
    return Printout(document, name, label_of(TITLE, found.row.ref), office.clock.now_ms(), name)
