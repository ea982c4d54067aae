"""A visit: somebody at the counter, the purpose asked once, the records opened under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from desk.counter.office import Office
from desk.counter.session import Session
from desk.model.kinds.visits import Purpose, VisitClosed, VisitOpened
from desk.words import Words

PURPOSE_WORDS: Final[dict[Purpose, Words]] = {
    "request": Words("ยื่นคำขอ", "To make a request"),
    "enquiry": Words("สอบถามข้อมูลของตน", "To ask about their own record"),
    "payment": Words("ชำระเงิน", "To pay"),
    "correction": Words("แจ้งแก้ไขรายการ", "To have a record corrected"),
    "official_duty": Words("ราชการ", "Official duty"),
}
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of somebody, known by the line that opened it."""

    ref: str
    purpose: Purpose


def open_visit(office: Office, session: Session, purpose: Purpose) -> Visit:
    """Begin a visit with its purpose; journalled."""
    session.require("look_up")
    body = VisitOpened(purpose=purpose)
    return Visit(office.file.act(lambda act: act.append(body, officer=session.officer)), purpose)


def close_visit(office: Office, session: Session, visit: Visit) -> None:
    """End it; the next person's purpose is asked anew."""
    session.require("look_up")
    body = VisitClosed(visit=visit.ref)
    office.file.act(lambda act: act.append(body, officer=session.officer, about=visit.ref))
