"""Dictionary order of Thai, as a key of bytes that SQLite can store and sort by.

Three levels, compared one after the other: letters (with the written-first vowels put behind their consonant), then
tone marks and other marks position by position, then case and spelling variants. Blanks, punctuation, paiyannoi and
mai yamok do not count at all. Source of the rule: the Royal Institute's dictionary order as described for ICU/CLDR
locale th (thcoll corner cases), with which the keys agree; see DOMAIN 7.
"""

from __future__ import annotations

import re
import unicodedata

from desk.thai.refusals import require_text

# The first level, lowest first. Digits stand before letters, Thai before Latin.
_SYMBOLS = "`^+<=>|~$\u0e3f"
_DIGITS = "0123456789"
_CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))
_VOWELS = "\u0e30\u0e31\u0e32\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e40\u0e41\u0e42\u0e43\u0e44\u0e3a"
_NIKHAHIT = "\u0e4d"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_FIRST = {sign: chr(n) for n, sign in enumerate(_SYMBOLS + _DIGITS + _CONSONANTS + _NIKHAHIT + _VOWELS + _LATIN, 0x10)}

# The second level: no mark, then the marks in the order of the dictionary.
_PLAIN = "\x02"
_SECOND = {sign: chr(n) for n, sign in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b", 3)}
_FOREIGN_MARK = "\x0b"

_SWAP = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
# A mark that hangs on something that does not count does not count either.
_ON_NOTHING = re.compile("(?<=[\\s!-#%-*,-/:;?@\\[-\\]_{}\u0e2f\u0e46\u0e4f\u0e5a\u0e5b])[\u0e47-\u0e4c\u0e4e]+")
_FULL_WIDTH = {0xFF10 + n: str(n) for n in range(10)}
_LEVEL = b"\x00"


def _any_other(point: int) -> str:
    """First-level weight of a character outside the table: behind everything in it, by code point."""
    return "\xf0" + chr(0x80 | point >> 14) + chr(0x80 | point >> 7 & 0x7F) + chr(0x80 | point & 0x7F)


def _counts(sign: str) -> bool:
    """Whether a character outside the table weighs on the first level; blanks, punctuation and controls do not."""
    return unicodedata.category(sign)[0] in "LNS" or unicodedata.category(sign) in ("Co", "Cn", "Cs")


class _Level(dict[int, str]):
    """A translation table that weighs characters outside it as they come."""

    def __init__(self, table: dict[str, str], second: bool) -> None:
        super().__init__({ord(sign): weight for sign, weight in table.items()})
        self._second = second

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        if not _counts(sign):
            return _FOREIGN_MARK if self._second and unicodedata.category(sign) == "Mn" else ""
        return _PLAIN if self._second else _any_other(point)


def _tables() -> tuple[_Level, _Level, _Level]:
    """One table for each level; characters that never count are in all of them, so that names take the fast way."""
    silent = dict.fromkeys(map(chr, range(0x80)), "") | dict.fromkeys("\u0e2f\u0e46\u0e4f\u0e5a\u0e5b\u200b", "")
    variants = dict(zip("๐๑๒๓๔๕๖๗๘๙", _DIGITS, strict=True)) | {"\u0e45": "\u0e32"}
    variants |= {capital: capital.lower() for capital in _LATIN.upper()}
    first = silent | _FIRST | dict.fromkeys(_SECOND, "")
    first |= {sign: _FIRST[plain] for sign, plain in variants.items()}
    first["\u0e33"] = _FIRST["\u0e32"] + _FIRST[_NIKHAHIT]
    second = silent | dict.fromkeys(_FIRST, _PLAIN) | dict.fromkeys(variants, _PLAIN) | _SECOND
    second["\u0e33"] = _PLAIN * 2
    # Sara am, lakkhangyao and capitals differ from their plain twins on the last level only; Thai digits do not.
    third = silent | dict.fromkeys(first, _PLAIN) | dict.fromkeys(silent, "") | dict.fromkeys(_FIRST, _PLAIN)
    third |= dict.fromkeys("๐๑๒๓๔๕๖๗๘๙", _PLAIN) | dict.fromkeys(_LATIN.upper(), "\x03")
    third |= {"\u0e45": "\x03", "\u0e33": "\x03\x04"} | dict.fromkeys(_SECOND, _PLAIN)
    return _Level(first, second=False), _Level(second, second=True), _Level(third, second=True)


_WEIGHTS = _tables()
_HAS_SECOND = re.compile(f"[{''.join(_SECOND)}]|[^\x00-\x7f\u0e00-\u0e7f]")
_HAS_THIRD = re.compile("[A-Z\u0e33\u0e45]")


def sort_key(text: str) -> bytes:
    """The bytes by which `text` stands in Thai dictionary order; equal bytes mean the dictionary sees no difference.

    Written-first vowels count after their consonant; tone marks and silent marks only decide between words that are
    otherwise alike, mark by mark from the left; blanks, hyphens, stops, paiyannoi and mai yamok count for nothing
    (two texts that differ in those only have one key: add the text itself where a total order is needed); Thai and
    ASCII digits are the same and stand before letters, Thai letters before Latin ones. Linear in the length of text.
    """
    if type(text) is not str:
        require_text(text)
    if not text.isascii():
        if _HAS_SECOND.search(text):
            text = _ON_NOTHING.sub("", unicodedata.normalize("NFD", text).translate(_FULL_WIDTH))
        text = _SWAP.sub(r"\2\1", text)
    first, second, third = _WEIGHTS
    key = text.translate(first).encode("latin-1")
    marks = text.translate(second).rstrip(_PLAIN).encode("latin-1") if _HAS_SECOND.search(text) else b""
    variants = text.translate(third).rstrip(_PLAIN).encode("latin-1") if _HAS_THIRD.search(text) else b""
    if variants:
        return key + _LEVEL + marks + _LEVEL + variants
    return key + _LEVEL + marks if marks else key
