"""A QR bill on the screen: scanned by the payer, receipted when the bank has said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from desk.rules.cash import format_baht
from desk.words import Words, same
from screens.base import SubScreen
from screens.keys import SAVE, act
from screens.large_figures import large
from screens.parts import FactRow, Said, Shown
from screens.qr_code import QrCode
from screens.reading import read as ask
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.cashier import QrOrder
    from desk.counter.receipting import Paid
    from local_db.queries.money import OrderRow

LOOK_EVERY_S = 1.0
QUIET_MODULES = 2
"""Light modules around the code: two are read by telephones, and four would not leave room for the code (80x24)."""
LINES_ON_VIEW = 21
LABEL = 12

SLIP_SEEN = Words("◌ เห็นสลิปแล้ว ยังไม่ยืนยัน", "◌ slip seen, unconfirmed")
WAITING = Words("◌ รอธนาคาร", "◌ waiting for the bank")
SETTLED = Words("✓ ธนาคารยืนยันแล้ว", "✓ the bank has confirmed")
GONE = Words("ใบสั่งนี้ไม่รอชำระแล้ว", "this order waits no more")


class QrBill(SubScreen[str]):
    """Shows the code and the bank's word as it comes; answers the receipt's reference, or None while it waits."""

    ACTIONS = (
        SAVE.called(
            Words("ออกใบเสร็จ", "Issue receipt"),
            Words("ออกใบเสร็จเมื่อธนาคารยืนยันแล้ว", "Issues the receipt once the bank has confirmed"),
        ),
        act(
            "paper",
            "p",
            Words("ใบแจ้งชำระ", "Slip to pay"),
            Words("พิมพ์ใบแจ้งการชำระเงิน มีคิวอาร์และบาร์โค้ดธนาคาร", "Prints the payment slip with QR code and barcode"),
        ),
        act(
            "slip",
            "s",
            Words("สลิปผู้ชำระ", "Payer's slip"),
            Words("สแกนรหัสบนสลิปของผู้ชำระ ยังไม่ใช่การรับเงิน", "Scans the code of the payer's slip; it proves nothing"),
        ),
    )
    ABOUT = Words(
        "ให้ผู้ชำระสแกน เมื่อธนาคารยืนยันแล้วกด F10 กด F3 กลับได้ ใบสั่งยังรออยู่ในรายการรอธนาคาร",
        "Let the payer scan it. Press F10 when the bank has confirmed; F3 leaves it waiting in the bank's list",
    )
    DEFAULT_CSS: ClassVar[str] = """
    QrBill #facts { width: 1fr; padding: 0 0 0 2; }
    QrBill #sum-large { height: 3; width: 100%; text-style: bold; color: $text-accent; margin: 1 0; }
    QrBill #bank { text-style: bold; }
    QrBill #advice { margin: 1 0 0 0; }
    """

    def __init__(self, order: QrOrder) -> None:
        super().__init__()
        self.order = order
        self.settled = False
        self._code = QrCode(id="code")
        self._bank = Said(WAITING, id="bank")
        self._large = Shown("", id="sum-large")
        self._advice = Said(Words("", ""), wraps=True, id="advice")

    def body(self) -> ComposeResult:
        """The code at the left, what it is for at the right."""
        with Horizontal():
            yield self._code
            with Vertical(id="facts"):
                yield Said(Words("สแกนเพื่อชำระ", "Scan to pay"))
                yield Said(_what_for(self.order.labels), wraps=True, id="what-for")
                yield self._large
                yield FactRow(Words("จำนวน", "Amount"), _baht(self.order.satang), LABEL)
                yield FactRow(Words("อ้างอิง 1", "Ref. 1"), self.order.ref1, LABEL)
                yield FactRow(Words("ใบสั่ง", "Order"), self.order.ref, LABEL)
                yield self._bank
                yield self._advice

    def on_mount(self) -> None:
        """Draw the code and begin to listen for the bank."""
        from desk.paper.qr_terminal import qr_cells

        code = qr_cells(self.order.payload, "M", QUIET_MODULES)
        if code.height > LINES_ON_VIEW:
            code = qr_cells(self.order.payload, "L", QUIET_MODULES)
        self._code.show(code)
        self._large.show_lines(large(format_baht(self.order.satang)))
        self._advise()
        self.set_interval(LOOK_EVERY_S, self.told)
        self.told()

    def told(self) -> None:
        """The engine brought something, or a second has passed: see whether the bank has spoken."""
        if not self.settled and self.is_active:  # behind the idle lock nothing reads
            self._look()

    def news(self) -> None:
        """What the app calls when the desk's file changed."""
        self.told()

    @work(exclusive=True, group="bank")
    async def _look(self) -> None:
        """Read the order as it stands; draw only what changed."""
        work = work_of(self)

        def read() -> tuple[list[OrderRow], bool]:
            from desk.counter import cashier, slips

            rows = cashier.waiting_for_bank(work.open_office)
            return rows, bool(slips.words_of(work.open_office.read(), [self.order.ref]))

        found = await ask(self, read)
        if found is None:
            return
        waiting, seen = found
        row = next((row for row in waiting if row.ref == self.order.ref), None)
        if row is None:
            self._bank.say(GONE)
        elif row.settled_satang is not None:
            self.settled = True
            self._bank.say(SETTLED)
            self._advise()
            self.app.bell()
        elif seen:
            self._bank.say(SLIP_SEEN)

    def _advise(self) -> None:
        if self.settled:
            self._advice.say(Words("กด F10 ออกใบเสร็จ", "Press F10 to issue the receipt"))
        else:
            self._advice.say(
                Words(
                    "ยังไม่ออกใบเสร็จจนกว่าธนาคารจะยืนยัน กด F3 ไปทำงานอื่นได้",
                    "No receipt before the bank confirms. F3 leaves it waiting",
                )
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slip says nothing any more once the bank has spoken."""
        return not self.settled if action == "slip" else super().check_action(action, parameters)

    def action_paper(self) -> None:
        """P: the same on paper, for who pays later or at a bank."""
        from desk.counter.payment_paper import slip_to_print
        from screens.paper_view import open_paper

        open_paper(self, slip_to_print, self.order.ref)

    def action_slip(self) -> None:
        """S: the payer's slip."""
        from screens.slip_box import SlipBox

        self.app.push_screen(SlipBox(self.order.ref), lambda _seen: self.told())

    async def action_save(self) -> None:
        """F10: the receipt of a bill the bank has settled."""
        from desk.counter import cashier

        work = work_of(self)
        paid: Paid | None = await self.perform(
            lambda: cashier.receive_from_bank(work.open_office, work.officer, self.order.ref)
        )
        if paid is not None:
            self.ground.flush_typed_ahead()  # a second press was meant for this screen, not for the receipt's
            from screens.receipt_view import ReceiptView

            self.app.push_screen(ReceiptView(paid.receipt, just_paid=True), lambda _answer: self.dismiss(paid.receipt))


def _what_for(labels: tuple[str, ...]) -> Words:
    more = Words("{first} และอีก {n} รายการ", "{first} and {n} more")
    first = same(labels[0] if labels else "")
    return more.fill(first=first, n=len(labels) - 1) if len(labels) > 1 else first


def _baht(satang: int) -> Words:
    return Words("{baht} บาท", "{baht} baht").fill(baht=format_baht(satang))
