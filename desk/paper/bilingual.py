"""A paper in both languages: each line in Thai, and in English below it in small type where that says something else.

For offices with many foreigners, by policy; what has to be Thai stays so, whatever is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desk.paper.document import NOTHING, Block, Code, Document, Heading, Pair, Paragraph, Signatures, Table
from desk.words import Words, same


def in_both(document: Document) -> Document:
    """The same paper with its English; what is half as long again goes on A4."""
    return replace(document, blocks=tuple(said for block in document.blocks for said in _both(block)), size="A4")


def joined(words: Words) -> Words:
    """Both languages on one line."""
    return same(f"{words.th} / {words.en}") if words.th != words.en else words


def _both(block: Block) -> Iterator[Block]:
    match block:
        case Heading(words) if words.th != words.en:
            yield block
            yield Heading(same(words.en))
        case Paragraph(words, is_centred) if words.th != words.en:
            yield block
            yield Paragraph(same(words.en), is_centred, "small")
        case Pair(left, right) if left.th != left.en or right.th != right.en:
            yield block
            yield Pair(same(left.en), same(right.en) if right.th != right.en else NOTHING, "small")
        case Code(text, caption):
            yield Code(text, joined(caption))
        case Signatures(people):
            yield Signatures(tuple((name, joined(role)) for name, role in people))
        case Table(columns, rows):
            heads = tuple(replace(column, heading=joined(column.heading)) for column in columns)
            yield Table(heads, tuple(tuple(joined(words) for words in row) for row in rows))
        case _:
            yield block
