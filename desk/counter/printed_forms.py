"""The forms a service's definition names, for one request: which there are, which may be printed now, and the paper.

The slip of missing papers, the notice of delay and the receipt have rooms of their own; they are named here and made
there. Prints of a certificate or an extract are counted: from the second on the paper says so, and a reason is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from desk.counter.answers import answer_words
from desk.counter.deadlines import standing
from desk.counter.forms import address_line
from desk.counter.papers import HOW_WORDS
from desk.counter.printing import Print, Printout, label_of, letterhead, next_print
from desk.counter.queue import officer_names
from desk.counter.refusals import RequestUnknown
from desk.model.errors import Refused
from desk.paper.request_forms import TITLES, FormSort, RequestPaper, form_document
from desk.rules.ids import format_pin
from desk.rules.office_day import office_date
from desk.rules.request_life import ENDS
from desk.thai import PartialDate, partial_words
from desk.words import Words, same
from local_db import meta
from local_db.queries import citizens, papers, requests

if TYPE_CHECKING:
    from desk.catalogue.service import PrintedForm, Service
    from desk.counter.office import Office
    from desk.counter.session import Session
    from desk.model.kinds.printing import PaperSort
    from local_db.connection import Connection
    from local_db.queries.citizens import Citizen
    from local_db.queries.requests import RequestCase, RequestRow

FORM_WORDS: Final[dict[str, Words]] = {
    **{str(sort): title for sort, title in TITLES.items()},
    "defect_slip": Words("บันทึกเอกสารที่ขาด", "Slip of missing papers"),
    "delay_notice": Words("หนังสือแจ้งเหตุล่าช้า", "Notice of delay"),
    "receipt": Words("ใบเสร็จรับเงิน", "Receipt"),
}
COUNTED: Final = ("certificate", "copy")
DECISIONS: Final = ("request.approved", "request.signed")
SEX_WORDS: Final = {"m": Words("ชาย", "male"), "f": Words("หญิง", "female")}
STATUS_WORDS: Final = {
    "alive": Words("มีชีวิตอยู่", "alive"),
    "deceased": Words("เสียชีวิต", "deceased"),
    "moved_out": Words("ย้ายออก", "moved out"),
}
_NOT_GRANTED: Final = Words("ต้องอนุมัติและชำระครบก่อน", "only once approved and paid")
_NOTHING_TO_PAY: Final = Words("ไม่มีค่าธรรมเนียมที่ต้องชำระ", "nothing is left to pay")
_NO_RECEIPT: Final = Words("ยังไม่มีใบเสร็จ", "there is no receipt yet")
_NONE_MISSING: Final = Words("ไม่มีเอกสารที่ขาด", "no paper is missing")
_NOT_LATE: Final = Words("ยังไม่เกินกำหนด", "it is not late")
_NOT_TAKEN: Final = Words("ส่วนกลางไม่รับคำขอนี้", "the centre did not take the request")


class FormNotNow(Refused):
    """This form of the request cannot be printed as it stands, or its definition names no such form."""

    code = "E349"
    said = Words(
        "พิมพ์{form}ของคำขอ {ref} ตอนนี้ไม่ได้: {why} ไม่มีอะไรเปลี่ยนแปลง",
        "Not to be printed now for request {ref}: {form} ({why}). Nothing was changed",
    )


@dataclass(frozen=True, slots=True)
class Form:
    """One form the definition names; `why` says what keeps it from being printed now, None where nothing does.
    `prints` how often it came out, of those that are counted."""

    sort: str
    label: Words
    why: Words | None
    prints: int = 0


def forms_of(office: Office, ref: str) -> list[Form]:
    """The forms of a request, in the order of its definition. Raises RequestUnknown."""
    connection = office.read()
    case, service = _known(office, connection, ref)
    return [_form(office, connection, case, sort) for sort in service.prints]


def paper_of(office: Office, session: Session, ref: str, sort: FormSort, copy: int = 0) -> RequestPaper:
    """Everything one of these papers says. Raises RequestUnknown, FormNotNow."""
    connection = office.read()
    case, service = _known(office, connection, ref)
    if sort not in service.prints:
        raise FormNotNow(form=FORM_WORDS[sort], ref=ref, why=Words("ไม่มีแบบนี้", "no such form"))
    form = _form(office, connection, case, sort)
    if form.why is not None:
        raise FormNotNow(form=form.label, ref=ref, why=form.why)
    row = case.row
    acting = case.acting
    decided, by = _decision(office, connection, row)
    person = citizens.by_pin(connection, row.concerns_number) if row.concerns_number else None
    extract = sort == "copy" and service.domain == "civil" and person is not None
    return RequestPaper(
        head=letterhead(office),
        ref=row.ref,
        service=service.name,
        applicant=row.applicant_name,
        concerns=row.concerns_name,
        acting=f"{acting['party']['name']} · {acting['paper']}" if acting else "",
        filed=office_date(row.opened),
        made=office.today(),
        due=date.fromisoformat(row.due) if row.due else None,
        track=case.track,
        basis=service.legal_basis.text if service.legal_basis else None,
        lines=tuple(
            (field.label, answer_words(field, case.form[field.name]))
            for field in service.fields
            if field.name in case.form
        ),
        papers=tuple(_papers(case, service)),
        fee_satang=row.fee_satang,
        years=service.retention.years if service.retention else None,
        officer=session.name,
        approver=service.approver,
        decided=decided,
        decided_by=by,
        register=tuple(_register(connection, person)) if extract and person is not None else (),
        as_of=_as_of(connection) if extract else None,
        copy=copy,
    )


def to_print(office: Office, session: Session, ref: str, sort: FormSort, reason: str = "") -> Printout:
    """The paper made ready; a counted one is recorded once it came out.

    Raises RoleForbids, RequestUnknown, FormNotNow, TextRefused; a second print without a reason is refused when it is
    put out.
    """
    if not session.may("review"):
        session.require("take_request")
    print_ = next_print(office, session, cast("PaperSort", sort), ref, reason) if sort in COUNTED else Print()
    document = form_document(paper_of(office, session, ref, sort, print_.copy), sort)
    name = f"{sort}-{ref}" + (f"-{print_.copy}" if print_.copy else "")
    return Printout(document, name, label_of(TITLES[sort], ref), office.clock.now_ms(), name, print_)


def _known(office: Office, connection: Connection, ref: str) -> tuple[RequestCase, Service]:
    case = requests.one(connection, ref)
    if case is None:
        raise RequestUnknown(ref=ref)
    service = office.definition(connection, case.row.service, case.row.service_from)
    return case, service


def _form(office: Office, connection: Connection, case: RequestCase, sort: PrintedForm) -> Form:
    row = case.row
    prints = papers.prints(connection, sort, row.ref) if sort in COUNTED else 0
    return Form(sort, FORM_WORDS[sort], _why_not(office, row, sort), prints)


def _why_not(office: Office, row: RequestRow, sort: PrintedForm) -> Words | None:
    """What keeps a form from being printed as the request stands."""
    if row.state == "not_taken":
        return _NOT_TAKEN
    settled = row.receipt is not None or row.fee_satang == 0
    if sort in COUNTED:
        return None if row.state == "done" or (row.state == "approved" and settled) else _NOT_GRANTED
    if sort == "order_to_pay":
        return None if row.fee_satang and not settled and row.state not in ENDS else _NOTHING_TO_PAY
    if sort == "receipt":
        return None if row.receipt is not None else _NO_RECEIPT
    if sort == "defect_slip":
        return None if row.state in ("waiting_papers", "returned") else _NONE_MISSING
    if sort == "delay_notice":
        return None if row.state not in ENDS and standing(office, row).tone == "late" else _NOT_LATE
    return None


def _decision(office: Office, connection: Connection, row: RequestRow) -> tuple[date | None, Words | None]:
    """When it was approved and by whom; what the counter decides is decided when it is taken in, by no one person."""
    if row.decided_by == "counter":
        return office_date(row.opened), None
    stands = [event for event in requests.events(connection, row.ref) if event.kind in DECISIONS]
    stands = [event for event in stands if event.verdict not in ("refused", "conflict")]
    if not stands:
        return None, None
    officer = stands[-1].officer
    return office_date(stands[-1].t), officer_names(office).get(officer) or same(officer)


def _papers(case: RequestCase, service: Service) -> list[tuple[Words, Words]]:
    shown = {paper["paper"]: paper for paper in case.papers}
    found = []
    for paper in service.papers:
        how = shown.get(paper.code, {}).get("how", "missing")
        if how != "not_needed":
            found.append((paper.label, HOW_WORDS.get(how) or same(how)))
    return found


def _register(connection: Connection, person: Citizen) -> list[tuple[Words, Words]]:
    """What this desk's copy of the register says of a person."""
    lines = [
        (Words("ชื่อ", "Name"), same(person.name)),
        (Words("เลขประจำตัวประชาชน", "Identity number"), same(format_pin(person.pin))),
        (Words("เพศ", "Sex"), SEX_WORDS.get(person.sex) or same("-")),
    ]
    if person.born_year is not None:
        born = PartialDate(person.born_year, person.born_month, person.born_day)
        lines.append((Words("เกิด", "Born"), partial_words(born)))
    house = citizens.household(connection, person.house) if person.house else None
    facts = [
        (Words("สัญชาติ", "Nationality"), person.nationality),
        (Words("บิดา", "Father"), person.father),
        (Words("มารดา", "Mother"), person.mother),
        (Words("เลขรหัสประจำบ้าน", "House code"), person.house),
        (Words("ที่อยู่", "Address"), address_line(house) if house is not None else None),
    ]
    lines += [(label, same(said)) for label, said in facts if said]
    lines.append((Words("สถานะ", "Status"), STATUS_WORDS.get(person.status) or same(person.status)))
    return lines


def _as_of(connection: Connection) -> date | None:
    at = int(meta.get(connection, "copy_as_of", 0) or 0)
    return office_date(at) if at else None
