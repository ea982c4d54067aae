"""The day laid side by side for the supervisor, and its sheet on paper: as it stands, or as it was signed.

A signed day is told from its own line: what waited or was unsent then does not change afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desk.counter import slips
from desk.counter.case_life import names_of_services
from desk.counter.day import NAMED_MAX, DaySheet, day_sheet
from desk.counter.kind_words import kind_words
from desk.counter.office import Office
from desk.counter.printing import Printout, letterhead, next_print
from desk.counter.queue import officer_names
from desk.counter.session import Session
from desk.model.errors import Refused
from desk.model.line import decode_line
from desk.paper.day_sheet import BookRun, Named
from desk.paper.day_sheet import DaySheet as Paper
from desk.paper.pieces import pieces_of
from desk.rules.cash import format_baht
from desk.rules.difference import WHY_WORDS
from desk.rules.tenders import way_words
from desk.thai import date_words
from desk.words import Language, Words, same
from local_db import meta
from local_db.connection import Connection
from local_db.journal import line_of
from local_db.queries import day as days
from local_db.queries import money, requests
from local_db.queries import undo as undone
from local_db.queries.day import SignedDay
from local_db.queries.money import OrderRow


class DayStillOpen(Refused):
    """The sheet is printed once the day is signed."""

    code = "E813"
    said = Words(
        "วันนี้ยังไม่ได้ปิด จึงยังพิมพ์ใบสรุปไม่ได้ ไม่มีอะไรเปลี่ยนแปลง ลงนามปิดวันก่อน",
        "The day is not closed, so its sheet is not printed yet; nothing was changed. Sign the day first",
    )


LOOKED_BACK_DAYS = 14
"""How far back a day left unsigned is looked for."""

_SHEET_OF = Words("ใบสรุปปิดวัน {date}", "Day sheet {date}")
_OVER_THE_COUNT = Words("นับส่งต่อลิ้นชัก {drawer} ต่าง {difference}", "Drawer {drawer} counted over: off by {difference}")


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """One drawer of the day; what was counted and expected is None while it is open. Satang."""

    shift: str
    drawer: str
    cashier: Words
    cashier_id: str
    float_satang: int
    counted_satang: int | None
    expected_satang: int | None
    difference_satang: int | None
    note: str

    @property
    def is_open(self) -> bool:
        """Not counted and closed yet."""
        return self.counted_satang is None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A drawer counted over to a colleague during the day; satang."""

    drawer: str
    cashier: Words
    counted_satang: int
    expected_satang: int
    difference_satang: int

    @property
    def words(self) -> Words:
        """What that count found, in one sentence."""
        return _OVER_THE_COUNT.fill(drawer=self.drawer, difference=format_baht(self.difference_satang))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something carried over into the next day; `satang` only where money hangs on it."""

    ref: str
    label: Words
    satang: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The day laid side by side. `signed` is None while it is open; then everything is as it stands now."""

    sheet: DaySheet
    drawers: list[DrawerCount]
    handed_over: list[HandedOver]
    unsent: list[Unfinished]
    waiting_for_bank: list[Unfinished]
    in_review: list[Unfinished]
    signed: SignedDay | None
    supervisor: str
    office: str
    branch: str
    sample: bool
    pieces: dict[int, int]
    undoing: list[Unfinished] = field(default_factory=list)
    """Voids and refunds nobody confirmed yet, refunds approved and not paid."""
    late: list[Unfinished] = field(default_factory=list)
    """Items of days signed before."""
    remarks: list[Unfinished] = field(default_factory=list)
    """What an auditor asks about: counts made alone, a safe nobody counted."""

    @property
    def suspects(self) -> list[Unfinished]:
        """Items that could explain a difference."""
        why = Words("{what}: {why}", "{what}: {why}")
        return [
            Unfinished(each.ref or "-", why.fill(what=each.label, why=WHY_WORDS[each.why]), each.satang)
            for each in self.sheet.suspects
        ]

    second: str = ""
    """Who signed beside the supervisor, then or afterwards."""

    @property
    def acknowledged(self) -> int:
        """Through which own line the centre had acknowledged."""
        return int(self.signed.body["acknowledged"]) if self.signed else self.sheet.acknowledged

    @property
    def unsent_count(self) -> int:
        """How many own lines it had not."""
        return int(self.signed.body["unsent"]) if self.signed else self.sheet.unsent

    @property
    def explanation(self) -> str:
        """What was written about a difference."""
        return str(self.signed.body.get("explanation", "")) if self.signed else ""

    @property
    def open_drawers(self) -> list[DrawerCount]:
        """What keeps the day from being closed."""
        return [drawer for drawer in self.drawers if drawer.is_open]


