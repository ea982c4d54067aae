"""Complaints: taken in with or without a name, forwarded, answered, opened again; by when an answer is owed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from desk.counter.office import Office
from desk.counter.parties import check_party
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, NOTE, NOTE_LETTERS_MAX, REASON, clean_text
from desk.model.errors import Refused
from desk.model.kinds.body import Body, Party
from desk.model.kinds.complaints import (
    Category,
    Channel,
    ComplaintAnswered,
    ComplaintForwarded,
    ComplaintReceived,
    ComplaintReopened,
)
from desk.rules.complaints import FROM, STATE_WORDS
from desk.rules.working_days import due_date
from desk.words import Words, same
from local_db.journal import Act
from local_db.queries import registers
from local_db.queries.registers import ComplaintRow

LISTED_MAX: Final = 500
TRACK_BYTES: Final = 5
PLACE_LETTERS_MAX: Final = 200
LETTER_LETTERS_MAX: Final = 60
SUBJECT: Final = Words("เรื่อง", "The subject")
PLACE: Final = Words("สถานที่", "The place")
AGENCY: Final = Words("หน่วยงาน", "The office it goes to")
LETTER: Final = Words("เลขหนังสือ", "The number of the letter")
OPEN: Final = ("open", "forwarded")


class ComplaintUnknown(Refused):
    """No such complaint here."""

    code = "E840"
    said = Words(
        "ไม่พบเรื่องร้องเรียน {ref} ที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง กด F5 แล้วลองใหม่",
        "There is no complaint {ref} at this desk; nothing was changed. Press F5 and try again",
    )


class ComplaintNotSo(Refused):
    """The complaint is in a state from which this does not lead on."""

    code = "E841"
    said = Words(
        "เรื่องร้องเรียนนี้อยู่ในสถานะ {state} จึงทำรายการนี้ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง กด F5 อ่านใหม่",
        "This complaint is in the state “{state}”: this is not possible now. Nothing was changed; press F5",
    )


class ComplaintEmpty(Refused):
    """A complaint says what about, and what."""

    code = "E842"
    said = Words(
        "ต้องเขียน{what}ก่อน ยังไม่ได้บันทึก เขียนแล้วกด F10", "{what} is empty; nothing was saved. Write it, then press F10"
    )


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody complains about. `who` is None where they wish to stay unknown: then nobody is named anywhere."""

    category: Category
    channel: Channel
    subject: str
    text: str
    place: str = ""
    who: Party | None = None
    phone: str = ""
    due: date | None = None
    """By when they are owed an answer, where the officer sets it; else the office's own time, in working days."""


def receive(office: Office, session: Session, told: Complaint) -> str:
    """Take a complaint in; its reference. Raises RoleForbids, ComplaintEmpty, TextRefused, CitizenUnknown."""
    session.require("take_complaint")
    subject = clean_text(told.subject, SUBJECT, NAME_LETTERS_MAX)
    text = clean_text(told.text, NOTE, NOTE_LETTERS_MAX)
    place = clean_text(told.place, PLACE, PLACE_LETTERS_MAX)
    for what, said in ((SUBJECT, subject), (Words("รายละเอียด", "The complaint itself"), text)):
        if not said:
            raise ComplaintEmpty(what=what)
    token = office.randomness.token(TRACK_BYTES)

    def carry_out(act: Act) -> str:
        if told.who is not None:
            check_party(act.connection, told.who, must_live=True)
        owed = told.due or _owed(office, act)
        body = ComplaintReceived(
            category=told.category,
            channel=told.channel,
            anonymous=told.who is None,
            complainant=told.who,
            phone=(told.phone or None) if told.who is not None else None,
            subject=subject,
            text=text,
            place=place,
            due=owed.isoformat() if owed is not None else None,
            track=base64.b32encode(token).decode("ascii"),
        )
        return act.append(body, officer=session.officer)

    return office.file.act(carry_out)


def forward(
    office: Office, session: Session, ref: str, agency: str, due: date | None, letter: str = "", reason: str = ""
) -> None:
    """Another office has to answer, by `due`. Raises ComplaintUnknown, ComplaintNotSo, ComplaintEmpty, TextRefused."""
    to = clean_text(agency, AGENCY, NAME_LETTERS_MAX)
    if not to:
        raise ComplaintEmpty(what=AGENCY)
    body = ComplaintForwarded(
        complaint=ref,
        agency=to,
        letter=clean_text(letter, LETTER, LETTER_LETTERS_MAX),
        due=due.isoformat() if due is not None else None,
        reason=clean_text(reason, REASON, NAME_LETTERS_MAX),
    )
    _on(office, session, ref, lambda _row: body)


def answer(office: Office, session: Session, ref: str, said: str, *, final: bool = True) -> None:
    """What was found and told; not `final` keeps it open. Raises as `forward`."""
    text = clean_text(said, NOTE, NOTE_LETTERS_MAX)
    if not text:
        raise ComplaintEmpty(what=Words("คำตอบ", "The answer"))
    _on(office, session, ref, lambda _row: ComplaintAnswered(complaint=ref, reason=text, final=final))


def reopen(office: Office, session: Session, ref: str, reason: str) -> None:
    """The complainant is not content, or something new was heard. Raises as `forward`."""
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ComplaintEmpty(what=REASON)
    _on(office, session, ref, lambda row: ComplaintReopened(complaint=ref, reason=said, due=row.due))


def listed(office: Office, session: Session, *, closed: bool = False, limit: int = LISTED_MAX) -> list[ComplaintRow]:
    """Complaints the person may read, the soonest due first: those about officers are for supervisors alone."""
    session.require("see_day")
    rows = registers.complaints(office.read(), ("closed",) if closed else OPEN, limit)
    return [row for row in rows if may_read(session, row)]


def may_read(session: Session, row: ComplaintRow) -> bool:
    """Whether this person may read it: about an officer's conduct, only who reviews, and who took it in."""
    return row.category != "officer" or session.may("review") or row.officer == session.officer


def one(office: Office, session: Session, ref: str) -> tuple[ComplaintRow, list[registers.LogRow]]:
    """One complaint with its log. Raises RoleForbids, ComplaintUnknown (also for one the person may not read)."""
    session.require("see_day")
    row = registers.complaint(office.read(), ref)
    if row is None or not may_read(session, row):
        raise ComplaintUnknown(ref=ref)
    return row, registers.log(office.read(), ref)


def overdue(row: ComplaintRow, today: date) -> bool:
    """Whether an answer is owed since before today."""
    return row.state in OPEN and row.due is not None and date.fromisoformat(row.due) < today


def _owed(office: Office, act: Act) -> date | None:
    days = int(office.policy(act.connection, "complaint_days", 0))
    return due_date(office.today(), days, office.holidays(act.connection)) if days > 0 else None


def _on(office: Office, session: Session, ref: str, body: Callable[[ComplaintRow], Body]) -> None:
    session.require("take_complaint")

    def carry_out(act: Act) -> None:
        row = registers.complaint(act.connection, ref)
        if row is None or not may_read(session, row):
            raise ComplaintUnknown(ref=ref)
        line = body(row)
        if row.state not in FROM[line.kind]:
            said = next((words for name, words in STATE_WORDS.items() if name == row.state), same(row.state))
            raise ComplaintNotSo(state=said)
        act.append(line, officer=session.officer, about=ref)

    office.file.act(carry_out)
