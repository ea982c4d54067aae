"""The official receipt as data: what stands on the paper, checked, before anything is drawn or printed.

The elements are those of the Ministry of Finance regulation of B.E. 2562 (c.69-74): office, book and receipt number in
sequence, date, payer, what for, amount in figures and in words, who received it; with the fiscal year, because a book
serves one year. Text taken back out of a Thai PDF is broken, so the record itself goes with the paper as JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Literal

from desk.model.errors import Corrupt
from desk.model.kinds.body import SATANG_MAX
from desk.paper.columns import one_line
from desk.rules.office_day import fiscal_year
from desk.words import Words

Method = Literal["cash", "qr"]
METHOD_WORDS: Final[dict[Method, Words]] = {
    "cash": Words("เงินสด", "Cash"),
    "qr": Words("คิวอาร์ชำระบิล", "QR bill payment"),
}
SAMPLE: Final = Words("ตัวอย่าง", "SAMPLE")
SAMPLE_LINE: Final = Words("ตัวอย่างเพื่อการฝึก ไม่ใช่เอกสารจริง", "Sample for practice, not a real document")
_MOST_ITEMS: Final = 50
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
class ReceiptPaper:
    """Everything that stands on a receipt. Money in satang, `fiscal_year` in BE, `date` the date of the receipt.

    `copy` is 1 for the original and rises with every reprint. `sample` marks paper of the demo and of rehearsals.
    Raises `PaperContradicts` when sums, dates or texts do not agree.
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
    method: Method
    tendered_satang: int
    change_satang: int
    cashier: str
    request_refs: tuple[str, ...]
    payment_ref: str
    receipt_ref: str = ""
    sample: bool = True
    copy: int = 1

    def __post_init__(self) -> None:
        texts = [self.office, self.branch, self.book, self.payer, self.cashier, *(item.label for item in self.items)]
        sums_agree = self.total_satang == sum(item.satang for item in self.items)
        paid = self.tendered_satang - self.change_satang == self.total_satang and self.change_satang >= 0
        _check(1 <= len(self.items) <= _MOST_ITEMS, Words("จำนวนรายการ", "number of lines"))
        _check(
            all(0 <= item.satang <= SATANG_MAX for item in self.items), Words("จำนวนเงินของรายการ", "amount of a line")
        )
        _check(sums_agree and 0 < self.total_satang <= SATANG_MAX, Words("ยอดรวม", "total"))
        _check(paid, Words("เงินรับและเงินทอน", "money given and change"))
        _check(1 <= self.number <= 9_999_999 and 1 <= self.copy <= 99, Words("เลขที่", "number"))
        _check(self.fiscal_year == fiscal_year(self.date), Words("ปีงบประมาณ", "fiscal year"))
        _check(len(self.request_refs) <= _MOST_ITEMS, Words("เลขคำขอ", "request numbers"))
        _check(all(text.strip() and len(text) <= _MOST_TEXT for text in texts), Words("ข้อความ", "texts"))

    @property
    def number_text(self) -> str:
        """The receipt number as it is printed: at least six digits."""
        return f"{self.number:06d}"

    @property
    def copy_words(self) -> Words:
        """Whether this sheet is the original or which copy of it."""
        if self.copy == 1:
            return Words("ต้นฉบับ", "Original")
        return Words("สำเนา พิมพ์ครั้งที่ {n}", "Copy, print {n}").fill(n=self.copy)

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


def clean_items(items: tuple[PaperItem, ...]) -> list[tuple[str, int]]:
    """Labels and amounts with what could disturb a page taken out."""
    return [(one_line(item.label), item.satang) for item in items]
