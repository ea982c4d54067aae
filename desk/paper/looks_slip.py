"""The slip "who looked at me": every look at one person's record this desk knows, given to that person on paper.

It names officer, purpose and time of each look, those made with the line down included. The number stands masked: the
slip may be left lying about.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from desk.paper.columns import centred, wrap
from desk.paper.receipt import SAMPLE_LINE, record_json
from desk.paper.receipt_preview import RULE
from desk.words import Language, Words, language

PREVIEW_CELLS: Final = 48

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


def paragraphs(slip: LooksSlip, speech: Language) -> list[str]:
    """What stands between the heading and the signature, for paper and screen alike."""

    def say(words: Words, **facts: object) -> str:
        return words.fill(**facts).in_language(speech)

    lines = [say(OF, name=slip.name, number=slip.masked_number), say(MADE, when=slip.made, desk=slip.desk)]
    lines.append(say(COUNT, count=f"{slip.total:,}") if slip.total else say(NOBODY))
    if slip.total > len(slip.looks):
        lines.append(say(LATEST, shown=f"{len(slip.looks):,}"))
    return lines


def look_lines(look: LookLine, speech: Language) -> list[str]:
    """One look as its lines."""
    lines = [LOOK.fill(when=look.when, officer=look.officer).in_language(speech)]
    why = WHY.fill(purpose=look.purpose, how=look.how).in_language(speech) if look.how else look.purpose
    lines.append(f"  {why}")
    if look.uncovered:
        lines.append(f"  {UNCOVERED.fill(fields=look.uncovered).in_language(speech)}")
    return lines


def looks_preview(slip: LooksSlip, in_language: Language | None = None) -> list[str]:
    """The slip as lines of at most 48 cells, in the language in force."""
    from desk.paper.columns import cells

    speech = in_language or language()
    lines = centred(SAMPLE_LINE.in_language(speech)) if slip.sample else []
    lines += [*centred(slip.office), *centred(TITLE.in_language(speech)), RULE]
    body = [*paragraphs(slip, speech), RULE]
    for look in slip.looks:
        body += look_lines(look, speech)
    body += [RULE, OFFLINE.in_language(speech), f"{GIVEN_BY.in_language(speech)} {slip.given_by}"]
    for line in body:
        indent = line[: len(line) - len(line.lstrip())]
        lines += [indent + piece for piece in wrap(line.strip(), PREVIEW_CELLS - len(indent), cells)] or [""]
    return [line.rstrip() for line in lines]


def looks_pdf(slip: LooksSlip, made_at: datetime) -> bytes:
    """The slip in Thai on A5, with its record attached; `made_at` must know its time zone."""
    from desk.paper.sheet import Sheet

    sheet = Sheet("A5", TITLE.th, made_at, sample=slip.sample)
    sheet.text(slip.office, 13, align="C", bold=True)
    sheet.text(TITLE.th, 13, align="C", bold=True)
    for line in paragraphs(slip, "th"):
        sheet.text(line, 10)
    sheet.rule()
    for look in slip.looks:
        first, *rest = look_lines(look, "th")
        sheet.room_for(sheet.line_height(9) * (1 + len(rest)))
        sheet.text(first, 9, bold=True)
        for line in rest:
            sheet.text(line.strip(), 9)
    sheet.rule()
    sheet.room_for(30)
    sheet.text(OFFLINE.th, 8)
    sheet.signatures([(slip.given_by, GIVEN_BY.th)])
    return sheet.finish(slip.record(), "looks.json")
