"""Looks at records: how many an officer may have in an hour, who allows more, and who looked at whom.

Every look is a line of the journal, offline or not. The limit is a policy of the centre; beyond it a second person who
may allow more signs on the same desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desk.counter.office import Office
from desk.counter.printing import Printout, letterhead
from desk.counter.refusals import ReasonMissing
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.counter.visit import PURPOSE_WORDS
from desk.model.errors import NotPermitted
from desk.model.kinds.visits import MORE_LOOKS_MAX, FoundBy, LooksExtended
from desk.model.line import parse_reference
from desk.rules.ids import mask_pin
from desk.rules.office_day import clock_time, office_date
from desk.thai import date_words
from desk.words import Language, Words, same
from local_db import meta
from local_db.connection import Connection
from local_db.queries import branch, looks
from local_db.queries import office as office_data
from local_db.queries.citizens import Citizen
from local_db.queries.looks import LookRow

if TYPE_CHECKING:
    from desk.paper.looks_slip import LooksSlip

LOOKS_PER_HOUR: Final = 100
"""How many records an officer may open within an hour while the policy `looks_per_hour` says nothing; 0 is no limit."""
HOUR_MS: Final = 3_600_000
MORE_AT_ONCE: Final = 20
LOOKS_TOLD_MAX: Final = 500

FOUND_BY_WORDS: Final[dict[FoundBy, Words]] = {
    "name": Words("ค้นด้วยชื่อ", "found by name"),
    "number": Words("พิมพ์เลขประจำตัว", "number typed"),
    "card": Words("อ่านบัตรประชาชน", "card read"),
    "document": Words("สแกนเอกสาร", "document scanned"),
    "paper": Words("จากคำขอหรือใบเสร็จ", "from a request or receipt"),
    "household": Words("จากคนในบ้านเดียวกัน", "through the household"),
    "centre": Words("ถามส่วนกลาง", "asked the centre"),
}
MASKABLE_WORDS: Final[dict[str, Words]] = {
    "pin": Words("เลขประจำตัว", "number"),
    "birth": Words("วันเดือนเกิด", "day of birth"),
    "phone": Words("โทรศัพท์", "telephone"),
    "parents": Words("บิดามารดา", "parents"),
    "card": Words("บัตร", "card"),
    "address": Words("ที่อยู่", "address"),
}


class LooksUsedUp(NotPermitted):
    """The officer has opened as many records within the hour as the policy allows."""

    code = "E256"
    said = Words(
        "ท่านเปิดดูทะเบียนครบ {most} รายการในหนึ่งชั่วโมงแล้ว ยังไม่ได้เปิดรายการนี้ ให้หัวหน้าอนุญาตเพิ่ม หรือรอ {minutes} นาที",
        "You have opened {most} records within the hour, and this one was not opened. Let a supervisor allow more, "
        "or wait {minutes} minutes",
    )


@dataclass(frozen=True, slots=True)
class Look:
    """One look as the citizen is told of it; `at` ms."""

    ref: str
    desk: str
    at: int
    officer: Words
    officer_id: str
    purpose: Words
    how: Words
    revealed: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Every look at one person's record this desk holds, the latest first; `total` counts those beyond the list.

    `covered` are the desks whose looks are told. A look is sent to the centre and to no fellow desk (protocol section
    5), so those of `elsewhere`, the branch's other desks, are known there and at the centre alone.
    """

    looks: list[Look]
    total: int
    desk: str
    covered: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def require_look(office: Office, connection: Connection, officer: str, now: int) -> None:
    """Raise LooksUsedUp where the officer's looks within the hour are used up."""
    most = look_limit(office, connection)
    if not most:
        return
    since = now - HOUR_MS
    most += looks.allowed_more(connection, officer, since)
    if looks.count_by(connection, officer, since) >= most:
        minutes = (looks.earliest_by(connection, officer, since) - since) // 60_000 + 1
        raise LooksUsedUp(most=most, minutes=minutes)


