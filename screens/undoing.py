"""Undoing a receipt from where it is on view: void, correction of the payer, refund, bounced cheque; a second person
signs, or it stays asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work as in_background
from textual.screen import ScreenResultType

from desk.rules.cash import format_baht
from desk.words import Words
from screens.asking import AskReason
from screens.base import DeskScreen
from screens.keys import act
from screens.money_box import Asked, MoneyBox
from screens.second_officer import SecondOfficer, second_or_alone
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.session import Session
    from desk.counter.undo import Undone
    from local_db.queries.money import ReceiptRow

VOID = act(
    "void",
    "v",
    Words("ยกเลิกใบเสร็จ", "Void"),
    Words(
        "ยกเลิกใบเสร็จของวันและกะนี้ เลขที่เดิมเก็บไว้ ต้องมีผู้อนุมัติ",
        "Voids a receipt of this day and shift; its number stays. Two sign",
    ),
)
CORRECT = act(
    "correct",
    "n",
    Words("แก้ชื่อผู้ชำระ", "Correct name"),
    Words("ยกเลิกแล้วออกใบใหม่ด้วยเงินเดิม", "Voids it and issues another over the same money"),
    in_footer=False,
)
REFUND = act(
    "refund",
    "r",
    Words("คืนเงิน", "Refund"),
    Words("คืนเงินบางส่วนหรือทั้งหมดด้วยใบคืนเงิน ต้องมีผู้อนุมัติ", "Gives back some or all by a voucher of its own. Two sign"),
)
BOUNCE = act(
    "bounce",
    "b",
    Words("เช็คคืน", "Bounced"),
    Words("บันทึกว่าธนาคารไม่จ่ายเช็คนี้", "Records that the bank did not honour the cheque"),
)
UNDOING = (VOID, CORRECT, REFUND, BOUNCE)

_VOID_WHAT = Words("ยกเลิกใบเสร็จ {number} ยอด {sum} บาท", "Void receipt {number} of {sum} baht")
_REFUND_WHAT = Words("คืนเงินจากใบเสร็จ {number}", "Refund from receipt {number}")
_CORRECT_WHAT = Words("แก้ชื่อผู้ชำระของใบเสร็จ {number}", "Correct the payer of receipt {number}")
KEPT = Words("เหตุผลอยู่ในสมุดรายการ ต้นฉบับเก็บไว้กับสำเนา", "The reason stays in the journal; keep the original with the copy")
ASKED_ALONE = (
    Words("ไม่มีผู้อนุมัติอยู่ที่นี่ จะบันทึกเป็นคำขอ", "Nobody is here to agree: it is saved as asked for"),
    Words(
        "ใบเสร็จเดิมยังใช้ได้และนับเงินรวมไว้ โต๊ะอื่นอนุมัติได้",
        "The receipt stands and its cash is counted; another desk may confirm it",
    ),
)
_ASKED = Words("บันทึกคำขอแล้ว รอผู้อนุมัติ ใบเสร็จยังใช้ได้", "Asked; it waits for a second person. The receipt stands")
_DONE = Words("บันทึกแล้ว", "Saved")
_CASH_BACK = Words("คืนเงินสด {sum} บาทจากลิ้นชัก", "hand back {sum} baht from the drawer")
_CARD_BACK = Words("ยกเลิกยอดบัตร {sum} บาทที่เครื่องรูดบัตร", "take {sum} baht back at the card machine")
_CHEQUE_BACK = Words("คืนเช็ค {sum} บาท", "hand back the cheque of {sum} baht")
_OWED = Words("รอจ่ายคืน {sum} บาท ในรายการเงินคืน", "{sum} baht is owed, in the list of refunds")
_CORRECTED = Words("ออกใบเสร็จใหม่แล้ว เก็บใบเดิมไว้กับสำเนา", "A new receipt is issued; keep the old one with the copy")
_BOUNCED = Words("บันทึกเช็คคืนแล้ว", "The bounced cheque is recorded")


class Undoing(DeskScreen[ScreenResultType]):
    """A screen with a receipt on view that may be undone. It says which (`undone_row`) and reads itself anew."""

    def undone_row(self) -> ReceiptRow | None:
        """The receipt in hand."""
        return None

    async def after_undoing(self, found: Undone | None) -> None:
        """Something was undone, or asked for."""

    def may_undo(self) -> bool:
        """Whether the receipt in hand is in force and the officer takes money here."""
        session, row = work_of(self).session, self.undone_row()
        return session is not None and session.may("take_payment") and row is not None and row.voided is None

    @in_background
    async def action_void(self) -> None:
        """V: why, who agrees, done; or asked where nobody is there."""
        from desk.counter import undo

        row, work = self.undone_row(), work_of(self)
        if row is None or not self.may_undo():
            return
        what = _VOID_WHAT.fill(number=_number(row), sum=format_baht(row.satang))
        reason = await self.app.push_screen_wait(AskReason(what, KEPT))
        if reason:
            office, officer = work.open_office, work.officer
            await self._with_second(what, lambda second: undo.void(office, officer, row.ref, reason, second))

    @in_background
    async def action_refund(self) -> None:
        """R: how much, to whom, why; who agrees."""
        from desk.counter import refunds

        row, work = self.undone_row(), work_of(self)
        if row is None or not self.may_undo():
            return
        what = _REFUND_WHAT.fill(number=_number(row))
        fields = [Asked(Words("คืนให้", "To"), row.payer_name), Asked(Words("เหตุผล", "Reason"))]
        told = await self.app.push_screen_wait(MoneyBox(what, row.satang, fields, KEPT))
        if told is not None:
            office, officer = work.open_office, work.officer
            payee, reason = told.texts
            await self._with_second(
                what, lambda second: refunds.refund(office, officer, row.ref, told.satang, payee, reason, second)
            )

    @in_background
    async def action_correct(self) -> None:
        """N: the right name; a correction does not wait for a second person."""
        from desk.counter import parties, undo

        row, work = self.undone_row(), work_of(self)
        if row is None or not self.may_undo():
            return
        what = _CORRECT_WHAT.fill(number=_number(row))
        fields = [Asked(Words("ชื่อที่ถูกต้อง", "The right name"), row.payer_name), Asked(Words("เหตุผล", "Reason"))]
        told = await self.app.push_screen_wait(MoneyBox(what, None, fields, KEPT))
        if told is None:
            return
        second = await self.app.push_screen_wait(SecondOfficer(what, "approve_undo"))
        if second is None:
            return
        name, reason = told.texts

        def correct() -> Undone:
            payer = parties.typed("person", name)
            return undo.correct(work.open_office, work.officer, row.ref, payer, reason, second)

        found = await self.perform(correct)
        if found is not None:
            await self.after_undoing(found)
            self.say_done(_CORRECTED)

    @in_background
    async def action_bounce(self) -> None:
        """B: the bank gave the cheque back."""
        from desk.counter import refunds

        row, work = self.undone_row(), work_of(self)
        if row is None or not self.may_undo():
            return
        office = work.open_office
        what = Words("เช็คของใบเสร็จ {number} ไม่ผ่าน", "The cheque of receipt {number} bounced").fill(number=_number(row))
        reason = await self.app.push_screen_wait(AskReason(what, KEPT))
        if (
            reason
            and await self.perform(lambda: refunds.bounce(office, work.officer, row.ref, None, reason)) is not None
        ):
            await self.after_undoing(None)
            self.say_done(_BOUNCED)

    async def _with_second(self, what: Words, undo: Callable[[Session | None], Undone]) -> None:
        goes_on, second = await second_or_alone(self, what, "approve_undo", *ASKED_ALONE)
        found = await self.perform(lambda: undo(second)) if goes_on else None
        if found is not None:
            await self.after_undoing(found)
            self.say_done(told_of(found))


def told_of(found: Undone) -> Words:
    """What came of an undoing, and what to hand back."""
    if found.waits:
        return _ASKED
    back = (
        (_CASH_BACK, found.back_satang),
        (_CARD_BACK, found.card_satang),
        (_CHEQUE_BACK, found.cheque_satang),
        (_OWED, found.owed_satang),
    )
    parts = [_DONE, *(words.fill(sum=format_baht(satang)) for words, satang in back if satang)]
    return Words(" · ".join(part.th for part in parts), " · ".join(part.en for part in parts))


def _number(row: ReceiptRow) -> str:
    return f"{row.book}/{row.number:06d}"
