"""Something done without a supervisor, with the reasons to look at it: in order, or to be followed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import AskReason
from screens.base import SubScreen
from screens.case_lines import when
from screens.keys import LIST, SAVE, act
from screens.parts import FactRow, Said
from screens.review_rows import all_reasons, facts_of, what_words
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.risk import Item


class ReviewCheck(SubScreen[None]):
    """What it is, whose, when, and why it is shown; F10 says that it is in order."""

    ACTIONS = (
        SAVE.called(Words("เรียบร้อย", "In order"), Words("บันทึกว่าตรวจแล้วเรียบร้อย", "Notes that it is in order")),
        LIST.called(Words("เปิดคำขอ", "Open it"), Words("เปิดคำขอทั้งเรื่อง", "Opens the whole request")),
        act(
            "follow_up",
            "n",
            Words("ต้องติดตาม", "Follow up"),
            Words("บันทึกว่าต้องติดตาม พร้อมเหตุผล", "Notes that it must be followed up, with a reason"),
        ),
    )
    ABOUT = Words(
        "เรื่องที่ทำไปโดยไม่ผ่านหัวหน้า ตรวจแล้วบันทึกผลไว้ ไม่มีอะไรถูกยกเลิก",
        "Done without a supervisor: look and note the result. Nothing is undone by it",
    )
    DEFAULT_CSS = """
    ReviewCheck #what { text-style: bold; margin-bottom: 1; }
    """

    def __init__(self, item: Item, services: Mapping[str, Words], officers: Mapping[str, Words]) -> None:
        super().__init__()
        self.item, self._services, self._officers = item, dict(services), officers

    def body(self) -> ComposeResult:
        """The facts, one a line."""
        item = self.item
        yield Said(what_words(item, self._services), id="what")
        yield FactRow(Words("เลขที่", "No."), item.ref)
        yield FactRow(Words("เจ้าหน้าที่", "Officer"), self._officers.get(item.officer) or same(item.officer))
        yield FactRow(Words("เมื่อ", "When"), when(item.at))
        if item.request is not None:
            yield FactRow(Words("ผู้ยื่น", "Applicant"), item.request.applicant_name)
        for fact in facts_of(item):
            yield Said(fact)
        yield FactRow(Words("เหตุที่ต้องดู", "Why it is shown"), all_reasons(item))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a request can be opened."""
        if action == "list":
            return self.item.request is not None
        return super().check_action(action, parameters)

    def action_list(self) -> None:
        """F4: the request whole."""
        from screens.case import CaseView

        self.open_room(CaseView(self.item.ref))

    async def action_save(self) -> None:
        """F10: in order."""
        await self._note("", in_order=True)

    def action_follow_up(self) -> None:
        """What must be followed up, and why."""

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._note(reason, in_order=False)

        told = Words("อ่านเฉพาะหัวหน้าและผู้ตรวจสอบ", "Read by supervisors and auditors")
        self.app.push_screen(AskReason(Words("ต้องติดตามเพราะ", "To be followed up, because"), told), answered)

    async def _note(self, note: str, *, in_order: bool) -> None:
        from desk.counter import review

        shared = work_of(self)

        if await self.carry_out(
            lambda: review.check(shared.open_office, shared.officer, self.item, in_order=in_order, note=note), once=True
        ):
            self.dismiss(None)