def look_limit(office: Office, connection: Connection) -> int:
    """Looks an hour by policy; a policy that is no number leaves the usual limit."""
    told = office.policy(connection, "looks_per_hour", LOOKS_PER_HOUR)
    return told if type(told) is int and told >= 0 else LOOKS_PER_HOUR


def extend_looks(office: Office, session: Session, second: Session, reason: str, more: int = MORE_AT_ONCE) -> None:
    """A second person allows the officer so many more looks within the hour; journalled with both names.

    Raises RoleForbids, SamePerson, ReasonMissing, TextRefused.
    """
    from desk.counter.session import SamePerson

    session.require("look_up")
    if second.officer == session.officer:
        raise SamePerson()
    second.require("extend_looks")
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not said:
        raise ReasonMissing()
    body = LooksExtended(more=min(more, MORE_LOOKS_MAX), reason=said)
    office.file.act(lambda act: act.append(body, officer=session.officer, second=second.officer))


def looks_at(office: Office, pin: str, limit: int = LOOKS_TOLD_MAX) -> Told:
    """Who looked at a person's record, as far as this desk holds it: its own looks, those offline included."""
    connection = office.read()
    names = {row.officer: Words(row.name_th, row.name_en) for row in office_data.officers(connection)}
    found = [_told(row, names) for row in looks.looks_at(connection, pin, limit)]
    desk = meta.desk(connection)
    covered = sorted({desk, *looks.desks_at(connection, pin)})
    elsewhere = [other for other in branch.other_desks(connection, desk) if other not in covered]
    return Told(found, looks.count_at(connection, pin), desk, tuple(covered), tuple(elsewhere))


def looks_slip(office: Office, session: Session, citizen: Citizen, speech: Language) -> LooksSlip:
    """The slip a person is given of who looked at their record, in one language."""
    from desk.paper.looks_slip import LookLine, LooksSlip

    session.require("look_up")
    told = looks_at(office, citizen.pin)
    head = letterhead(office)

    def line(look: Look) -> LookLine:
        uncovered = ", ".join(words.in_language(speech) for words in look.revealed)
        officer, purpose, how = (words.in_language(speech) for words in (look.officer, look.purpose, look.how))
        return LookLine(_when(look.at, speech), officer, purpose, how, uncovered, look.desk)

    return LooksSlip(
        office=head.office.th,
        desk=told.desk,
        name=citizen.name,
        masked_number=mask_pin(citizen.pin),
        made=_when(office.clock.now_ms(), speech),
        given_by=session.name.in_language(speech),
        total=told.total,
        looks=tuple(line(look) for look in told.looks),
        sample=head.sample,
        covered=told.covered,
        elsewhere=told.elsewhere,
    )


def looks_to_print(office: Office, session: Session, citizen: Citizen) -> Printout:
    """That slip in Thai as a paper to print. Raises RoleForbids."""
    from desk.paper.looks_slip import TITLE, looks_document

    now = office.clock.now_ms()
    document = looks_document(looks_slip(office, session, citizen, "th"))
    name = f"looks-{citizen.pin[-4:]}-{office_date(now).isoformat()}"
    return Printout(document, name, TITLE, now, name)


def _when(ms: int, speech: Language) -> str:
    return f"{date_words(office_date(ms)).in_language(speech)} {clock_time(ms)}"


def _told(row: LookRow, names: dict[str, Words]) -> Look:
    how = next((words for name, words in FOUND_BY_WORDS.items() if name == row.found_by), same(""))
    if row.asked_by or row.source == "centre":
        how = FOUND_BY_WORDS["centre"]
    return Look(
        ref=row.ref,
        desk=parse_reference(row.ref)[0].desk,
        at=row.t,
        officer=names.get(row.officer) or same(row.officer),
        officer_id=row.officer,
        purpose=next((words for name, words in PURPOSE_WORDS.items() if name == row.purpose), same(row.purpose)),
        how=how,
        revealed=tuple(MASKABLE_WORDS.get(name) or same(name) for name in row.revealed),
    )