def look_at_day(office: Office, session: Session, day: date) -> Day:
    """The day with everything a supervisor compares before signing. Raises RoleForbids."""
    sheet = day_sheet(office, session, day)
    connection = office.read()
    names = officer_names(office)
    refs = [row.ref for row in sheet.shifts]
    drawers = [
        DrawerCount(
            row.ref,
            row.drawer,
            names.get(row.cashier) or same(row.cashier),
            row.cashier,
            row.float_satang,
            row.counted_satang,
            row.expected_satang,
            row.difference_satang,
            days.note_of(connection, row.ref),
        )
        for row in sheet.shifts
    ]
    named = {row.ref: row.drawer for row in sheet.shifts}
    handed = [
        HandedOver(
            named[row.shift],
            names.get(row.cashier) or same(row.cashier),
            row.counted_satang,
            row.expected_satang,
            row.difference_satang,
        )
        for row in days.counted_over(connection, refs)
    ]
    signed = days.signed_day(connection, sheet.desk, day.isoformat())
    head = letterhead(office)
    who = "-" if not session.may("close_day") else session.name.th
    return Day(
        sheet=sheet,
        drawers=drawers,
        handed_over=handed,
        unsent=_lines(connection, signed.body["unsent_refs"] if signed else sheet.unsent_refs),
        waiting_for_bank=_orders(connection, signed, sheet.waiting_for_bank),
        in_review=_requests(office, connection, signed, sheet),
        signed=signed,
        supervisor=str(signed.body["signed_by"][0]) if signed else who,
        office=head.office.th,
        branch=head.branch.th,
        sample=head.sample,
        pieces=days.pieces_counted(connection, refs),
        undoing=_undoing(connection, signed, sheet),
        second=_name(names, signed.second) if signed is not None and signed.second is not None else "",
        late=[Unfinished(row.ref, _LATE[row.what].fill(date=row.date), row.satang) for row in sheet.late],
        remarks=_remarks(signed, sheet),
    )


def left_unsigned(office: Office, session: Session, before: date) -> date | None:
    """The latest day before this one on which a drawer was open and which nobody signed; None when all are."""
    session.require("see_day")
    connection = office.read()
    desk = meta.desk(connection)
    for back in range(1, LOOKED_BACK_DAYS + 1):
        day = before - timedelta(days=back)
        if money.shifts_of_day(connection, desk, day.isoformat()):
            return None if money.day_closed(connection, desk, day.isoformat()) is not None else day
    return None


def day_paper(day: Day, speech: Language) -> Paper:
    """The sheet as paper and preview take it, its labels in one language. Raises PaperContradicts."""

    def named(items: list[Unfinished]) -> tuple[Named, ...]:
        return tuple(Named(item.ref, item.label.in_language(speech), item.satang) for item in items[:NAMED_MAX])

    closed = [drawer for drawer in day.drawers if not drawer.is_open]
    explained = [handed.words.in_language(speech) for handed in day.handed_over if handed.difference_satang]
    if day.explanation:
        explained.append(day.explanation)
    return Paper(
        office=day.office,
        branch=day.branch,
        desk=day.sheet.desk,
        date=day.sheet.date,
        shifts=tuple(drawer.shift for drawer in day.drawers),
        cash=pieces_of(day.pieces),
        float_satang=sum(drawer.float_satang for drawer in day.drawers),
        counted_satang=sum(drawer.counted_satang or 0 for drawer in closed),
        expected_satang=sum(drawer.expected_satang or 0 for drawer in closed),
        cash_satang=day.sheet.cash_satang,
        qr_satang=day.sheet.qr_satang,
        books=tuple(BookRun(book.book, book.first, book.last, book.count, book.satang) for book in day.sheet.books),
        waiting_for_bank=named(day.waiting_for_bank),
        unsent=named(day.unsent),
        in_review=named(day.in_review),
        acknowledged=day.acknowledged,
        cashier=", ".join(dict.fromkeys(drawer.cashier.th for drawer in day.drawers)) or "-",
        supervisor=day.supervisor,
        explanation=" · ".join(explained),
        sample=day.sample,
        others=tuple(
            Named(way, way_words(way).in_language(speech), satang)
            for way, satang in day.sheet.money.items()
            if way not in ("cash", "qr")
        ),
        undoing=named(day.undoing),
        late=named(day.late),
        remarks=named(day.remarks),
        suspects=named(day.suspects),
        head=str(day.signed.body.get("head", "")) if day.signed else day.sheet.head,
        acked_receipts=int(day.signed.body.get("acked_receipts", 0)) if day.signed else day.sheet.acked_receipts,
        acked_satang=int(day.signed.body.get("acked_satang", 0)) if day.signed else day.sheet.acked_satang,
        second=day.second,
    )


