"""The slip of missing papers: what is still needed, in both languages, signed by the citizen and the officer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.document import Block, Document, Heading, Pair, Paragraph, Rule, Signatures
from desk.paper.receipt import record_json
from desk.thai import date_words
from desk.words import Words, same

TITLE: Final = Words("บันทึกเอกสารที่ขาด", "Papers still needed")
REF: Final = Words("คำขอเลขที่", "Request")
SERVICE: Final = Words("เรื่อง", "Service")
APPLICANT: Final = Words("ผู้ยื่นคำขอ", "Applicant")
MADE: Final = Words("วันที่แจ้ง", "Given on")
UNTIL: Final = Words("ขอให้นำมาภายในวันที่", "To be brought by")
LIST: Final = Words("เอกสารที่ยังต้องนำมา", "Still to be brought")
MORE: Final = Words("รายการอื่น", "Besides")
AGAIN: Final = Words("แจ้งเพิ่มเติมเพราะ", "Asked again because")
ONCE: Final = Words(
    "สำนักงานแจ้งเอกสารที่ขาดครั้งเดียว เมื่อได้รับครบแล้วจะดำเนินการตามกำหนดเวลา ไม่ต้องนำเอกสารที่หน่วยงานของรัฐมีอยู่แล้วมา",
    "The office asks once. With these papers it goes on within the time set. What a state office already holds "
    "need not be brought",
)
OFFICER: Final = Words("เจ้าหน้าที่", "Officer")


@dataclass(frozen=True, slots=True)
class DefectSlip:
    """Everything that stands on the slip; `papers` by their names, `more` and `reason` as typed."""

    office: Words
    ref: str
    service: Words
    applicant: str
    made: date
    time: str
    papers: tuple[Words, ...]
    more: str
    until: date | None
    reason: str
    officer: Words
    sample: bool = True

    def record(self) -> bytes:
        """The record of the slip as JSON (UTF-8): what is attached to the PDF."""
        return record_json("defect_slip", asdict(self))


def defect_document(slip: DefectSlip) -> Document:
    """The slip as a paper: A5, Thai first and English below each line, whatever language the desk speaks."""
    blocks: list[Block] = [
        Heading(same(slip.office.th), "office"),
        Heading(both(TITLE), "title"),
        Pair(both(REF), same(slip.ref), "bold"),
        *_two(SERVICE, slip.service),
        Pair(both(APPLICANT), same(slip.applicant)),
        Pair(both(MADE), both(date_words(slip.made), f" {slip.time}")),
    ]
    if slip.until is not None:
        blocks.append(Pair(both(UNTIL), both(date_words(slip.until)), "bold"))
    blocks += [Rule(), Paragraph(both(LIST), weight="bold")]
    for number, paper in enumerate(slip.papers, start=1):
        blocks += [Paragraph(same(f"{number}. {paper.th}")), Paragraph(same(f"    {paper.en}"), weight="small")]
    if slip.more:
        blocks += [Paragraph(both(MORE), weight="bold"), Paragraph(same(slip.more))]
    if slip.reason:
        blocks += [Paragraph(both(AGAIN), weight="bold"), Paragraph(same(slip.reason))]
    blocks += [
        Rule(),
        Paragraph(same(ONCE.th), weight="small"),
        Paragraph(same(ONCE.en), weight="small"),
        Signatures(((slip.applicant, both(APPLICANT)), (slip.officer.th, both(OFFICER)))),
    ]
    return Document("defect", TITLE, tuple(blocks), slip.record(), "A5", slip.sample)


def both(words: Words, behind: str = "") -> Words:
    """The words in both languages on one line, for papers that speak both at once."""
    return same(f"{words.th} / {words.en}{behind}" if words.th != words.en else f"{words.th}{behind}")


def _two(name: Words, value: Words) -> list[Block]:
    return [Pair(both(name), same(value.th)), Pair(same(""), same(value.en), "small")]
