"""A sheet of paper as PDF: Sarabun with Thai shaping, exact columns, the sample mark, the record attached.

Unshaped Thai loses its tone marks and with them its meaning, so there is no way to draw text here but the shaped one.
The file is PDF/A-3B: its fonts lie within, the record is attached as the source it was drawn from.
The same input and the same `made_at` give the same bytes. Millimetres throughout; fpdf2 is imported only when a
sheet is made, because it is slow to load.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

from desk.paper.code128 import QUIET_MODULES, bars
from desk.paper.columns import one_line, wrap
from desk.paper.marks import SAMPLE, SAMPLE_LINE

if TYPE_CHECKING:
    from fpdf import FPDF

Size = Literal["A5", "A4"]
Align = Literal["L", "C", "R"]

_SIZES_MM: Final[dict[Size, tuple[float, float]]] = {"A5": (148.0, 210.0), "A4": (210.0, 297.0)}
MARGIN_MM: Final = 12.0
_LEAST_POINTS: Final = 12
_MODULE_MM: Final = 0.33  # the narrowest bar; thinner ones are read by good scanners alone
_BARS_MM: Final = 13.0
_SIGNATURE_MM: Final = 70.0
_SIGNATURES_ACROSS: Final = 3
_SIGN_MM: Final = 12.0  # room to sign in, over the line
_DOTS: Final = "." * 30  # where a name is still to be written
_FAMILY: Final = "Sarabun"
_LINE_PER_POINT: Final = 0.50  # mm of line height for each point of type: room for marks above and below
_GREY: Final = 216  # light enough to read over, dark enough to see on a copy


_XMP: Final = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
   xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
  <rdf:Description rdf:about="" xmp:CreateDate="{at}" xmp:ModifyDate="{at}" xmp:MetadataDate="{at}">
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>"""
"""What a PDF/A-3 says of itself. The library's own would bear the hour it was drawn at, and no two be the same."""


