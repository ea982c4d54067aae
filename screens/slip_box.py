"""The code of a payer's slip, scanned into the order that waits: what it claims, and that it proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from desk.words import Words
from screens.base import ModalBase
from screens.keys import SAVE, Action
from screens.parts import FieldRow, Said
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.slips import Seen

SCANNED_LETTERS_MAX = 512
_SCAN = Words("สแกนรหัสเล็กบนสลิป เครื่องสแกนจะกดปุ่มให้เอง", "Scan the small code; the scanner goes on by itself")
_FOUND = Words("ธนาคาร {bank} อ้างอิง {reference}", "Bank {bank}, reference {reference}")
_PROVES_NOTHING = Words(
    "บันทึกว่าเห็นสลิปแล้ว ยังไม่ใช่การรับเงิน รอธนาคารยืนยัน กด F10 เพื่อปิด",
    "Recorded as seen. No money is received until the bank confirms. F10 closes this",
)
_DONE = Words("เสร็จ", "Done")
_ELSEWHERE = Words(
    "! สลิปนี้เคยแสดงกับใบสั่ง {orders} แล้ว ตรวจกับผู้ชำระ", "! This slip was shown for order {orders} before: ask the payer"
)


class SlipBox(ModalBase[bool]):
    """Takes what the scanner types; answers whether a slip was seen."""

    TITLE_WORDS = Words("สแกนสลิปโอนเงิน", "Scan the transfer slip")
    ACTIONS = (SAVE.called(Words("บันทึก", "Save")),)

    def __init__(self, order: str) -> None:
        super().__init__()
        self.order = order
        self.seen: Seen | None = None
        self._scanned = ThaiInput(length_max=SCANNED_LETTERS_MAX, enter_moves=False, id="scanned")
        self._told = Said(_SCAN)
        self._means = Said(Words("", ""), wraps=True)

    def body(self) -> ComposeResult:
        """The field, what was read, what it means."""
        yield FieldRow(Words("รหัสบนสลิป", "Code of the slip"), self._scanned, 18)
        yield self._told
        yield self._means

    def actions(self) -> list[Action]:
        """Once it is read, F10 is done."""
        named = super().actions()
        return named if self.seen is None else [each.called(_DONE) if each.id == "save" else each for each in named]

    def on_mount(self) -> None:
        """The cursor stands in the field."""
        self._scanned.focus()

    async def on_thai_input_entered(self) -> None:
        """A scanner ends with Enter."""
        await self.action_save()

    async def action_save(self) -> None:
        """Record what was scanned; the second time close the box."""
        from desk.counter import slips

        if self.seen is not None:
            self.dismiss(True)
            return
        work, scanned = work_of(self), self._scanned.value
        self.seen = await self.perform(lambda: slips.see(work.open_office, work.officer, self.order, scanned))
        if self.seen is None:
            self._scanned.clear()
            return
        self.refresh_keys()
        self._told.say(_FOUND.fill(bank=self.seen.bank or "-", reference=self.seen.reference))
        elsewhere = ", ".join(self.seen.elsewhere)
        self._means.say(_ELSEWHERE.fill(orders=elsewhere) if elsewhere else _PROVES_NOTHING)
