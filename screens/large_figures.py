"""Amounts in figures three lines high, to be read from the other side of the counter."""

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
}


def large(figures: str) -> list[str]:
    """The three lines of an amount such as `1,250.00`. Raises KeyError for a sign that is no part of an amount."""
    drawn = [_FIGURES[sign] for sign in figures]
    return [" ".join(figure[line] for figure in drawn) for line in range(HEIGHT)]
