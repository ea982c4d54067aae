"""The day in figures for a supervisor: who did what, how long people waited, what is overdue; signed off once.

Sums of money are the close of the day's (desk/counter/day.py); here it is work and time.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desk.counter.asked import Asked, asked_acts
from desk.counter.complaints import OPEN as COMPLAINTS_OPEN
from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.typed_text import NOTE, NOTE_LETTERS_MAX, clean_text
from desk.model.errors import Refused
from desk.model.kinds.review import DayReviewed, HandoverTaken, HandoverWritten
from desk.rules.day_figures import Times, times
from desk.rules.office_day import day_span
from desk.rules.request_life import OPEN
from desk.thai import date_words
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import day_work, registers, requests, sync, tickets
from local_db.queries.day_work import Count, HandoverRow
from local_db.queries.registers import ComplaintRow, NoticeRow
from local_db.queries.requests import RequestRow

NAMED_MAX: Final = 200
HANDOVER_DAYS: Final = 3
"""How many days back a card that nobody has taken is shown in the morning."""


class DayReviewedBefore(Refused):
    """The day's figures were signed."""

    code = "E860"
    said = Words(
        "สรุปของวันที่ {date} ลงชื่อไปแล้ว ไม่มีอะไรเปลี่ยนแปลง", "The figures of {date} are signed already; nothing was changed"
    )


class DayNotOver(Refused):
    """A day that has not come has no figures."""

    code = "E861"
    said = Words(
        "ยังไม่ถึงวันที่ {date} จึงลงชื่อสรุปไม่ได้ ไม่มีอะไรเปลี่ยนแปลง",
        "The day {date} has not come and cannot be signed; nothing was changed",
    )


class FiguresChanged(Refused):
    """Something happened since the figures were shown."""

    code = "E862"
    said = Words(
        "ตัวเลขของวันเปลี่ยนไปหลังจากที่แสดง ยังไม่ได้ลงชื่อ กด F5 อ่านใหม่แล้วลงชื่ออีกครั้ง",
        "The figures changed after they were shown; nothing was signed. Press F5, read them and sign again",
    )


class CardEmpty(Refused):
    """A hand-over card says something."""

    code = "E863"
    said = Words(
        "บันทึกส่งเวรยังว่าง ยังไม่ได้บันทึก เขียนแล้วกด F10", "The card says nothing yet and was not saved. Write it, then F10"
    )


class CardUnknown(Refused):
    """No such hand-over card here, or somebody has taken it."""

    code = "E864"
    said = Words(
        "ไม่มีบันทึกส่งเวรนี้ หรือมีผู้รับเวรไปแล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "There is no such card, or somebody has taken it over; nothing was changed",
    )


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of the branch as far as this desk knows it."""

    date: date
    by_officer: list[Count]
    by_service: list[Count]
    by_state: list[Count]
    decisions: list[Count]
    taken_in: int
    finished: int
    waiting: Times
    service: Times
    tickets: dict[str, int]
    overdue: list[tuple[str, str, str, str]]
    asked: list[Asked]
    signed_by: str
    shown: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """What whoever opens in the morning should know."""

    today: date
    due: list[RequestRow]
    """Requests due today or overdue, the oldest first."""
    returned: int
    to_decide: int
    unsent: int
    asked: list[Asked]
    complaints: list[ComplaintRow]
    notices: list[NoticeRow]
    """Public notices whose period ends today or is over."""
    cards: list[HandoverRow]
    agencies: list[RequestRow]
    """Requests for which another agency was asked and has not answered, the oldest first."""
    yesterday_signed: bool


def figures(office: Office, session: Session, day: date) -> DayFigures:
    """The figures of a day. Raises RoleForbids."""
    session.require("see_day")
    return _figures(office.read(), day)


def sign_off(office: Office, session: Session, shown: DayFigures, note: str = "") -> None:
    """Sign the figures that were shown.

    Raises RoleForbids, DayNotOver, DayReviewedBefore, FiguresChanged, TextRefused.
    """
    session.require("close_day")
    said = clean_text(note, NOTE, NOTE_LETTERS_MAX)
    day = shown.date

    def carry_out(act: Act) -> None:
        if day > office.today():
            raise DayNotOver(date=date_words(day))
        now = _figures(act.connection, day)
        if now.signed_by:
            raise DayReviewedBefore(date=date_words(day))
        if now.shown != shown.shown:
            raise FiguresChanged
        body = DayReviewed(
            date=day.isoformat(),
            figures={
                "taken_in": now.taken_in,
                "finished": now.finished,
                "decided": sum(each.count for each in now.decisions),
                "waiting_median_s": now.waiting.median_s,
                "waiting_p90_s": now.waiting.p90_s,
                "service_median_s": now.service.median_s,
                "service_p90_s": now.service.p90_s,
                "overdue": len(now.overdue),
                **{f"tickets_{state}": count for state, count in sorted(now.tickets.items())},
            },
            overdue=[row[0] for row in now.overdue][:NAMED_MAX],
            asked=[each.ref for each in now.asked][:NAMED_MAX],
            note=said,
            shown=now.shown,
        )
        act.append(body, officer=session.officer)

    office.file.act(carry_out)


def briefing(office: Office, session: Session) -> Briefing:
    """The morning's briefing. Raises RoleForbids."""
    session.require("see_day")
    connection, today = office.read(), office.today()
    iso, desk = today.isoformat(), meta.desk(connection)
    rows = requests.in_states(connection, OPEN, NAMED_MAX * 10)
    complaints = registers.complaints(connection, COMPLAINTS_OPEN, NAMED_MAX)
    since = (today - timedelta(days=HANDOVER_DAYS)).isoformat()
    return Briefing(
        today=today,
        due=[row for row in rows if row.due is not None and row.due <= iso][:NAMED_MAX],
        returned=sum(row.state in ("returned", "waiting_papers") for row in rows),
        to_decide=sum(row.state in ("submitted", "in_review") for row in rows),
        unsent=sync.unsent(connection, desk)[0],
        asked=asked_acts(connection),
        complaints=[row for row in complaints if row.due is not None and row.due <= iso],
        notices=[row for row in registers.notices(connection, ("posted",), NAMED_MAX) if row.until <= iso],
        cards=[row for row in day_work.handovers(connection, since, NAMED_MAX) if row.taken is None],
        agencies=requests.asking_agencies(connection, NAMED_MAX),
        yesterday_signed=_last_day_signed(office, connection, today),
    )


