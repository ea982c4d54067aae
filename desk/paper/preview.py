"""A paper on the screen, before and after it is printed: 48 cells wide, in the language in force."""

from __future__ import annotations

from typing import Final

from desk.paper.columns import PREVIEW_CELLS, cells, centred, one_line, pad, spread, wrap
from desk.paper.document import Bars, Block, Code, Document, Heading, Pair, Paragraph, Rule, Signatures, Table
from desk.paper.marks import SAMPLE_LINE
from desk.words import Language, language

RULE: Final = "─" * PREVIEW_CELLS
_DOTS: Final = "." * 30


def preview(document: Document, in_language: Language | None = None) -> list[str]:
    """The lines of the paper, each at most 48 cells wide; figures stand at the right edge."""
    speech = in_language or language()
    lines = centred(SAMPLE_LINE.in_language(speech)) if document.sample else []
    if stamp := document.stamp.in_language(speech):
        lines += centred(f"*** {stamp} ***")
    for block in document.blocks:
        lines += _lines(block, speech)
    return [line.rstrip() for line in lines]


def _lines(block: Block, speech: Language) -> list[str]:
    match block:
        case Heading(words) | Paragraph(words, centred=True):
            return centred(words.in_language(speech))
        case Paragraph(words):
            return wrap(words.in_language(speech), PREVIEW_CELLS, cells)
        case Pair(left, right):
            return spread(left.in_language(speech), right.in_language(speech))
        case Rule():
            return [RULE]
        case Table():
            return _table(block, speech)
        case Signatures(people):
            return [
                line
                for name, role in people
                for line in (
                    "",
                    *spread(role.in_language(speech), _DOTS),
                    *spread("", f"({one_line(name) or _DOTS[2:]})"),
                )
            ]
        case Code() | Bars():
            return []


def _bracketed(name: str) -> str:
    return f"({one_line(name) or _DOTS[2:]})"


def _table(table: Table, speech: Language) -> list[str]:
    head = tuple(column.heading for column in table.columns)
    rows = [tuple(one_line(words.in_language(speech)) for words in row) for row in (head, *table.rows)]
    widths = _widths(table)
    return [line for row in rows for line in _row(row, widths, table)]


def _widths(table: Table) -> list[int]:
    shares = sum(column.share for column in table.columns)
    room = PREVIEW_CELLS - len(table.columns) + 1
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
