"""Taking a request in: which services there are, what one costs, and the line that makes it a request."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desk.counter import trouble
from desk.counter.answers import Answer
from desk.counter.bounds import require_within
from desk.counter.defects import check_round
from desk.counter.forms import clean_form
from desk.counter.office import Office
from desk.counter.papers import checklist
from desk.counter.parties import check_acting, check_party, check_served
from desk.counter.refusals import BillStillOpen, PaperStillMissing, ReasonMissing, RequestUnknown
from desk.counter.session import Session
from desk.counter.states import living_state
from desk.counter.typed_text import NAME_LETTERS_MAX, NOTE, NOTE_LETTERS_MAX, REASON, clean_text
from desk.counter.visit import Visit
from desk.model.errors import Refused
from desk.model.kinds.body import Acting, Party
from desk.model.kinds.requests import PaperShown, RequestResubmitted, RequestSubmitted, RequestWithdrawn
from desk.rules.fees import fee_for
from desk.rules.office_day import office_date
from desk.rules.request_life import Action, Facts, next_state
from desk.rules.working_days import due_date
from desk.words import Words
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money, requests

if TYPE_CHECKING:
    from desk.catalogue.service import Service

TRACK_BYTES = 5  # eight letters and digits


class ServiceNotHere(Refused):
    """Another kind of office does it, or this office has left it out of its menu."""

    code = "E305"
    said = Words(
        "สำนักงานนี้ไม่ได้ให้บริการ {name} ยังไม่มีอะไรเปลี่ยนแปลง กด F4 เพื่อเลือกจากรายการของสำนักงาน",
        "This office does not offer {name}. Nothing was changed; press F4 to choose from what it does offer",
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it is being typed; nothing of it is stored until it is submitted."""

    service: Service
    applicant: Party
    concerns: Party
    acting: Acting | None = None
    answers: Mapping[str, Answer | None] = field(default_factory=dict)
    papers: tuple[PaperShown, ...] = ()


def services(office: Office) -> tuple[Service, ...]:
    """What may be asked for here today, by menu number: what an office of this kind does and has not left out."""
    connection = office.read()
    kind = office.kind(connection)
    return tuple(one for one in office.catalogue(connection).on(office.today()) if is_offered(one, kind))


def is_offered(service: Service, kind: str | None) -> bool:
    """Whether an office of this kind (None while nobody said which it is) takes requests for the service."""
    return service.offered and (kind is None or kind in service.offices)


def by_number(office: Office, menu: str) -> Service:
    """The service this office offers today under a fast-path number; where two claim it, the newer definition has it.

    Raises ServiceUnknown, and ServiceNotHere for one that only other offices offer.
    """
    claims = [service for service in services(office) if service.menu == menu]
    if claims:
        return max(claims, key=lambda service: (service.valid_from, service.code))
    elsewhere = office.catalogue(office.read()).by_menu(menu, office.today())
    raise ServiceNotHere(name=elsewhere.name)


def service_of(office: Office, code: str, service_from: str) -> Service:
    """The very definition a request was made under."""
    return office.definition(office.read(), code, service_from)


def due(office: Office, connection: Connection, service: Service) -> date | None:
    """By when the office owes an answer, in working days; None where nobody set a time."""
    if service.working_days is None:
        return None
    return due_date(office.today(), service.working_days, office.holidays(connection))


