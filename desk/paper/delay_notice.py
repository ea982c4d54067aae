"""The notice of delay: why a request takes longer than its time, given to the citizen every seven days."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from desk.paper.defect_slip import APPLICANT, OFFICER, REF, both
from desk.paper.document import Block, Document, Heading, Pair, Paragraph, Rule, Signatures
from desk.paper.receipt import record_json
from desk.thai import date_words
from desk.words import Words, same

TITLE: Final = Words("หนังสือแจ้งเหตุแห่งความล่าช้า", "Notice of delay")
DUE: Final = Words("กำหนดแล้วเสร็จ", "Due")
LATE: Final = Words("เกินกำหนด (วันทำการ)", "Working days late")
NUMBER: Final = Words("แจ้งครั้งที่", "Notice number")
DOWN: Final = Words("วันที่สายสื่อสารขัดข้อง", "Days the line was down")
WHY: Final = Words("เหตุแห่งความล่าช้า", "Why it takes longer")
EXPECTED: Final = Words("คาดว่าจะแล้วเสร็จ", "Expected by")
NEXT: Final = Words("จะแจ้งอีกครั้งภายใน", "You will hear again by")


@dataclass(frozen=True, slots=True)
class DelayNotice:
    """Everything that stands on the notice."""

    office: Words
    ref: str
    service: Words
    applicant: str
    made: date
    due: date
    late: int
    number: int
    down: tuple[date, ...]
    reason: str
    expected: date | None
    again: date
    officer: Words
    sample: bool = True

    def record(self) -> bytes:
        """The record of the notice as JSON (UTF-8): what is attached to the PDF."""
        return record_json("delay_notice", asdict(self))


def delay_document(notice: DelayNotice) -> Document:
    """The notice as a paper: A5, in both languages."""
    blocks: list[Block] = [
        Heading(same(notice.office.th), "office"),
        Heading(both(TITLE), "title"),
        Heading(both(date_words(notice.made))),
        Pair(both(REF), same(notice.ref), "bold"),
        Pair(same(notice.service.th), same(notice.service.en), "small"),
        Pair(both(APPLICANT), same(notice.applicant)),
        Pair(both(DUE), both(date_words(notice.due))),
        Pair(both(LATE), same(str(notice.late))),
        Pair(both(NUMBER), same(str(notice.number))),
    ]
    if notice.down:
        blocks.append(Pair(both(DOWN), same(", ".join(f"{day.day}/{day.month}" for day in notice.down))))
    blocks += [Rule(), Paragraph(both(WHY), weight="bold"), Paragraph(same(notice.reason)), Rule()]
    if notice.expected is not None:
        blocks.append(Pair(both(EXPECTED), both(date_words(notice.expected)), "bold"))
    blocks += [
        Pair(both(NEXT), both(date_words(notice.again))),
        Signatures(((notice.officer.th, both(OFFICER)),)),
    ]
    return Document("delay", TITLE, tuple(blocks), notice.record(), "A5", notice.sample)
