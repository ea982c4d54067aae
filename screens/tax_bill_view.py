"""The assessment of a tax on the screen, line for line as it is printed; the payer is told, an instalment is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.words import Words
from screens.keys import SAVE, act
from screens.looking import Looking
from screens.money_box import Asked, MoneyBox
from screens.paper_lines import PaperLines
from screens.parts import Said
from screens.printing import put_out
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.tax_bill import TaxBill
    from desk.model.kinds.body import Party

_HEAD = Words("การประเมินภาษี คงเหลือ {left} บาท", "Assessment of the tax: {left} baht left to pay")
_TELL_WHAT = Words(
    "แจ้งการประเมิน {sum} บาท แก่ผู้เสียภาษี กำหนดชำระนับจากวันนี้",
    "Tell the payer of {sum} baht: the days to pay it in begin today",
)
_TOLD = Words("บันทึกการแจ้งการประเมินแล้ว", "It is recorded that the payer was told")


class TaxBillView(Looking[str]):
    """The bill of one request; answers the receipt where money was taken."""

    ACTIONS = (
        SAVE.called(Words("พิมพ์", "Print"), Words("พิมพ์หนังสือแจ้งการประเมิน", "Prints the notice of assessment")),
        act(
            "tell_payer",
            "t",
            Words("แจ้งแล้ว", "Told"),
            Words("บันทึกว่าแจ้งผู้เสียภาษีวันนี้", "Records that the payer was told today"),
        ),
        act(
            "instalment",
            "i",
            Words("รับชำระ", "Take payment"),
            Words("รับงวดถัดไป หรือทั้งหมดเมื่อไม่ผ่อน", "Takes the next instalment, or all of it where there is one part"),
        ),
        act(
            "instalment_qr",
            "q",
            Words("QR งวดนี้", "QR"),
            Words("แสดง QR ของงวดถัดไปให้ผู้ชำระสแกน", "Shows a QR of the next instalment for the payer to scan"),
        ),
    )
    ABOUT = Words(
        "ภาษีคิดจากแบบคำขอทีละบรรทัด เงินเพิ่มคิดถึงวันนี้",
        "The tax is reckoned from the form line by line; what lateness adds is reckoned up to today",
    )
    DEFAULT_CSS = """
    TaxBillView .head { text-style: bold; }
    """

    def __init__(self, ref: str, payer: Party | None = None) -> None:
        super().__init__()
        self.ref, self.payer = ref, payer
        self.found: TaxBill | None = None
        self._head = Said(Words("", ""), classes="head")
        self._table = PaperLines()

    def body(self) -> ComposeResult:
        """What is left, then the notice."""
        yield self._head
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The notice takes the arrow keys."""
        self._table.focus()

    async def look(self) -> None:
        """Read the bill as it stands today."""
        from desk.counter import tax_bill
        from desk.paper.assessment import assessment_document
        from desk.paper.preview import preview

        shared = work_of(self)

        def question() -> tuple[TaxBill, list[str]]:
            found = tax_bill.look(shared.open_office, self.ref)
            paper = tax_bill.paper_of(shared.open_office, shared.officer, found)
            return found, preview(assessment_document(paper))

        answer = await read(self, question)
        if answer is not None:
            self.found, lines = answer
            self._head.say(_HEAD.fill(left=format_baht(self.found.left_satang)))
            self._table.show_paper(lines)
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Told once, paid while something is left, and only once it is approved."""
        if action in ("tell_payer", "instalment", "instalment_qr"):
            session, found = work_of(self).session if self.is_attached else None, self.found
            if session is None or found is None or found.row.state != "approved":
                return False
            if action == "tell_payer":
                return found.told is None and (session.may("take_payment") or session.may("take_request"))
            return session.may("take_payment") and bool(found.bill.steps)
        return super().check_action(action, parameters)

    @in_background(exclusive=True, group="print")
    async def action_save(self) -> None:
        """F10: print."""
        from desk.counter import tax_bill

        shared = work_of(self)
        await put_out(self, lambda: tax_bill.bill_to_print(shared.open_office, shared.officer, self.ref))

    @in_background
    async def action_tell_payer(self) -> None:
        """T: to whom it was told."""
        from desk.counter import tax_bill

        shared, found = work_of(self), self.found
        if found is None:
            return
        what = _TELL_WHAT.fill(sum=format_baht(found.bill.satang))
        asked = [Asked(Words("ผู้รับแจ้ง", "Told to"), found.applicant.name)]
        told = await self.app.push_screen_wait(MoneyBox(what, None, asked))
        if told is None:
            return
        done = await self.perform(lambda: tax_bill.tell(shared.open_office, shared.officer, self.ref, told.texts[0]))
        await self.look()
        if done is not None:
            self.say_done(_TOLD)

    @in_background
    async def action_instalment(self) -> None:
        """I: take the next part, in any way but QR."""
        from screens.take_other import TakeOther

        step = await self._next_part()
        if step is not None:
            found, satang = step
            part = 0 if satang == found.left_satang else satang
            receipt = await self.app.push_screen_wait(TakeOther([self.ref], self.payer or found.applicant, part))
            self._end_with(receipt)

    @in_background
    async def action_instalment_qr(self) -> None:
        """Q: a bill of the next part; settled by the bank, it pays that part."""
        from desk.counter import cashier
        from screens.qr_bill import QrBill

        step, work = await self._next_part(), work_of(self)
        if step is None:
            return
        found, satang = step
        payer, office, session = self.payer or found.applicant, work.open_office, work.officer
        order = await self.perform(
            lambda: cashier.open_qr_order(office, session, [self.ref], payer, work.visit, {self.ref: satang})
        )
        if order is not None:
            receipt = await self.app.push_screen_wait(QrBill(order))
            self._end_with(receipt)

    async def _next_part(self) -> tuple[TaxBill, int] | None:
        """The bill and its next part: the payer has seen what it comes to today, so the request takes that sum."""
        from desk.counter import fee_due

        shared, found = work_of(self), self.found
        if found is None or not found.bill.steps:
            return None

        return (
            (found, found.bill.steps[0])
            if await self.carry_out(lambda: fee_due.accept_new_fees(shared.open_office, shared.officer, [self.ref]))
            else None
        )

    def _end_with(self, receipt: str | None) -> None:
        if receipt is not None:
            self.dismiss(receipt)
