"""Public notices: posted for a time in which anybody may object, the objections, the log, the end with its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, NOTE, NOTE_LETTERS_MAX, REASON, clean_text
from desk.model.errors import Refused
from desk.model.kinds.body import Body, Party
from desk.model.kinds.public_notices import NoticeEnded, NoticeLogged, NoticeObjected, NoticePosted
from desk.thai import date_words
from desk.words import Words
from local_db.journal import Act
from local_db.queries import registers
from local_db.queries.registers import LogRow, NoticeRow

LISTED_MAX: Final = 500
BASIS_LETTERS_MAX: Final = 300
SUBJECT: Final = Words("เรื่อง", "The subject")
TEXT: Final = Words("ข้อความประกาศ", "The text of the notice")
PLACE: Final = Words("ที่ปิดประกาศ", "The place it hangs")
BASIS: Final = Words("ฐานกฎหมาย", "The legal basis")
GROUND: Final = Words("เหตุที่คัดค้าน", "The ground of the objection")
Result = Literal["no_objection", "objected", "taken_down"]
RESULT_WORDS: Final[dict[Result, Words]] = {
    "no_objection": Words("ไม่มีผู้คัดค้าน", "No objection"),
    "objected": Words("มีผู้คัดค้าน", "Objected to"),
    "taken_down": Words("ปลดก่อนครบกำหนด", "Taken down early"),
}


class NoticeUnknown(Refused):
    """No such public notice here."""

    code = "E850"
    said = Words(
        "ไม่พบประกาศ {ref} ที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง กด F5 แล้วลองใหม่",
        "There is no public notice {ref} at this desk; nothing was changed. Press F5 and try again",
    )


class NoticeOver(Refused):
    """The notice has ended."""

    code = "E851"
    said = Words("ประกาศ {ref} สิ้นสุดแล้ว ไม่มีอะไรเปลี่ยนแปลง", "Public notice {ref} has ended; nothing was changed")


class NoticeStillHangs(Refused):
    """The objection period is not over."""

    code = "E852"
    said = Words(
        "ประกาศนี้ยังไม่ครบกำหนดคัดค้าน ({until}) ไม่มีอะไรเปลี่ยนแปลง ถ้าจะปลดก่อนต้องบอกเหตุผล",
        "Objections may come until {until}; nothing was changed. To take it down before, give a reason",
    )


class NoticeIncomplete(Refused):
    """A notice says what about, what, where, and until when."""

    code = "E853"
    said = Words(
        "ยังไม่ได้กรอก{what} ยังไม่ได้บันทึก กรอกแล้วกด F10", "{what} is empty or wrong; nothing was saved. Fill it in, then F10"
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A public notice about to be posted; both days belong to the period."""

    subject: str
    text: str
    place: str
    posted: date
    until: date
    legal_basis: str = ""
    request: str | None = None


def post(office: Office, session: Session, draft: Draft) -> str:
    """Post it; its reference. Raises RoleForbids, NoticeIncomplete, TextRefused."""
    session.require("post_notice")
    subject, place = (
        clean_text(draft.subject, SUBJECT, NAME_LETTERS_MAX),
        clean_text(draft.place, PLACE, NAME_LETTERS_MAX),
    )
    text = clean_text(draft.text, TEXT, NOTE_LETTERS_MAX)
    for what, said in ((SUBJECT, subject), (TEXT, text), (PLACE, place)):
        if not said:
            raise NoticeIncomplete(what=what)
    if draft.until < draft.posted:
        raise NoticeIncomplete(what=Words("วันสุดท้ายของการคัดค้าน", "The last day for objections"))
    body = NoticePosted(
        subject=subject,
        text=text,
        place=place,
        posted=draft.posted.isoformat(),
        until=draft.until.isoformat(),
        legal_basis=clean_text(draft.legal_basis, BASIS, BASIS_LETTERS_MAX),
        request=draft.request,
    )
    return office.file.act(lambda act: act.append(body, officer=session.officer))


def object_to(office: Office, session: Session, ref: str, objector: Party, ground: str) -> bool:
    """Note an objection; whether it came in time. One that is late is noted as late, never sent away.

    Raises RoleForbids, NoticeUnknown, NoticeIncomplete, TextRefused.
    """
    said = clean_text(ground, GROUND, NOTE_LETTERS_MAX)
    if not said:
        raise NoticeIncomplete(what=GROUND)

    def body(row: NoticeRow, today: date) -> NoticeObjected:
        late = today > date.fromisoformat(row.until) or row.state != "posted"
        return NoticeObjected(notice=ref, objector=objector, reason=said, date=today.isoformat(), late=late)

    line = _on(office, session, ref, body, after_the_end=True)
    assert isinstance(line, NoticeObjected)
    return not line.late


def write_log(office: Office, session: Session, ref: str, what: str) -> None:
    """What else belongs in its log. Raises RoleForbids, NoticeUnknown, NoticeOver, NoticeIncomplete, TextRefused."""
    said = clean_text(what, NOTE, NAME_LETTERS_MAX)
    if not said:
        raise NoticeIncomplete(what=NOTE)
    _on(office, session, ref, lambda _row, _today: NoticeLogged(notice=ref, reason=said))


def end(office: Office, session: Session, ref: str, reason: str = "") -> Result:
    """The period is over, or the notice comes down before with a reason; with what result.

    Raises RoleForbids, NoticeUnknown, NoticeOver, NoticeStillHangs, TextRefused.
    """
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)

    def body(row: NoticeRow, today: date) -> NoticeEnded:
        if today <= date.fromisoformat(row.until):
            if not said:
                raise NoticeStillHangs(until=date_words(date.fromisoformat(row.until)))
            result: Result = "taken_down"
        else:
            result = "objected" if row.objections else "no_objection"
        return NoticeEnded(notice=ref, result=result, reason=said, date=today.isoformat())

    line = _on(office, session, ref, body)
    assert isinstance(line, NoticeEnded)
    return line.result


def listed(office: Office, session: Session, *, ended: bool = False, limit: int = LISTED_MAX) -> list[NoticeRow]:
    """Public notices, what ends first first."""
    session.require("see_day")
    return registers.notices(office.read(), ("ended",) if ended else ("posted",), limit)


def one(office: Office, session: Session, ref: str) -> tuple[NoticeRow, list[LogRow]]:
    """One public notice with its log. Raises RoleForbids, NoticeUnknown."""
    session.require("see_day")
    row = registers.notice(office.read(), ref)
    if row is None:
        raise NoticeUnknown(ref=ref)
    return row, registers.log(office.read(), ref)


def _on(
    office: Office, session: Session, ref: str, body: Callable[[NoticeRow, date], Body], *, after_the_end: bool = False
) -> Body:
    session.require("post_notice")

    def carry_out(act: Act) -> Body:
        row = registers.notice(act.connection, ref)
        if row is None:
            raise NoticeUnknown(ref=ref)
        if row.state != "posted" and not after_the_end:
            raise NoticeOver(ref=ref)
        line = body(row, office.today())
        act.append(line, officer=session.officer, about=ref)
        return line

    return office.file.act(carry_out)
