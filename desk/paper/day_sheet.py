"""The sheet of a closed day: cash by denomination, receipts first to last, what waits, what is not sent, two names.

A supervisor signs that three counts were laid side by side: the money, the receipt numbers, and what the centre has
acknowledged. Whatever is not finished is named, so that the next morning starts from it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import NOTHING, Block, Document, Heading, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import foot
from desk.paper.pieces import Pieces, piece_rows
from desk.paper.receipt import PaperContradicts, record_json
from desk.thai import date_words, format_date
from desk.words import Words, same

_MOST_NAMED: Final = 200

TITLE: Final = Words("ใบสรุปปิดวัน", "Close of day")
DATE: Final = Words("วันที่ {date}", "Date {date}")
DESK: Final = Words("โต๊ะ {desk} รอบ {shifts}", "Desk {desk}, shift {shifts}")
CASH: Final = Words("เงินสดที่นับได้", "Cash counted")
FLOAT: Final = Words("เงินทอนตั้งต้น", "Float")
CASH_TAKEN: Final = Words("รับเป็นเงินสด", "Taken in cash")
EXPECTED: Final = Words("เงินสดที่ควรมี", "Cash expected")
OVER: Final = Words("เงินเกิน", "Over")
SHORT: Final = Words("เงินขาด", "Short")
AGREES: Final = Words("เงินตรงกัน", "The cash agrees")
EXPLANATION: Final = Words("คำชี้แจง: {text}", "Explanation: {text}")
RECEIPTS: Final = Words("ใบเสร็จรับเงิน", "Receipts")
RUN: Final = Words(
    "เล่มที่ {book} เลขที่ {first} ถึง {last} รวม {count} ฉบับ", "Book {book}, {first} to {last}, {count} receipts"
)
NO_RECEIPTS: Final = Words("ไม่มีใบเสร็จในวันนี้", "No receipts today")
QR_TAKEN: Final = Words("รับทางคิวอาร์", "Taken by QR")
ACKNOWLEDGED: Final = Words("ส่วนกลางยืนยันแล้วถึงรายการที่ {n}", "The centre has acknowledged through line {n}")
WAITING: Final = Words("รอธนาคารยืนยัน", "Waiting for the bank")
UNSENT: Final = Words("ยังไม่ส่งถึงส่วนกลาง", "Not yet at the centre")
IN_REVIEW: Final = Words("รอพิจารณา", "Waiting for review")
UNDOING: Final = Words("ยกเลิกและคืนเงินที่ค้าง", "Voids and refunds that wait")
LATE: Final = Words("รายการล่าช้าของวันก่อน", "Late items of days before")
REMARKS: Final = Words("ข้อสังเกต", "Remarks")
SUSPECTS: Final = Words("รายการที่อาจเป็นเหตุของส่วนต่าง", "Items that could explain the difference")
ACKED: Final = Words("ใบเสร็จที่ส่วนกลางยืนยันแล้ว {count} ฉบับ", "{count} receipts acknowledged by the centre")
HEAD: Final = Words("หัวสาย {head}", "Chain head {head}")
SECOND: Final = Words("ผู้ลงนามร่วม", "Second signature")
CASHIER: Final = Words("ผู้รับเงิน", "Cashier")
SUPERVISOR: Final = Words("ผู้ตรวจสอบ", "Supervisor")


@dataclass(frozen=True, slots=True)
class BookRun:
    """Numbers of one book used that day: first, last, how many receipts, and their sum in satang."""

    book: str
    first: int
    last: int
    count: int
    satang: int

    @property
    def words(self) -> Words:
        """The run as one line."""
        return RUN.fill(book=self.book, first=f"{self.first:06d}", last=f"{self.last:06d}", count=f"{self.count:,}")


@dataclass(frozen=True, slots=True)
class Named:
    """Something unfinished, by its reference; `satang` only where money hangs on it."""

    ref: str
    label: str
    satang: int | None = None


@dataclass(frozen=True, slots=True)
class DaySheet:
    """Everything that stands on the sheet of a day. Money in satang. Raises `PaperContradicts`."""

    office: str
    branch: str
    desk: str
    date: date
    shifts: tuple[str, ...]
    cash: tuple[Pieces, ...]
    float_satang: int
    counted_satang: int
    expected_satang: int
    cash_satang: int
    qr_satang: int
    books: tuple[BookRun, ...]
    waiting_for_bank: tuple[Named, ...]
    unsent: tuple[Named, ...]
    in_review: tuple[Named, ...]
    acknowledged: int
    cashier: str
    supervisor: str
    explanation: str = ""
    sample: bool = True
    others: tuple[Named, ...] = ()
    """Money taken otherwise than in cash and by QR, by kind."""
    undoing: tuple[Named, ...] = ()
    """Voids and refunds nobody confirmed yet, and refunds approved and not paid."""
    late: tuple[Named, ...] = ()
    """Items of days signed before."""
    remarks: tuple[Named, ...] = ()
    """Counts made alone, a safe nobody counted."""
    suspects: tuple[Named, ...] = ()
    """What could explain a difference."""
    head: str = ""
    acked_receipts: int = 0
    acked_satang: int = 0
    second: str = ""
    """Who signed beside the supervisor."""
    ref: str = ""
    """The line it was signed by; empty for a draft."""
    copy: int = 0

    def __post_init__(self) -> None:
        checks = [
            (sum(row.sum_satang for row in self.cash) == self.counted_satang, Words("เงินสดที่นับได้", "cash counted")),
            (all(row.pieces >= 0 and row.satang > 0 for row in self.cash), Words("ชนิดเงิน", "denominations")),
            (sum(run.satang for run in self.books) == self.taken_satang, Words("ยอดใบเสร็จ", "sum of the receipts")),
            (all(1 <= run.count <= run.last - run.first + 1 for run in self.books), Words("เลขที่", "numbers")),
            (all(len(named) <= _MOST_NAMED for named in self._named()), Words("รายการค้าง", "unfinished items")),
        ]
        for holds, what in checks:
            if not holds:
                raise PaperContradicts(why=what)

    def _named(self) -> tuple[tuple[Named, ...], ...]:
        return self.waiting_for_bank, self.unsent, self.in_review, self.undoing, self.late, self.remarks, self.suspects

    @property
    def taken_satang(self) -> int:
        """Money taken in every way together."""
        return self.cash_satang + self.qr_satang + sum(other.satang or 0 for other in self.others)

    @property
    def difference_satang(self) -> int:
        """Counted minus expected: over is positive, short negative."""
        return self.counted_satang - self.expected_satang

    def record(self) -> bytes:
        """The record of the sheet as JSON (UTF-8): what is attached to the PDF."""
        return record_json("day_sheet", asdict(self))


def day_sheet_document(sheet: DaySheet) -> Document:
    """The sheet as a paper: A4."""
    name = f"{sheet.desk} {format_date(sheet.date)}"
    blocks: list[Block] = [
        Heading(same(sheet.office), "office"),
        Heading(same(sheet.branch)),
        Heading(TITLE, "title"),
        Pair(DESK.fill(desk=sheet.desk, shifts=", ".join(sheet.shifts) or "-"), DATE.fill(date=date_words(sheet.date))),
        *_money(sheet),
        *_unfinished(sheet),
        Rule(),
        Pair(ACKNOWLEDGED.fill(n=f"{sheet.acknowledged:,}"), weight="bold"),
        Pair(ACKED.fill(count=f"{sheet.acked_receipts:,}"), baht(sheet.acked_satang)),
        *([Paragraph(HEAD.fill(head=sheet.head))] if sheet.head else []),
        Rule(),
        Signatures(((sheet.cashier, CASHIER), (sheet.supervisor, SUPERVISOR), (sheet.second, SECOND))),
        *([foot(sheet.ref, sheet.copy)] if sheet.ref else []),
    ]
    title = Words(f"{TITLE.th} {name}", f"{TITLE.en} {name}")
    return Document("day_sheet", title, tuple(blocks), sheet.record(), "A4", sheet.sample)


def _money(sheet: DaySheet) -> list[Block]:
    over = sheet.difference_satang
    result = Pair(AGREES) if over == 0 else Pair(OVER if over > 0 else SHORT, baht(abs(over)), "bold")
    rows: list[Block] = [Rule(), Pair(CASH, baht(sheet.counted_satang), "bold")]
    rows += piece_rows(sheet.cash)
    rows += [Pair(FLOAT, baht(sheet.float_satang)), Pair(CASH_TAKEN, baht(sheet.cash_satang))]
    rows += [Pair(EXPECTED, baht(sheet.expected_satang)), result]
    if sheet.explanation:
        rows.append(Paragraph(EXPLANATION.fill(text=sheet.explanation)))
    rows += [Rule(), Pair(RECEIPTS, baht(sheet.taken_satang), "bold")]
    rows += [Pair(run.words, baht(run.satang)) for run in sheet.books] or [Pair(NO_RECEIPTS)]
    rows += [Pair(CASH_TAKEN, baht(sheet.cash_satang)), Pair(QR_TAKEN, baht(sheet.qr_satang))]
    return [*rows, *(Pair(same(other.label), baht(other.satang or 0)) for other in sheet.others)]


def _unfinished(sheet: DaySheet) -> list[Block]:
    rows: list[Block] = []
    always = ((WAITING, sheet.waiting_for_bank), (UNSENT, sheet.unsent), (IN_REVIEW, sheet.in_review))
    where_any = ((UNDOING, sheet.undoing), (LATE, sheet.late), (REMARKS, sheet.remarks), (SUSPECTS, sheet.suspects))
    for heading, named in (*always, *(pair for pair in where_any if pair[1])):
        rows += [Rule(), Pair(heading, same(f"{len(named):,}" if named else "-"), "bold")]
        rows += [
            Pair(same(f"{item.ref} {item.label}"), NOTHING if item.satang is None else baht(item.satang))
            for item in named
        ]
    return rows