def submit(office: Office, session: Session, draft: Draft, visit: Visit | None, instead_of: str | None = None) -> str:
    """Take the request in; gives its reference. `instead_of` names the one the centre did not take, if it is that anew.

    Raises RoleForbids, ServiceNotHere, PartyNotServed, CitizenUnknown, CitizenDeceased, AnswerMissing, AnswerWrong,
    TextRefused, FeeNeedsAnswer, LineTooLong; nothing is stored then.
    """
    session.require("take_request")
    service = draft.service
    for party, allowed in ((draft.applicant, service.applicants), (draft.concerns, service.concerns)):
        check_served(allowed, party)
    form = clean_form(service, draft.answers, office.today(), office.holidays(office.read()))
    fee = fee_for(service, form)
    papers = checklist(service, form, draft.papers, draft.applicant.kind)
    token = office.randomness.token(TRACK_BYTES)

    def carry_out(act: Act) -> str:
        require_within(office, act, "take_request")
        if not is_offered(service, office.kind(act.connection)):
            raise ServiceNotHere(name=service.name)
        check_party(act.connection, draft.applicant, must_live=True)
        if draft.concerns != draft.applicant:
            check_party(act.connection, draft.concerns, must_live=False)
        if draft.acting is not None:
            check_acting(act.connection, draft.acting)
        owed = due(office, act.connection, service)
        body = RequestSubmitted(
            service=service.code,
            service_from=service.valid_from.isoformat(),
            applicant=draft.applicant,
            concerns=draft.concerns,
            acting=draft.acting,
            form=dict(form),
            papers=papers,
            fee_satang=fee.satang,
            due=owed.isoformat() if owed else None,
            visit=visit.ref if visit else None,
            decided_by=service.decided_by,
            track=base64.b32encode(token).decode("ascii"),
        )
        ref = act.append(body, officer=session.officer)
        if instead_of is not None:
            trouble.answer(act, session, instead_of, ref)
        return ref

    return office.file.act(carry_out)


def resubmit(
    office: Office,
    session: Session,
    ref: str,
    answers: Mapping[str, Answer | None],
    papers: tuple[PaperShown, ...],
    note: str = "",
    shown: str | None = None,
) -> None:
    """Bring a returned request, or one that waited for papers, back with what was missing.

    Raises RequestUnknown, ActNotAllowed, PaperStillMissing, AnswerMissing, AnswerWrong, TextRefused.
    """
    session.require("take_request")
    told = clean_text(note, NOTE, NOTE_LETTERS_MAX)

    def carry_out(act: Act) -> None:
        case = requests.one(act.connection, ref)
        if case is None:
            raise RequestUnknown(ref=ref)
        service = office.definition(act.connection, case.row.service, case.row.service_from)
        filed = office_date(case.row.opened)  # being late was settled on the day of filing
        form = clean_form(service, answers, filed, office.holidays(act.connection))
        found = checklist(service, form, papers, str(case.applicant["kind"]))
        check_round(act.connection, case, found)
        action: Action = "resubmit" if case.row.state == "returned" else "complete"
        state = living_state(case.row.state, action)
        missing = [paper.paper for paper in found if paper.how == "missing"]
        if missing and state == "waiting_papers":
            raise PaperStillMissing(paper=next(paper.label for paper in service.papers if paper.code == missing[0]))
        next_state(state, action, session.roles, Facts(service.decided_by, papers_missing=bool(missing)))
        body = RequestResubmitted(
            request=ref, form=dict(form), papers=found, decided_by=service.decided_by, note=told, shown=shown
        )
        trouble.answer_on(act, session, ref, act.append(body, officer=session.officer, about=ref))

    office.file.act(carry_out)


def withdraw(office: Office, session: Session, ref: str, reason: str, shown: str | None = None) -> None:
    """The citizen takes the request back; `shown` is the hash of what stood on the screen, where one showed it whole.

    Raises RequestUnknown, ActNotAllowed, ReasonMissing, TextRefused, and BillStillOpen while a QR bill for it could
    still be paid.
    """
    session.require("take_request")
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()

    def carry_out(act: Act) -> None:
        case = requests.one(act.connection, ref)
        if case is None:
            raise RequestUnknown(ref=ref)
        next_state(living_state(case.row.state, "withdraw"), "withdraw", session.roles, Facts("counter"))
        waiting = money.open_order_of(act.connection, ref)
        if waiting is not None:
            raise BillStillOpen(ref=ref, order=waiting)
        body = RequestWithdrawn(request=ref, reason=said, shown=shown)
        trouble.answer_on(act, session, ref, act.append(body, officer=session.officer, about=ref))

    office.file.act(carry_out)
