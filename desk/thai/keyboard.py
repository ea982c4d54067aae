"""The Kedmanee keyboard: what a key gives under the Thai layout, and back.

The table is a fact of the layout (xkb-data 2.35.1, symbols/th), whole: 94 keys, one character each way. It is a
permutation of nothing smaller, so a field is translated as a whole or not at all: the Thai layer holds `/ - , . ( )`
and others too.
"""

from __future__ import annotations

import re

from desk.thai.refusals import require_text

_US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_THAI = (
    "_ๅ/-ภถ\u0e38\u0e36คตจขชๆไ\u0e33พะ\u0e31\u0e35รนยบลฃฟหกดเ\u0e49\u0e48าสวงผปแอ\u0e34\u0e37ทมใฝ"
    '%+๑๒๓๔\u0e39฿๕๖๗๘๙๐"ฎฑธ\u0e4d\u0e4aณฯญฐ,ฅฤฆฏโฌ\u0e47\u0e4bษศซ.()ฉฮ\u0e3a\u0e4c?ฒฬฦ'
)
_LATIN_TO_THAI = str.maketrans(_US, _THAI)
_THAI_TO_LATIN = str.maketrans(_THAI, _US)

_THAI_LETTER = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
_EDGES = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]+")


def latin_to_thai(text: str) -> str:
    """What the same keys would have given under the Thai layout; characters on no key stay."""
    if type(text) is not str:
        require_text(text)
    return text.translate(_LATIN_TO_THAI)


def thai_to_latin(text: str) -> str:
    """What the same keys would have given under the US layout; characters on no key stay."""
    if type(text) is not str:
        require_text(text)
    return text.translate(_THAI_TO_LATIN)


def recover_number(text: str) -> str:
    """Undo the wrong layout in a field that can only hold ASCII: a number, an amount, a reference, a scan.

    The whole field is translated when it holds a Thai letter (Thai digits alone are no sign of the wrong layout)
    and the outcome is pure ASCII; otherwise it is handed back as it came. Digits of the number pad arrive as they
    are under either layout and stay.
    """
    if type(text) is not str:
        require_text(text)
    if text.isascii() or not _THAI_LETTER.search(text):
        return text
    recovered = thai_to_latin(_UNSEEN.sub("", text).strip(_EDGES))
    return recovered if recovered.isascii() else text
