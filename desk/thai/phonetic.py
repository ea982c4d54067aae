"""Sound codes of Thai names: two words that sound alike should share one.

Both are written from the descriptions of their authors: LK82 (Lorchirachoonkul, "A Thai soundex system", Information
Processing & Management 18(5), 1982) and MetaSound (Snae and Brueckner, "Novel phonetic name matching algorithm", 2009).
They fail on different slips, so a search asks for both (DOMAIN 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.thai.normalise import normalise
from desk.thai.refusals import require_text

# How much of a name is coded; both codes are short and hostile names are long.
LIMIT = 200

_NOT_THAI = re.compile("[^\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+")
_TONES = re.compile("[\u0e48-\u0e4b]")
_SILENT = "\u0e4c"


def _groups(*pairs: tuple[str, str]) -> dict[str, str]:
    return {letter: code for code, letters in pairs for letter in letters}


# --- LK82 ---
_INITIAL = _groups(
    *(("ก", "กขฃคฅฆ"), ("ง", "ง"), ("จ", "จ"), ("ช", "ฉชฌ"), ("ซ", "ซศษส"), ("ย", "ญย"), ("ด", "ฎด"), ("ต", "ฏต")),
    *(("น", "ณน"), ("ท", "ฐฑฒถทธ"), ("บ", "บ"), ("ป", "ป"), ("พ", "ผพภ"), ("ฟ", "ฝฟ"), ("ม", "ม"), ("ร", "รลฬฤฦ")),
    *(("ว", "ว"), ("ห", "หฮ"), ("อ", "อ")),
)
_SOUND = _groups(
    *(("1", "กขฃคฅฆ"), ("2", "ง"), ("3", "จฉชซฌฎฏฐฑฒดตถทธศษส"), ("4", "ญณนรลฬฤฦ"), ("5", "บปพฟภผฝ"), ("6", "มำ")),
    *(("7", "ยวไใ"), ("8", "หฮ"), ("9", "า"), ("A", "ๅ\u0e36\u0e37"), ("B", "เ"), ("C", "แ"), ("D", "โ")),
    *(("E", "\u0e38\u0e39"), ("F", "อ")),
)
_MUTED = re.compile("(?:จน|มณ|ณฑ|ทร|ตร|[ก-ฮ][ะ-\u0e39]?)\u0e4c")
_UNVOICED_SIGN = re.compile("[\u0e2f\u0e3a\u0e46\u0e47\u0e4d]")
_SHORT_VOWELS = "ะ\u0e31\u0e34\u0e35"  # part syllables, say nothing
_LONG_VOWELS = "าๅ\u0e36\u0e37\u0e39"  # part syllables and are coded
_U = "\u0e38"
_U_LIKE = "\u0e36\u0e37\u0e38\u0e39"


def _lk82_tail(word: str) -> Iterator[str]:
    """Codes of all after the initial. An empty code for u after to/tho keeps like neighbours apart."""
    last_vowel = -2
    for place, sign in enumerate(word):
        before_u = word[place + 1 : place + 2] in tuple(_U_LIKE)
        if sign in _SHORT_VOWELS:
            last_vowel = place
            yield ""
        elif sign in _LONG_VOWELS:
            last_vowel = place
            yield _SOUND[sign]
        elif sign == _U:
            last_vowel = place
            yield "" if place and word[place - 1] in "ตธ" else _SOUND[sign]
        elif sign in "หอ":
            if before_u:
                yield _SOUND[sign]
        elif sign in "ยรฤฦว":
            if before_u or last_vowel == place - 1:
                yield _SOUND[sign]
        else:
            yield _SOUND.get(sign, sign)


def lk82(word: str) -> str:
    """The LK82 code of one Thai word without spaces: a consonant and four signs, or "" where no sound is left."""
    word = _UNVOICED_SIGN.sub("", _MUTED.sub("", _TONES.sub("", word)))
    if not word:
        return ""
    if "ก" <= word[0] <= "ฮ":
        said = [_INITIAL.get(word[0], word[0]), *_lk82_tail(word[1:])]
    else:
        # A vowel written first: its consonant leads, the vowel's own code follows.
        lead = [_INITIAL.get(sign, sign) for sign in word[1:2]]
        said = [*lead, _SOUND.get(word[0], word[0]), *_lk82_tail(word[2:])]
    codes = [code for place, code in enumerate(said) if not place or code != said[place - 1]]
    return ("".join(codes) + "0000")[:5]


# --- MetaSound ---
_FINAL = _groups(
    *(("1", "กขฃคฅฆ"), ("2", "จฉชซฌฎฏฐฑฒดตถทธศษส"), ("3", "บปผฝพฟภ"), ("4", "ง"), ("5", "ญณนรลฬ"), ("6", "ม")),
    *(("7", "ย"), ("8", "ว")),
)
_NO_CONSONANT = re.compile(f"[^ก-ฤลวศ-ฮ{_SILENT}]|[ฤฦ]")
_SILENCED = re.compile(f"[^{_SILENT}]?{_SILENT}+")


def metasound(word: str, length: int = 4) -> str:
    """The MetaSound code of one Thai word: its first consonant and the sound groups of those that follow."""
    sounded = _SILENCED.sub("", _NO_CONSONANT.sub("", word))[:length]
    return (sounded[:1] + "".join(_FINAL.get(letter, "0") for letter in sounded[1:])).ljust(length, "0")


def phonetic_codes(text: str) -> dict[str, str]:
    """The sound codes of one name, by the name of the rule: `lk82` (5 signs) and `metasound` (4 signs).

    The text is normalised first and everything but Thai letters is passed over; a text without any has empty codes,
    so that Latin names do not all land on one. Only the first 200 characters are coded.
    """
    if type(text) is not str:
        require_text(text)
    word = _NOT_THAI.sub("", normalise(text[:LIMIT]))
    if not word:
        return {"lk82": "", "metasound": ""}
    return {"lk82": lk82(word), "metasound": metasound(word)}
