"""Slips as people make them in Thai names: one at a time, of a kind; the same from the same seed."""

from __future__ import annotations

from random import Random
from typing import Final

from local_db.names import spelled

KINDS: Final = ("tone mark", "silent mark", "like-sounding letter", "letter dropped")
_TONES: Final = "\u0e48\u0e49\u0e4a\u0e4b"
_SILENT: Final = "\u0e4c"
_LIKE: Final = (
    *("ขค", "ชฉฌ", "สซศษ", "ยญ", "ดฎ", "ตฏ", "นณ", "ทฐฑฒถธ", "พผภ", "ฟฝ", "รล", "ใไ"),
    *("\u0e34\u0e35", "\u0e36\u0e37", "\u0e38\u0e39"),
)


def slipped(random: Random, word: str, kind: str) -> str | None:
    """The word with one slip of a kind; None where it has no place for one or would be no other word."""
    for _ in range(10):
        wrong = spelled(_slip(random, word, kind) or word)
        if wrong != word and wrong:
            return wrong
    return None


def _slip(random: Random, word: str, kind: str) -> str | None:
    if kind == "letter dropped":
        at = random.randrange(len(word))
        return word[:at] + word[at + 1 :] if len(word) > 2 else None
    if kind == "silent mark":
        return word.replace(_SILENT, "", 1) if _SILENT in word else None
    if kind == "tone mark":
        places = [at for at, sign in enumerate(word) if sign in _TONES]
        if places:
            at = random.choice(places)
            return word[:at] + random.choice(("", *_TONES[:2])) + word[at + 1 :]
        places = [at + 1 for at, sign in enumerate(word) if "ก" <= sign <= "ฮ"]
        at = random.choice(places) if places else 0
        return word[:at] + random.choice(_TONES[:2]) + word[at:] if places else None
    choices = [(at, group) for at, sign in enumerate(word) for group in _LIKE if sign in group]
    if not choices:
        return None
    at, group = random.choice(choices)
    return word[:at] + random.choice([sign for sign in group if sign != word[at]]) + word[at + 1 :]
