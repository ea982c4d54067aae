"""One entry of a register whole: its facts, its text, and its log; what may be done with it is the screens' own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from desk.counter.kind_words import kind_words
from desk.words import Words, same
from screens.base import SubScreen
from screens.case_lines import LINES_MAX, when
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Shown
from screens.safe_text import cells, safe

if TYPE_CHECKING:
    from local_db.queries.registers import LogRow

TEXT_LINES = 6


class RegisterView(SubScreen[None]):
    """Head, facts, the text, the log below; `show_entry` fills them."""

    DEFAULT_CSS = """
    RegisterView #head { text-style: bold; }
    RegisterView #facts { height: auto; }
    RegisterView #text { height: auto; max-height: 6; margin: 1 0; }
    """

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self._head = Shown(id="head")
        self._facts = Shown(id="facts")
        self._text = Shown(id="text")
        self._log = PagedTable(
            [
                Column(Words("เมื่อ", "When"), 14),
                Column(Words("บันทึก", "Log"), 20),
                Column(Words("เจ้าหน้าที่", "Officer"), 16),
                Column(Words("รายละเอียด", "Details"), 0),
            ],
            id="log",
        )

    def body(self) -> ComposeResult:
        """From the top down."""
        yield self._head
        yield self._facts
        yield self._text
        yield self._log

    def on_mount(self) -> None:
        """The cursor stands in the log."""
        self._log.focus()

    def show_entry(
        self, head: Words, facts: Sequence[object], text: str, log: Sequence[LogRow], officers: dict[str, Words]
    ) -> None:
        """Fill the screen; the log newest first."""
        from desk.paper.columns import wrap

        self._head.show(head)
        self._facts.show_lines(facts)
        width = self.app.size.width - 2
        self._text.show_lines(wrap(text, width, lambda part: cells(safe(part)))[:LINES_MAX], TEXT_LINES)
        self._log.set_rows([_row(step, officers) for step in reversed(log)])


def _row(step: LogRow, officers: dict[str, Words]) -> Row:
    said = step.reason or str(step.body.get("agency") or step.body.get("result") or "")
    trouble = step.verdict in ("conflict", "refused")
    sign = "! " if trouble else ""
    cells_of = (when(step.t), kind_words(step.kind), officers.get(step.officer) or same(step.officer), f"{sign}{said}")
    return Row(step.ref, cells_of, "alert" if trouble else "plain")
