"""The official receipt as data: what stands on the paper, checked, before anything is drawn or printed.

The elements are those of the Ministry of Finance regulation of B.E. 2562 (c.69-74): office, book and receipt number in
sequence, date, payer, what for, amount in figures and in words, who received it; with the fiscal year, because a book
serves one year. Text taken back out of a Thai PDF is broken, so the record itself goes with the paper as JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.model.errors import Corrupt
from desk.model.kinds.body import SATANG_MAX
from desk.model.kinds.money import ITEMS_MAX
from desk.paper.columns import one_line
from desk.paper.document import NOTHING, Block, Code, Document, Heading, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.marks import VOID, copy_words
from desk.rules.office_day import fiscal_year
from desk.thai import baht_text, date_words
from desk.words import Words, same

TITLE: Final = Words("ใบเสร็จรับเงิน", "Official receipt")
_BOOK: Final = Words("เล่มที่ {book}", "Book {book}")
_NUMBER: Final = Words("เลขที่ {number}", "No. {number}")
_FISCAL_YEAR: Final = Words("ปีงบประมาณ {year}", "Fiscal year {year}")
_DATE: Final = Words("วันที่ {date}", "Date {date}")
_PAYER: Final = Words("ได้รับเงินจาก {payer}", "Received from {payer}")
_ITEM: Final = Words("รายการ", "Item")
_BAHT: Final = Words("จำนวนเงิน (บาท)", "Amount (baht)")
_TOTAL: Final = Words("รวมเงิน", "Total")
_PAID_BY: Final = Words("ชำระโดย{way} {note}", "Paid by {way} {note}")
_CHANGE: Final = Words("เงินทอน", "Change")
_ROUNDING: Final = Words("ปัดเศษเงินสด", "Cash rounding")
_KEPT: Final = Words("ชำระเกิน คืนภายหลัง", "Paid too much, to be given back")
_ACKNOWLEDGED: Final = Words("ไว้เป็นการถูกต้องแล้ว", "The sum above was duly received")
_CASHIER: Final = Words("ผู้รับเงิน", "Received by")
_REQUESTS: Final = Words("คำขอ {refs}", "Request {refs}")
_PAYMENT: Final = Words("อ้างอิงการชำระ {ref}", "Payment {ref}")
_SEAL: Final = Words(
    "สแกนที่โต๊ะใดก็ได้เพื่อตรวจว่าใบเสร็จนี้จริงและยังใช้ได้", "Scan at any desk to see whether this receipt is true and still holds"
)
_MOST_TEXT: Final = 300


class PaperContradicts(Corrupt):
    """What should go on paper contradicts itself: nothing is printed."""

    code = "E701"
    said = Words(
        "ข้อมูลบนเอกสารขัดกัน ({why}) จึงยังไม่พิมพ์ รายการที่บันทึกแล้วยังอยู่ครบ แจ้งผู้ดูแลระบบ",
        "What should stand on the paper contradicts itself ({why}), so it is not printed. What was saved is safe; "
        "call the administrator",
    )


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One line of a paper: what for, and how much in satang."""

    label: str
    satang: int


