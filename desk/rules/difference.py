"""Which items of the day could explain that cash is over or short. Pure: it names, it never adjusts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from desk.words import Words

Why = Literal["same", "double", "swapped"]
WHY_WORDS: Final[dict[Why, Words]] = {
    "same": Words("ยอดเท่ากับส่วนต่าง", "the same sum"),
    "double": Words("ครึ่งหนึ่งของส่วนต่าง", "half the difference"),
    "swapped": Words("ส่วนต่างหารด้วยเก้าลงตัว อาจเขียนตัวเลขสลับที่", "divisible by nine: figures may have been swapped"),
}
NAMED_MAX: Final = 20
_NINE_BAHT: Final = 900


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of the day: its reference, what it is, its sum in satang."""

    ref: str
    label: Words
    satang: int


@dataclass(frozen=True, slots=True)
class Suspect:
    """A candidate and why it comes into question; without a reference it is a hint about figures alone."""

    ref: str
    label: Words
    satang: int
    why: Why


def suspects(difference_satang: int, day: Sequence[Candidate]) -> list[Suspect]:
    """Items whose sum is the difference (taken but not written, written but not taken), or half of it (put in the wrong
    way round); and whether the figures smell of a swap. At most NAMED_MAX; none where there is no difference."""
    off = abs(difference_satang)
    if not off:
        return []
    found = [Suspect(c.ref, c.label, c.satang, "same") for c in day if c.satang == off]
    found += [Suspect(c.ref, c.label, c.satang, "double") for c in day if c.satang * 2 == off]
    if off % _NINE_BAHT == 0:
        found.append(Suspect("", WHY_WORDS["swapped"], off, "swapped"))
    return found[:NAMED_MAX]
