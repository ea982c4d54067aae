"""Amounts and ticket numbers in figures three lines high, to be read from across the room."""

from __future__ import annotations

from typing import Final

HEIGHT: Final = 3
_FIGURES: Final = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
    ".": (" ", " ", "▀"),
    ",": (" ", " ", "▌"),
    "-": ("   ", "▀▀▀", "   "),
    "A": ("▄▀▄", "█▀█", "▀ ▀"),
    "B": ("█▀▄", "█▀▄", "▀▀ "),
    "C": ("█▀▀", "█  ", "▀▀▀"),
    "D": ("█▀▄", "█ █", "▀▀ "),
    "E": ("█▀▀", "█▀ ", "▀▀▀"),
    "F": ("█▀▀", "█▀ ", "▀  "),
    "G": ("█▀▀", "█ █", "▀▀▀"),
    "H": ("█ █", "█▀█", "▀ ▀"),
    "I": ("▀█▀", " █ ", "▀▀▀"),
    "J": ("  █", "▄ █", "▀▀▀"),
    "K": ("█ █", "█▀▄", "▀ ▀"),
    "L": ("█  ", "█  ", "▀▀▀"),
    "M": ("█▄█", "█▀█", "▀ ▀"),
    "N": ("█▀█", "█ █", "▀ ▀"),
    "O": ("▄▀▄", "█ █", " ▀ "),
    "P": ("█▀█", "█▀▀", "▀  "),
    "Q": ("▄▀▄", "█ █", " ▀▄"),
    "R": ("█▀█", "█▀▄", "▀ ▀"),
    "S": ("█▀▀", "▀▀█", "▀▀▀"),
    "T": ("▀█▀", " █ ", " ▀ "),
    "U": ("█ █", "█ █", "▀▀▀"),
    "V": ("█ █", "█ █", " ▀ "),
    "W": ("█ █", "█▄█", "▀ ▀"),
    "X": ("▀▄▀", "▄▀▄", "   "),
    "Y": ("█ █", " █ ", " ▀ "),
    "Z": ("▀▀█", "▄▀ ", "▀▀▀"),
}


def large(figures: str) -> list[str]:
    """The three lines of `1,250.00` or `A012`. Raises KeyError for a sign that belongs to neither."""
    drawn = [_FIGURES[sign] for sign in figures]
    return [" ".join(figure[line] for figure in drawn) for line in range(HEIGHT)]


def drawable(text: str) -> bool:
    """Whether every sign of a text has a figure."""
    return bool(text) and all(sign in _FIGURES for sign in text)


def huge(figures: str) -> list[str]:
    """The same twice as wide and twice as high, for a board on the wall. Raises KeyError likewise."""
    lines = []
    for line in large(figures):
        wide = "".join(sign * 2 for sign in line)
        lines += [wide.translate(_UPPER_HALF), wide.translate(_LOWER_HALF)]
    return lines


_UPPER_HALF: Final = str.maketrans("█▀▄▌", "██ █")
_LOWER_HALF: Final = str.maketrans("█▀▄▌", "█ █ ")
