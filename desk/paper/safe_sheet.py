"""The daily cash-balance report: what lay in the safe, note by note, before the committee that keeps it.

MoF regulation c.86-88 as told in DOMAIN 4.2: the cash balance is reported daily and signed by the custody committee.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead, foot
from desk.paper.pieces import Pieces, piece_rows
from desk.paper.receipt import PaperContradicts, record_json
from desk.paper.shift_sheet import AGREES, COUNTED, NOTE, OVER, SHORT
from desk.thai import baht_text, date_words
from desk.words import Words, same

TITLE: Final = Words("รายงานเงินคงเหลือประจำวัน", "Daily cash balance")
EXPECTED: Final = Words("เงินสดตามบัญชี", "Cash by the books")
CHEQUES: Final = Words("เช็คในมือ", "Cheques in hand")
TOTAL: Final = Words("รวมเงินคงเหลือ", "Balance in all")
KEEPER: Final = Words("กรรมการเก็บรักษาเงิน", "Custody committee")


@dataclass(frozen=True, slots=True)
class SafeSheet:
    """Everything that stands on the report. Money in satang. Raises PaperContradicts."""

    head: Letterhead
    ref: str
    day: date
    counted: tuple[Pieces, ...]
    counted_satang: int
    expected_satang: int
    difference_satang: int
    cheques_satang: int
    counted_by: str
    second: str
    note: str = ""
    copy: int = 0

    def __post_init__(self) -> None:
        if self.counted_satang != sum(piece.sum_satang for piece in self.counted):
            raise PaperContradicts(why=COUNTED)

    def record(self) -> bytes:
        """The record of the report as JSON (UTF-8): what is attached to the PDF."""
        return record_json("cash_balance", asdict(self))


def safe_document(sheet: SafeSheet) -> Document:
    """The report as a paper: A5, or a strip of the roll."""
    off, total = sheet.difference_satang, sheet.counted_satang + sheet.cheques_satang
    blocks: list[Block] = [
        *sheet.head.over(TITLE, date_words(sheet.day)),
        Rule(),
        *piece_rows(sheet.counted),
        Rule(),
        Pair(COUNTED, baht(sheet.counted_satang), "bold"),
        Pair(EXPECTED, baht(sheet.expected_satang)),
        Pair(AGREES) if not off else Pair(OVER if off > 0 else SHORT, baht(abs(off)), "bold"),
        Pair(CHEQUES, baht(sheet.cheques_satang)),
        Pair(TOTAL, baht(total), "bold"),
    ]
    if total:
        blocks.append(Paragraph(same(f"({baht_text(total)})"), centred=True))
    if sheet.note:
        blocks.append(Paragraph(NOTE.fill(note=sheet.note)))
    people = ((sheet.counted_by, KEEPER), (sheet.second, KEEPER), ("", KEEPER))
    blocks += [Signatures(people), foot(sheet.ref, sheet.copy)]
    return Document("cash_balance", TITLE, tuple(blocks), sheet.record(), "A5", sheet.head.sample)
