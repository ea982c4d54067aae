"""The slip "who looked at me" on the screen, line for line as it will be printed; F10 prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, language
from screens.base import SubScreen
from screens.keys import SAVE
from screens.paper_lines import PaperLines
from screens.parts import Said
from screens.printing import put_out
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.citizens import Citizen


class LooksSlipView(SubScreen[None]):
    """Shows who looked at one person's record, and prints it for that person."""

    ACTIONS = (SAVE.called(Words("พิมพ์", "Print"), Words("พิมพ์ใบแจ้งให้เจ้าตัว", "Prints the slip for the person")),)
    ABOUT = Words(
        "ใบแจ้งว่าใครเปิดดูทะเบียนของคนนี้ เท่าที่โต๊ะนี้มี รวมขณะสายขาด และบอกว่าโต๊ะใดไม่รวม",
        "Tells who looked at this person's record, as far as this desk holds it, and which desks are not in it",
    )
    DEFAULT_CSS = """
    LooksSlipView .head { text-style: bold; }
    """

    def __init__(self, citizen: Citizen) -> None:
        super().__init__()
        self.citizen = citizen
        self._table = PaperLines()

    def body(self) -> ComposeResult:
        """A heading, then the slip."""
        yield Said(Words("ใบแจ้งการเปิดดูทะเบียน · F10 พิมพ์", "Who looked · F10 prints it"), classes="head")
        yield self._table

    @on(events.Mount)
    async def begin(self) -> None:
        """Show it from the top."""
        self._table.focus()
        await self._show()

    async def _show(self) -> None:
        from desk.counter.looks import looks_slip
        from desk.paper.looks_slip import looks_document
        from desk.paper.preview import preview

        shared, speech = work_of(self), language()
        slip = await read(self, lambda: looks_slip(shared.open_office, shared.officer, self.citizen, speech))
        if slip is not None:
            lines = preview(looks_document(slip), speech)
            self._table.show_paper(lines)

    def language_changed(self) -> None:
        """On paper it is Thai; here it follows the language."""
        self.run_worker(self._show(), group="slip", exclusive=True)

    @work(exclusive=True, group="print")
    async def action_save(self) -> None:
        """F10: print."""
        from desk.counter.looks import looks_to_print

        shared = work_of(self)
        await put_out(self, lambda: looks_to_print(shared.open_office, shared.officer, self.citizen))
