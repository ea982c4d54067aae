"""The slip "who looked at me": every look at one person's record this desk knows, given to that person on paper.

It names officer, purpose and time of each look, those made with the line down included. The number stands masked: the
slip may be left lying about.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from desk.paper.document import Block, Document, Heading, Paragraph, Rule, Signatures
from desk.paper.receipt import record_json
from desk.words import Words, same

TITLE: Final = Words("ใบแจ้งการเปิดดูทะเบียนของท่าน", "Who looked at your record")
OF: Final = Words("ของ {name} เลขประจำตัว {number}", "Of {name}, number {number}")
MADE: Final = Words("ทำเมื่อ {when} ที่โต๊ะ {desk}", "Made {when} at desk {desk}")
COUNT: Final = Words("เปิดดูที่โต๊ะนี้ทั้งหมด {count} ครั้ง", "{count} looks at this desk in all")
NOBODY: Final = Words("ยังไม่มีผู้เปิดดูที่โต๊ะนี้", "Nobody has looked at it at this desk")
LATEST: Final = Words("แสดง {shown} ครั้งล่าสุด", "The latest {shown} are shown")
LOOK: Final = Words("{when} · {officer}", "{when} · {officer}")
WHY: Final = Words("{purpose} · {how}", "{purpose} · {how}")
UNCOVERED: Final = Words("ดูข้อมูลที่ปิดไว้ด้วย: {fields}", "Hidden fields shown as well: {fields}")
OFFLINE: Final = Words(
    "รวมการเปิดดูขณะสายขาด การเปิดดูที่โต๊ะอื่นขอได้จากโต๊ะนั้นหรือส่วนกลาง",
    "Looks made with the line down are included. Ask other desks, or the centre, for theirs",
)
GIVEN_BY: Final = Words("ผู้ออกใบแจ้ง", "Given by")


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look, its words in the language of the paper."""

    when: str
    officer: str
    purpose: str
    how: str
    uncovered: str = ""


@dataclass(frozen=True, slots=True)
class LooksSlip:
    """Everything that stands on the slip."""

    office: str
    desk: str
    name: str
    masked_number: str
    made: str
    given_by: str
    total: int
    looks: tuple[LookLine, ...]
    sample: bool = True

    def record(self) -> bytes:
        """The record of the slip as JSON (UTF-8): what is attached to the PDF."""
        return record_json("looks_slip", asdict(self))


def looks_document(slip: LooksSlip) -> Document:
    """The slip as a paper: A5."""
    blocks: list[Block] = [
        Heading(same(slip.office), "office"),
        Heading(TITLE, "office"),
        Paragraph(OF.fill(name=slip.name, number=slip.masked_number)),
        Paragraph(MADE.fill(when=slip.made, desk=slip.desk)),
        Paragraph(COUNT.fill(count=f"{slip.total:,}") if slip.total else NOBODY),
    ]
    if slip.total > len(slip.looks):
        blocks.append(Paragraph(LATEST.fill(shown=f"{len(slip.looks):,}")))
    blocks.append(Rule())
    for look in slip.looks:
        blocks += _look(look)
    blocks += [Rule(), Paragraph(OFFLINE, weight="small"), Signatures(((slip.given_by, GIVEN_BY),))]
    return Document("looks", TITLE, tuple(blocks), slip.record(), "A5", slip.sample)


def _look(look: LookLine) -> list[Block]:
    lines: list[Block] = [
        Paragraph(LOOK.fill(when=look.when, officer=look.officer), weight="bold"),
        Paragraph(WHY.fill(purpose=look.purpose, how=look.how) if look.how else same(look.purpose)),
    ]
    if look.uncovered:
        lines.append(Paragraph(UNCOVERED.fill(fields=look.uncovered)))
    return lines
