"""The slip "who looked at me": every look at one person's record this desk holds, given to that person on paper.

It names officer, purpose and time of each look, those made with the line down included. The number stands masked: the
slip may be left lying about. It says which desks it covers, and where the looks of the others are to be had.
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
COUNT: Final = Words("เปิดดูที่โต๊ะ {desks} ทั้งหมด {count} ครั้ง", "Looks at desk {desks} in all: {count}")
NOBODY: Final = Words("ยังไม่มีผู้เปิดดูที่โต๊ะ {desks}", "Nobody has looked at it at desk {desks}")
LATEST: Final = Words("แสดง {shown} ครั้งล่าสุด", "The latest {shown} are shown")
LOOK: Final = Words("{when} · {officer} · โต๊ะ {desk}", "{when} · {officer} · desk {desk}")
WHY: Final = Words("{purpose} · {how}", "{purpose} · {how}")
UNCOVERED: Final = Words("ดูข้อมูลที่ปิดไว้ด้วย: {fields}", "Hidden fields shown as well: {fields}")
OFFLINE: Final = Words("รวมการเปิดดูขณะสายขาด", "Looks made with the line down are included")
ELSEWHERE: Final = Words(
    "ไม่รวมโต๊ะอื่นของสำนักงาน ({desks}) ขอได้ที่โต๊ะนั้น หรือขอทั้งหมดจากส่วนกลาง",
    "Not included: the other desks of the office ({desks}). Ask there, or ask the centre for all of them",
)
ALONE: Final = Words(
    "สำนักงานนี้มีโต๊ะเดียว การเปิดดูที่สำนักงานอื่นขอได้จากส่วนกลาง",
    "This office has no other desk. Ask the centre for looks at other offices",
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
    desk: str = ""


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
    covered: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

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
        Paragraph((COUNT if slip.total else NOBODY).fill(count=f"{slip.total:,}", desks=", ".join(slip.covered))),
    ]
    if slip.total > len(slip.looks):
        blocks.append(Paragraph(LATEST.fill(shown=f"{len(slip.looks):,}")))
    blocks.append(Rule())
    for look in slip.looks:
        blocks += _look(look)
    others = ELSEWHERE.fill(desks=", ".join(slip.elsewhere)) if slip.elsewhere else ALONE
    blocks += [Rule(), Paragraph(OFFLINE, weight="small"), Paragraph(others, weight="small")]
    blocks.append(Signatures(((slip.given_by, GIVEN_BY),)))
    return Document("looks", TITLE, tuple(blocks), slip.record(), "A5", slip.sample)


def _look(look: LookLine) -> list[Block]:
    lines: list[Block] = [
        Paragraph(LOOK.fill(when=look.when, officer=look.officer, desk=look.desk), weight="bold"),
        Paragraph(WHY.fill(purpose=look.purpose, how=look.how) if look.how else same(look.purpose)),
    ]
    if look.uncovered:
        lines.append(Paragraph(UNCOVERED.fill(fields=look.uncovered)))
    return lines
