"""A QR code for the screen: two modules in one cell, dark on a light ground whatever the theme, with its quiet zone.

A telephone reads dark modules on light only, and needs four modules of quiet around them (ISO/IEC 18004). Whoever
draws it must set both colours of each cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from desk.model.errors import Refused
from desk.words import Words

QUIET_MODULES: Final = 4
_MOST_CHARACTERS: Final = 900

ErrorLevel = Literal["L", "M", "Q", "H"]


class QrTooLong(Refused):
    """More text than a code on the screen can carry so that a telephone still reads it."""

    code = "E702"
    said = Words(
        "ข้อความยาวเกินกว่าจะแสดงเป็นคิวอาร์ได้ รายการยังอยู่ครบ ใช้วิธีชำระอื่น",
        "The text is too long for a QR code. The work is safe; use another way to pay",
    )


@dataclass(frozen=True, slots=True)
class QrCells:
    """A code as rows of cells; each cell is (upper, lower), True where the module is dark. Quiet zone included."""

    rows: tuple[tuple[tuple[bool, bool], ...], ...]

    @property
    def width(self) -> int:
        """Cells across."""
        return len(self.rows[0])

    @property
    def height(self) -> int:
        """Rows of the terminal."""
        return len(self.rows)


def qr_cells(text: str, level: ErrorLevel = "M", quiet: int = QUIET_MODULES) -> QrCells:
    """The code of a text. An odd last row is filled with light. Raises `QrTooLong` over 900 characters."""
    if len(text) > _MOST_CHARACTERS:
        raise QrTooLong
    import segno  # only the till needs it

    # a larger correction level for free would not make the code grow; micro codes are not read by banks
    code = segno.make_qr(text, error=level, boost_error=True)
    return cells_of([[bool(module) for module in row] for row in code.matrix_iter(border=quiet)])


def cells_of(matrix: Sequence[Sequence[bool]]) -> QrCells:
    """Pairs of matrix rows as rows of cells."""
    light = [False] * len(matrix[0])
    pairs = [(matrix[n], matrix[n + 1] if n + 1 < len(matrix) else light) for n in range(0, len(matrix), 2)]
    return QrCells(tuple(tuple(zip(upper, lower, strict=True)) for upper, lower in pairs))
