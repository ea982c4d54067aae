"""Figures of a day: counts, medians, ninetieth percentiles, and bars of plain block characters. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, over all that were measured; seconds. Nothing measured: count 0."""

    count: int
    median_s: int = 0
    p90_s: int = 0


def times(seconds: Iterable[int]) -> Times:
    """Median and ninetieth percentile, by nearest rank; a clock that went back counts as nought."""
    found = sorted(max(0, each) for each in seconds)
    if not found:
        return Times(0)
    return Times(len(found), _rank(found, 0.5), _rank(found, 0.9))


def bar(value: int, most: int, width: int) -> str:
    """A bar of at most `width` cells, in eighths of a cell; `most` fills it, anything above nought shows."""
    if value <= 0 or most <= 0 or width <= 0:
        return ""
    eighths = max(1, min(value, most) * width * 8 // most)
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")


def _rank(ordered: Sequence[int], share: float) -> int:
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
