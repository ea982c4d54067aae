"""Numbers of a receipt book: each used, cancelled, returned or lost; a gap is a number nobody can explain. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from desk.words import Words

Fate = Literal["issued", "written", "voided", "returned", "lost", "cancelled"]
FATE_WORDS: Final[dict[Fate, Words]] = {
    "issued": Words("ใช้แล้ว", "used"),
    "written": Words("เขียนด้วยมือ", "written by hand"),
    "voided": Words("ยกเลิก เก็บต้นฉบับ", "voided, original kept"),
    "returned": Words("คืน ไม่ได้ใช้", "returned unused"),
    "lost": Words("สูญหาย", "lost"),
    "cancelled": Words("เสียหาย เก็บต้นฉบับ", "spoiled, original kept"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers that ended the same way; one number for a receipt. `satang` of the receipt."""

    first: int
    last: int
    fate: Fate
    ref: str = ""
    satang: int = 0

    @property
    def count(self) -> int:
        """How many numbers."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers with nothing said of them."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many numbers."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of a book's numbers: spans in order, gaps before the last one used, numbers not used yet, numbers
    that ended twice or lie outside the book."""

    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...]
    unused: tuple[Gap, ...]
    twice: tuple[int, ...]
    outside: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """No number unexplained, none twice, none outside."""
        return not self.gaps and not self.twice and not self.outside

    def count(self, *fates: Fate) -> int:
        """How many numbers ended in one of these ways."""
        return sum(span.count for span in self.spans if span.fate in fates)


def explain(first: int, last: int, ended: Sequence[Span]) -> Explained:
    """Go through a book from `first` to `last`; `ended` in any order."""
    spans = sorted(ended, key=lambda span: (span.first, span.last))
    used = [span.last for span in spans if span.fate in ("issued", "written", "voided")]
    reach = max(used, default=first - 1)
    holes: list[Gap] = []
    twice: list[int] = []
    following = first
    for span in spans:
        if span.first < following and span.first >= first:
            twice.append(span.first)
        if span.first > following:
            holes.append(Gap(following, span.first - 1))
        following = max(following, span.last + 1)
    if following <= last:
        holes.append(Gap(following, last))
    outside = tuple(span.first for span in spans if span.first < first or span.last > last)
    return Explained(
        tuple(spans),
        tuple(hole for hole in holes if hole.first < reach),
        tuple(hole for hole in holes if hole.first > reach),
        tuple(twice),
        outside,
    )


def in_figures(first: int, last: int) -> str:
    """Numbers as on paper: six figures, and a range with a dash."""
    return f"{first:06d}" if first == last else f"{first:06d}-{last:06d}"
