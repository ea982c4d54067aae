"""Where a request stands against its time: working days left, days the line was down, whether a notice is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from desk.counter.defects import open_request
from desk.counter.printing import Printout, label_of, letterhead
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.errors import Refused
from desk.model.kinds.papers import DelayTold
from desk.rules.office_day import day_span, office_date
from desk.rules.paper_rounds import explain_on
from desk.rules.working_days import working_days_left
from desk.words import Words
from local_db.queries import papers as told

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from desk.paper.delay_notice import DelayNotice
    from local_db.connection import Connection
    from local_db.journal import Act
    from local_db.queries.papers import DelayRow
    from local_db.queries.requests import RequestCase, RequestRow

SOON_DAYS: Final = 2
LOOKED_BACK_DAYS: Final = 60
Tone = Literal["none", "in_time", "soon", "late"]


class NotLate(Refused):
    """The request is in time: there is nothing to explain."""

    code = "E343"
    said = Words(
        "คำขอ {ref} ยังไม่เกินกำหนด จึงยังไม่ต้องแจ้งเหตุล่าช้า ไม่มีอะไรเปลี่ยนแปลง",
        "Request {ref} is not late yet, so there is no delay to explain. Nothing was changed",
    )


class DelayReasonMissing(Refused):
    """A notice of delay says why."""

    code = "E344"
    said = Words(
        "ยังไม่ได้พิมพ์เหตุแห่งความล่าช้า ยังไม่ได้บันทึก พิมพ์เหตุแล้วกด F10 อีกครั้ง",
        "Why it takes longer is not typed yet; nothing was saved. Type it and press F10 again",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A request against its time. `left` working days (negative when late); `down` days without the centre since it
    was taken in; `explain` the day by which the citizen must hear why it is late, when it is."""

    due: date | None
    left: int | None
    tone: Tone
    down: tuple[date, ...]
    explain: date | None
    notices: int


def tone_of(due: date | None, left: int | None) -> Tone:
    """How urgent it is: two working days before the due date it warns, after it it is late."""
    if due is None or left is None:
        return "none"
    return "late" if left < 0 else "soon" if left <= SOON_DAYS else "in_time"


def left_words(left: int | None) -> Words:
    """Working days left, as a queue shows them."""
    if left is None:
        return Words("-", "-")
    if left < 0:
        return Words("เกิน {n} วัน", "{n} days late").fill(n=-left)
    return Words("วันนี้", "today") if left == 0 else Words("อีก {n} วัน", "{n} days left").fill(n=left)


def standing(office: Office, row: RequestRow) -> Standing:
    """Where a request stands now."""
    connection, today = office.read(), office.today()
    notices = told.delays(connection, row.ref)
    down = line_failures(office, connection, office_date(row.opened), today)
    if row.due is None:
        return Standing(None, None, "none", down, None, len(notices))
    due = date.fromisoformat(row.due)
    left = working_days_left(today, due, office.holidays(connection))
    latest = office_date(notices[-1].at) if notices else None
    explain = explain_on(due, latest) if left < 0 else None
    return Standing(due, left, tone_of(due, left), down, explain, len(notices))


def line_failures(office: Office, connection: Connection, first: date, last: date) -> tuple[date, ...]:
    """The working days on which the desk tried to reach the centre and never did; at most the last sixty."""
    first = max(first, last - timedelta(days=LOOKED_BACK_DAYS))
    tried: dict[date, bool] = {}
    for at, answered in told.attempts_between(connection, day_span(first)[0], day_span(last)[1]):
        day = office_date(at)
        tried[day] = tried.get(day, False) or answered
    calendar = office.holidays(connection)
    return tuple(day for day, answered in sorted(tried.items()) if not answered and calendar.is_working(day))


def tell_delay(office: Office, session: Session, ref: str, reason: str, expected: date | None = None) -> str:
    """Record that the citizen is told why it takes longer; gives the line's reference.

    Raises RoleForbids, RequestUnknown, RequestEnded, NotLate, DelayReasonMissing, TextRefused.
    """
    if not session.may("review"):
        session.require("take_request")
    why = clean_text(reason, REASON, NAME_LETTERS_MAX)
    if not why:
        raise DelayReasonMissing()

    def carry_out(act: Act) -> str:
        case = open_request(act.connection, ref)
        due = date.fromisoformat(case.row.due) if case.row.due else None
        if due is None or office.today() <= due:
            raise NotLate(ref=ref)
        body = DelayTold(request=ref, reason=why, expected=expected.isoformat() if expected else None)
        return act.append(body, officer=session.officer, about=ref)

    return office.file.act(carry_out)


def notice(office: Office, session: Session, case: RequestCase, row: DelayRow | None = None) -> DelayNotice:
    """The notice as it is (or was, `row`) drafted; drafted, its reason names the days the line was down."""
    from desk.paper.delay_notice import DelayNotice

    connection = office.read()
    now = standing(office, case.row)
    due = now.due or office.today()
    head = letterhead(office)
    made = office_date(row.at) if row is not None else office.today()
    return DelayNotice(
        office=head.office,
        ref=case.row.ref,
        service=office.service_name(connection, case.row.service, case.row.service_from),
        applicant=case.applicant["name"],
        made=made,
        due=due,
        late=max(0, -working_days_left(made, due, office.holidays(connection))),
        number=now.notices if row is not None else now.notices + 1,
        down=now.down,
        reason=row.reason if row is not None else "",
        expected=date.fromisoformat(row.expected) if row is not None and row.expected else None,
        again=explain_on(due, made),
        officer=session.name,
        sample=head.sample,
    )


def notice_to_print(office: Office, session: Session, case: RequestCase) -> Printout:
    """The latest notice of a request as a paper to print. Raises RoleForbids, NotLate."""
    from desk.paper.delay_notice import TITLE, delay_document

    session.require("see_day")
    rows = told.delays(office.read(), case.row.ref)
    if not rows:
        raise NotLate(ref=case.row.ref)
    document = delay_document(notice(office, session, case, rows[-1]))
    name = f"delay-{case.row.ref}-{len(rows)}"
    return Printout(document, name, label_of(TITLE, case.row.ref), rows[-1].at, name)
