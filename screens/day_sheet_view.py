"""The sheet of a day on the screen, line for line as it will be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.words import Words, language
from screens.base import SubScreen
from screens.paper_lines import PaperLines
from screens.parts import Said

if TYPE_CHECKING:
    from desk.counter.day_paper import Day

_BEFORE = Words("ร่างใบสรุป ยังไม่ได้ลงนาม", "Draft of the sheet, not signed yet")
_SIGNED = Words("ใบสรุปที่ลงนามแล้ว", "The sheet as it was signed")


class DaySheetView(SubScreen[None]):
    """The preview, scrolled with the arrow keys."""

    ABOUT = Words("ใบสรุปปิดวันอย่างที่จะพิมพ์ เลื่อนด้วยลูกศร", "The sheet of the day as it is printed; scroll with the arrows")
    DEFAULT_CSS = """
    DaySheetView .head { text-style: bold; }
    """

    def __init__(self, day: Day) -> None:
        super().__init__()
        self._day = day
        self._table = PaperLines()

    def body(self) -> ComposeResult:
        """Draft or signed, then the lines."""
        yield Said(_SIGNED if self._day.signed else _BEFORE, classes="head")
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """Show it from the top."""
        self.language_changed()
        self._table.focus()

    def language_changed(self) -> None:
        """The sheet in the language in force; on paper it is Thai."""
        from desk.counter.day_paper import day_paper
        from desk.paper.day_sheet import day_sheet_document
        from desk.paper.preview import preview

        lines = preview(day_sheet_document(day_paper(self._day, language())))
        self._table.show_paper(lines)