class Sheet:
    """One document being drawn. `y` is the pen's height; text that does not fit goes to the next page by `room_for`."""

    def __init__(
        self, size: Size, title: str, made_at: datetime, *, sample: bool, stamp: str = "", pages: int = 0
    ) -> None:
        """`stamp` lies large across every page; `pages` is how many there are, 0 while nobody knows.

        `made_at` must know its time zone: ValueError otherwise.
        """
        if made_at.tzinfo is None:
            raise ValueError("made_at needs a time zone")
        from fpdf import FPDF

        self._pdf: FPDF = FPDF(orientation="portrait", unit="mm", format=_SIZES_MM[size], enforce_compliance="PDF/A-3B")
        self._made_at = made_at
        self._sample = sample
        self._stamp = stamp
        self._of = f"/{pages}" if pages > 1 else ""
        self._title = one_line(title)
        self._pdf.set_creation_date(made_at)
        self._pdf.set_title(self._title)
        self._pdf.set_lang("th-TH")
        self._pdf.set_xmp_metadata(_XMP.format(title=escape(self._title), at=made_at.isoformat(timespec="seconds")))
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_margins(MARGIN_MM, MARGIN_MM)
        fonts = resources.files("desk.paper").joinpath("fonts")
        for style, name in (("", "Sarabun-Regular.ttf"), ("B", "Sarabun-Bold.ttf")):
            with resources.as_file(fonts.joinpath(name)) as path:
                self._pdf.add_font(_FAMILY, style, path)
        self._pdf.set_text_shaping(use_shaping_engine=True, script="thai", language="th")
        self.new_page()

    @property
    def width(self) -> float:
        """Millimetres between the margins."""
        return float(self._pdf.epw)

    @property
    def bottom(self) -> float:
        """Height of the lower margin, in millimetres from the top."""
        return float(self._pdf.h) - MARGIN_MM

    @property
    def pages(self) -> int:
        """Pages drawn so far."""
        return int(self._pdf.page_no())

    def new_page(self) -> None:
        """Begin a page: the sample mark lies under everything else, later pages name the paper they belong to."""
        self._pdf.add_page()
        self.y = MARGIN_MM
        if self._sample:
            self._across(SAMPLE.th, (0.30, 0.72))
            self.text(SAMPLE_LINE.th, 8, align="C")
        if self._stamp:
            self._across(self._stamp, (0.51,))
        if self.pages > 1:
            self.pair(self._title, f"หน้า {self.pages}{self._of}", 9)
            self.y += 1
        elif self._of:
            self.text(f"หน้า 1{self._of}", 9, align="R")

    def _across(self, words: str, heights: tuple[float, ...]) -> None:
        """Words slantwise under everything else, at these parts of the page's height."""
        self._pdf.set_font(_FAMILY, "B", 96 if self._pdf.w > 200 else 68)
        self._pdf.set_text_color(_GREY)
        middle_x, width = self._pdf.w / 2, self._pdf.get_string_width(words)
        for part in heights:
            height = self._pdf.h * part
            with self._pdf.rotation(35, middle_x, height):
                self._pdf.text(middle_x - width / 2, height, words)
        self._pdf.set_text_color(0)

    def room_for(self, height_mm: float) -> bool:
        """Whether so much still fits on the page; otherwise a new one was begun."""
        if self.y + height_mm <= self.bottom:
            return True
        self.new_page()
        return False

    def line_height(self, points: float) -> float:
        """Height of one line of type, in millimetres."""
        return points * _LINE_PER_POINT

    def lines(self, text: str, points: float, room_mm: float, *, bold: bool = False) -> list[str]:
        """The text wrapped between clusters to a width in millimetres."""
        self._pdf.set_font(_FAMILY, "B" if bold else "", points)
        return wrap(
            text, room_mm - 2 * float(self._pdf.c_margin), lambda piece: float(self._pdf.get_string_width(piece))
        )

    def fitting(self, text: str, points: float, *, bold: bool = False) -> float:
        """The size, not above `points`, in which a heading stands on one line; `points` where none does."""
        for size in range(round(points), _LEAST_POINTS - 1, -1):
            if len(self.lines(one_line(text), size, self.width, bold=bold)) == 1:
                return float(size)
        return points

    def put(
        self, text: str, x: float, room_mm: float, points: float, *, align: Align = "L", bold: bool = False
    ) -> float:
        """Write text at `x` (from the left margin) and the pen's height, wrapped; the pen stays. Gives the height."""
        height = self.line_height(points)
        rows = self.lines(text, points, room_mm, bold=bold)
        for number, row in enumerate(rows):
            self._pdf.set_xy(MARGIN_MM + x, self.y + number * height)
            self._pdf.cell(room_mm, height, row, align=align)
        return len(rows) * height

    def text(self, text: str, points: float, *, align: Align = "L", bold: bool = False) -> None:
        """Write a paragraph over the whole width and move the pen below it."""
        self.y += self.put(one_line(text), 0, self.width, points, align=align, bold=bold)

    def pair(self, left: str, right: str, points: float, *, bold: bool = False) -> None:
        """One row: text on the left, a figure at the right edge; the pen moves below."""
        self._pdf.set_font(_FAMILY, "B" if bold else "", points)
        right_mm = float(self._pdf.get_string_width(right)) + 2 * float(self._pdf.c_margin) + 1
        left_mm = self.width - right_mm
        self.room_for(len(self.lines(left, points, left_mm, bold=bold)) * self.line_height(points))
        height = self.put(left, 0, left_mm, points, bold=bold)
        self.put(right, left_mm, right_mm, points, align="R", bold=bold)
        self.y += height

    def rule(self, x: float = 0, room_mm: float | None = None) -> None:
        """A thin line; the pen moves a little below it."""
        self._pdf.set_line_width(0.2)
        left = MARGIN_MM + x
        self._pdf.line(left, self.y + 0.8, left + (self.width if room_mm is None else room_mm), self.y + 0.8)
        self.y += 1.6

    def code(self, text: str, side_mm: float, caption: str, points: float) -> None:
        """A QR code at the left with its caption beside it; the pen moves below."""
        import segno

        matrix = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=0)]
        self.room_for(side_mm + 2)
        top, module = self.y + 1, side_mm / len(matrix)
        self._clear(MARGIN_MM, top, side_mm, side_mm, 4 * module)
        for number, row in enumerate(matrix):
            for begin, end in _runs(row):
                self._pdf.rect(
                    MARGIN_MM + begin * module, top + number * module, (end - begin) * module, module, style="F"
                )
        self.y = top
        self.put(caption, side_mm + 3, self.width - side_mm - 3, points)
        self.y = top + side_mm + 1

    def _clear(self, x: float, y: float, width: float, height: float, quiet: float) -> None:
        """White under a code and its quiet zone: no mark across the sheet disturbs a reader."""
        self._pdf.set_fill_color(255)
        self._pdf.rect(x - quiet, y - quiet / 4, width + 2 * quiet, height + quiet / 2, style="F")
        self._pdf.set_fill_color(0)

    def bars(self, text: str, caption: str, points: float) -> None:
        """A barcode over the whole width, as wide as its modules come out evenly, its caption below."""
        modules = bars(text)
        wide = min(_MODULE_MM, self.width / (len(modules) + 2 * QUIET_MODULES))
        self.room_for(_BARS_MM + self.line_height(points) + 2)
        self.y += 2
        left = MARGIN_MM + (self.width - wide * len(modules)) / 2
        self._clear(left, self.y, wide * len(modules), _BARS_MM, QUIET_MODULES * wide)
        for begin, end in _runs(modules):
            self._pdf.rect(left + begin * wide, self.y, (end - begin) * wide, _BARS_MM, style="F")
        self.y += _BARS_MM + 1
        self.text(caption, points, align="C")

    def signatures(self, names: list[tuple[str, str]], points: float = 10) -> None:
        """Signature lines side by side, at most three: under each line the name in brackets and what the person is."""
        across = len(names) if len(names) <= _SIGNATURES_ACROSS else -(-len(names) // 2)
        for begin in range(0, len(names), across):
            self._sign(names[begin : begin + across], self.width / across, points)

    def _sign(self, names: list[tuple[str, str]], room: float, points: float) -> None:
        said = [f"({name})" if name else f"({_DOTS})" for name, _ in names]
        high = max(len(self.lines(name, points, room)) for name in said) * self.line_height(points)
        roles = max(len(self.lines(role, points, room)) for _, role in names) * self.line_height(points)
        self.room_for(_SIGN_MM + 1 + high + roles)
        self.y += _SIGN_MM
        for number, (name, (_, role)) in enumerate(zip(said, names, strict=True)):
            half = min(room - 10, _SIGNATURE_MM) / 2
            middle = MARGIN_MM + (number + 0.5) * room
            self._pdf.line(middle - half, self.y, middle + half, self.y)
            top = self.y
            self.y += 1
            self.put(name, number * room, room, points, align="C")
            self.y += high
            self.put(role, number * room, room, points, align="C")
            self.y = top
        self.y += 1 + high + roles

    def finish(self, record: bytes, name: str) -> bytes:
        """The PDF with the record attached under that file name."""
        self._pdf.embed_file(
            bytes=record,
            basename=name,
            mime_type="application/json",
            associated_file_relationship="Source",
            creation_date=self._made_at,
            modification_date=self._made_at,
            checksum=True,
            compress=True,
            desc="The record this paper was drawn from",
        )
        return bytes(self._pdf.output())


def _runs(row: Sequence[int | bool]) -> Iterator[tuple[int, int]]:
    """Where dark modules stand side by side: first, and one past the last."""
    begin = None
    for number, dark in enumerate((*row, False)):
        if dark and begin is None:
            begin = number
        elif not dark and begin is not None:
            yield begin, number
            begin = None
