"""A paper as a row of blocks: said once, drawn on the screen, as PDF and on the roll of a receipt printer.

Who has something to put on paper describes it here; `preview`, `pdf` and `roll` draw it. All text goes through
`one_line` when it is drawn, so nothing from outside can disturb a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from desk.rules.cash import format_baht
from desk.words import Words, same

Size: TypeAlias = Literal["A5", "A4"]
Weight: TypeAlias = Literal["plain", "bold", "small"]
OnRoll: TypeAlias = Literal["best", "may", "never"]
"""Whether a paper belongs on the roll of a receipt printer, may come out of one, or is too wide for it."""

NOTHING: Final = Words("", "")
RECORD_BYTES_MAX: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Heading:
    """Centred words: `office` the largest after the title, `title` the name of the paper, `under` below either."""

    words: Words
    level: Literal["office", "title", "under"] = "under"


@dataclass(frozen=True, slots=True)
class Pair:
    """Words on the left, words or a figure at the right edge."""

    left: Words
    right: Words = NOTHING
    weight: Weight = "plain"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words over the whole width."""

    words: Words
    centred: bool = False
    weight: Weight = "plain"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `text` with a word of what it is for. Not on the screen, where it would say nothing."""

    text: str
    caption: Words


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode (Code 128) of `text`, on sheets alone: it is wider than a roll. `caption` says what it is for."""

    text: str
    caption: Words


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `share` of the width, figures at the right."""

    heading: Words
    share: int
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. On a roll and in the preview each row takes two lines where it does not fit in one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign: name in brackets, and what the person is."""

    people: tuple[tuple[str, Words], ...]


def baht(satang: int) -> Words:
    """A sum as papers show it: baht, two decimals, commas between thousands."""
    return same(format_baht(satang))


Block: TypeAlias = Heading | Pair | Paragraph | Rule | Code | Bars | Table | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. `record` is the JSON attached to the PDF as `<name>.json`; `sample` marks practice paper;
    `stamp` is written large across it, such as VOID."""

    name: str
    title: Words
    blocks: tuple[Block, ...]
    record: bytes
    size: Size = "A4"
    sample: bool = True
    stamp: Words = field(default=NOTHING)
    on_roll: OnRoll = "may"

    def __post_init__(self) -> None:
        if len(self.record) > RECORD_BYTES_MAX:
            raise ValueError(f"a record of {len(self.record)} bytes is not attached to a paper")
