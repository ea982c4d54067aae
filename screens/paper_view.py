"""A paper on the screen, line for line as it will be printed: F10 prints it, F4 chooses another printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import AskReason
from screens.base import DeskScreen, SubScreen
from screens.keys import LIST, SAVE, Action
from screens.paper_lines import PaperLines
from screens.parts import Said
from screens.printing import printers_of, put_out
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.printing import Printout

_COPY = Words("พิมพ์สำเนา ครั้งที่ {n}", "Print a copy, print {n}")
COPY_TOLD = Words("เหตุผลอยู่ในสมุดรายการ", "The reason stays in the journal")
_TO = Words("{paper} · พิมพ์ลง{printer}", "{paper} · goes to: {printer}")
_TO_COPY = Words("{paper} · สำเนา ครั้งที่ {n} · พิมพ์ลง{printer}", "{paper} · copy, print {n} · goes to: {printer}")
_FRAME = 4
"""Cells of the table beside the paper's own."""
_DONE = Words("เสร็จ", "Done")


def open_paper(screen: DeskScreen[Any], make: Callable[..., Printout], *of: object, said: Words | None = None) -> None:
    """Show a paper over this screen: `make(office, session, *of, reason)` makes it ready; `said` was just done."""
    office, session = work_of(screen).open_office, work_of(screen).officer
    screen.open_room(PaperView(lambda reason: make(office, session, *of, reason), said))


class PaperView(SubScreen[None]):
    """Shows one paper. `ready` makes it (on the reader thread, with the reason for a copy, "" before one is asked)."""

    ACTIONS = (
        LIST.called(
            Words("เครื่องพิมพ์อื่น", "Other printer"), Words("เลือกเครื่องพิมพ์ที่จะพิมพ์แผ่นนี้", "Chooses where this paper is printed")
        ),
        SAVE.called(Words("พิมพ์", "Print"), Words("พิมพ์แผ่นนี้ สำเนาต้องมีเหตุผล", "Prints this paper; a copy needs a reason")),
    )
    ABOUT = Words(
        "เอกสารอย่างที่จะพิมพ์ บันทึกไว้แล้วทุกตัวเลข พิมพ์ไม่ได้ก็ไม่หาย",
        "The paper as it will be printed. Every figure is saved already; a printer that fails loses none",
    )
    DEFAULT_CSS = """
    PaperView .head { text-style: bold; }
    PaperView PaperLines { margin-top: 1; }
    """

    def __init__(self, ready: Callable[[str], Printout], said: Words | None = None) -> None:
        super().__init__()
        self._ready = ready
        self._done = said
        self.paper: Printout | None = None
        self._way = 0
        self._is_out = False
        self._head = Said(same(""), classes="head")
        self._table = PaperLines()

    def body(self) -> ComposeResult:
        """What it is and where it goes, then the paper."""
        yield self._head
        yield self._table

    @on(events.Mount)
    async def begin(self) -> None:
        """Show it from the top."""
        self._table.focus()
        await self._look()
        if self._done is not None and self.paper is not None:
            self.say_done(self._done)

    async def _look(self) -> None:
        self.paper = await read(self, lambda: self._ready(""))
        self._show()

    def _show(self) -> None:
        from desk.paper.preview import preview, width_of

        paper = self.paper
        if paper is None:
            return
        self._table.styles.width = width_of(paper.document) + _FRAME
        ways = printers_of(self).ways(paper)
        head = _TO_COPY if paper.print.copy > 1 else _TO
        self._head.say(head.fill(paper=paper.label, n=paper.print.copy, printer=ways[self._way % len(ways)].words))
        self._table.show_paper(preview(paper.document))
        self.refresh_keys()

    def language_changed(self) -> None:
        """On paper it is Thai; here it follows the language."""
        self.run_worker(self._look(), group="look", exclusive=True)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to print until it is there; another printer only where there is one."""
        if action == "save":
            return self.paper is not None
        if action == "list":
            return self.paper is not None and not self._is_out and len(printers_of(self).ways(self.paper)) > 1
        return super().check_action(action, parameters)

    def actions(self) -> list[Action]:
        """Once it is out, F10 goes on."""
        if not self._is_out:
            return super().actions()
        return [action.called(_DONE) if action.id == "save" else action for action in super().actions()]

    def action_list(self) -> None:
        """F4: the next printer it fits on."""
        if self.paper is not None:
            self._way = (self._way + 1) % len(printers_of(self).ways(self.paper))
            self._show()

    @work(exclusive=True, group="print")
    async def action_save(self) -> None:
        """F10: print; a copy after its reason; once printed, back to work."""
        if self._is_out:
            self.dismiss(None)
            return
        paper, reason = self.paper, ""
        if paper is not None and paper.print.copy > 1:
            reason = await self.app.push_screen_wait(AskReason(_COPY.fill(n=paper.print.copy), COPY_TOLD)) or ""
            if not reason:
                return
        self._is_out = await put_out(self, lambda: self._ready(reason), way=self._way) is not None
        self.refresh_keys()
