"""The register of receipts, and the usage report due by 31 October after a fiscal year (DOMAIN 4.2, c.71 and c.20)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import Block, Column, Document, Pair, Paragraph, Rule, Signatures, Table, baht
from desk.paper.letterhead import Letterhead
from desk.paper.receipt import record_json
from desk.thai import date_words
from desk.words import Words, same

REGISTER: Final = Words("ทะเบียนคุมใบเสร็จรับเงิน", "Register of receipts")
BOOK: Final = Words(
    "เล่มที่ {book} เลขที่ {first} ถึง {last} ปีงบประมาณ {year}", "Book {book}, {first} to {last}, fiscal year {year}"
)
NUMBER: Final = Words("เลขที่", "Number")
DAY: Final = Words("วันที่", "Date")
FATE: Final = Words("เป็นอย่างไร", "What became of it")
REFERENCE: Final = Words("อ้างอิง", "Reference")
BAHT: Final = Words("บาท", "Baht")
USED: Final = Words("ใช้", "Used")
VOIDED: Final = Words("ยกเลิก", "Void")
RETURNED: Final = Words("คืน", "Back")
LOST: Final = Words("หาย", "Lost")
SPOILED: Final = Words("เสีย", "Spoilt")
LEFT: Final = Words("เหลือ", "Left")
SUMMED: Final = Words(
    "ใช้ {used} ยกเลิก {voided} คืน {returned} หาย {lost} เสีย {spoiled} เหลือ {left}",
    "Used {used}, void {voided}, back {returned}, lost {lost}, spoilt {spoiled}, left {left}",
)
IN_FORCE: Final = Words("ยอดเงินของใบเสร็จที่ใช้ได้", "Sum of the receipts in force")
USAGE: Final = Words("รายงานการใช้ใบเสร็จรับเงิน ปีงบประมาณ {year}", "Usage of receipts, fiscal year {year}")
USAGE_DUE: Final = Words("รายงานภายในวันที่ 31 ตุลาคม {year}", "To be reported by 31 October {year} BE")
BOOK_HEAD: Final = Words("เล่มที่", "Book")
NUMBERS: Final = Words("เลขที่", "Numbers")
_COUNTED: Final = ("used", "voided", "returned", "lost", "spoiled", "left")
REPORTER: Final = Words("ผู้จัดทำ", "Made by")
CHECKER: Final = Words("ผู้ตรวจสอบ", "Checked by")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register: numbers that ended the same way; satang of a receipt, 0 for none."""

    numbers: str
    day: date | None
    fate: Words
    ref: str
    satang: int


@dataclass(frozen=True, slots=True)
class BookSums:
    """One book in figures: how many of its numbers ended how, and how many are left."""

    book: str
    first: int
    last: int
    used: int
    voided: int
    returned: int
    lost: int
    spoiled: int
    left: int
    satang: int


@dataclass(frozen=True, slots=True)
class Register:
    """Every number of one book and what became of it."""

    head: Letterhead
    fiscal_year: int
    sums: BookSums
    entries: tuple[Entry, ...]
    made: Words

    def record(self) -> bytes:
        """The register as JSON (UTF-8): what is attached to the PDF."""
        return record_json("register", asdict(self))


@dataclass(frozen=True, slots=True)
class Usage:
    """Every book of a fiscal year (BE) in figures."""

    head: Letterhead
    fiscal_year: int
    books: tuple[BookSums, ...]
    made: Words
    made_by: str

    def record(self) -> bytes:
        """The report as JSON (UTF-8): what is attached to the PDF."""
        return record_json("usage", asdict(self))


def register_document(register: Register) -> Document:
    """The register of a book as a paper: A4, too wide for a roll."""
    sums = register.sums
    columns = (
        Column(NUMBER, 3),
        Column(DAY, 4),
        Column(FATE, 5),
        Column(REFERENCE, 4),
        Column(BAHT, 3, figures=True),
    )
    of = BOOK.fill(book=sums.book, first=f"{sums.first:06d}", last=f"{sums.last:06d}", year=register.fiscal_year)
    blocks: list[Block] = [
        *register.head.over(REGISTER, register.made),
        Paragraph(of, weight="bold"),
        Table(columns, tuple(_entry(entry) for entry in register.entries)),
        Rule(),
        Paragraph(SUMMED.fill(**{name: f"{getattr(sums, name):,}" for name in _COUNTED})),
        Pair(IN_FORCE, baht(sums.satang), "bold"),
    ]
    title = Words(f"{REGISTER.th} {sums.book}", f"{REGISTER.en} {sums.book}")
    return Document("register", title, tuple(blocks), register.record(), "A4", register.head.sample, on_roll="never")


def usage_document(usage: Usage) -> Document:
    """The usage report as a paper: A4, too wide for a roll."""
    columns = (
        Column(BOOK_HEAD, 9),
        Column(NUMBERS, 13),
        *(Column(words, 5, figures=True) for words in (USED, VOIDED, RETURNED, LOST, SPOILED, LEFT)),
        Column(BAHT, 12, figures=True),
    )
    title = USAGE.fill(year=usage.fiscal_year)
    blocks: list[Block] = [
        *usage.head.over(title, usage.made),
        Paragraph(USAGE_DUE.fill(year=usage.fiscal_year), weight="small"),
        Table(columns, tuple(_book(sums) for sums in usage.books)),
        Rule(),
        Pair(IN_FORCE, baht(sum(sums.satang for sums in usage.books)), "bold"),
        Signatures(((usage.made_by, REPORTER), ("", CHECKER))),
    ]
    return Document("usage", title, tuple(blocks), usage.record(), "A4", usage.head.sample, on_roll="never")


def _entry(entry: Entry) -> tuple[Words, ...]:
    day = date_words(entry.day) if entry.day is not None else same("")
    return same(entry.numbers), day, entry.fate, same(entry.ref), baht(entry.satang) if entry.satang else same("")


def _book(sums: BookSums) -> tuple[Words, ...]:
    counts = tuple(same(f"{getattr(sums, name):,}") for name in _COUNTED)
    return same(sums.book), same(f"{sums.first:06d}-{sums.last:06d}"), *counts, baht(sums.satang)
