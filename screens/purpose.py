"""For what somebody came: asked once a visit, answered with one key, journalled before any record opens."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult

from desk.counter import visit
from desk.counter.visit import PURPOSE_WORDS, PURPOSES, Visit
from desk.model.kinds.visits import Purpose
from desk.words import Words
from screens.by_digit import ByDigit
from screens.paged_table import Column, Row
from screens.parts import Said
from screens.work import work_of


class AskPurpose(ByDigit[Visit]):
    """Opens the visit and answers it; F12 opens none."""

    TITLE_WORDS = Words("มาติดต่อเรื่องใด", "What did they come for?")
    ABOUT = Words(
        "ถามครั้งเดียวต่อหนึ่งราย การเปิดดูทะเบียนถูกบันทึกพร้อมเหตุนี้",
        "Asked once a visit; every record opened is journalled with this purpose",
    )

    def __init__(self) -> None:
        columns = [Column(Words("ปุ่ม", "Key"), 4, "right"), Column(Words("วัตถุประสงค์", "Purpose"), 0)]
        lines = [Row(purpose, (place, PURPOSE_WORDS[purpose])) for place, purpose in enumerate(PURPOSES, start=1)]
        super().__init__(columns, lines)

    def body(self) -> ComposeResult:
        """One line a purpose."""
        yield from super().body()
        yield Said(
            Words("กดตัวเลข การเปิดดูทะเบียนจะถูกบันทึกไว้", "Press the digit; opening a record is written down"),
            classes="quiet",
        )

    def choose(self, key: str) -> None:
        """Open the visit for it."""
        self._open(next(purpose for purpose in PURPOSES if purpose == key))

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
