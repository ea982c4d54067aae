"""What another agency holds is asked of the agency, and its answer is written to the request when it comes.

No look-up of the protocol asks other agencies for papers (section 8 asks for persons), so an answer comes by letter or
by the agency's own system, and its number is entered here. The request stays where it is meanwhile, and the citizen is
not sent for the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desk.counter.defects import open_request
from desk.counter.refusals import RequestUnknown
from desk.counter.typed_text import clean_text
from desk.model.errors import Refused
from desk.model.kinds.papers import AgencyAnswered
from desk.words import Words
from local_db.queries import requests

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from local_db.connection import Connection
    from local_db.journal import Act

PROOF_LETTERS_MAX: Final = 120
_NUMBER: Final = Words("เลขที่ของคำตอบ", "The number of the answer")


class NotAsked(Refused):
    """No agency is asked for this paper, or it has answered."""

    code = "E345"
    said = Words(
        "คำขอ {ref} ไม่มีเอกสารนี้ที่รอคำตอบของหน่วยงานอื่น ไม่มีอะไรเปลี่ยนแปลง กด F5 อ่านใหม่",
        "No agency is asked for this paper of request {ref}, or it has answered; nothing was changed. Press F5",
    )


class NumberMissing(Refused):
    """An answer without a number is no proof."""

    code = "E348"
    said = Words(
        "ต้องใส่เลขที่หนังสือหรือเลขอ้างอิงของคำตอบ ยังไม่ได้บันทึก",
        "Enter the number of the letter, or the reference of the answer; nothing was recorded",
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper an agency is asked for."""

    paper: str
    label: Words
    agency: Words


def waiting(office: Office, ref: str) -> list[Waiting]:
    """Papers of a request for which an agency's answer has not come. Raises RequestUnknown."""
    return _waiting(office, office.read(), ref)


def answered(office: Office, session: Session, ref: str, paper: str, proof: str) -> None:
    """Write an agency's answer to the request.

    Raises RoleForbids, RequestUnknown, RequestEnded, NotAsked, NumberMissing, TextRefused.
    """
    if not session.may("review"):
        session.require("take_request")
    number = clean_text(proof, _NUMBER, PROOF_LETTERS_MAX)
    if not number:
        raise NumberMissing

    def carry_out(act: Act) -> None:
        open_request(act.connection, ref)
        if all(each.paper != paper for each in _waiting(office, act.connection, ref)):
            raise NotAsked(ref=ref)
        act.append(AgencyAnswered(request=ref, paper=paper, proof=number), officer=session.officer, about=ref)

    office.file.act(carry_out)


def _waiting(office: Office, connection: Connection, ref: str) -> list[Waiting]:
    case = requests.one(connection, ref)
    if case is None:
        raise RequestUnknown(ref=ref)
    asked = {paper["paper"] for paper in case.papers if paper["how"] == "agency_asked"}
    service = office.definition(connection, case.row.service, case.row.service_from)
    return [
        Waiting(paper.code, paper.label, paper.agency)
        for paper in service.papers
        if paper.code in asked and paper.agency is not None
    ]
