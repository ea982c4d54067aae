"""A paper as PDF: Thai shaped, the record attached as JSON. Official paper is Thai."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from desk.paper.columns import one_line
from desk.paper.document import Bars, Block, Code, Document, Heading, Pair, Paragraph, Rule, Signatures, Size, Table
from desk.paper.sheet import Sheet
from desk.words import Words

_POINTS: Final[dict[Size, dict[str, float]]] = {
    "A5": {"office": 14, "title": 17, "under": 10, "plain": 11, "bold": 11.5, "small": 9, "signature": 10},
    "A4": {"office": 15, "title": 18, "under": 12, "plain": 11, "bold": 11.5, "small": 9, "signature": 11},
}
_CODE_MM: Final = 26.0
_WITH_IT: Final = 3


def pdf(document: Document, made_at: datetime) -> bytes:
    """The paper as PDF bytes, the same for the same paper and time. `made_at` must know its time zone (ValueError)."""
    sheet = _sheet(document, made_at)
    if sheet.pages > 1:  # only now it is known how many pages there are, which each of them says
        sheet = _sheet(document, made_at, sheet.pages)
    return sheet.finish(document.record, f"{document.name}.json")


def _sheet(document: Document, made_at: datetime, pages: int = 0) -> Sheet:
    sheet = Sheet(
        document.size, document.title.th, made_at, sample=document.sample, stamp=document.stamp.th, pages=pages
    )
    for block in document.blocks:
        _draw(sheet, block, _POINTS[document.size])
    return sheet


def _draw(sheet: Sheet, block: Block, points: dict[str, float]) -> None:
    match block:
        case Heading(words, level):
            bold = level != "under"
            sheet.text(words.th, sheet.fitting(words.th, points[level], bold=bold), align="C", bold=bold)
        case Paragraph(words, is_centred, weight):
            size = points[weight]
            sheet.room_for(len(sheet.lines(one_line(words.th), size, sheet.width)) * sheet.line_height(size))
            sheet.text(words.th, size, align="C" if is_centred else "L", bold=weight == "bold")
        case Pair(left, right, weight):
            if weight == "bold":  # what it heads, or sums up, stays with it
                sheet.room_for(_WITH_IT * sheet.line_height(points[weight]))
            sheet.pair(one_line(left.th), one_line(right.th), points[weight], bold=weight == "bold")
        case Rule():
            sheet.rule()
        case Code(text, caption):
            sheet.code(text, _CODE_MM, one_line(caption.th), points["small"])
        case Bars(text, caption):
            sheet.bars(text, one_line(caption.th), points["small"])
        case Table():
            _table(sheet, block, points["small"])
        case Signatures(people):
            sheet.signatures([(one_line(name), role.th) for name, role in people], points["signature"])


def _table(sheet: Sheet, table: Table, points: float) -> None:
    """The rows under their headings, which stand on each page anew."""
    shares = sum(column.share for column in table.columns)
    rooms = [sheet.width * column.share / shares for column in table.columns]
    headings = tuple(column.heading for column in table.columns)
    sheet.room_for(_WITH_IT * sheet.line_height(points))
    _row(sheet, table, headings, rooms, points, bold=True)
    for row in table.rows:
        page = sheet.pages
        sheet.room_for(_height(sheet, row, rooms, points, bold=False))
        if sheet.pages > page:
            _row(sheet, table, headings, rooms, points, bold=True)
        _row(sheet, table, row, rooms, points, bold=False)


def _height(sheet: Sheet, row: tuple[Words, ...], rooms: list[float], points: float, *, bold: bool) -> float:
    lines = (len(sheet.lines(one_line(w.th), points, room, bold=bold)) for w, room in zip(row, rooms, strict=True))
    return max(lines) * sheet.line_height(points)


def _row(sheet: Sheet, table: Table, row: tuple[Words, ...], rooms: list[float], points: float, *, bold: bool) -> None:
    high = _height(sheet, row, rooms, points, bold=bold)
    x = 0.0
    for words, room, column in zip(row, rooms, table.columns, strict=True):
        sheet.put(one_line(words.th), x, room, points, align="R" if column.figures else "L", bold=bold)
        x += room
    sheet.y += high
    if bold:
        sheet.rule()