@dataclass(frozen=True, slots=True)
class Tender:
    """One way the sum was paid: of cash what was handed over, in satang; `note` is a reference or a cheque's number."""

    way: Words
    satang: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """Everything that stands on a receipt. Money in satang, `fiscal_year` in BE, `date` the date of the receipt.

    `copy` is 1 for the original and rises with every reprint. `remarks` are sentences such as what it replaces; a
    `void` receipt says so across the sheet. `seal` is the signed text of its QR code. `sample` marks paper of the demo
    and of rehearsals. Raises `PaperContradicts` when sums, dates or texts do not agree.
    """

    office: str
    branch: str
    book: str
    number: int
    fiscal_year: int
    date: date
    payer: str
    items: tuple[PaperItem, ...]
    total_satang: int
    tenders: tuple[Tender, ...]
    change_satang: int
    cashier: str
    request_refs: tuple[str, ...]
    payment_ref: str
    receipt_ref: str = ""
    rounding_satang: int = 0
    surplus_satang: int = 0
    remarks: tuple[Words, ...] = ()
    void: bool = False
    seal: str = ""
    sample: bool = True
    copy: int = 1

    def __post_init__(self) -> None:
        texts = [self.office, self.branch, self.book, self.payer, self.cashier, *(item.label for item in self.items)]
        sums_agree = self.total_satang == sum(item.satang for item in self.items)
        given = sum(tender.satang for tender in self.tenders) - self.change_satang
        paid = given == self.total_satang + self.rounding_satang + self.surplus_satang and self.change_satang >= 0
        _check(1 <= len(self.items) <= ITEMS_MAX, Words("จำนวนรายการ", "number of lines"))
        _check(
            all(0 <= item.satang <= SATANG_MAX for item in self.items), Words("จำนวนเงินของรายการ", "amount of a line")
        )
        _check(sums_agree and 0 < self.total_satang <= SATANG_MAX, Words("ยอดรวม", "total"))
        _check(paid, Words("เงินรับและเงินทอน", "money given and change"))
        _check(1 <= self.number <= 9_999_999 and 1 <= self.copy <= 99, Words("เลขที่", "number"))
        _check(self.fiscal_year == fiscal_year(self.date), Words("ปีงบประมาณ", "fiscal year"))
        _check(len(self.request_refs) <= ITEMS_MAX, Words("เลขคำขอ", "request numbers"))
        _check(all(text.strip() and len(text) <= _MOST_TEXT for text in texts), Words("ข้อความ", "texts"))

    @property
    def number_text(self) -> str:
        """The receipt number as it is printed: at least six digits."""
        return f"{self.number:06d}"

    def record(self) -> bytes:
        """The record of the receipt as JSON (UTF-8, ISO date, satang): what is attached to the PDF."""
        return record_json("receipt", asdict(self))


def record_json(paper: str, record: dict[str, object]) -> bytes:
    """A paper's record as JSON bytes, the same for the same record."""
    body = {"paper": paper, "version": 1, **record}
    return json.dumps(body, ensure_ascii=False, indent=1, default=_iso).encode()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _check(holds: bool, what: Words) -> None:
    if not holds:
        raise PaperContradicts(why=what)


def receipt_document(paper: ReceiptPaper) -> Document:
    """The receipt as a paper: A5, the prescribed elements in the order of the form."""
    total = (Paragraph(same(f"({baht_text(paper.total_satang)})"), centred=True), Rule())
    blocks: list[Block] = [
        Heading(same(paper.office), "office"),
        Heading(same(paper.branch)),
        Heading(TITLE, "title"),
        Pair(_BOOK.fill(book=one_line(paper.book)), _NUMBER.fill(number=paper.number_text), "bold"),
        Pair(_FISCAL_YEAR.fill(year=paper.fiscal_year), _DATE.fill(date=date_words(paper.date))),
        Rule(),
        Paragraph(_PAYER.fill(payer=paper.payer)),
        Rule(),
        Pair(_ITEM, _BAHT, "small"),
        *(Pair(same(item.label), baht(item.satang)) for item in paper.items),
        Rule(),
        Pair(_TOTAL, baht(paper.total_satang), "bold"),
        *total,
        *_how_paid(paper),
        *(Paragraph(remark) for remark in paper.remarks),
        Paragraph(_ACKNOWLEDGED, centred=True),
        Signatures(((paper.cashier, _CASHIER),)),
    ]
    if paper.request_refs:
        blocks.append(Paragraph(_REQUESTS.fill(refs=", ".join(paper.request_refs)), weight="small"))
    reference = _PAYMENT.fill(ref=f"{paper.payment_ref}  {paper.receipt_ref}".rstrip())
    blocks.append(Pair(reference, copy_words(paper.copy), "small"))
    if paper.seal:
        blocks.append(Code(paper.seal, _SEAL))
    name = Words(f"{TITLE.th} {paper.book}/{paper.number_text}", f"{TITLE.en} {paper.book}/{paper.number_text}")
    stamp = VOID if paper.void else NOTHING
    return Document("receipt", name, tuple(blocks), paper.record(), "A5", paper.sample, stamp, on_roll="best")


def _how_paid(paper: ReceiptPaper) -> list[Pair]:
    rows = [Pair(_PAID_BY.fill(way=tender.way, note=tender.note), baht(tender.satang)) for tender in paper.tenders]
    for words, satang in ((_CHANGE, paper.change_satang), (_ROUNDING, paper.rounding_satang)):
        if satang:
            rows.append(Pair(words, baht(satang)))
    if paper.surplus_satang:
        rows.append(Pair(_KEPT, baht(paper.surplus_satang)))
    return rows
