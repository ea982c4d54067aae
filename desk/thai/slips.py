"""Misspelt names: what two spellings share when one of them has a slip.

A slip is a tone or silent mark too many or too few, a letter that sounds like the right one, a letter left out, put in
or changed for its neighbour. `folded` takes away what is only heard the same; `bones` keep what stands on the line, and
a name and a spelling of it with one slip have one of their `bones_and_gaps` in common (the deletion neighbourhood:
whatever one letter was done to, both without it are the same).
"""

from __future__ import annotations

import re
from typing import Final

# As read aloud at the beginning of a syllable; signs of one group are taken for one another (DOMAIN 7).
_LIKE: Final = (
    *("ขฃคฅฆ", "ชฉฌ", "สซศษ", "ยญ", "ดฎ", "ตฏ", "นณ", "ทฐฑฒถธ", "พผภ", "ฟฝ", "รลฬฤฦ", "หฮ"),
    *("ไใ", "\u0e34\u0e35", "\u0e36\u0e37", "\u0e38\u0e39", "าๅ"),
)
_SILENT: Final = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e\u0e3a\u0e2f\u0e46 -.'"
_FOLD: Final = str.maketrans(
    {sign: group[0] for group in _LIKE for sign in group} | dict.fromkeys(_SILENT, None) | {"ำ": "ม", "ะ": "\u0e31"}
)
_ABOVE_AND_BELOW: Final = (0x0E31, *range(0x0E34, 0x0E3B))
_BARE: Final = {
    sign: None if becomes is not None and ord(becomes) in _ABOVE_AND_BELOW else becomes
    for sign, becomes in _FOLD.items()
} | dict.fromkeys(_ABOVE_AND_BELOW, None)
"""Folded, and without vowels above and below."""

_TWICE: Final = re.compile(r"(.)\1+", re.DOTALL)

BONES_MAX: Final = 12
"""Letters of the bones that are compared; what follows is told apart by the distance between the names."""


def folded(text: str) -> str:
    """A normalised name without tone and silent marks, like-sounding letters written as one."""
    return text.translate(_FOLD)


def bones(text: str) -> str:
    """What of a normalised name stands on the line: folded, without vowels above and below, no letter twice in a row,
    at most BONES_MAX letters."""
    return _TWICE.sub(r"\1", text.translate(_BARE))[:BONES_MAX]


def gaps(bone: str) -> set[str]:
    """The bones with one letter left out. Of two letters and fewer nothing would be left to go by."""
    if len(bone) < 3:
        return set()
    # no letter stands twice in a row, so only the two on either side of the gap can be the same one
    last = len(bone) - 1
    return {
        bone[:place] + bone[place + (2 if 0 < place < last and bone[place - 1] == bone[place + 1] else 1) :]
        for place in range(len(bone))
    }
