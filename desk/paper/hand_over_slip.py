"""Cash handed on within the office: from a cashier to the safe when a shift is closed, or a drawer to a colleague.

Who hands over and who receives sign for notes and coins counted before both (DOMAIN 4.2: ใบนำส่งเงิน).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead, foot
from desk.paper.pieces import Pieces, piece_rows
from desk.paper.receipt import PaperContradicts, record_json
from desk.paper.shift_sheet import AGREES, CASHIER, COUNTED, DRAWER, EXPECTED, OVER, SHORT, Run, Sum, run_words
from desk.thai import baht_text
from desk.words import Words, same

To = Literal["safe", "colleague"]
TITLES: Final[dict[To, Words]] = {
    "safe": Words("ใบนำส่งเงิน", "Hand-over slip"),
    "colleague": Words("ใบส่งมอบลิ้นชักเงินสด", "Slip of a drawer handed over"),
}
SHIFT: Final = Words("กะ {ref} เลขที่ปิดกะ {z}", "Shift {ref}, Z {z}")
TO_SAFE: Final = Words("เงินสดที่นำส่ง", "Cash handed over")
BACK_TO_FLOAT: Final = Words("หักเงินทอนตั้งต้นคืน", "Less the float given back")
NOT_CASH: Final = Words("รับโดยไม่ใช่เงินสด (ประกอบการตรวจ)", "Taken otherwise than in cash (for checking)")
RECEIPTS: Final = Words("ใบเสร็จรับเงินที่ใช้", "Receipts used")
RECEIVER: Final = Words("ผู้รับมอบเงิน", "Received by")
WITNESS: Final = Words("พยาน", "Witness")


@dataclass(frozen=True, slots=True)
class HandOver:
    """Everything that stands on the slip. Money in satang; `float_satang` of it goes back as change money.

    Raises PaperContradicts where the notes and coins are not the sum.
    """

    head: Letterhead
    to: To
    ref: str
    shift: Words
    drawer: str
    cashier: Words
    made: Words
    counted: tuple[Pieces, ...]
    counted_satang: int
    expected_satang: int
    float_satang: int = 0
    others: tuple[Sum, ...] = ()
    books: tuple[Run, ...] = ()
    receiver: str = ""
    second: str = ""
    copy: int = 0

    def __post_init__(self) -> None:
        if self.counted_satang != sum(piece.sum_satang for piece in self.counted):
            raise PaperContradicts(why=COUNTED)

    @property
    def handed_satang(self) -> int:
        """What goes to whoever signs for it: all of a drawer, less the float where that goes back."""
        return self.counted_satang - self.float_satang

    def record(self) -> bytes:
        """The record of the slip as JSON (UTF-8): what is attached to the PDF."""
        return record_json("hand_over", {**asdict(self), "handed_satang": self.handed_satang})


def hand_over_document(slip: HandOver) -> Document:
    """The slip as a paper: A4, or a strip of the roll."""
    title = TITLES[slip.to]
    off = slip.counted_satang - slip.expected_satang
    blocks: list[Block] = [
        *slip.head.over(title, slip.made),
        Paragraph(DRAWER.fill(drawer=slip.drawer, cashier=slip.cashier), weight="bold"),
        Paragraph(slip.shift),
        Rule(),
        *piece_rows(slip.counted),
        Rule(),
        Pair(COUNTED, baht(slip.counted_satang), "bold"),
        Pair(EXPECTED, baht(slip.expected_satang)),
        Pair(AGREES) if not off else Pair(OVER if off > 0 else SHORT, baht(abs(off)), "bold"),
    ]
    if slip.float_satang:
        blocks.append(Pair(BACK_TO_FLOAT, baht(-slip.float_satang)))
    blocks += [Pair(TO_SAFE, baht(slip.handed_satang), "bold"), Paragraph(_in_words(slip.handed_satang), centred=True)]
    if slip.others:
        blocks += [Rule(), Pair(NOT_CASH, weight="bold"), *(Pair(one.words, _sum(one.satang)) for one in slip.others)]
    if slip.books:
        blocks += [Rule(), Pair(RECEIPTS, weight="bold"), *(Pair(run_words(r), _sum(r.satang)) for r in slip.books)]
    people = [(slip.cashier.th, CASHIER), (slip.receiver, RECEIVER)]
    if slip.second:
        people.append((slip.second, WITNESS))
    blocks += [Signatures(tuple(people)), foot(slip.ref, slip.copy)]
    return Document("hand_over", title, tuple(blocks), slip.record(), "A4", slip.head.sample)


def _in_words(satang: int) -> Words:
    return same(f"({baht_text(satang)})") if satang > 0 else same("-")


def _sum(satang: int | None) -> Words:
    return same("-") if satang is None else baht(satang)
