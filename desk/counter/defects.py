"""The slip of missing papers: asked for once, in writing, in both languages, signed by both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desk.counter.papers import missing
from desk.counter.printing import Printout, label_of, letterhead
from desk.counter.refusals import RequestUnknown
from desk.counter.states import state_words
from desk.counter.typed_text import NOTE, NOTE_LETTERS_MAX, REASON, clean_text
from desk.model.errors import Refused
from desk.model.kinds.papers import PapersAsked
from desk.model.kinds.requests import PaperShown
from desk.rules.office_day import clock_time, office_date
from desk.rules.paper_rounds import AskedOnce, check_ask
from desk.rules.request_life import ENDS
from desk.words import Words
from local_db.queries import papers as told
from local_db.queries import requests

if TYPE_CHECKING:
    from desk.catalogue.service import Paper, Service
    from desk.counter.office import Office
    from desk.counter.session import Session
    from desk.paper.defect_slip import DefectSlip
    from local_db.connection import Connection
    from local_db.journal import Act
    from local_db.queries.papers import AskedRow
    from local_db.queries.requests import RequestCase

_NEVER = ENDS | {"not_taken"}


class NothingMissing(Refused):
    """There is nothing to ask for."""

    code = "E341"
    said = Words(
        "คำขอ {ref} ไม่มีเอกสารที่ขาด จึงไม่มีอะไรให้แจ้ง ไม่มีอะไรเปลี่ยนแปลง",
        "No paper of request {ref} is missing: there is nothing to ask for. Nothing was changed",
    )


class RequestEnded(Refused):
    """The request is over."""

    code = "E342"
    said = Words(
        "คำขอ {ref} อยู่ในสถานะ {state} แล้ว จึงไม่ออกหนังสือถึงประชาชนอีก ไม่มีอะไรเปลี่ยนแปลง",
        "Request {ref} is over ({state}): nothing more is written to the citizen. Nothing was changed",
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands between a request and its papers: what is missing, and how often it was asked for."""

    ref: str
    service: Words
    missing: tuple[Paper, ...]
    asked: tuple[AskedRow, ...]


def asking(office: Office, ref: str) -> Asking:
    """What is missing from a request. Raises RequestUnknown."""
    return _asking(office, office.read(), ref)


def ask(office: Office, session: Session, ref: str, more: str = "", until: date | None = None, reason: str = "") -> str:
    """Record that the missing papers are asked for; gives the line's reference.

    Raises RoleForbids, RequestUnknown, RequestEnded, NothingMissing, TextRefused, and AskedOnce for a second time
    without a supervisor's reason.
    """
    if not session.may("review"):
        session.require("take_request")
    beside, why = clean_text(more, NOTE, NOTE_LETTERS_MAX), clean_text(reason, REASON, NOTE_LETTERS_MAX)

    def carry_out(act: Act) -> str:
        case = open_request(act.connection, ref)
        now = _asking(office, act.connection, ref)
        if not now.missing and not beside:
            raise NothingMissing(ref=case.row.ref)
        check_ask(len(now.asked), session.roles, why)
        body = PapersAsked(
            request=ref,
            papers=[paper.code for paper in now.missing],
            more=beside,
            until=until.isoformat() if until else None,
            reason=why,
        )
        return act.append(body, officer=session.officer, about=ref)

    return office.file.act(carry_out)


def check_round(connection: Connection, case: RequestCase, found: list[PaperShown]) -> None:
    """Once papers were asked for, bringing the request back asks for no others. Raises AskedOnce."""
    rows = told.asked(connection, case.row.ref)
    before = {paper["paper"] for paper in case.papers if paper["how"] == "missing"}
    named = before.union(*(row.papers for row in rows))
    if rows and any(paper.how == "missing" and paper.paper not in named for paper in found):
        raise AskedOnce()


def slip(office: Office, session: Session, ref: str, asked: AskedRow | None = None) -> DefectSlip:
    """The slip as it is (or was, `asked`) made out. Raises RequestUnknown."""
    from desk.paper.defect_slip import DefectSlip

    connection = office.read()
    case = _known(connection, ref)
    now = _asking(office, connection, ref)
    service = _service(office, connection, case)
    codes = asked.papers if asked is not None else tuple(paper.code for paper in now.missing)
    at = asked.at if asked is not None else office.clock.now_ms()
    head = letterhead(office)
    day = office_date(at)
    return DefectSlip(
        office=head.office,
        ref=ref,
        service=service.name,
        applicant=case.applicant["name"],
        made=day,
        time=clock_time(at),
        papers=tuple(paper.label for paper in service.papers if paper.code in codes),
        more=asked.more if asked is not None else "",
        until=date.fromisoformat(asked.until) if asked is not None and asked.until else None,
        reason=asked.reason if asked is not None else "",
        officer=session.name,
        sample=head.sample,
    )


def slip_to_print(office: Office, session: Session, ref: str) -> Printout:
    """The latest slip of a request as a paper to print. Raises RoleForbids, NothingMissing."""
    from desk.paper.defect_slip import TITLE, defect_document

    session.require("see_day")
    rows = told.asked(office.read(), ref)
    if not rows:
        raise NothingMissing(ref=ref)
    document = defect_document(slip(office, session, ref, rows[-1]))
    name = f"papers-{ref}-{len(rows)}"
    return Printout(document, name, label_of(TITLE, ref), rows[-1].at, name)


def open_request(connection: Connection, ref: str) -> RequestCase:
    """The request, while anything can still happen to it. Raises RequestUnknown, RequestEnded."""
    case = _known(connection, ref)
    if case.row.state in _NEVER:
        raise RequestEnded(ref=ref, state=state_words(case.row.state))
    return case


def _known(connection: Connection, ref: str) -> RequestCase:
    case = requests.one(connection, ref)
    if case is None:
        raise RequestUnknown(ref=ref)
    return case


def _service(office: Office, connection: Connection, case: RequestCase) -> Service:
    return office.definition(connection, case.row.service, case.row.service_from)


def _asking(office: Office, connection: Connection, ref: str) -> Asking:
    case = _known(connection, ref)
    service = _service(office, connection, case)
    shown = [PaperShown.model_validate(paper) for paper in case.papers]
    return Asking(ref, service.name, tuple(missing(service, shown)), tuple(told.asked(connection, ref)))
