"""A photo drawn with half-blocks: two pixels a cell, one as the sign's colour and one as its ground.

Only where the terminal has the colours for it; a terminal of sixteen shows a sentence instead.
"""

from __future__ import annotations

import io
import logging
from typing import Final

from rich.color import Color
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from desk.words import Words
from screens.safe_text import cell, safe, segment

UPPER_HALF: Final = "\u2580"
PIXELS_MAX: Final = 4_000_000
"""A card's photo has some 150,000; a picture of more is none."""
_NO_COLOURS: Final = Words("จอนี้แสดงรูปไม่ได้", "No picture on this terminal")
_UNREADABLE: Final = Words("อ่านรูปไม่ได้", "The picture cannot be read")
_WAITING: Final = Words("กำลังอ่านรูป…", "Reading the photo…")
log = logging.getLogger(__name__)
Pixel = tuple[int, int, int]


class Photo(Widget):
    """A JPEG in so many cells; its size is fixed, so that nothing moves when it comes."""

    def __init__(self, jpeg: bytes = b"", *, width: int, height: int) -> None:
        super().__init__()
        self.styles.width, self.styles.height = width, height
        self._cells = (width, height)
        self._rows: list[list[Pixel]] = []
        self._said = _WAITING
        self.show(jpeg)

    def show(self, jpeg: bytes) -> None:
        """Show another picture."""
        if jpeg:
            self._rows = pixels(jpeg, *self._cells)
            self._said = _WAITING if self._rows else _UNREADABLE
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of cells: the pixels of two lines."""
        width, _ = self._cells
        if not self._rows or not self._has_colours:
            said = _NO_COLOURS if self._rows else self._said
            return Strip([segment(cell(said if y == 0 else "", width), self.rich_style)], width)
        upper, lower = self._rows[2 * y], self._rows[2 * y + 1]
        half = safe(UPPER_HALF)
        drawn = [
            segment(half, Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below)))
            for above, below in zip(upper, lower, strict=True)
        ]
        return Strip(drawn, width)

    @property
    def _has_colours(self) -> bool:
        return not self.app.native_ansi_color and self.app.console.color_system in ("truecolor", "256", "windows")


def pixels(jpeg: bytes, width: int, height: int) -> list[list[Pixel]]:
    """The picture as `2 * height` lines of `width` pixels; empty for what is no picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                return []
            small = picture.convert("RGB").resize((width, 2 * height))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        log.info("card photo: %s", type(fault).__name__)
        return []
    flat = small.tobytes()
    line = width * 3
    return [
        [(flat[at], flat[at + 1], flat[at + 2]) for at in range(start, start + line, 3)]
        for start in range(0, len(flat), line)
    ]
