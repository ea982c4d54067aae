"""A paper on the roll of a receipt printer, 58 or 80 mm wide, as rows of dots. Official paper is Thai."""

from __future__ import annotations

from functools import partial
from typing import Final

from desk.paper.columns import one_line, wrap
from desk.paper.document import Bars, Block, Code, Document, Heading, Pair, Paragraph, Rule, Signatures, Table
from desk.paper.marks import SAMPLE_LINE
from desk.paper.raster import HEAD_ROOM, Bitmap, draw_text, line_height, text_width

_BODY: Final = {384: 23, 576: 26}
"""Size of the type on a roll of so many dots: 58 mm of paper has 384 (48 mm printed), 80 mm has 576 (72 mm)."""
_CODE_DOTS: Final = {384: 240, 576: 280}
_QUIET: Final = 4
_SIGN_ROWS: Final = 60
_ROWS_MAX: Final = 40_000  # five metres of paper


class _Roll:
    """The paper being drawn, from the top down."""

    def __init__(self, dots: int) -> None:
        self.bitmap = Bitmap(dots)
        self.body = _BODY[dots]
        self.bitmap.blank(round(self.body * 2 * HEAD_ROOM))

    def line(self, text: str, size: int, *, at: float = 0.0, bold: bool = False, after: str = "") -> None:
        """One line: `at` 0 left, 0.5 centred; `after` stands at the right edge."""
        top, width = self.bitmap.height, self.bitmap.width
        self.bitmap.blank(line_height(size))
        x = round((width - text_width(text, size, bold=bold)) * at)
        draw_text(self.bitmap, top, max(0, x), text, size, bold=bold)
        if after:
            draw_text(self.bitmap, top, width - round(text_width(after, size, bold=bold)), after, size, bold=bold)
        if self.bitmap.height > _ROWS_MAX:
            raise ValueError("longer than a roll is printed")

    def paragraph(self, text: str, size: int, *, at: float = 0.0, bold: bool = False) -> None:
        """Words over the whole width."""
        for line in wrap(text, self.bitmap.width, partial(text_width, size=size, bold=bold)):
            self.line(line, size, at=at, bold=bold)

    def heading(self, text: str, size: int, *, bold: bool) -> None:
        """Centred, on one line where smaller type makes it fit; else on as many as it needs."""
        while text_width(text, size, bold=bold) > self.bitmap.width and size > self.body:
            size -= 1
        self.paragraph(text, size, at=0.5, bold=bold)

    def pair(self, left: str, right: str, size: int, *, bold: bool = False) -> None:
        """Words left, a figure at the right edge of the last line; long words at the right go below."""
        taken = text_width(right, size, bold=bold)
        room = self.bitmap.width - taken - (size if right else 0)
        if room < self.bitmap.width / 4:
            self.paragraph(left, size, bold=bold)
            self.paragraph(right, size, at=1.0, bold=bold)
            return
        lines = wrap(left, room, partial(text_width, size=size, bold=bold))
        for line in lines[:-1]:
            self.line(line, size, bold=bold)
        self.line(lines[-1], size, bold=bold, after=right)

    def rule(self) -> None:
        """A line across."""
        self.bitmap.blank(6)
        self.bitmap.bar(2)
        self.bitmap.blank(4)

    def code(self, text: str) -> None:
        """A QR code in the middle, with its quiet zone."""
        import segno

        matrix = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=_QUIET)]
        scale = max(2, _CODE_DOTS[self.bitmap.width] // len(matrix))
        left = (self.bitmap.width - scale * len(matrix)) // 2
        for modules in matrix:
            dots = int("".join(("1" if module else "0") * scale for module in modules), 2)
            top = self.bitmap.height
            self.bitmap.blank(scale)
            for row in range(top, top + scale):
                self.bitmap.join(row, dots, left, scale * len(matrix))


def roll(document: Document, dots: int) -> Bitmap:
    """The paper as dots, `dots` across (384 or 576). Raises ValueError for another width or over five metres."""
    if dots not in _BODY:
        raise ValueError("384 or 576 dots")
    drawn = _Roll(dots)
    if document.sample:
        drawn.paragraph(SAMPLE_LINE.th, drawn.body - 4, at=0.5, bold=True)
    if document.stamp.th:
        drawn.paragraph(document.stamp.th, drawn.body * 2, at=0.5, bold=True)
    for block in document.blocks:
        _draw(drawn, block)
    return drawn.bitmap


def _draw(drawn: _Roll, block: Block) -> None:
    body = drawn.body
    sizes = {"office": body + 4, "title": body + 10, "under": body, "plain": body, "bold": body + 1, "small": body - 4}
    match block:
        case Heading(words, level):
            drawn.heading(one_line(words.th), sizes[level], bold=level != "under")
        case Paragraph(words, is_centred, weight):
            at = 0.5 if is_centred else 0.0
            drawn.paragraph(one_line(words.th), sizes[weight], at=at, bold=weight == "bold")
        case Pair(left, right, weight):
            drawn.pair(one_line(left.th), one_line(right.th), sizes[weight], bold=weight == "bold")
        case Rule():
            drawn.rule()
        case Code(text, caption):
            drawn.code(text)
            drawn.paragraph(one_line(caption.th), sizes["small"], at=0.5)
        case Bars():
            pass  # too wide to be read off a roll
        case Table():
            _table(drawn, block, sizes["small"])
        case Signatures(people):
            for name, role in people:
                drawn.bitmap.blank(_SIGN_ROWS)
                drawn.paragraph("." * 40, body, at=0.5)
                drawn.paragraph(f"({one_line(name) or '.' * 36})", body, at=0.5)
                drawn.paragraph(role.th, body, at=0.5)


def _table(drawn: _Roll, table: Table, size: int) -> None:
    """A roll is narrow: what is not a figure stands in one line, the figures at the right edge below or beside it."""
    for row in (tuple(column.heading for column in table.columns), *table.rows):
        said = [(one_line(words.th), column.figures) for words, column in zip(row, table.columns, strict=True)]
        left = "  ".join(text for text, figures in said if text and not figures)
        right = "  ".join(text for text, figures in said if text and figures)
        drawn.pair(left, right, size)
