"""QR orders that wait: for the bank's word, or for their receipt once the bank has spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.rules.office_day import clock_time
from desk.words import Words
from screens.asking import AskReason
from screens.bars import age
from screens.keys import FIND_ANYBODY, SAVE, act
from screens.looking import Looking
from screens.money_box import MoneyBox
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.parts import Said
from screens.reading import read
from screens.safe_text import money
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.money import OrderRow

LOOK_AGAIN_S = 30.0
"""How often ages on view are brought up to date."""

_WAITS = Words("… รอธนาคาร", "… waiting")
_SLIP = Words("… เห็นสลิป ยังไม่ยืนยัน", "… slip, unconfirmed")
_SETTLED = Words("✓ ชำระแล้ว ออกใบเสร็จได้", "✓ paid: issue the receipt")
_SHORT = Words("! ยอดขาด", "! short")
_OVER = Words("✓ ชำระเกิน ออกใบเสร็จได้", "✓ paid too much: receipt")
_TOLD = Words("ธนาคารแจ้ง {paid} บาท เวลา {at} น. อ้างอิง {ref}", "The bank says {paid} baht at {at}, reference {ref}")
_TOLD_OTHER = Words(
    "ธนาคารแจ้ง {paid} บาท แต่ใบสั่งคือ {asked} บาท อ้างอิง {ref} ขาดรับเงินสดเพิ่ม เกินรอคืนผู้ชำระ",
    "The bank says {paid} baht, the order {asked}; reference {ref}. Cash makes up what is short; what is over is owed",
)
_NOT_TOLD = Words(
    "แสดง QR เมื่อ {at} น. ธนาคารยังไม่ยืนยัน ให้ผู้ชำระเก็บสลิปไว้",
    "QR shown at {at}; the bank has not confirmed. Let the payer keep the slip",
)
_PAID_ALREADY = Words(
    "ธนาคารแจ้งว่าชำระแล้ว จึงยกเลิกไม่ได้ กด F10 ออกใบเสร็จ",
    "The bank says it was paid: it cannot be cancelled. Press F10 for the receipt",
)
_MAKE_UP = Words("ธนาคารแจ้งขาด {sum} บาท รับเงินสดเพิ่ม", "The bank's sum is {sum} baht short: take the rest in cash")
_CANCELLED = Words("ยกเลิกใบสั่ง {ref} แล้ว คำขอกลับไปรอชำระ", "Order {ref} cancelled; its requests wait to be paid again")
_CANCEL = Words("ยกเลิกใบสั่ง {ref} ของ {payer} ยอด {sum} บาท", "Cancel order {ref} of {payer}, {sum} baht")
_CANCEL_TOLD = Words(
    "ยกเลิกเมื่อผู้ชำระยังไม่ได้โอนเท่านั้น เหตุผลจะอยู่ในรายการ",
    "Only while the payer has not paid. The reason stays in the journal",
)


class BankList(Looking[None]):
    """The orders waiting for the bank, oldest first."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(
            Words("ออกใบเสร็จ", "Receipt"),
            Words("ออกใบเสร็จของใบสั่งที่ธนาคารยืนยันแล้ว", "Issues the receipt of an order the bank has settled"),
        ),
        act(
            "show_qr",
            "q,ctrl+o",
            Words("แสดง QR", "Show QR"),
            Words("แสดง QR ของใบสั่งนี้อีกครั้ง ปุ่ม Enter ก็ได้", "Shows the QR of this order again; Enter does as well"),
        ),
        act(
            "slip",
            "s",
            Words("สลิปผู้ชำระ", "Payer's slip"),
            Words("สแกนรหัสบนสลิปของผู้ชำระ ยังไม่ใช่การรับเงิน", "Scans the code of the payer's slip; it proves nothing"),
        ),
        act(
            "cancel_order",
            "c,delete",
            Words("ยกเลิกใบสั่ง", "Cancel order"),
            Words("เลิกเรียกเก็บใบสั่งที่ยังไม่มีผู้ชำระ ต้องใส่เหตุผล", "Stops asking for an order nobody paid; asks for a reason"),
        ),
    )
    ABOUT = Words(
        "ใบเสร็จของการชำระด้วย QR ออกได้เมื่อธนาคารยืนยันยอดแล้วเท่านั้น",
        "The receipt of a QR payment is issued only after the bank has confirmed the amount",
    )
    DEFAULT_CSS = """
    BankList #what { text-style: bold; }
    BankList #told { height: 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[str, OrderRow] = {}
        self.slips: dict[str, Words] = {}
        self._table = PagedTable(
            [
                Column(Words("ใบสั่ง", "Order"), 12),
                Column(Words("ผู้ชำระ", "Payer"), 0),
                Column(Words("บาท", "Baht"), 10, "right"),
                Column(Words("รอมา", "Age"), 8, "right"),
                Column(Words("สถานะ", "State"), 25),
            ],
            empty=Words("ไม่มีใบสั่งที่รอธนาคาร", "No order waits for the bank"),
        )
        self._told = Said(Words("", ""), wraps=True, id="told")

    def body(self) -> ComposeResult:
        """Orders, and below what the bank said of the one under the cursor."""
        yield Said(
            Words("ชำระด้วย QR: รอธนาคารและรอออกใบเสร็จ", "Paid by QR: waiting for the bank, or for the receipt"),
            id="what",
        )
        yield self._table
        yield self._told

    # ---- reading

    async def look(self) -> None:
        """Read the orders; also on coming back from QR or receipt."""
        from desk.counter import cashier, slips

        office = work_of(self).open_office

        def question() -> tuple[list[OrderRow], dict[str, Words]]:
            rows = cashier.waiting_for_bank(office)
            return rows, slips.words_of(office.read(), [row.ref for row in rows])

        found = await read(self, question)
        if found is None:
            return
        rows, self.slips = found
        self.orders = {row.ref: row for row in rows}
        now = office.clock.now_ms()
        self._table.set_rows([_row(row, now, slip=row.ref in self.slips) for row in rows])
        self._say_told()
        self.refresh_keys()

    @on(events.Mount)
    def begin(self) -> None:
        """Ages grow while nobody presses a key."""
        self._table.focus()
        self.set_interval(LOOK_AGAIN_S, self._look_again)

    async def _look_again(self) -> None:
        if self.is_active:  # behind the idle lock nothing reads
            await self.look()

    def on_paged_table_highlighted(self) -> None:
        """Another order: what the bank said of it."""
        self._say_told()
        self.refresh_keys()

    @property
    def order(self) -> OrderRow | None:
        """The order under the cursor."""
        return self.orders.get(self._table.cursor_key or "")

    def _say_told(self) -> None:
        row = self.order
        if row is None:
            said = Words("", "")
        elif row.settled_satang is None:
            said = self.slips.get(row.ref) or _NOT_TOLD.fill(at=clock_time(row.opened))
        else:
            known = _TOLD if row.settled_satang == row.satang else _TOLD_OTHER
            said = known.fill(
                paid=format_baht(row.settled_satang),
                asked=format_baht(row.satang),
                at=clock_time(row.settled_at or row.opened),
                ref=row.bank_ref or "-",
            )
        self._told.say(said)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts only for who takes money, and where there is an order."""
        if action in ("save", "show_qr", "slip", "cancel_order"):
            session = work_of(self).session
            return self.order is not None and session is not None and session.may("take_payment")
        return super().check_action(action, parameters)

    async def on_paged_table_selected(self) -> None:
        """Enter: the QR again."""
        if self.check_action("show_qr", ()):
            await self.action_show_qr()

    async def action_show_qr(self) -> None:
        """The QR of an order not yet paid."""
        from desk.counter import cashier

        row = self.order
        if row is None:
            return
        office = work_of(self).open_office
        if row.settled_satang is not None:
            self._say_told()
            self.say(_PAID_ALREADY)
            return
        bill = await self.perform(lambda: cashier.qr_of(office, row.ref))
        if bill is not None:
            from screens.qr_bill import QrBill

            self.app.push_screen(QrBill(bill))

    def action_slip(self) -> None:
        """S: the payer's slip."""
        if (row := self.order) is not None and row.settled_satang is None:
            from screens.slip_box import SlipBox

            self.app.push_screen(SlipBox(row.ref))

    @in_background
    async def action_save(self) -> None:
        """F10: the receipt, once the bank has confirmed; cash makes up what the bank's sum lacks."""
        from desk.counter import cashier
        from desk.rules.tenders import Piece

        row, work = self.order, work_of(self)
        if row is None:
            return
        office, session = work.open_office, work.officer
        given: list[Piece] = []
        if row.settled_satang is not None and row.settled_satang < row.satang:
            missing = row.satang - row.settled_satang
            told = await self.app.push_screen_wait(MoneyBox(_MAKE_UP.fill(sum=format_baht(missing)), missing, []))
            if told is None:
                return
            given = [Piece("cash", told.satang)]
        paid = await self.perform(lambda: cashier.receive_from_bank(office, session, row.ref, given))
        if paid is not None:
            from screens.receipt_view import ReceiptView

            self.app.push_screen(ReceiptView(paid.receipt, just_paid=True))

    def action_cancel_order(self) -> None:
        """Ask why; an order the bank has settled is not cancelled."""
        row = self.order
        if row is None:
            return
        if row.settled_satang is not None:
            self.say(_PAID_ALREADY)
            return

        async def cancel(reason: str | None) -> None:
            if reason is not None:
                await self._cancel(row, reason)

        act = _CANCEL.fill(ref=row.compact, payer=row.payer_name, sum=format_baht(row.satang))
        self.app.push_screen(AskReason(act, _CANCEL_TOLD), cancel)

    async def _cancel(self, row: OrderRow, reason: str) -> None:
        from desk.counter import cashier

        work = work_of(self)
        office, session = work.open_office, work.officer

        done = await self.carry_out(lambda: cashier.cancel_order(office, session, row.ref, reason))
        await self.look()
        if done:
            self.say_done(_CANCELLED.fill(ref=row.compact))


def _row(row: OrderRow, now: int, *, slip: bool) -> Row:
    state, tone = _state(row, slip=slip)
    cells = (row.compact, row.payer_name, money(row.satang), age((now - row.opened) // 1000), state)
    return Row(row.ref, cells, tone)


def _state(row: OrderRow, *, slip: bool) -> tuple[Words, Tone]:
    if row.settled_satang is None:
        return (_SLIP if slip else _WAITS), "quiet"
    if row.settled_satang < row.satang:
        return _SHORT, "alert"
    return (_SETTLED if row.settled_satang == row.satang else _OVER), "plain"
