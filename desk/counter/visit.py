"""A visit: somebody at the counter, the purpose asked once, the records opened under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from desk.counter.office import Office
from desk.counter.session import Session
from desk.model.kinds.tickets import TicketServed
from desk.model.kinds.visits import Purpose, VisitClosed, VisitOpened
from desk.words import Words
from local_db import meta
from local_db.journal import Act
from local_db.queries import tickets

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
    ticket: str | None = None
    """The queue ticket with which they came; closing the visit serves it."""


def open_visit(office: Office, session: Session, purpose: Purpose, ticket: str | None = None) -> Visit:
    """Begin a visit with its purpose; journalled. `ticket` is the one called to this counter, where there is one."""
    session.require("look_up")
    body = VisitOpened(purpose=purpose, ticket=ticket)
    return Visit(office.file.act(lambda act: act.append(body, officer=session.officer)), purpose, ticket)


def close_visit(office: Office, session: Session, visit: Visit) -> None:
    """End it, and with it the ticket they came with; the next person's purpose is asked anew."""
    session.require("look_up")

    def carry_out(act: Act) -> None:
        act.append(VisitClosed(visit=visit.ref), officer=session.officer, about=visit.ref)
        ticket = tickets.one(act.connection, visit.ticket) if visit.ticket is not None else None
        if ticket is not None and ticket.state == "called" and ticket.holder == meta.desk(act.connection):
            body = TicketServed(ticket=ticket.ref, visit=visit.ref)
            act.append(body, officer=session.officer, about=ticket.ref)

    office.file.act(carry_out)
