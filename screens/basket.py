"""The basket: the requests of this visit, what can be done with each, who pays, and the way to the money."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult

from desk.counter.parties import ROLE_IN_REQUEST
from desk.counter.states import state_words
from desk.model.errors import DeskError
from desk.rules.cash import format_baht
from desk.words import Words
from screens.basket_acts import BasketActs
from screens.keys import LIST, REFRESH, SAVE, Action, act
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FactRow, Shown
from screens.party_line import PartyLine
from screens.reading import read as ask
from screens.safe_text import money
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.basket import BasketLine
    from desk.counter.cashier import QrOrder
    from desk.model.kinds.body import Party

PAYERS = ("citizen", "person", "foreigner", "company", "agency")
_CASH = SAVE.called(
    Words("รับเงินสด", "Take cash"), Words("รับเงินสดของทั้งตะกร้าในครั้งเดียว", "Takes the whole basket's cash at once")
)
_FINISH = Words("ปิดเรื่อง", "Finish")
_DRAWER = Words("ลิ้นชักเงิน", "Drawer")
_NOBODY = Words("ยังไม่ระบุ  กด P", "not named yet; press P")
_PAYER = Words("เปลี่ยนผู้ชำระ", "Payer")


class Basket(BasketActs):
    """Requests of `work.visit` and `work.basket`. Answers nothing; what was done stands in the journal."""

    ACTIONS = (
        LIST.called(
            _DRAWER,
            Words(
                "เปิดลิ้นชักเงิน หรือเปลี่ยนผู้ชำระเมื่ออยู่ที่บรรทัดผู้ชำระ",
                "Opens the drawer, or names the payer when on the payer's line",
            ),
        ),
        REFRESH,
        _CASH,
        act("qr", "q", Words("รับด้วย QR", "QR"), Words("แสดง QR ให้ผู้ชำระสแกน", "Shows a QR for the payer to scan")),
        act(
            "finish", "f", _FINISH, Words("ส่งมอบและปิดเรื่องที่ไม่มีค่าธรรมเนียม", "Hands over and finishes what costs nothing")
        ),
        act(
            "other_ways",
            "o",
            Words("วิธีอื่น", "Other ways"),
            Words("บัตร โอน เช็ค หลายวิธี หรือบางส่วน", "Card, transfer, cheque, several ways, or a part"),
        ),
        act("payer", "p", _PAYER, Words("ให้ผู้อื่นหรือนิติบุคคลเป็นผู้ชำระ", "Lets somebody else, or a company, pay")),
    )
    ABOUT = Words(
        "คำขอของผู้มาติดต่อครั้งนี้ รวมชำระครั้งเดียว ใบเสร็จใบเดียว",
        "The requests of this visit, paid at once on one receipt",
    )
    DEFAULT_CSS: ClassVar[str] = """
    Basket PagedTable { height: 1fr; margin: 1 0; }
    Basket #why { color: $text-muted; width: 100%; margin: 0 0 0 2; }
    Basket #sum { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[BasketLine] = []
        self.payer: Party | None = None
        self._payer_chosen = False
        self._no_drawer: DeskError | None = None
        self._payer_line = PartyLine(ROLE_IN_REQUEST["payer"], "payer", label_width=22, nobody=_NOBODY)
        self._table = PagedTable(
            [
                Column(Words("คำขอ", "Request"), 11),
                Column(Words("บริการ", "Service"), 0),
                Column(Words("สถานะ", "State"), 13),
                Column(Words("บาท", "Baht"), 11, "right"),
                Column(Words("การเงิน", "Money"), 12),
            ],
            empty=Words("ยังไม่มีคำขอ กด F3 กลับไปรับคำขอ", "No request yet; press F3 and take one in"),
            id="requests",
        )
        self._why = Shown("", id="why")
        self._sum = FactRow(Words("รวมที่ต้องชำระ", "To be paid"), "", 22, id="sum")

    def body(self) -> ComposeResult:
        """Payer, requests, what stands in the way of the one pointed at, the sum."""
        yield self._payer_line
        yield self._table
        yield self._why
        yield self._sum

    @on(events.Mount)
    async def begin(self) -> None:
        """Read the basket; say at once when there is no drawer to take money into."""
        self._table.focus()
        await self.read_again()
        self._remind_of_drawer()

    # ---- what stands there

    async def read_again(self) -> None:
        """The basket as it is now."""
        work = work_of(self)

        def read() -> tuple[list[BasketLine], DeskError | None]:
            from desk.counter import basket, shift
            from desk.counter.receipting import book_for

            office, no_drawer = work.open_office, None
            try:
                drawer = shift.require_today(office.read(), work.officer, office.today())
                book_for(office.read(), office.file.identity().journal, drawer)
            except DeskError as refused:
                no_drawer = refused
            return basket.lines(office, work.visit, work.basket), no_drawer

        found = await ask(self, read)
        if found is None:
            return
        self.lines, self._no_drawer = found
        if not self._payer_chosen:
            asked = next((line for line in self.lines if line.standing in ("pay", "bank")), None)
            first = asked or next(iter(self.lines), None)
            self.payer = first.applicant if first is not None else None
        self._payer_line.name_party(self.payer)
        self._show_lines()
        self.refresh_keys()

    async def news(self) -> None:
        """What the app calls when the desk's file changed: an approval may have come."""
        await self.read_again()

    def _remind_of_drawer(self) -> None:
        """Say it before the payer has opened their purse."""
        work = work_of(self)
        if self.to_pay and self._no_drawer is not None and work.officer.may("take_payment"):
            self.say(self._no_drawer.line)

    def _show_lines(self) -> None:
        from desk.counter.basket import STANDING_WORDS

        self._table.set_rows(
            [
                Row(
                    line.row.ref,
                    (
                        line.row.ref,
                        line.label,
                        state_words(line.row.state),
                        "-" if line.row.fee_satang is None else money(line.due_satang),
                        STANDING_WORDS[line.standing],
                    ),
                    "plain" if line.standing in ("pay", "free") else "quiet",
                )
                for line in self.lines
            ]
        )
        self._show_why()
        total = sum(line.due_satang for line in self.lines if line.standing == "pay")
        self._sum.show(
            Words("{baht} บาท ({n} รายการ)", "{baht} baht (items: {n})").fill(
                baht=format_baht(total), n=len(self.to_pay)
            )
        )

    @property
    def in_hand(self) -> BasketLine | None:
        """The request under the cursor."""
        return next((line for line in self.lines if line.row.ref == self._table.cursor_key), None)

    def _show_why(self) -> None:
        line = self.in_hand
        self._why.show("" if line is None else line.why)

    def on_paged_table_highlighted(self) -> None:
        """Another row: what stands between it and its end."""
        self._show_why()
        self.refresh_keys()

    @property
    def to_pay(self) -> list[str]:
        """Requests for which money is to be taken."""
        return [line.row.ref for line in self.lines if line.standing == "pay"]

    @property
    def to_finish(self) -> list[str]:
        """Requests that cost nothing and are ready."""
        return [line.row.ref for line in self.lines if line.standing == "free"]

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what can be done now stands among the keys."""
        if action == "save":
            return self._may_pay or self._may_finish
        if action in ("qr", "other_ways"):
            return self._may_pay
        if action == "payer":
            return self._takes_money
        if action == "list":
            return self._takes_money if self._payer_line.has_focus else self._keeps_drawer
        if action == "finish":
            return self._may_finish
        if action in ("waive", "deposit", "tax_bill"):
            return self.may_act(action)
        return True

    @property
    def _takes_money(self) -> bool:
        return self.is_attached and work_of(self).officer.may("take_payment")

    @property
    def _keeps_drawer(self) -> bool:
        return self.is_attached and work_of(self).officer.may("keep_drawer")

    @property
    def _may_pay(self) -> bool:
        return bool(self.to_pay) and self._takes_money

    @property
    def _may_finish(self) -> bool:
        return bool(self.to_finish) and self.is_attached and work_of(self).officer.may("take_request")

    def actions(self) -> list[Action]:
        """F10 finishes when nothing is to be paid here; F4 names the payer on the payer's line."""
        named = []
        for action in super().actions():
            if action.id == "save" and not self._may_pay:
                named.append(action.called(_FINISH))
            elif action.id == "list" and self._payer_line.has_focus:
                named.append(action.called(_PAYER))
            else:
                named.append(action)
        return named

    @on(events.DescendantFocus)
    def keys_follow_the_focus(self) -> None:
        """F4 means the payer on the payer's line, the drawer elsewhere."""
        self.refresh_keys()

    async def action_refresh_view(self) -> None:
        """F5: read again."""
        self.say(None)
        await self.read_again()

    def action_list(self) -> None:
        """F4: the payer on the payer's line, else the drawer."""
        if self._payer_line.has_focus:
            self.action_payer()
        else:
            from screens.drawer import Drawer

            self.app.push_screen(Drawer(), self._back_from_elsewhere)

    def action_payer(self) -> None:
        """Name somebody else, or a company, as the one who pays."""
        from screens.party import AskParty

        self.app.push_screen(AskParty(PAYERS, self.payer, role="payer"), self._payer_named)

    def _payer_named(self, party: Party | None) -> None:
        if party is not None:
            self.payer, self._payer_chosen = party, True
            self._payer_line.name_party(party)
            self._table.focus()

    async def action_save(self) -> None:
        """F10: take cash for all that is to be paid; with nothing to pay, finish what is free."""
        if not self._may_pay:
            await self.action_finish()
        elif self.ready_for_money() and self.payer is not None:
            from screens.take_cash import TakeCash

            self.app.push_screen(TakeCash(self.to_pay, self.payer), self.back_from_money)

    async def action_qr(self) -> None:
        """Q: ask for the sum by QR."""
        payer = self.payer
        if not self.to_pay or payer is None or not self.ready_for_money():
            return
        from desk.counter import cashier

        work, refs = work_of(self), self.to_pay
        order: QrOrder | None = await self.perform(
            lambda: cashier.open_qr_order(work.open_office, work.officer, refs, payer, work.visit)
        )
        if order is not None:
            from screens.qr_bill import QrBill

            self.app.push_screen(QrBill(order), self.back_from_money)

    def action_other_ways(self) -> None:
        """O: card, transfer, cheque, several together, or a part."""
        payer = self.payer
        if self.to_pay and payer is not None and self.ready_for_money():
            from screens.take_other import TakeOther

            self.app.push_screen(TakeOther(self.to_pay, payer), self.back_from_money)

    async def action_finish(self) -> None:
        """F: hand over what costs nothing."""
        from desk.counter import cashier

        work, refs = work_of(self), self.to_finish

        if not refs:
            return
        if await self.carry_out(lambda: cashier.finish_free(work.open_office, work.officer, refs)):
            self._let_go(refs)
            done = Words("ปิดเรื่องแล้ว {n} คำขอ", "{n} requests finished").fill(n=len(refs))
            await self.after(done)

    def ready_for_money(self) -> bool:
        """Whether there is a drawer of today; says so when not. The act itself checks again."""
        if self._no_drawer is not None:
            self.show_error(self._no_drawer)
        return self._no_drawer is None

    # ---- coming back

    async def _back_from_elsewhere(self, _answer: object) -> None:
        self.say(None)
        await self.read_again()
        self._remind_of_drawer()

    async def back_from_money(self, receipt: str | None) -> None:
        """Back from cash or QR: what was paid leaves the list of what was brought."""
        self.say(None)
        await self.read_again()
        self._let_go([line.row.ref for line in self.lines if line.standing == "paid"])
        if receipt is not None:
            await self.after(Words("รับเงินแล้ว ใบเสร็จบันทึกแล้ว", "Paid; the receipt is saved"))

    def _let_go(self, refs: list[str]) -> None:
        work = work_of(self)
        work.basket[:] = [ref for ref in work.basket if ref not in refs]

    async def after(self, done: Words) -> None:
        """Something was finished: back to the record when nothing is left to do here."""
        await self.read_again()
        if any(line.standing in ("pay", "free", "bank") for line in self.lines):
            self.say_done(done)
            return
        self.leave_saying(None, done)

    def language_changed(self) -> None:
        """Rows are words and follow by themselves; the sum is put together here."""
        self._show_lines()
