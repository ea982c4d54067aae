"""A paper as PDF: Thai shaped, the record attached as JSON. Official paper is Thai."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from desk.paper.columns import one_line
from desk.paper.document import Block, Code, Document, Heading, Pair, Paragraph, Rule, Signatures, Size, Table, Weight
from desk.paper.sheet import Sheet

_POINTS: Final[dict[Size, dict[str, float]]] = {
    "A5": {"office": 14, "title": 17, "under": 10, "plain": 11, "bold": 11.5, "small": 9, "signature": 10},
    "A4": {"office": 15, "title": 18, "under": 12, "plain": 11, "bold": 11.5, "small": 9, "signature": 11},
}
_CODE_MM: Final = 26.0


def pdf(document: Document, made_at: datetime) -> bytes:
    """The paper as PDF bytes, the same for the same paper and time. `made_at` must know its time zone (ValueError)."""
    sheet = Sheet(document.size, document.title.th, made_at, sample=document.sample, stamp=document.stamp.th)
    points = _POINTS[document.size]
    for block in document.blocks:
        _draw(sheet, block, points)
    return sheet.finish(document.record, f"{document.name}.json")


def _draw(sheet: Sheet, block: Block, points: dict[str, float]) -> None:
    match block:
        case Heading(words, level):
            sheet.text(words.th, points[level], align="C", bold=level != "under")
        case Paragraph(words, is_centred, weight):
            size = points[weight]
            sheet.room_for(len(sheet.lines(one_line(words.th), size, sheet.width)) * sheet.line_height(size))
            sheet.text(words.th, size, align="C" if is_centred else "L", bold=weight == "bold")
        case Pair(left, right, weight):
            sheet.pair(one_line(left.th), one_line(right.th), points[weight], bold=weight == "bold")
        case Rule():
            sheet.rule()
        case Code(text, caption):
            sheet.code(text, _CODE_MM, one_line(caption.th), points["small"])
        case Table():
            _table(sheet, block, points["small"])
        case Signatures(people):
            sheet.signatures([(one_line(name), role.th) for name, role in people], points["signature"])


def _table(sheet: Sheet, table: Table, points: float) -> None:
    shares = sum(column.share for column in table.columns)
    rooms = [sheet.width * column.share / shares for column in table.columns]
    weight: Weight = "bold"
    for row in (tuple(column.heading for column in table.columns), *table.rows):
        texts = [one_line(words.th) for words in row]
        bold = weight == "bold"
        high = max(len(sheet.lines(text, points, room, bold=bold)) for text, room in zip(texts, rooms, strict=True))
        sheet.room_for(high * sheet.line_height(points) + 2)
        x = 0.0
        for text, room, column in zip(texts, rooms, table.columns, strict=True):
            sheet.put(text, x, room, points, align="R" if column.figures else "L", bold=bold)
            x += room
        sheet.y += high * sheet.line_height(points)
        if bold:
            sheet.rule()
        weight = "plain"
