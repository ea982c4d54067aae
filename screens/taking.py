"""Money taken once for some requests from one payer: what all ways of paying have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from desk.rules.cash import format_baht
from desk.words import Words
from screens.base import SubScreen
from screens.keys import CANCEL, REFRESH, SAVE, Action
from screens.work import work_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desk.counter.receipting import Paid
    from desk.model.kinds.body import Party

_NEW_SUM = Words(
    "ยอดใหม่ {after} บาท (เดิม {before}) ตรวจเงินที่รับแล้วกด F10",
    "New sum {after} baht (was {before}): check the money, press F10",
)


class Taking(SubScreen[str]):
    """Answers the receipt's reference once its view is closed."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        REFRESH.called(
            Words("ใช้อัตราใหม่", "New rate"),
            Words(
                "ใช้ค่าธรรมเนียมที่ส่วนกลางเปลี่ยน หลังแจ้งผู้ชำระแล้ว", "Takes the fee the centre changed, once the payer was told"
            ),
        ),
        SAVE.called(
            Words("รับเงิน", "Take payment"),
            Words("รับเงินและออกใบเสร็จ ครั้งเดียว", "Takes the money and issues the receipt, once"),
        ),
        CANCEL,
    )

    def __init__(self, refs: Sequence[str], payer: Party) -> None:
        super().__init__()
        self.refs, self.payer = list(refs), payer
        self.due_satang = 0
        self.taken = False
        self.fee_changed = False
        """The centre changed a fee and the officer was told; a new rate is taken only after that."""

    async def read_due(self) -> None:
        """Read what the requests ask for now, and show it."""
        raise NotImplementedError

    def tell_of_fee(self, said: Words | None) -> None:
        """Where the screen keeps it in view that a fee changed; None once the new one is taken."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A new rate is taken only after it was told."""
        return self.fee_changed if action == "refresh_view" else super().check_action(action, parameters)

    async def take(self, carry_out: Callable[[], Paid]) -> None:
        """Carry it out, once, and go on to the receipt."""
        from desk.counter.refusals import FeeChanged

        def once() -> Paid:
            try:
                return carry_out()
            except FeeChanged:
                self.fee_changed = True
                raise

        if self.taken:
            return
        paid = await self.perform(once)
        if paid is None:
            if self.fee_changed:
                self.tell_of_fee(self.message_line.words)
                self.refresh_keys()
            return
        self.taken = True
        self.ground.flush_typed_ahead()  # a second press was meant for this screen, not for the receipt's
        from screens.receipt_view import ReceiptView

        self.app.push_screen(ReceiptView(paid.receipt, just_paid=True), lambda _answer: self.dismiss(paid.receipt))

    async def action_refresh_view(self) -> None:
        """F5: the payer was told of the changed fee; ask for the new sum."""
        from desk.counter import fee_due

        work, before = work_of(self), self.due_satang

        if await self.carry_out(lambda: fee_due.accept_new_fees(work.open_office, work.officer, self.refs)):
            self.fee_changed = False
            self.tell_of_fee(None)
            self.refresh_keys()
            await self.read_due()
            self.say(_NEW_SUM.fill(after=format_baht(self.due_satang), before=format_baht(before)))
