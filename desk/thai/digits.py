"""Digits as people type them: Thai, full-width, with dashes, blanks and marks nobody sees."""

from __future__ import annotations

import re

from desk.thai.refusals import require_text

_TO_ASCII = {0x0E50 + n: str(n) for n in range(10)} | {0xFF10 + n: str(n) for n in range(10)}
_TO_THAI = {0x30 + n: chr(0x0E50 + n) for n in range(10)}
# Blanks, unseen marks, and every dash that keyboards and word processors put between groups of digits.
_BETWEEN = re.compile(
    "[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]+"
)


def to_ascii_digits(text: str) -> str:
    """Write Thai (U+0E50-59) and full-width (U+FF10-19) digits as ASCII; everything else stays untouched."""
    if type(text) is not str:
        require_text(text)
    return text if text.isascii() else text.translate(_TO_ASCII)


def to_thai_digits(text: str) -> str:
    """Write ASCII digits as Thai digits; everything else stays untouched."""
    if type(text) is not str:
        require_text(text)
    return text.translate(_TO_THAI)


def squeeze_number(text: str) -> str:
    """A number as typed, ready to be checked: ASCII digits, no blanks, no dashes, no unseen marks.

    Letters and other signs stay, so that the check can say what is wrong with them.
    """
    return _BETWEEN.sub("", to_ascii_digits(text))
