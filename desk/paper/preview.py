"""A paper on the screen, before and after it is printed, in the language in force: as wide as a receipt printer's line,
a paper too wide for a roll as wide as a terminal of 80 cells shows it."""

from __future__ import annotations

from typing import Final

from desk.paper.columns import PREVIEW_CELLS, cells, centred, one_line, pad, spread, wrap
from desk.paper.document import Bars, Block, Code, Document, Heading, Pair, Paragraph, Rule, Signatures, Table
from desk.paper.marks import SAMPLE_LINE
from desk.words import Language, language

WIDE_CELLS: Final = 74
_DOTS: Final = "." * 30


def preview(document: Document, in_language: Language | None = None) -> list[str]:
    """The lines of the paper, each at most `width_of` cells wide; figures stand at the right edge."""
    speech, room = in_language or language(), width_of(document)
    lines = centred(SAMPLE_LINE.in_language(speech), room) if document.sample else []
    if stamp := document.stamp.in_language(speech):
        lines += centred(f"*** {stamp} ***", room)
    for block in document.blocks:
        lines += _lines(block, speech, room)
    return [line.rstrip() for line in lines]


def width_of(document: Document) -> int:
    """How many cells wide the preview is."""
    return WIDE_CELLS if document.on_roll == "never" else PREVIEW_CELLS


def _lines(block: Block, speech: Language, room: int) -> list[str]:
    match block:
        case Heading(words) | Paragraph(words, centred=True):
            return centred(words.in_language(speech), room)
        case Paragraph(words):
            return wrap(words.in_language(speech), room, cells)
        case Pair(left, right):
            return spread(left.in_language(speech), right.in_language(speech), room)
        case Rule():
            return ["─" * room]
        case Table():
            return _table(block, speech, room)
        case Signatures(people):
            return [
                line
                for name, role in people
                for line in (
                    "",
                    *spread(role.in_language(speech), _DOTS),
                    *spread("", _bracketed(name)),
                )
            ]
        case Code() | Bars():
            return []


def _bracketed(name: str) -> str:
    return f"({one_line(name) or _DOTS[2:]})"


def _table(table: Table, speech: Language, room: int) -> list[str]:
    head = tuple(column.heading for column in table.columns)
    rows = [tuple(one_line(words.in_language(speech)) for words in row) for row in (head, *table.rows)]
    widths = _widths(table, room)
    return [line for row in rows for line in _row(row, widths, table)]


def _widths(table: Table, room: int) -> list[int]:
    shares = sum(column.share for column in table.columns)
    room -= len(table.columns) - 1
    return [max(3, room * column.share // shares) for column in table.columns]


def _row(row: tuple[str, ...], widths: list[int], table: Table) -> list[str]:
    """One row: cells wrapped under each other, figures at the right of their column."""
    parts = [wrap(text, width, cells) for text, width in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(map(len, parts))):
        pieces = [part[number] if number < len(part) else "" for part in parts]
        lines.append(
            " ".join(
                " " * (width - cells(piece)) + piece if column.figures else pad(piece, width)
                for piece, width, column in zip(pieces, widths, table.columns, strict=True)
            )
        )
    return lines
