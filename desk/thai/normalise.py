"""One spelling for what looks the same on screen: the form in which Thai text is stored, compared and searched.

NFC alone leaves Thai marks in wrong order as they were typed, and NFKC tears sara am apart; so the order is set here
by rule (DOMAIN 7). Digits, case and wording are left as they are.
"""

from __future__ import annotations

import re
import unicodedata

from desk.thai.refusals import require_text

_TONES = "\u0e48-\u0e4b"
_KILLER = "\u0e4c"
_UPPER_LOWER = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d\u0e4e"  # vowels and signs above or below a consonant
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_FOLLOWING = "\u0e30\u0e32\u0e33\u0e45"

# Zero-width and direction marks: a reader does not see them, a search would.
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"

_UNSEEN = re.compile(f"[{UNSEEN}]+")
_BLANKS = re.compile(r"\s+")
_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_AM = re.compile(f"\u0e4d([{_TONES}]*)\u0e32")
_AM_AFTER_TONE = re.compile(f"([{_FOLLOWING}])([{_TONES}]+)")
_LONE_LAKKHANG = re.compile("(?<![\u0e24\u0e26])\u0e45")
_REPEATED = re.compile(f"([{_FOLLOWING}\u0e40-\u0e44])\\1+")
# A blank that slipped in between a consonant and its marks; behind a closed syllable the marks belong to nothing.
_SPLIT = re.compile(f"(?<=[\u0e01-\u0e2e])(?<![\u0e30-\u0e39\u0e40-\u0e45\u0e47][\u0e01-\u0e2e]) (?=[{_MARKS}])")
_FLOATING = re.compile(f"(^|(?<=\\s))[{_MARKS}]+")
# Anything that could need work; most names hold none of it and are handed back at once.
_SUSPECT = re.compile(
    f"[{UNSEEN}\u0e45\u0e4d]|\\s\\s|[^\\S ]|^[\\s{_MARKS}]|\\s$|\\s[{_MARKS}]"
    f"|[{_TONES}{_KILLER}][{_MARKS}]|([{_UPPER_LOWER}])\\1|[{_UPPER_LOWER}]{{2}}"
    f"|[{_FOLLOWING}][{_TONES}]|([{_FOLLOWING}\u0e40-\u0e44])\\2"
)


def _in_order(run: re.Match[str]) -> str:
    """Vowels and signs first, each once; of several tone marks the last typed, as the eye sees it."""
    marks = run.group()
    below_above = dict.fromkeys(mark for mark in marks if not "\u0e48" <= mark <= "\u0e4c")
    tones = [mark for mark in marks if "\u0e48" <= mark <= "\u0e4b"]
    return "".join(below_above) + (tones[-1] if tones else "") + (_KILLER if _KILLER in marks else "")


def _blank(run: re.Match[str]) -> str:
    return "\n" if "\n" in run.group() else " "


def _once(text: str) -> str:
    text = _UNSEEN.sub("", text)
    text = _BLANKS.sub(_blank, text).strip()
    text = unicodedata.normalize("NFC", text)
    text = _SPLIT.sub("", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _AM_AFTER_TONE.sub(r"\2\1", text)
    text = _RUN.sub(_in_order, text)
    text = _AM.sub("\\1\u0e33", text)
    text = _LONE_LAKKHANG.sub("\u0e32", text)
    text = _REPEATED.sub(r"\1", text)
    return _FLOATING.sub("", text)


def normalise(text: str) -> str:
    """Give the one stored spelling of a text.

    Zero-width and direction marks go; blanks become one space (one line break where there was one) and none at the
    ends; doubled sara e becomes sara ae; nikhahit, tone and sara aa become tone and sara am; marks stand in the order
    consonant, vowel above or below, tone; repeated marks collapse; a blank between a consonant and its marks goes, and
    so do marks with nothing under them. NFC for the rest, never NFKC. Applying it twice changes nothing more.
    """
    if type(text) is not str:
        require_text(text)
    if not _SUSPECT.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    # One repair can uncover another (a mark left behind by a removed one); the text only ever gets shorter or
    # more ordered, so this settles in a few turns. The bound is there because input is hostile.
    for _ in range(8):
        better = _once(text)
        if better == text:
            break
        text = better
    return text
