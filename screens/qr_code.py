"""A QR code on the screen: two modules a cell, one as the sign's colour and one as its ground, dark on light always.

Full and lower half blocks are left to no font: many draw them a line too short, and a reader then sees stripes. A cell
of one colour is a blank on that ground, and of two the upper half block alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.color import Color
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from screens.photo import UPPER_HALF
from screens.safe_text import safe, segment

if TYPE_CHECKING:
    from desk.paper.qr_terminal import QrCells

_COLOURS: Final = (Color.from_rgb(255, 255, 255), Color.from_rgb(0, 0, 0))
"""Of a light module, and of a dark one, whatever the theme."""


class QrCode(Widget):
    """A code as its cells; as large as it is, so that nothing moves when it comes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._code: QrCells | None = None

    def show(self, code: QrCells) -> None:
        """Show this code."""
        self._code = code
        self.styles.width, self.styles.height = code.width, code.height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of cells."""
        if self._code is None or y >= self._code.height:
            return Strip.blank(self.size.width, self.rich_style)
        half, whole = safe(UPPER_HALF), safe(" ")
        drawn = [
            segment(whole if upper == lower else half, Style(color=_COLOURS[upper], bgcolor=_COLOURS[lower]))
            for upper, lower in self._code.rows[y]
        ]
        return Strip(drawn, self._code.width)