def hand_over(office: Office, session: Session, note: str, to: str | None = None) -> str:
    """Write the card for the next shift; what is under way is named by itself. Raises RoleForbids, CardEmpty."""
    session.require("see_day")
    said = clean_text(note, NOTE, NOTE_LETTERS_MAX)
    if not said:
        raise CardEmpty

    def carry_out(act: Act) -> str:
        date_ = office.today().isoformat()
        mine = [
            row.ref
            for row in requests.in_states(act.connection, OPEN, NAMED_MAX * 10)
            if (row.assigned or row.officer) == session.officer
        ]
        waiting = tickets.in_state(act.connection, date_, "waiting")
        body = HandoverWritten(
            date=date_,
            to=to,
            note=said,
            open_requests=mine[:NAMED_MAX],
            open_tickets=len(waiting),
            asked=[each.ref for each in asked_acts(act.connection)][:NAMED_MAX],
        )
        return act.append(body, officer=session.officer)

    return office.file.act(carry_out)


def take_over(office: Office, session: Session, ref: str) -> None:
    """Say that the card was read and the work goes on. Raises RoleForbids, CardUnknown."""
    session.require("see_day")

    def carry_out(act: Act) -> None:
        card = day_work.handover(act.connection, ref)
        if card is None or card.taken is not None:
            raise CardUnknown
        act.append(HandoverTaken(handover=ref), officer=session.officer, about=ref)

    office.file.act(carry_out)


def _figures(connection: Connection, day: date) -> DayFigures:
    since, until = day_span(day)
    iso = day.isoformat()
    signed = day_work.day_review(connection, iso)
    by_state = day_work.opened_by(connection, "state", since, until)
    told = {
        "by_officer": day_work.opened_by(connection, "officer", since, until),
        "by_service": day_work.opened_by(connection, "service", since, until),
        "decisions": day_work.decided_by(connection, since, until),
    }
    finished = day_work.finished(connection, since, until)
    waiting = times(day_work.waits_s(connection, iso))
    service = times(day_work.services_s(connection, iso, since, until))
    states = day_work.ticket_states(connection, iso)
    late, asked = day_work.overdue(connection, iso, NAMED_MAX), asked_acts(connection)
    facts = [
        iso,
        [[each.name, each.count] for counts in (*told.values(), by_state) for each in counts],
        [finished, waiting.count, waiting.median_s, waiting.p90_s, service.count, service.median_s, service.p90_s],
        [sorted(states.items()), late, [each.ref for each in asked]],
    ]
    spelled = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return DayFigures(
        date=day,
        by_state=by_state,
        taken_in=sum(each.count for each in by_state),
        finished=finished,
        waiting=waiting,
        service=service,
        tickets=states,
        overdue=late,
        asked=asked,
        signed_by=signed[1] if signed is not None else "",
        shown=hashlib.sha256(spelled.encode()).hexdigest(),
        **told,
    )


def _last_day_signed(office: Office, connection: Connection, today: date) -> bool:
    """Whether the figures of the last working day are signed."""
    day, holidays = today - timedelta(days=1), office.holidays(connection)
    for _ in range(14):
        if holidays.is_working(day):
            break
        day -= timedelta(days=1)
    return day_work.day_review(connection, day.isoformat()) is not None
