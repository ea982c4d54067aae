"""Thai text in a terminal: where a cursor may stand, where a line may be cut, how SARA AM is drawn.

A Thai consonant and the marks above and below it share one cell. Three things go wrong with that in stock libraries
(measured with Rich 15.0.0 and Textual 8.2.8): a cursor stops invisibly on a mark, a line is cut between a consonant
and its mark so that another name stands on the screen, and terminals disagree on the width of SARA AM.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

MARKS = frozenset([chr(0x0E31), *map(chr, range(0x0E34, 0x0E3B)), *map(chr, range(0x0E47, 0x0E4F))])
"""The Thai marks that take no cell of their own (Unicode block Thai, general category Mn)."""

TONES_AND_SIGNS = frozenset(map(chr, range(0x0E47, 0x0E4F))) - {"\u0e4d"}
"""Marks that stand above a NIKHAHIT: tone marks, MAITAIKHU, THANTHAKHAT, YAMAKKAN."""

SARA_AM, NIKHAHIT, SARA_AA = "\u0e33", "\u0e4d", "\u0e32"


def takes_no_cell(character: str) -> bool:
    """Whether a terminal draws this character into the cell of the one before it."""
    return character in MARKS or get_character_cell_size(character) == 0


def next_stop(text: str, position: int) -> int:
    """The next place after `position` (an index of `text`) where a cursor may stand."""
    position += 1
    while position < len(text) and takes_no_cell(text[position]):
        position += 1
    return min(position, len(text))


def prev_stop(text: str, position: int) -> int:
    """The place before `position` (an index of `text`) where a cursor may stand."""
    position -= 1
    while position > 0 and takes_no_cell(text[position]):
        position -= 1
    return max(position, 0)


def clusters(text: str) -> Iterator[str]:
    """The text in pieces that must not be separated: a character with the marks that share its cell."""
    start = 0
    while start < len(text):
        end = next_stop(text, start)
        yield text[start:end]
        start = end


class SaraAmFilter(LineFilter):
    """Draws SARA AM as NIKHAHIT + SARA AA, so that every terminal gives consonant and vowel two cells.

    kitty gives the pair one cell otherwise and the rest of the line moves; the circle also sits on its consonant
    instead of floating. Only what is drawn changes: values, searches and the journal keep SARA AM.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """One line of segments with every SARA AM drawn in two parts; segments keep their styles and cells."""
        if not any(SARA_AM in segment.text for segment in segments):
            return segments
        drawn: list[Segment] = []
        for text, style, control in segments:
            if control or SARA_AM not in text:
                drawn.append(Segment(text, style, control))
                continue
            letters: list[str] = []
            for letter in text:
                if letter != SARA_AM:
                    letters.append(letter)
                    continue
                if letters:
                    _put_circle(letters)
                elif drawn and not drawn[-1].control:
                    before = list(drawn[-1].text)
                    _put_circle(before)
                    drawn[-1] = Segment("".join(before), drawn[-1].style, None)
                letters.append(SARA_AA)
            drawn.append(Segment("".join(letters), style, control))
        return drawn


def _put_circle(letters: list[str]) -> None:
    """Put NIKHAHIT on the last consonant of `letters`, below the tone marks that stand there already."""
    place = len(letters)
    while place and letters[place - 1] in TONES_AND_SIGNS:
        place -= 1
    letters.insert(place, NIKHAHIT)


def install() -> None:
    """Make Rich cut lines between clusters only. Safe to call twice.

    `Segment._split_cells` of Rich 15 takes the first code point whose prefix has the wanted width, which is before
    or after the marks by luck: it separated a mark from its consonant in 14 % of random Thai cuts. It may go when
    `tests/screens/test_thai_terminal.py::test_rich_still_needs_us` fails.
    """
    if getattr(Segment._split_cells, "keeps_clusters", False):
        return
    stock = Segment._split_cells.__func__  # type: ignore[attr-defined]

    def split_cells(cls: type[Segment], segment: Segment, cut: int) -> tuple[Segment, Segment]:
        before, after = stock(cls, segment, cut)
        marks = 0
        while marks < len(after.text) and takes_no_cell(after.text[marks]):
            marks += 1
        if marks and before.text:
            before = Segment(before.text + after.text[:marks], before.style, before.control)
            after = Segment(after.text[marks:], after.style, after.control)
        return before, after

    patched: Any = split_cells
    patched.keeps_clusters = True
    patched.stock = stock
    Segment._split_cells = classmethod(patched)  # type: ignore[method-assign, assignment]
