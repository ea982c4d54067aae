"""The assessment of a tax: every line of its working, its parts with their days, what came in, what is left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import Block, Document, Pair, Paragraph, Rule, Signatures, baht
from desk.paper.letterhead import Letterhead
from desk.paper.receipt import PaperContradicts, record_json
from desk.thai import date_words
from desk.thai.baht_text import baht_text
from desk.words import Words, same

TITLE: Final = Words("หนังสือแจ้งการประเมินภาษี", "Notice of assessment")
OF: Final = Words("{service} คำขอ {ref}", "{service}, request {ref}")
PAYER: Final = Words("ผู้เสียภาษี {name}", "Payer {name}")
DATE: Final = Words("วันที่ {date}", "Date {date}")
TOLD: Final = Words("แจ้งการประเมินเมื่อ {date}", "Told {date}")
NOT_TOLD: Final = Words("ยังไม่ได้แจ้งผู้เสียภาษี กำหนดชำระนับจากวันที่แจ้ง", "Not told yet: the days to pay run from that day")
WORKING: Final = Words("วิธีคิด", "Working")
TOTAL: Final = Words("รวมทั้งสิ้น", "In all")
PARTS: Final = Words("กำหนดชำระ", "To be paid")
PART: Final = Words("งวด {n} ภายใน {date}", "Part {n} by {date}")
PART_PAID: Final = Words("งวด {n} ชำระแล้ว {date}", "Part {n}, paid {date}")
PART_OPEN: Final = Words("งวด {n}", "Part {n}")
RECEIVED: Final = Words("ชำระแล้ว", "Received")
LEFT: Final = Words("คงเหลือ", "Left to pay")
ASSESSOR: Final = Words("เจ้าหน้าที่ผู้แจ้ง", "Officer")
RECEIVER: Final = Words("ผู้รับแจ้ง", "Told to")


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """One line of the working; satang, below nought where it lessens."""

    words: Words
    satang: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the tax with all that was added to it."""

    number: int
    due: date | None
    satang: int
    paid: date | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that stands on the notice. Money in satang. Raises `PaperContradicts` where it does not add up."""

    head: Letterhead
    ref: str
    service: Words
    payer: str
    made: date
    told: date | None
    working: tuple[WorkingLine, ...]
    parts: tuple[PartLine, ...]
    satang: int
    received_satang: int
    officer: Words

    def __post_init__(self) -> None:
        sums = (sum(line.satang for line in self.working), sum(part.satang for part in self.parts))
        if sums != (self.satang, self.satang):
            raise PaperContradicts(why=Words("ยอดรวมของวิธีคิด", "sum of the working"))

    def record(self) -> bytes:
        """The record of the notice as JSON (UTF-8): what is attached to the PDF."""
        return record_json("assessment", asdict(self))


def assessment_document(paper: Assessment) -> Document:
    """The notice as a paper: A4."""
    told = TOLD.fill(date=date_words(paper.told)) if paper.told is not None else NOT_TOLD
    blocks: list[Block] = [
        *paper.head.over(TITLE, DATE.fill(date=date_words(paper.made))),
        Paragraph(OF.fill(service=paper.service, ref=paper.ref)),
        Paragraph(PAYER.fill(name=paper.payer)),
        Paragraph(told),
        Rule(),
        Pair(WORKING, weight="bold"),
        *(Pair(line.words, baht(line.satang)) for line in paper.working),
        Pair(TOTAL, baht(paper.satang), "bold"),
        Paragraph(same(f"({baht_text(paper.satang)})")),
        Rule(),
        Pair(PARTS, weight="bold"),
        *(Pair(_part(part), baht(part.satang)) for part in paper.parts),
        Pair(RECEIVED, baht(paper.received_satang)),
        Pair(LEFT, baht(paper.satang - paper.received_satang), "bold"),
        Rule(),
        Signatures(((paper.officer.th, ASSESSOR), (paper.payer, RECEIVER))),
    ]
    return Document("assessment", TITLE, tuple(blocks), paper.record(), "A4", paper.head.sample)


def _part(part: PartLine) -> Words:
    if part.paid is not None:
        return PART_PAID.fill(n=part.number, date=date_words(part.paid))
    return PART.fill(n=part.number, date=date_words(part.due)) if part.due else PART_OPEN.fill(n=part.number)
