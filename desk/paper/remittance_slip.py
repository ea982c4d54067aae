"""The remittance slip: revenue leaves the office for the treasury or the finance officer, signed by three.

State revenue is remitted at least monthly; with more than 10,000 baht in hand within 3 working days (DOMAIN 4.2; both
figures are policies). The slip says since when the money lay here and by when it had to go.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead, foot
from desk.paper.receipt import PaperContradicts, record_json
from desk.thai import baht_text, date_words
from desk.words import Words, same

TITLE: Final = Words("ใบนำเงินส่งคลัง", "Remittance slip")
CASH: Final = Words("เงินสด", "Cash")
CHEQUES: Final = Words("เช็ค", "Cheques")
CHEQUE: Final = Words("   เช็คเลขที่ {number} {bank}", "   Cheque {number} {bank}")
TOTAL: Final = Words("รวมนำส่ง", "Remitted in all")
SINCE: Final = Words("เงินที่รับตั้งแต่วันที่", "Money taken since")
DUE: Final = Words("ต้องนำส่งภายในวันที่", "Due")
RULE: Final = Words(
    "เงินในมือเกิน {most} บาท นำส่งภายใน {days} วันทำการ ไม่เกินนั้นนำส่งอย่างน้อยเดือนละครั้ง",
    "Over {most} baht in hand: within {days} working days; otherwise once a month at least",
)
IN_TIME: Final = Words("นำส่งภายในกำหนด", "Remitted in time")
LATE: Final = Words("นำส่งเกินกำหนด {days} วันทำการ", "Remitted {days} working days late")
NOTE: Final = Words("หมายเหตุ: {note}", "Note: {note}")
SENDER: Final = Words("ผู้นำส่ง", "Remitted by")
SECOND: Final = Words("กรรมการหรือพยาน", "Committee or witness")
RECEIVER: Final = Words("ผู้รับเงิน", "Received by")
RECEIVED: Final = Words("ได้รับเงินตามจำนวนข้างต้นครบถ้วนแล้ว", "The whole sum above was received")


@dataclass(frozen=True, slots=True)
class RemittedCheque:
    """One cheque that goes along; satang."""

    number: str
    bank: str
    satang: int


@dataclass(frozen=True, slots=True)
class Remittance:
    """Everything that stands on the slip. Money in satang; `late_days` working days beyond `due`."""

    head: Letterhead
    ref: str
    day: date
    cash_satang: int
    cheques_satang: int
    since: date
    due: date | None
    late_days: int
    held_max_satang: int
    working_days: int
    sender: str
    second: str
    receiver: str
    cheques: tuple[RemittedCheque, ...] = ()
    note: str = ""
    copy: int = 0

    def __post_init__(self) -> None:
        if self.satang < 1 or self.cash_satang < 0 or sum(one.satang for one in self.cheques) > self.cheques_satang:
            raise PaperContradicts(why=TOTAL)

    @property
    def satang(self) -> int:
        """All of it."""
        return self.cash_satang + self.cheques_satang

    def record(self) -> bytes:
        """The record of the slip as JSON (UTF-8): what is attached to the PDF."""
        return record_json("remittance", {**asdict(self), "satang": self.satang})


def remittance_document(slip: Remittance) -> Document:
    """The slip as a paper: A4."""
    blocks: list[Block] = [
        *slip.head.over(TITLE, date_words(slip.day)),
        Rule(),
        Pair(CASH, baht(slip.cash_satang)),
        Pair(CHEQUES, baht(slip.cheques_satang)),
        *(Pair(CHEQUE.fill(number=one.number, bank=one.bank), baht(one.satang), "small") for one in slip.cheques),
        Rule(),
        Pair(TOTAL, baht(slip.satang), "bold"),
        Paragraph(same(f"({baht_text(slip.satang)})"), centred=True),
        Rule(),
        Pair(SINCE, date_words(slip.since)),
    ]
    if slip.due is not None:
        blocks.append(Pair(DUE, date_words(slip.due), "bold"))
        blocks.append(Pair(LATE.fill(days=slip.late_days) if slip.late_days else IN_TIME))
    blocks.append(Paragraph(RULE.fill(most=baht(slip.held_max_satang), days=slip.working_days), weight="small"))
    if slip.note:
        blocks.append(Paragraph(NOTE.fill(note=slip.note)))
    blocks += [
        Rule(),
        Paragraph(RECEIVED, centred=True),
        Signatures(((slip.sender, SENDER), (slip.second, SECOND), (slip.receiver, RECEIVER))),
        foot(slip.ref, slip.copy),
    ]
    return Document("remittance", TITLE, tuple(blocks), slip.record(), "A4", slip.head.sample)
