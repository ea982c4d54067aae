"""Notes and coins on paper: how many of each, what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.paper.document import Pair, baht
from desk.rules.cash import format_baht
from desk.words import Words

PIECE: Final = Words("{value} บาท × {pieces}", "{value} baht × {pieces}")


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many notes or coins of one denomination (satang)."""

    satang: int
    pieces: int

    @property
    def sum_satang(self) -> int:
        """What they are worth together."""
        return self.satang * self.pieces

    @property
    def words(self) -> Words:
        """`100 บาท × 12`; satang coins as a part of a baht."""
        value = f"{self.satang // 100:,}" if self.satang % 100 == 0 else format_baht(self.satang)
        return PIECE.fill(value=value, pieces=f"{self.pieces:,}")


def pieces_of(counts: Mapping[str, int] | Mapping[int, int]) -> tuple[Pieces, ...]:
    """A count by denomination as it stands in a line or in hand, the largest first; nothing counted is left out."""
    told = {int(piece): count for piece, count in counts.items() if count}
    return tuple(Pieces(piece, told[piece]) for piece in sorted(told, reverse=True))


def piece_rows(counted: tuple[Pieces, ...]) -> list[Pair]:
    """One row a denomination."""
    return [Pair(pieces.words, baht(pieces.sum_satang)) for pieces in counted if pieces.pieces]
