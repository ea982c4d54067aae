"""For what somebody came: asked once a visit, answered with one key, journalled before any record opens."""

from __future__ import annotations

from textual import events, work
from textual.app import ComposeResult

from desk.counter import visit
from desk.counter.visit import PURPOSE_WORDS, PURPOSES, Visit
from desk.model.kinds.visits import Purpose
from desk.thai import to_ascii_digits
from desk.words import Words
from screens.base import ModalBase
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.work import work_of


class AskPurpose(ModalBase[Visit]):
    """Opens the visit and answers it; F12 opens none."""

    TITLE_WORDS = Words("มาติดต่อเรื่องใด", "What did they come for?")
    ABOUT = Words(
        "ถามครั้งเดียวต่อหนึ่งราย การเปิดดูทะเบียนถูกบันทึกพร้อมเหตุนี้",
        "Asked once a visit; every record opened is journalled with this purpose",
    )

    def __init__(self) -> None:
        super().__init__()
        self._table = PagedTable([Column(Words("ปุ่ม", "Key"), 4, "right"), Column(Words("วัตถุประสงค์", "Purpose"), 0)])

    def body(self) -> ComposeResult:
        """One line a purpose."""
        yield self._table
        yield Said(
            Words("กดตัวเลข การเปิดดูทะเบียนจะถูกบันทึกไว้", "Press the digit; opening a record is written down"),
            classes="quiet",
        )

    def on_mount(self) -> None:
        """Fill the lines."""
        self._table.styles.height = len(PURPOSES) + 1
        self._table.set_rows(
            [Row(purpose, (place, PURPOSE_WORDS[purpose])) for place, purpose in enumerate(PURPOSES, start=1)]
        )
        self._table.focus()

    def on_key(self, event: events.Key) -> None:
        """A digit answers, a Thai one as well."""
        digit = to_ascii_digits(event.character or "")
        if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(PURPOSES):
            event.stop()
            self._open(PURPOSES[int(digit) - 1])

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter answers with the line under the cursor."""
        self._open(next(purpose for purpose in PURPOSES if purpose == event.key))

    @work(exclusive=True)
    async def _open(self, purpose: Purpose) -> None:
        shared = work_of(self)
        with self.ground.hold_keys():
            opened = await self.perform(
                lambda: visit.open_visit(shared.open_office, shared.officer, purpose, shared.ticket)
            )
            if opened is not None:
                shared.visit, shared.ticket = opened, None
                self.dismiss(opened)
