"""The slip of a queue ticket: its number, its service group, when it was issued, how many wait before. No name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from desk.paper.document import Document, Heading, Pair, Paragraph, Rule
from desk.paper.receipt import record_json
from desk.words import Words, same

TITLE: Final = Words("บัตรคิว", "Queue ticket")
GROUP: Final = Words("กลุ่มงาน", "Service group")
LANE: Final = Words("ช่องทาง", "Lane")
ISSUED: Final = Words("ออกเมื่อ", "Issued")
BEFORE: Final = Words("รออยู่ก่อน", "Waiting before")
LISTEN: Final = Words("โปรดฟังเรียกหมายเลข หรือดูที่จอ", "Please listen for your number, or watch the board")


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """Everything that stands on the slip, its words in the language of the paper."""

    office: str
    number: str
    group: str
    lane: str
    issued: str
    before: int
    sample: bool = True

    def record(self) -> bytes:
        """The record of the slip as JSON (UTF-8): what is attached to the PDF."""
        return record_json("ticket_slip", asdict(self))


def ticket_document(slip: TicketSlip) -> Document:
    """The slip as a paper for a roll of 80 mm, A5 where there is none."""
    blocks = (
        Heading(same(slip.office), "office"),
        Heading(same(slip.number), "title"),
        Rule(),
        Pair(GROUP, same(slip.group)),
        Pair(LANE, same(slip.lane)),
        Pair(ISSUED, same(slip.issued)),
        Pair(BEFORE, same(f"{slip.before:,}")),
        Rule(),
        Paragraph(LISTEN, centred=True, weight="small"),
    )
    return Document("ticket", TITLE, blocks, slip.record(), "A5", slip.sample, on_roll="best")
