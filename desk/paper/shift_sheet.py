"""A shift on paper: the X while it runs, the Z once it was counted and closed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from desk.paper.document import NOTHING, Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead, foot
from desk.paper.pieces import Pieces, piece_rows
from desk.paper.receipt import PaperContradicts, record_json
from desk.words import Words

X_TITLE: Final = Words("รายงานระหว่างกะ (X)", "Report of a running shift (X)")
Z_TITLE: Final = Words("รายงานปิดกะ (Z) เลขที่ {z}", "Report of a closed shift (Z), No. {z}")
DRAWER: Final = Words("ลิ้นชัก {drawer} · {cashier}", "Drawer {drawer} · {cashier}")
OPENED: Final = Words("เปิด", "Opened")
CLOSED: Final = Words("ปิด", "Closed")
WITNESS: Final = Words("พยานเปิดลิ้นชัก", "Witness at the opening")
NO_WITNESS: Final = Words("ไม่มี", "none")
TAKEN: Final = Words("รับเงินตามวิธีชำระ", "Money taken, by way of payment")
REVENUE: Final = Words("รับเงินตามประเภทรายได้", "Money taken, by what for")
RECEIPTS: Final = Words("ใบเสร็จรับเงิน", "Receipts")
NUMBERS: Final = Words(
    "เล่มที่ {book} เลขที่ {first} ถึง {last} รวม {count} ฉบับ ยกเลิก {voided}",
    "Book {book}, {first} to {last}, {count} receipts, of them void {voided}",
)
NO_RECEIPTS: Final = Words("ไม่มีใบเสร็จในกะนี้", "No receipts in this shift")
CASH: Final = Words("เงินสดในลิ้นชัก", "Cash in the drawer")
FLOAT: Final = Words("เงินทอนตั้งต้น", "Float")
EXPECTED: Final = Words("เงินสดที่ควรมี", "Cash that should be there")
COUNTED: Final = Words("เงินสดที่นับได้", "Cash counted")
OVER: Final = Words("เงินเกิน", "Over")
SHORT: Final = Words("เงินขาด", "Short")
AGREES: Final = Words("เงินตรงกัน", "The cash agrees")
HIDDEN: Final = Words("ซ่อนจนนับเสร็จ", "hidden until counted")
NOTE: Final = Words("หมายเหตุ: {note}", "Note: {note}")
CASHIER: Final = Words("ผู้รับเงิน", "Cashier")
COUNTED_WITH: Final = Words("ผู้ร่วมนับหรือผู้ตรวจ", "Counted with, or checked by")


@dataclass(frozen=True, slots=True)
class Sum:
    """One line with its sum in satang; None where it is hidden from who has still to count."""

    words: Words
    satang: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers of one book used in the shift; `satang` of those in force, None where it is hidden."""

    book: str
    first: int
    last: int
    count: int
    voided: int
    satang: int | None


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """Everything that stands on an X or a Z. Money in satang; `counted_satang` and `z` are None for an X.

    Raises PaperContradicts where what was counted is not the sum of its notes and coins.
    """

    head: Letterhead
    ref: str
    drawer: str
    cashier: Words
    opened: Words
    closed: Words
    witness: Words
    taken: tuple[Sum, ...]
    revenue: tuple[Sum, ...]
    books: tuple[Run, ...]
    moves: tuple[Sum, ...]
    float_satang: int
    expected_satang: int | None
    counted_satang: int | None
    counted: tuple[Pieces, ...]
    made: Words
    z: int | None = None
    note: str = ""
    second: str = ""
    copy: int = 0

    def __post_init__(self) -> None:
        if self.counted_satang is not None and self.counted_satang != sum(piece.sum_satang for piece in self.counted):
            raise PaperContradicts(why=COUNTED)

    @property
    def title(self) -> Words:
        """X, or Z with its number."""
        return X_TITLE if self.z is None else Z_TITLE.fill(z=self.z)

    def record(self) -> bytes:
        """The record of the sheet as JSON (UTF-8): what is attached to the PDF."""
        return record_json("shift_sheet", asdict(self))


def shift_document(sheet: ShiftSheet) -> Document:
    """The sheet as a paper: a strip of the roll where there is one, else A4."""
    blocks: list[Block] = [
        *sheet.head.over(sheet.title, sheet.made),
        Paragraph(DRAWER.fill(drawer=sheet.drawer, cashier=sheet.cashier), weight="bold"),
        Pair(OPENED, sheet.opened),
        *([Pair(CLOSED, sheet.closed)] if sheet.z is not None else []),
        Pair(WITNESS, sheet.witness),
        Rule(),
        *_sums(TAKEN, sheet.taken),
        *(_sums(REVENUE, sheet.revenue) if sheet.revenue else []),
        Rule(),
        Pair(RECEIPTS, weight="bold"),
        *([Pair(run_words(run), _baht(run.satang)) for run in sheet.books] or [Pair(NO_RECEIPTS)]),
        Rule(),
        *_cash(sheet),
    ]
    if sheet.note:
        blocks.append(Paragraph(NOTE.fill(note=sheet.note)))
    if sheet.z is not None:
        blocks.append(Signatures(((sheet.cashier.th, CASHIER), (sheet.second, COUNTED_WITH))))
    blocks.append(foot(sheet.ref, sheet.copy))
    name = "z_report" if sheet.z is not None else "x_report"
    return Document(name, sheet.title, tuple(blocks), sheet.record(), "A4", sheet.head.sample, on_roll="best")


def _sums(heading: Words, sums: tuple[Sum, ...]) -> list[Block]:
    return [Pair(heading, weight="bold"), *(Pair(line.words, _baht(line.satang)) for line in sums)]


def run_words(run: Run) -> Words:
    """The numbers of a book used, as one line."""
    return NUMBERS.fill(
        book=run.book, first=f"{run.first:06d}", last=f"{run.last:06d}", count=f"{run.count:,}", voided=run.voided
    )


def _cash(sheet: ShiftSheet) -> list[Block]:
    rows: list[Block] = [Pair(CASH, weight="bold"), Pair(FLOAT, baht(sheet.float_satang))]
    rows += [Pair(move.words, _baht(move.satang)) for move in sheet.moves]
    rows.append(Pair(EXPECTED, _baht(sheet.expected_satang)))
    if sheet.counted_satang is None or sheet.expected_satang is None:
        return rows
    off = sheet.counted_satang - sheet.expected_satang
    return [
        *rows,
        *piece_rows(sheet.counted),
        Pair(COUNTED, baht(sheet.counted_satang), "bold"),
        Pair(AGREES if off == 0 else OVER if off > 0 else SHORT, baht(abs(off)) if off else NOTHING, "bold"),
    ]


def _baht(satang: int | None) -> Words:
    return HIDDEN if satang is None else baht(satang)