def day_to_print(office: Office, session: Session, day: date, reason: str = "") -> Printout:
    """The sheet of a signed day as a paper to print. Raises RoleForbids, DayStillOpen, PaperContradicts,
    TextRefused."""
    from desk.paper.day_sheet import day_sheet_document

    looked = look_at_day(office, session, day)
    if looked.signed is None:
        raise DayStillOpen()
    print_ = next_print(office, session, "day", looked.signed.ref, reason)
    return Printout(
        document=day_sheet_document(replace(day_paper(looked, "th"), copy=print_.copy, ref=looked.signed.ref)),
        name=f"day-{looked.sheet.desk}-{day.isoformat()}-{print_.copy}",
        label=_SHEET_OF.fill(date=date_words(day)),
        made_ms=looked.signed.t,
        subject=f"day {looked.signed.ref}",
        print=print_,
    )


def _name(names: dict[str, Words], officer: str) -> str:
    return names[officer].th if officer in names else officer


_LATE = {
    "receipt": Words("ใบเสร็จล่าช้าของวันที่ {date}", "Late receipt of {date}"),
    "void": Words("ยกเลิกใบเสร็จของวันที่ {date}", "Void of a receipt of {date}"),
}
_ASKED = Words("ขอยกเลิกหรือคืนเงิน รออนุมัติ: {reason}", "Void or refund asked: {reason}")
_OWED = Words("เงินคืนรอจ่าย: {payee}", "Refund to pay: {payee}")


def _undoing(connection: Connection, signed: SignedDay | None, sheet: DaySheet) -> list[Unfinished]:
    if signed is not None:
        asked = [row for ref in signed.body.get("asked", ()) if (row := undone.one(connection, ref)) is not None]
        owed = [due for ref in signed.body.get("owed", ()) if (due := undone.refund(connection, ref)) is not None]
    else:
        asked, owed = sheet.asked, sheet.owed
    return [
        *(Unfinished(row.ref, _ASKED.fill(reason=row.reason), row.satang) for row in asked),
        *(Unfinished(row.ref, _OWED.fill(payee=row.payee), row.satang) for row in owed),
    ]


_ALONE = {
    "opened": Words("นับเงินทอนลิ้นชัก {drawer} คนเดียว", "Float of drawer {drawer} counted alone"),
    "over": Words("รับช่วงลิ้นชัก {drawer} โดยผู้ส่งมอบไม่ได้ลงชื่อ", "Drawer {drawer} counted over, nobody signed beside"),
    "safe": Words("นับเงินในตู้นิรภัยคนเดียว", "The safe was counted alone"),
    "closed": Words("นับปิดลิ้นชัก {drawer} คนเดียว", "Drawer {drawer} counted closed alone"),
}
_SAFE_UNCHECKED = Words("ไม่ได้นับเงินในตู้นิรภัยวันนี้", "The safe was not counted on this day")


def _remarks(signed: SignedDay | None, sheet: DaySheet) -> list[Unfinished]:
    unchecked = sheet.safe_unchecked if signed is None else bool(signed.body.get("safe_unchecked"))
    return [
        *(
            Unfinished(row.ref, _ALONE[row.what].fill(drawer=row.drawer))
            for row in sheet.alone
            if row.what != "safe" or not unchecked  # counted after the sheet was signed
        ),
        *([Unfinished("-", _SAFE_UNCHECKED)] if unchecked else []),
    ]


def _lines(connection: Connection, refs: list[str]) -> list[Unfinished]:
    found = []
    for ref in refs:
        raw = line_of(connection, ref)
        found.append(Unfinished(ref, kind_words(decode_line(raw).k) if raw is not None else same("")))
    return found


def _orders(connection: Connection, signed: SignedDay | None, now: list[OrderRow]) -> list[Unfinished]:
    refs: list[str] = signed.body["waiting_for_bank"] if signed else []
    rows = [row for ref in refs if (row := money.order(connection, ref)) is not None] if signed else now
    seen = slips.words_of(connection, [row.ref for row in rows])
    said = Words("{payer} · {slip}", "{payer} · {slip}")
    return [
        Unfinished(
            row.ref,
            said.fill(payer=row.payer_name, slip=seen[row.ref]) if row.ref in seen else same(row.payer_name),
            row.satang,
        )
        for row in rows
    ]


def _requests(office: Office, connection: Connection, signed: SignedDay | None, sheet: DaySheet) -> list[Unfinished]:
    """Requests nobody has decided on; those that only lack the registrar's signature say so."""
    to_sign: list[str] = signed.body.get("to_sign", []) if signed else sheet.to_sign
    named = signed.body["in_review"] if signed else [row.ref for row in sheet.in_review]
    rows = requests.rows(connection, list(dict.fromkeys([*named, *to_sign])))
    services = names_of_services(office, rows)
    found = []
    for row in rows:
        label = _TO_SIGN if row.ref in to_sign else _IN_REVIEW
        found.append(Unfinished(row.ref, label.fill(service=services[row.ref], applicant=row.applicant_name)))
    return found


_IN_REVIEW = Words("{service} · {applicant}", "{service} · {applicant}")
_TO_SIGN = Words("รอนายทะเบียนลงนาม: {service} · {applicant}", "For the registrar to sign: {service} · {applicant}")
