"""Thai text as dots: shaped by HarfBuzz, drawn by its rasteriser, in black and white rows for a receipt printer.

Printers differ in their Thai code pages and most set marks wrong, so what is sent to one is a picture. Lengths are
dots; a receipt printer has 8 of them a millimetre.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import uharfbuzz

_UNIT: Final = 64  # fractions of a dot in which glyphs are placed
_INK: Final = bytes(0x30 if value < 112 else 0x31 for value in range(256))
"""Coverage 0-255 of a dot to the digit 0 or 1: thermal paper knows no grey, and thin strokes must not vanish."""
_ABOVE: Final = 0.95  # of the size: room over the base line; the highest marks (1.29) reach into the line before
_BELOW: Final = 0.57  # the lowest vowels
HEAD_ROOM: Final = 0.35  # what a first line needs above itself for them


@dataclass(slots=True)
class Bitmap:
    """Rows of dots, eight a byte, the leftmost dot the highest bit; 1 is ink. `width` is a multiple of 8."""

    width: int
    rows: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        if self.width % 8 or self.width <= 0:
            raise ValueError("a whole number of bytes a row")

    @property
    def stride(self) -> int:
        """Bytes a row."""
        return self.width // 8

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.rows) // self.stride

    def blank(self, rows: int) -> None:
        """Add rows without ink."""
        self.rows += bytes(rows * self.stride)

    def bar(self, rows: int) -> None:
        """Add rows of ink across."""
        self.rows += b"\xff" * (rows * self.stride)

    def join(self, row: int, dots: int, x: int, width: int) -> None:
        """Ink `dots` (an integer of `width` bits) into a row at `x`; what lies outside is left away."""
        if not 0 <= row < self.height:
            return
        shift = self.width - x - width
        moved = dots << shift if shift >= 0 else dots >> -shift
        moved &= (1 << self.width) - 1
        begin = row * self.stride
        known = int.from_bytes(self.rows[begin : begin + self.stride], "big")
        self.rows[begin : begin + self.stride] = (known | moved).to_bytes(self.stride, "big")


@lru_cache(maxsize=8)
def _font(bold: bool, size: int) -> uharfbuzz.Font:
    import uharfbuzz

    name = "Sarabun-Bold.ttf" if bold else "Sarabun-Regular.ttf"
    content = resources.files("desk.paper").joinpath("fonts", name).read_bytes()
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(content)))
    font.scale = (size * _UNIT, size * _UNIT)
    return font


def _shaped(text: str, size: int, bold: bool) -> tuple[list[tuple[int, int, int]], int]:
    """Glyphs as (number, x, y) in 64ths of a dot, and the advance of all."""
    import uharfbuzz

    if not text:
        return [], 0  # an empty buffer has no glyphs to speak of
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Thai", "th"
    uharfbuzz.shape(_font(bold, size), buffer)
    placed, x = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        placed.append((info.codepoint, x + position.x_offset, position.y_offset))
        x += position.x_advance
    return placed, x


def text_width(text: str, size: int, *, bold: bool = False) -> float:
    """Dots the text takes."""
    return _shaped(text, size, bold)[1] / _UNIT


def line_height(size: int) -> int:
    """Rows one line of type takes, marks above and below included."""
    return round(size * (_ABOVE + _BELOW))


def draw_text(onto: Bitmap, top: int, x: int, text: str, size: int, *, bold: bool = False) -> None:
    """Ink one line of text whose first row is `top` and whose first glyph stands at `x`."""
    import uharfbuzz

    font, pen = _font(bold, size), uharfbuzz.RasterDraw()
    for glyph, right, up in _shaped(text, size, bold)[0]:
        pen.transform = (1 / _UNIT, 0.0, 0.0, 1 / _UNIT, right / _UNIT, up / _UNIT)
        pen.draw_glyph(font, glyph)
    image = pen.render()
    if image is None or not image.extents.width:
        return
    extents, coverage = image.extents, bytes(image.buffer)
    base = top + round(size * _ABOVE)
    for number in range(extents.height):  # the rasteriser's first row is the lowest
        begin = number * extents.stride
        row = coverage[begin : begin + extents.width].translate(_INK)
        dots = int(row, 2)
        if dots:
            onto.join(base - extents.y_origin - number - 1, dots, x + extents.x_origin, extents.width)
