"""Papers of money this desk can print: Z reports, slips of hand-over and remittance, vouchers, counts of the safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.words import Words
from screens.dates import moment_words
from screens.keys import SAVE
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.paper_view import open_paper
from screens.parts import Said
from screens.reading import read
from screens.safe_text import money
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.money_papers import MoneyPaper


class MoneyPapers(Looking[None]):
    """The list, newest first; F10 or Enter shows the paper as it is printed."""

    ACTIONS = (
        SAVE.called(Words("ดูและพิมพ์", "See, print"), Words("แสดงเอกสารอย่างที่จะพิมพ์", "Shows the paper as it is printed")),
    )
    ABOUT = Words(
        "เอกสารการเงินที่ออกแล้ว พิมพ์ครั้งแรกเป็นต้นฉบับ ครั้งต่อไปเป็นสำเนาและต้องมีเหตุผล",
        "Papers of money. The first print is the original; further ones are marked as copies and need a reason",
    )

    def __init__(self) -> None:
        super().__init__()
        self.papers: dict[str, MoneyPaper] = {}
        self._table = PagedTable(
            [
                Column(Words("เมื่อ", "When"), 20),
                Column(Words("เอกสาร", "Paper"), 26),
                Column(Words("รายการ", "Line"), 0),
                Column(Words("บาท", "Baht"), 14, "right"),
            ],
            empty=Words("ยังไม่มีเอกสารการเงิน", "No paper of money yet"),
        )

    def body(self) -> ComposeResult:
        """A heading, then the list."""
        yield Said(Words("เอกสารการเงิน", "Papers of money"), classes="head")
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    async def look(self) -> None:
        """Read the list."""
        from desk.counter.money_papers import SORT_WORDS, money_papers

        office, session = work_of(self).open_office, work_of(self).officer
        found = await read(self, lambda: money_papers(office, session)) or []
        self.papers = {f"{paper.sort} {paper.ref}": paper for paper in found}
        self._table.set_rows(
            [
                Row(key, (moment_words(paper.t), SORT_WORDS[paper.sort], paper.ref, money(paper.satang)))
                for key, paper in self.papers.items()
            ]
        )

    def on_paged_table_selected(self) -> None:
        """Enter is as good as F10."""
        self.action_save()

    def action_save(self) -> None:
        """F10: the paper."""
        from desk.counter.money_papers import to_print

        if (paper := self.papers.get(self._table.cursor_key or "")) is not None:
            open_paper(self, to_print, paper.sort, paper.ref)
