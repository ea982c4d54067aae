"""Reports of revenue: by kind, service, officer, day or way of payment; as a paper, a table for accounting, or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desk.counter.office import Office
from desk.counter.printing import Printout
from desk.counter.queue import officer_names, place
from desk.counter.session import Session
from desk.model.errors import Refused
from desk.rules.cash import format_baht
from desk.rules.ledger import ACCOUNTS
from desk.rules.tenders import way_words
from desk.thai import date_words
from desk.words import Words, same
from local_db import meta
from local_db.connection import Connection
from local_db.queries import office as office_data
from local_db.queries import reports
from local_db.queries.reports import By, RevenueRow, Undone

if TYPE_CHECKING:
    from desk.paper.document import Document

BY_WORDS: Final[dict[By, Words]] = {
    "kind": Words("ประเภทรายได้", "Kind of revenue"),
    "service": Words("บริการ", "Service"),
    "officer": Words("ผู้รับเงิน", "Received by"),
    "day": Words("วันที่", "Day"),
    "method": Words("วิธีชำระ", "Way of payment"),
}
DAYS_MAX: Final = 400
_TITLE: Final = Words("รายงานรายได้", "Revenue report")
_SPAN: Final = Words("ตั้งแต่ {since} ถึง {until}", "{since} to {until}")
_RECEIPTS: Final = Words("ใบเสร็จ", "Receipts")
_BAHT: Final = Words("บาท", "Baht")
_TOTAL: Final = Words("รวม", "Total")
_VOIDS: Final = Words("ใบเสร็จที่ยกเลิก {n} ฉบับ ไม่นับข้างบน", "Void receipts, not counted above: {n}")
_REFUNDS: Final = Words("จ่ายคืน {n} ราย", "Refunds paid: {n}")


class SpanWrong(Refused):
    """The days of a report are the wrong way round, or too many."""

    code = "E475"
    said = Words(
        "ช่วงวันของรายงานไม่ถูกต้อง ต้องเรียงจากก่อนไปหลังและไม่เกิน {days} วัน ไม่มีอะไรเปลี่ยนแปลง",
        "The days of the report are not right: from the earlier to the later, at most {days}. Nothing was changed",
    )


@dataclass(frozen=True, slots=True)
class RevenueLine:
    """One row of the report, said in both languages."""

    name: Words
    code: str
    receipts: int
    satang: int


@dataclass(frozen=True, slots=True)
class RevenueReport:
    """What receipts of this desk brought in; void ones apart."""

    desk: str
    office: Words
    since: date
    until: date
    by: By
    lines: tuple[RevenueLine, ...]
    undone: Undone
    sample: bool

    @property
    def satang(self) -> int:
        """All of it."""
        return sum(line.satang for line in self.lines)


def revenue_report(office: Office, since: date, until: date, by: By) -> RevenueReport:
    """The revenue of those days, both included: figures without names of payers. Raises SpanWrong."""
    if not 0 <= (until - since).days < DAYS_MAX:
        raise SpanWrong(days=DAYS_MAX)
    connection = office.read()
    desk = meta.desk(connection)
    days = (since.isoformat(), until.isoformat())
    rows = reports.revenue(connection, desk, *days, by)
    told = office_data.reference(connection, "office", {})
    return RevenueReport(
        desk,
        place(office).office,
        since,
        until,
        by,
        tuple(_line(office, connection, by, row) for row in rows),
        reports.undone(connection, desk, *days),
        sample=bool(told.get("sample")) if isinstance(told, dict) else False,
    )


def revenue_to_print(office: Office, session: Session, by: By, _reason: str = "") -> Printout:
    """This month's revenue so far as a paper to print. Raises RoleForbids."""
    session.require("see_day")
    today, now = office.today(), office.clock.now_ms()
    document = revenue_document(revenue_report(office, today.replace(day=1), today, by))
    name = f"revenue-{by}-{today.isoformat()}"
    return Printout(document, name, document.title, now, name)


def _line(office: Office, connection: Connection, by: By, row: RevenueRow) -> RevenueLine:
    name = same(row.name)
    if by == "kind":
        name = ACCOUNTS[row.name].name if row.name in ACCOUNTS else name
    elif by == "service":
        name = _service(office, connection, row.name)
    elif by == "officer":
        name = officer_names(office).get(row.name, name)
    elif by == "day":
        name = date_words(date.fromisoformat(row.name))
    elif by == "method":
        name = way_words(row.name)
    return RevenueLine(name, row.name, row.receipts, row.satang)


def _service(office: Office, connection: Connection, code: str) -> Words:
    """What the service is called now; its code where it is offered no more, `-` for what was no service."""
    from desk.catalogue.load import ServiceUnknown

    try:
        return office.catalogue(connection).get(code, office.today()).name if code else same("-")
    except ServiceUnknown:
        return same(code)


def revenue_document(report: RevenueReport) -> Document:
    """The report as a paper: A4, its record attached."""
    from desk.paper.document import Block, Column, Document, Heading, Pair, Rule, Table

    columns = (Column(BY_WORDS[report.by], 6), Column(_RECEIPTS, 2, figures=True), Column(_BAHT, 3, figures=True))
    rows = tuple((line.name, same(f"{line.receipts:,}"), same(format_baht(line.satang))) for line in report.lines)
    taken = report.undone
    blocks: list[Block] = [
        Heading(report.office, "office"),
        Heading(_TITLE, "title"),
        Heading(_SPAN.fill(since=date_words(report.since), until=date_words(report.until))),
        Rule(),
        Table(columns, rows),
        Rule(),
        Pair(_TOTAL, same(format_baht(report.satang)), "bold"),
    ]
    if taken.voids:
        blocks.append(Pair(_VOIDS.fill(n=f"{taken.voids:,}"), same(format_baht(taken.void_satang))))
    if taken.refunds:
        blocks.append(Pair(_REFUNDS.fill(n=f"{taken.refunds:,}"), same(format_baht(-taken.refund_satang))))
    title = Words(f"{_TITLE.th} {report.desk}", f"{_TITLE.en} {report.desk}")
    return Document("revenue", title, tuple(blocks), revenue_json(report), "A4", report.sample)


def revenue_json(report: RevenueReport) -> bytes:
    """The report for a program: ISO dates, satang."""
    told = {
        "report": "revenue",
        "desk": report.desk,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "by": report.by,
        "satang": report.satang,
        "lines": [
            {"name": line.code, "name_th": line.name.th, "receipts": line.receipts, "satang": line.satang}
            for line in report.lines
        ],
        "undone": asdict(report.undone),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def revenue_csv(report: RevenueReport) -> bytes:
    """The report for the accounting office."""
    from desk.paper.csv_file import Baht, csv_file

    heads = [BY_WORDS[report.by].th, _RECEIPTS.th, _BAHT.th]
    return csv_file(heads, ([line.name.th, line.receipts, Baht(line.satang)] for line in report.lines))
