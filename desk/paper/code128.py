"""Code 128 (ISO/IEC 15417), for the counter barcode of a bill: any ASCII text, the carriage return among it, as bars.

Three code sets: A has controls and capitals, B capitals and small letters, C two digits in one sign.
"""

from __future__ import annotations

import re
from typing import Final

QUIET_MODULES: Final = 10
TEXT_MAX: Final = 80
_PATTERNS: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231"
    " 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211"
    " 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131"
    " 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111"
    " 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211"
    " 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141"
    " 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214"
    " 211232 2331112"
)
_WIDTHS: Final = tuple(_PATTERNS.split())
"""Of each sign the widths of bar, gap, bar, gap, bar, gap in modules; the last is the stop."""
_START: Final = {"A": 103, "B": 104, "C": 105}
_SWITCH: Final = {"A": 101, "B": 100, "C": 99}
_STOP: Final = 106
_DIGITS: Final = re.compile("[0-9]*")
_PAIRS_WORTH: Final = 4
"""So many digits in a row are shorter in set C, the switch to it included."""


def bars(text: str) -> list[bool]:
    """The modules from left to right, True where there is ink; without the quiet zone of ten modules on either side.

    Raises ValueError for what is not ASCII, for nothing, and for over 80 characters.
    """
    if not text or len(text) > TEXT_MAX or not text.isascii():
        raise ValueError("1 to 80 characters of ASCII")
    signs = _signs(text)
    check = (signs[0] + sum(place * sign for place, sign in enumerate(signs[1:], start=1))) % 103
    modules: list[bool] = []
    for sign in (*signs, check, _STOP):
        for place, width in enumerate(_WIDTHS[sign]):
            modules += [place % 2 == 0] * int(width)
    return modules


def _signs(text: str) -> list[int]:
    """The start and everything up to the check sign."""
    signs: list[int] = []
    code = ""
    place = 0
    while place < len(text):
        found = _DIGITS.match(text, place)
        run = len(found[0]) if found is not None else 0
        wanted = "C" if run >= _PAIRS_WORTH and not run % 2 else _set_for(text, place, code)
        if wanted != code:
            signs.append(_SWITCH[wanted] if code else _START[wanted])
            code = wanted
        if code == "C":
            signs += [int(text[at : at + 2]) for at in range(place, place + run, 2)]
            place += run
        else:
            signs.append(_sign(text[place], code))
            place += 1
    return signs


def _set_for(text: str, place: int, code: str) -> str:
    """A or B, whichever has this character; where both have, the one in use, else what the next one needs."""
    for sign in text[place:]:
        if sign < " ":
            return "A"
        if sign >= "`":
            return "B"
        if code in ("A", "B"):
            return code
    return "B"


def _sign(sign: str, code: str) -> int:
    value = ord(sign)
    return value + 64 if code == "A" and value < 32 else value - 32
