"""Thai text laid into columns: wrapped between clusters, padded by the width it really takes.

A Thai letter with its vowel and tone marks is one cluster; a line break, a cut or a pad inside it changes the word.
The width is asked of the caller, so that the same wrapping serves terminal cells and millimetres.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

PREVIEW_CELLS: Final = 48  # what a receipt printer of 80 mm prints in one line

_LEADING: Final = "\u0e40-\u0e44"  # เแโใไ stand before the consonant they belong to
_FOLLOWING: Final = "\u0e30-\u0e3a\u0e45-\u0e4e"  # vowels and marks that stand after or on it, SARA AM included
_CLUSTER: Final = re.compile(rf"[{_LEADING}]?(?:\s+|[^\s{_LEADING}]|[{_LEADING}])[{_FOLLOWING}\u0300-\u036f]*")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")

Width = Callable[[str], float]


def one_line(text: str) -> str:
    """Text from outside made fit for paper: no controls, no direction marks, no line ends."""
    return " ".join(_CONTROL.sub(" ", text).split())


def clusters(text: str) -> list[str]:
    """The pieces between which a line may break; together they are the text."""
    return _CLUSTER.findall(text)


def wrap(text: str, room: float, width: Width) -> list[str]:
    """The text in lines no wider than `room`: broken at a space where there is one, else between clusters."""
    lines: list[str] = []
    line = ""
    for word in one_line(text).split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        line = ""
        for cluster in clusters(word):
            if line and width(line + cluster) > room:
                lines.append(line)
                line = ""
            line += cluster
    return [*lines, line] if line or not lines else lines


def cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    from rich.cells import cell_len  # not needed by a desk that prints nothing

    return cell_len(text)


def pad(text: str, room: int) -> str:
    """The text with blanks behind it to fill the room, in cells."""
    return text + " " * max(0, room - cells(text))


def centred(text: str, room: int = PREVIEW_CELLS) -> list[str]:
    """The text in the middle, in as many lines as it needs."""
    return [" " * ((room - cells(line)) // 2) + line for line in wrap(text, room, cells)]


def spread(left: str, right: str, room: int = PREVIEW_CELLS) -> list[str]:
    """`left` wrapped on the left, `right` at the right edge of the last line; one blank at least between them."""
    right = one_line(right)
    lines = wrap(left, max(8, room - cells(right) - 1), cells)
    return [*lines[:-1], pad(lines[-1], room - cells(right)) + right]
