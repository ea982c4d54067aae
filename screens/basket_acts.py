"""What else may be done with one request of the basket: its fee waived, a deposit taken on it, its tax looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work as in_background

from desk.rules.cash import format_baht
from desk.words import Words
from screens.base import SubScreen
from screens.keys import FIND_ANYBODY, Action, act
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.basket import BasketLine
    from desk.model.kinds.body import Party

_WAIVE = Words("ยกเว้นค่าธรรมเนียมของ {ref} จาก {fee} บาท", "Waive the fee of {ref}, {fee} baht")
_LEFT_TO_PAY = Words("คงชำระ (บาท)", "Left to pay")
_WAIVE_TOLD = Words("เว้นยอดว่างไว้ = ยกเว้นทั้งหมด", "Left empty: all of it is waived")
_WAIVE_SIGNED = Words("{what} คงชำระ {left} บาท", "{what}; {left} baht left to pay")
_WAIVED = Words("ยกเว้นค่าธรรมเนียมของ {ref} แล้ว", "The fee of {ref} is waived")
_DEPOSIT = Words("รับเงินมัดจำของคำขอ {ref}", "Take a deposit on request {ref}")
_DEPOSIT_FOR = "เงินมัดจำ"
_DEPOSIT_TOLD = Words(
    "เว้นอ้างอิงว่างไว้ = เงินสด หักกับค่าธรรมเนียมด้วยปุ่ม O คืนได้ที่รายการเงินที่รอดำเนินการ",
    "Empty transfer: cash. O sets it against the fee; what waits with money gives it back",
)


class BasketActs(SubScreen[None]):
    """Acts on the request under the cursor; the basket beside it reads and shows (screens/basket.py)."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        FIND_ANYBODY,
        act(
            "waive",
            "w",
            Words("ยกเว้น", "Waive"),
            Words("ยกเว้นหรือลดค่าธรรมเนียม ต้องมีเหตุและผู้อนุมัติ", "Waives or lowers a fee, with a ground and a second person"),
            in_footer=False,
        ),
        act(
            "deposit",
            "d",
            Words("รับมัดจำ", "Deposit"),
            Words(
                "รับเงินมัดจำของคำขอนี้ ถือไว้จนกว่าจะหักหรือคืน",
                "Takes a deposit on this request, held until used or returned",
            ),
            in_footer=False,
        ),
        act(
            "tax_bill",
            "k",
            Words("การประเมิน", "Assessment"),
            Words("วิธีคิดภาษี งวดชำระ และรับชำระเป็นงวด", "The working of the tax, its parts, and payment by parts"),
        ),
    )

    payer: Party | None

    @property
    def in_hand(self) -> BasketLine | None:
        """The request under the cursor."""
        return None

    def ready_for_money(self) -> bool:
        """Whether money may be taken here; says why not."""
        return False

    async def read_again(self) -> None:
        """The basket as it is now."""

    async def after(self, done: Words) -> None:
        """Something was finished."""

    async def back_from_money(self, receipt: str | None) -> None:
        """Back from a screen that may have taken money."""

    def may_act(self, action: str) -> bool:
        """What the request in hand and the officer's roles allow."""
        line = self.in_hand
        if line is None or not self.is_attached:
            return False
        if action == "tax_bill":
            return line.taxed
        officer = work_of(self).officer
        if action == "waive":
            return line.standing == "pay" and (officer.may("take_payment") or officer.may("take_request"))
        return line.standing in ("pay", "unpriced", "waits") and officer.may("take_payment")

    def action_tax_bill(self) -> None:
        """K: the working of the tax in hand."""
        if (line := self.in_hand) is not None and line.taxed:
            from screens.tax_bill_view import TaxBillView

            self.app.push_screen(TaxBillView(line.row.ref, self.payer), self.back_from_money)

    @in_background
    async def action_waive(self) -> None:
        """W: the fee of the request in hand, with ground, law and second person."""
        from desk.counter import waivers
        from screens.money_box import Asked, MoneyBox
        from screens.second_officer import SecondOfficer

        line = self.in_hand
        if line is None or line.standing != "pay":
            return
        what = _WAIVE.fill(ref=line.row.ref, fee=format_baht(line.row.fee_satang or 0))
        fields = [Asked(Words("เหตุยกเว้น", "Ground")), Asked(Words("ระเบียบที่อ้าง", "Law or order"))]
        told = await self.app.push_screen_wait(MoneyBox(what, 0, fields, _WAIVE_TOLD, _LEFT_TO_PAY))
        if told is None:
            return
        signed = _WAIVE_SIGNED.fill(what=what, left=format_baht(told.satang))
        second = await self.app.push_screen_wait(SecondOfficer(signed, "waive_fee"))
        if second is None:
            return
        work, (ground, basis) = work_of(self), told.texts
        done = await self.perform(
            lambda: waivers.waive(work.open_office, work.officer, line.row.ref, told.satang, ground, basis, second)
        )
        if done is not None:
            await self.after(_WAIVED.fill(ref=line.row.ref))

    @in_background
    async def action_deposit(self) -> None:
        """D: how much, what for, in cash or by transfer."""
        from desk.counter import deposits
        from desk.rules.tenders import Piece
        from screens.money_box import Asked, MoneyBox
        from screens.receipt_view import ReceiptView

        line, payer, work = self.in_hand, self.payer, work_of(self)
        if line is None or payer is None or not self.ready_for_money():
            return
        what = _DEPOSIT.fill(ref=line.row.ref)
        fields = [Asked(Words("เพื่อ", "What for"), _DEPOSIT_FOR), Asked(Words("อ้างอิงการโอน", "Transfer no."), "", 60)]
        told = await self.app.push_screen_wait(MoneyBox(what, 0, fields, _DEPOSIT_TOLD))
        if told is None:
            return
        label, transfer = told.texts
        given = [Piece("transfer", told.satang, transfer) if transfer else Piece("cash", told.satang)]
        paid = await self.perform(
            lambda: deposits.take(work.open_office, work.officer, line.row.ref, label, told.satang, payer, given)
        )
        if paid is not None:
            await self.app.push_screen_wait(ReceiptView(paid.receipt, just_paid=True))
            await self.read_again()
