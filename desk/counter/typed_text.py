"""Text a person typed into a name, a reason, a note: in one spelling, of bounded length, every sign printable.

What is typed here ends in a line of the journal for ever; escape sequences and direction marks must not get that far.
"""

from __future__ import annotations

from typing import Final

from desk.counter.refusals import TextRefused
from desk.thai import normalise
from desk.words import Words

NAME_LETTERS_MAX: Final = 200
NOTE_LETTERS_MAX: Final = 2000
REASON: Final = Words("เหตุผล", "The reason")
NOTE: Final = Words("หมายเหตุ", "The note")


def clean_text(text: str, what: Words, most: int) -> str:
    """The text in its one spelling, on one line; '' for blanks alone. Raises TextRefused naming `what`."""
    if len(text) > most * 4:
        raise _too_long(what, most)
    spelled = " ".join(normalise(text).split())
    if len(spelled) > most:
        raise _too_long(what, most)
    refuse_unprintable(spelled, what)
    return spelled


def refuse_unprintable(text: str, what: Words) -> None:
    """Raise TextRefused for control signs, escape sequences, lone surrogates."""
    if not text.isprintable():
        raise TextRefused(what=what, why=Words("มีอักขระที่พิมพ์ไม่ได้", "holds signs that cannot be printed"))


def _too_long(what: Words, most: int) -> TextRefused:
    why = Words("ยาวเกิน {most} ตัวอักษร", "is longer than {most} letters").fill(most=most)
    return TextRefused(what=what, why=why)
