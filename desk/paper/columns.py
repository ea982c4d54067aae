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
_UNFINISHED: Final = re.compile(
    rf"[\u0e31\u0e36\u0e37\u0e47][\u0e48-\u0e4b]?$|(?<![{_LEADING}])[\u0e01-\u0e2e][\u0e48-\u0e4b]$"
)
"""A syllable with ั ึ ื or ็, or with a tone and no vowel yet, is not over before the letter that closes it."""
_CLOSING: Final = re.compile("[\u0e01-\u0e2e]\u0e38?\u0e34?\u0e4c|\u0e2f")
"""A consonant made silent by ์, and ฯ, belong to what stands before them."""
_OVER: Final = "\u0e30\u0e33\u0e46\u0e2f)]}/,.:;-"
"""After these a word, or a part of one, is over."""
_BEGINS: Final = re.compile(rf"[{_LEADING}(\[{{]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")

Width = Callable[[str], float]


def one_line(text: str) -> str:
    """Text from outside made fit for paper: no controls, no direction marks, no line ends."""
    return " ".join(_CONTROL.sub(" ", text).split())


def clusters(text: str) -> list[str]:
    """The pieces between which a line may break; together they are the text. A piece is a letter with its marks, and
    what they cannot be read without: the letter that closes a syllable with ั ึ ื ็ or a bare tone, one silent by ์."""
    pieces: list[str] = []
    for piece in _CLUSTER.findall(text):
        if pieces and not piece.isspace() and (_CLOSING.match(piece) or _UNFINISHED.search(pieces[-1])):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def wrap(text: str, room: float, width: Width) -> list[str]:
    """The text in lines no wider than `room`: broken at a space where there is one, else between clusters.

    Thai is written without spaces between words, and no dictionary is asked here: a line rather ends where a syllable
    is sure to begin or to be over.
    """
    lines: list[str] = []
    line = ""
    for word in one_line(text).split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
        elif line and width(word) <= room:
            lines.append(line)
            line = word
        else:
            *full, line = _broken(f"{line} " if line else "", clusters(word), room, width)
            lines += full
    return [*lines, line] if line or not lines else lines


def _broken(line: str, pieces: list[str], room: float, width: Width) -> list[str]:
    """A word too long for any line, begun behind `line`; the last of the lines is not full."""
    lines = []
    while pieces:
        fits = _how_many(line, pieces, room, width)
        if fits == len(pieces):
            break
        if fits == 0 and line:
            lines.append(line.rstrip())
        else:
            cut = _cut(pieces, fits)
            lines.append(line + "".join(pieces[:cut]))
            pieces = pieces[cut:]
        line = ""
    return [*lines, line + "".join(pieces)]


def _how_many(line: str, pieces: list[str], room: float, width: Width) -> int:
    """How many of the pieces still fit behind `line`."""
    least, most = 0, len(pieces)
    while least < most:
        middle = (least + most + 1) // 2
        if width(line + "".join(pieces[:middle])) <= room:
            least = middle
        else:
            most = middle - 1
    return least


def _cut(pieces: list[str], fits: int) -> int:
    """Behind which piece the line ends: the last in its second half that surely ends a syllable; else where it is full,
    but for a single letter that would stand alone on the next line."""
    for place in range(fits, fits // 2, -1):
        if pieces[place - 1][-1] in _OVER or _BEGINS.match(pieces[place]):
            return place
    alone = fits == len(pieces) - 1 and len(pieces[-1]) == 1 and fits > 1
    return fits - 1 if alone else max(fits, 1)


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
