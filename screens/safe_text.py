"""The one door through which text reaches the terminal.

Names, addresses, notes and answers come from feeds, cards, scanners and people. In them stand, by accident or by
intent, escape sequences, other control characters, marks that turn the reading direction, and brackets that a widget
would take for markup. Everything drawn passes `safe()` and is of type `SafeText` from then on; the functions that
make what Textual and Rich draw take nothing else. A test (tests/screens/test_safe_text_door.py) reads the source of
every screen and refuses any other way; `ControlFilter` is the last net under it all.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from screens.thai_terminal import clusters, takes_no_cell

Align = Literal["left", "right", "center"]

CHARACTERS_MAX = 4_000
"""No single text on the screen is longer, whatever it came from (a screen of 80x24 holds 1,920 cells)."""

MARKS_TOGETHER_MAX = 4
"""Marks on one consonant: correct Thai has at most two, a slip of the finger three."""

REPLACED = "\ufffd"
"""Stands for a character that may not reach the terminal, so that its absence is seen."""

ELLIPSIS = "…"
ORPHAN_CIRCLE = "\u25cc"
"""Drawn under a mark that has no consonant, so that it does not climb onto the text before it."""

_DROPPED = frozenset("\u200b\u2060\ufeff\u00ad")
"""Break hints without a shape; Thai copied from web pages is full of them."""

_SPACES = frozenset("\t\n\r\v\f\u2028\u2029\u0085")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class SafeText(str):
    """Text in which every character may be sent to a terminal as it stands. Made by this module only."""

    __slots__ = ()


def safe(value: object, max_cells: int | None = None) -> SafeText:
    """`value` as text that may be drawn: control, bidi and unassigned characters replaced by a visible sign.

    Words are said in the language in force. Line ends and tabs become spaces, break hints without a shape vanish.
    With `max_cells` the text is cut between clusters and ends in an ellipsis.
    """
    text = value if type(value) is SafeText else _cleaned(str(value)[:CHARACTERS_MAX])
    if max_cells is not None and cell_len(text) > max_cells:
        return _cut(text, max_cells)
    return text


def safe_lines(value: object, lines_max: int) -> list[SafeText]:
    """Text of several lines (notes, addresses), each made safe; at most `lines_max`, an ellipsis for the rest."""
    lines = str(value)[:CHARACTERS_MAX].splitlines()
    shown = [safe(line) for line in lines[:lines_max]]
    if len(lines) > lines_max and shown:
        shown[-1] = SafeText(ELLIPSIS)
    return shown


def wrapped(value: object, width: int, lines_max: int) -> list[SafeText]:
    """A sentence over at most `lines_max` lines of `width` cells: broken at a space where there is one, else between
    clusters; an ellipsis where it is longer still."""
    from desk.paper.columns import wrap  # late: the first screen wraps nothing

    lines = wrap(safe(value), width, cell_len)
    shown = [safe(line, width) for line in lines[:lines_max]]
    if len(lines) > lines_max and shown:
        shown[-1] = safe(f"{lines[lines_max - 1]} {lines[lines_max]}", width)
    return shown


def cell(value: object, width: int, align: Align = "left") -> SafeText:
    """`value` in exactly `width` terminal cells: cut between clusters with an ellipsis, or padded with spaces."""
    text = safe(value, width)
    room = width - cell_len(text)
    if align == "right":
        return SafeText(" " * room + text)
    if align == "center":
        return SafeText(" " * (room // 2) + text + " " * (room - room // 2))
    return SafeText(text + " " * room)


def money(satang: int, width: int | None = None) -> SafeText:
    """An amount in baht, `1,250.00`, from integer satang; with `width` right-aligned in that many cells.

    An amount is never cut: one that does not fit is shown as `#` in every cell, as a wrong figure would mislead.
    """
    sign = "-" if satang < 0 else ""
    text = f"{sign}{abs(satang) // 100:,}.{abs(satang) % 100:02d}"
    if width is None:
        return SafeText(text)
    return SafeText("#" * width if len(text) > width else text.rjust(width))


def joined(*parts: SafeText) -> SafeText:
    """Safe pieces put together; the whole is as safe as its parts."""
    return SafeText("".join(_only_safe(part) for part in parts))


def cells(text: SafeText) -> int:
    """Width of the text on the terminal, in cells."""
    return cell_len(text)


def content(text: SafeText) -> Content:
    """What a Textual widget draws; brackets stay brackets."""
    return Content(_only_safe(text))


def content_lines(lines: list[SafeText]) -> Content:
    """Several safe lines, one below the other, for a widget that draws a block."""
    return Content("\n".join(_only_safe(line) for line in lines))


def segment(text: SafeText, style: Style | None = None) -> Segment:
    """One run of a line drawn by a widget's own `render_line`."""
    return Segment(_only_safe(text), style)


class ControlFilter(LineFilter):
    """The last net: no drawn line carries a control or bidi character, whoever made it.

    A character without a cell is dropped, one with a cell becomes a sign: the line keeps its width.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The segments without refused characters; no cell moves."""
        if all(control or _is_plain(text) for text, _, control in segments):
            return segments
        return [
            Segment(text, style, control) if control or _is_plain(text) else Segment(_filtered(text), style)
            for text, style, control in segments
        ]


def _only_safe(text: SafeText) -> str:
    """Refuse what did not pass `safe()`; types are checked by mypy, this holds where they were cast away."""
    if not isinstance(text, SafeText):
        raise TypeError("text for the terminal must pass screens.safe_text.safe() first")
    return text


@lru_cache(maxsize=2048)
def _cleaned(text: str) -> SafeText:
    if text.isascii() and text.isprintable():
        return SafeText(text)
    out: list[str] = []
    marks = 0
    for character in text:
        drawn = _drawn(character)
        if not drawn:
            continue
        if takes_no_cell(drawn):
            marks += 1
            if not out or out[-1] == " ":
                out.append(ORPHAN_CIRCLE)
            if marks > MARKS_TOGETHER_MAX:
                continue
        else:
            marks = 0
        out.append(drawn)
    return SafeText("".join(out))


@lru_cache(maxsize=2048)
def _drawn(character: str) -> str:
    """What stands on the screen for one character of the data."""
    if character in _SPACES:
        return " "
    if character in _DROPPED:
        return ""
    return REPLACED if unicodedata.category(character) in _REFUSED_CATEGORIES else character


@lru_cache(maxsize=4096)
def _is_plain(text: str) -> bool:
    return text.isprintable() or all(unicodedata.category(character) not in _REFUSED_CATEGORIES for character in text)


def _filtered(text: str) -> str:
    return "".join(
        character if unicodedata.category(character) not in _REFUSED_CATEGORIES else REPLACED * cell_len(character)
        for character in text
    )


def _cut(text: SafeText, width: int) -> SafeText:
    """The first clusters that fit into `width` cells with an ellipsis behind them."""
    if width <= 0:
        return SafeText("")
    room = width - cell_len(ELLIPSIS)
    kept: list[str] = []
    for cluster in clusters(text):
        room -= cell_len(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return SafeText("".join(kept) + ELLIPSIS)
