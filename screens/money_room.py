"""Everything with money that waits for somebody: undoing asked for, refunds, sums of the bank, the safe, books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.counter.bank import Stray
from desk.rules.cash import format_baht
from desk.words import Words
from local_db.queries.deposits import DepositRow
from local_db.queries.undo import RefundRow, UndoRow
from screens.asking import AskReason
from screens.keys import FIND_ANYBODY, LIST, SAVE, act
from screens.looking import Looking
from screens.money_box import Asked, MoneyBox
from screens.money_rows import asked_words, entries_of, rows_of
from screens.paged_table import Column, PagedTable
from screens.paper_view import open_paper
from screens.parts import Said
from screens.reading import read
from screens.second_officer import ALONE, SecondOfficer, second_or_alone
from screens.undoing import ASKED_ALONE, KEPT, told_of
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.money_waiting import Waiting
    from desk.counter.undo import Undone
    from desk.model.kinds.printing import PaperSort
    from screens.money_rows import Entry

_RETURN_WHAT = Words("คืนเงินมัดจำของคำขอ {ref} ให้ {payer}", "Give the deposit on {ref} back to {payer}")
_PAY_WHAT = Words("จ่ายเงินคืน {sum} บาท ให้ {payee}", "Pay {sum} baht back to {payee}")
_PAID = Words("จ่ายเงินคืนแล้ว {sum} บาท ให้ผู้รับลงชื่อในใบคืนเงิน", "{sum} baht paid back; have the voucher signed")
_PLACE_WHAT = Words("พักยอดธนาคาร {sum} บาท เพื่อคืนผู้ชำระ", "Owe the bank's {sum} baht to its payer")
_KEEP_WHAT = Words("พักยอดธนาคาร {sum} บาท ไว้ตรวจสอบ", "Keep the bank's {sum} baht until explained")
_PLACED = Words("จัดการยอดธนาคารแล้ว", "The sum has its place")
_REVENUE_BY = Words("รายได้เดือนนี้ แยกตาม", "This month's revenue, by")
_REMIT_WHAT = Words("นำส่งเงินจากตู้นิรภัย มีอยู่ {sum} บาท", "Remit from the safe, which holds {sum} baht")
_REMITTED = Words("บันทึกการนำส่งแล้ว", "The remittance is recorded")
_COUNTED = Words("นับตู้นิรภัยแล้ว ต่าง {sum} บาท", "The safe was counted: off by {sum} baht")
_DROPPED = Words("ไม่ดำเนินการ ใบเสร็จยังใช้ได้", "Dropped; the receipt stands")
_DROP_WHAT = Words("ไม่อนุมัติหรือเลิกขอ {ref}", "Do not agree, or take back {ref}")
_CONFIRMED = Words("อนุมัติแล้ว โต๊ะของใบเสร็จจะดำเนินการ", "Confirmed; the desk of the receipt carries it out")


class MoneyRoom(Looking[None]):
    """One list of what waits; F10 does what the line in hand asks for."""

    ACTIONS = (
        FIND_ANYBODY,
        LIST.called(Words("ทะเบียนใบเสร็จ", "Books"), Words("ทุกเล่มและทุกเลข", "Every book and every number")),
        SAVE.called(
            Words("ดำเนินการ", "Do it"),
            Words("อนุมัติ จ่าย จัดการ หรือนำส่ง ตามบรรทัดที่เลือก", "Confirms, pays, places or remits, as the line asks"),
        ),
        act(
            "drop",
            "x,delete",
            Words("ไม่ดำเนินการ", "Drop"),
            Words("ไม่อนุมัติ หรือพักยอดธนาคารไว้ตรวจสอบ", "Does not agree, or keeps the bank's sum until explained"),
        ),
        act("count_safe", "t", Words("นับตู้", "Count safe"), Words("บันทึกการนับตู้นิรภัย", "Records a count of the safe")),
        act(
            "revenue",
            "r",
            Words("รายได้", "Revenue"),
            Words("รายงานรายได้เดือนนี้ตามประเภท บริการ หรือวัน", "This month's revenue by kind, service or day"),
        ),
        act(
            "papers",
            "p",
            Words("เอกสาร", "Papers"),
            Words("เอกสารการเงินที่ออกแล้ว ดูและพิมพ์สำเนา", "Papers of money, to look at and print again"),
        ),
    )
    ABOUT = Words(
        "เงินทุกบาทและเลขทุกเลขที่ยังต้องมีผู้จัดการ",
        "Every satang and every number that still needs somebody",
    )
    DEFAULT_CSS = """
    MoneyRoom #what { text-style: bold; }
    MoneyRoom #told { height: 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.waiting: Waiting | None = None
        self._entries: dict[str, Entry] = {}
        self._table = PagedTable(
            [
                Column(Words("เรื่อง", "What"), 36),
                Column(Words("เลขที่", "Reference"), 13),
                Column(Words("ผู้เกี่ยวข้อง", "Who"), 0),
                Column(Words("บาท", "Baht"), 12, "right"),
            ],
            empty=Words("ไม่มีเรื่องเงินค้าง", "Nothing with money waits"),
        )
        self._told = Said(Words("", ""), wraps=True, id="told")

    def body(self) -> ComposeResult:
        """The list, and below the reason of the line in hand."""
        yield Said(Words("เรื่องเงินที่รอดำเนินการ", "Money that waits for somebody"), id="what")
        yield self._table
        yield self._told

    # ---- reading

    async def look(self) -> None:
        """Read the list."""
        from desk.counter.money_waiting import waiting

        work = work_of(self)
        office, session = work.open_office, work.officer
        self.waiting = await read(self, lambda: waiting(office, session))
        self._entries = entries_of(self.waiting) if self.waiting is not None else {}
        self._table.set_rows(rows_of(self.waiting) if self.waiting is not None else [])
        self._tell()
        self.refresh_keys()

    @on(events.Mount)
    def begin(self) -> None:
        """The list takes the keys."""
        self._table.focus()

    def on_paged_table_highlighted(self) -> None:
        """Another line: its reason."""
        self._tell()
        self.refresh_keys()

    def _tell(self) -> None:
        found, row = self.waiting, self._in_hand
        said = Words("", "")
        if isinstance(row, UndoRow) and found is not None:
            said = asked_words(found, row)
        elif isinstance(row, RefundRow):
            said = Words("เหตุผล: {reason}", "Reason: {reason}").fill(reason=row.reason)
        elif found is not None and self._table.cursor_key == "books" and found.books is not None:
            said = found.books
        self._told.say(said)

    @property
    def _in_hand(self) -> Entry | None:
        """What the line under the cursor stands for; None for the safe, the books and the year."""
        return self._entries.get(self._table.cursor_key or "")

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the line in hand and the roles of the officer allow."""
        session = work_of(self).session if self.is_attached else None
        if session is None:
            return action not in ("save", "drop", "count_safe")
        row, key = self._in_hand, self._table.cursor_key
        if action == "count_safe":
            return session.may("keep_safe")
        if action == "drop":
            if isinstance(row, UndoRow):
                return row.state == "asked" and (row.asked_by == session.officer or session.may("approve_undo"))
            return isinstance(row, Stray) and session.may("take_payment")
        if action != "save":
            return super().check_action(action, parameters)
        if isinstance(row, UndoRow):
            return session.may("take_payment" if row.state == "confirmed" else "approve_undo")
        if row is not None:
            return session.may("take_payment")
        return session.may("keep_safe") if key == "safe" else key == "year" and session.may("see_day")

    def action_list(self) -> None:
        """F4: the books."""
        from screens.books_view import BooksView

        self.open_room(BooksView())

    @in_background
    async def action_save(self) -> None:
        """F10: what the line asks for."""
        row, found = self._in_hand, self.waiting
        if found is None or not self.check_action("save", ()):
            return
        done: Words | None = None
        if isinstance(row, UndoRow):
            done = await self._undo(row)
        elif isinstance(row, RefundRow):
            done = await self._pay(row)
        elif isinstance(row, Stray):
            done = await self._place(row, keep=False)
        elif isinstance(row, DepositRow):
            done = await self._return(row)
        elif self._table.cursor_key == "safe":
            done = await self._remit(max(found.safe.cash_satang, 0))
        else:
            from screens.year_end_view import YearEndView

            await self.app.push_screen_wait(YearEndView())
        await self.look()
        if done is not None:
            self.say_done(done)

    @in_background
    async def action_drop(self) -> None:
        """X: do not undo it; or keep the bank's sum until somebody explains it."""
        from desk.counter import undo

        row, work = self._in_hand, work_of(self)
        done: Words | None = None
        if isinstance(row, Stray):
            done = await self._place(row, keep=True)
        elif isinstance(row, UndoRow):
            ref = row.ref
            reason = await self.app.push_screen_wait(AskReason(_DROP_WHAT.fill(ref=ref), KEPT))

            office, session = work.open_office, work.officer
            if reason and await self.carry_out(lambda: undo.drop(office, session, ref, reason)):
                done = _DROPPED
        await self.look()
        if done is not None:
            self.say_done(done)

    async def _undo(self, row: UndoRow) -> Words | None:
        from desk.counter import undo

        work = work_of(self)

        def agree() -> Undone:
            if row.state == "confirmed":
                return undo.carry_out(work.open_office, work.officer, row.ref)
            return undo.confirm(work.open_office, work.officer, row.ref)

        done = await self.perform(agree, once=True)
        if done is None:
            return None
        return _CONFIRMED if done.waits else told_of(done)

    async def _pay(self, row: RefundRow) -> Words | None:
        from desk.counter import refunds

        work = work_of(self)
        what = _PAY_WHAT.fill(sum=format_baht(row.satang), payee=row.payee)
        fields = [
            Asked(Words("ผู้ลงชื่อรับ", "Signed for by"), row.payee),
            Asked(Words("อ้างอิงการโอน", "Transfer no."), "", 60),
        ]
        hint = Words("เว้นอ้างอิงว่างไว้ = จ่ายเงินสดจากลิ้นชัก", "Leave the transfer empty to pay cash from the drawer")
        told = await self.app.push_screen_wait(MoneyBox(what, None, fields, hint))
        if told is None:
            return None
        signed, transfer = told.texts

        def pay() -> str:
            if transfer:
                return refunds.pay_refund(work.open_office, work.officer, row.ref, "transfer", signed, transfer)
            return refunds.pay_refund(work.open_office, work.officer, row.ref, "cash", signed)

        if await self.perform(pay) is None:
            return None
        self._show_paper("refund", row.ref, _PAID.fill(sum=format_baht(row.satang)))
        return None

    async def _return(self, row: DepositRow) -> Words | None:
        """A deposit goes back by a refund of its receipt: two agree, then it is paid out."""
        from desk.counter import refunds

        work = work_of(self)
        what = _RETURN_WHAT.fill(ref=row.request, payer=row.payer_name)
        fields = [Asked(Words("คืนให้", "To"), row.payer_name), Asked(Words("เหตุผล", "Reason"))]
        told = await self.app.push_screen_wait(MoneyBox(what, row.held_satang, fields, KEPT))
        if told is None:
            return None
        goes_on, second = await second_or_alone(self, what, "approve_undo", *ASKED_ALONE)
        if not goes_on:
            return None
        payee, reason = told.texts
        done = await self.perform(
            lambda: refunds.refund(work.open_office, work.officer, row.receipt, told.satang, payee, reason, second)
        )
        return told_of(done) if done is not None else None

    async def _place(self, stray: Stray, *, keep: bool) -> Words | None:
        from desk.counter import bank

        work = work_of(self)
        if stray.may_be_receipted and not keep:
            paid = await self.perform(lambda: bank.receipt_for_late(work.open_office, work.officer, *stray.key))
            if paid is not None:
                from screens.receipt_view import ReceiptView

                self.app.push_screen(ReceiptView(paid.receipt, just_paid=True))
            return None
        what = (_KEEP_WHAT if keep else _PLACE_WHAT).fill(sum=format_baht(stray.row.satang))
        reason = await self.app.push_screen_wait(AskReason(what, KEPT))
        if not reason:
            return None
        where: bank.Place = "suspense" if keep else "owed"
        done = await self.perform(lambda: bank.place(work.open_office, work.officer, *stray.key, where, reason))
        return _PLACED if done is not None else None

    async def _remit(self, held: int) -> Words | None:
        from desk.counter import treasury

        work = work_of(self)
        what = _REMIT_WHAT.fill(sum=format_baht(held))
        told = await self.app.push_screen_wait(
            MoneyBox(what, held, [Asked(Words("ผู้รับเงิน", "Received by"))], Words("ต้องมีผู้ลงชื่อสามคน", "Three people sign"))
        )
        second = await self.app.push_screen_wait(SecondOfficer(what, "witness")) if told is not None else None
        if told is None or second is None:
            return None
        done = await self.perform(
            lambda: treasury.remit(work.open_office, work.officer, told.satang, told.texts[0], second)
        )
        if done is None:
            return None
        self._show_paper("remittance", done, _REMITTED)
        return None

    def _show_paper(self, sort: PaperSort, ref: str, said: Words) -> None:
        """The paper of what was just done, ready to be signed and printed."""
        from desk.counter.money_papers import to_print

        open_paper(self, to_print, sort, ref, said=said)

    @in_background
    async def action_revenue(self) -> None:
        """R: this month's revenue as a report, by what is chosen."""
        from desk.counter.revenue import BY_WORDS, revenue_to_print
        from screens.asking import Choose

        chosen = await self.app.push_screen_wait(Choose(_REVENUE_BY, BY_WORDS.items()))
        if chosen is not None:
            open_paper(self, revenue_to_print, chosen)

    def action_papers(self) -> None:
        """P: papers of money, to look at and print again."""
        from screens.money_papers import MoneyPapers

        self.open_room(MoneyPapers())

    @in_background
    async def action_count_safe(self) -> None:
        """T: the count of the safe as one sum; what should be there is told afterwards."""
        from desk.counter import treasury

        work = work_of(self)
        what = Words("นับเงินในตู้นิรภัย", "Count the cash in the safe")
        told = await self.app.push_screen_wait(
            MoneyBox(
                what,
                0,
                [Asked(Words("หมายเหตุ", "Note"))],
                Words("ยอดที่ควรมีจะบอกหลังนับ", "What should be there is told afterwards"),
            )
        )
        if told is None:
            return
        goes_on, second = await second_or_alone(self, what, "witness", ALONE)
        if not goes_on:
            return
        counted = await self.perform(
            lambda: treasury.check_safe_sum(work.open_office, work.officer, told.satang, second, told.texts[0])
        )
        if counted is not None:
            await self.look()
            self._show_paper("safe", counted.ref, _COUNTED.fill(sum=format_baht(counted.difference_satang)))
