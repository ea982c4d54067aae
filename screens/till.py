"""The drawer while it is open: what the shift has come to (X), cash paid in, paid out, dropped to the safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.counter.shift_report import MOVE_WORDS, move_words
from desk.rules.cash import format_baht
from desk.words import Words, same
from screens.base import DeskScreen
from screens.keys import act
from screens.looking import Looking
from screens.money_box import Asked, MoneyBox
from screens.paged_table import Column, PagedTable, Row
from screens.paper_view import open_paper
from screens.parts import Said
from screens.reading import read
from screens.safe_text import money
from screens.second_officer import SecondOfficer
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.shift import Way
    from desk.counter.shift_report import ShiftReport

_X = Words("รายงานระหว่างกะ (X) ลิ้นชัก {drawer}", "Report of the running shift (X), drawer {drawer}")
_Z = Words("รายงานปิดกะ Z {z} ลิ้นชัก {drawer}", "Report of the closed shift, Z {z}, drawer {drawer}")
_HIDDEN = Words("ซ่อนจนนับเสร็จ", "hidden until counted")
_BLIND = Words("ยอดเงินสดซ่อนไว้จนกว่าท่านจะนับปิดลิ้นชัก", "Cash is hidden until you have counted the drawer")
_NO_WITNESS = Words("เงินทอนตั้งต้นไม่มีพยาน", "The float had no witness")
_MOVED = Words("บันทึกแล้ว: {what} {sum} บาท", "Recorded: {what}, {sum} baht")
_FLOAT = Words("เงินทอนตั้งต้น", "Float")
_EXPECTED = Words("เงินสดที่ควรมี", "Cash that should be there")
_COUNTED = Words("เงินสดที่นับได้", "Cash counted")
_DIFFERENCE = Words("ขาดหรือเกิน", "Over or short")
_NUMBERS = Words(
    "เล่ม {book} เลขที่ {first} ถึง {last} รวม {count} ยกเลิก {voided}",
    "Book {book}, {first} to {last}: {count}, of them void {voided}",
)


class Till(Looking[None]):
    """One shift on one page."""

    ACTIONS = (
        act(
            "paid_in",
            "i",
            Words("เงินเข้า", "Paid in"),
            Words("เติมเงินทอนหรือเงินอื่นเข้าลิ้นชัก", "Puts change or other cash in"),
        ),
        act("paid_out", "o", Words("เงินออก", "Paid out"), Words("จ่ายเงินเบ็ดเตล็ดออกจากลิ้นชัก", "Pays petty cash out")),
        act(
            "paper",
            "p",
            Words("พิมพ์รายงาน", "Print"),
            Words("รายงานระหว่างกะ (X) หรือรายงานปิดกะ (Z) เป็นกระดาษ", "The X or the Z on paper"),
        ),
        act(
            "hand_over",
            "n",
            Words("ใบนำส่งเงิน", "Hand-over slip"),
            Words("ใบนำส่งเงินของกะที่ปิดแล้ว หรือใบส่งมอบลิ้นชัก", "The slip of a closed shift, or of a drawer handed on"),
        ),
        act("dropped", "d", Words("ส่งตู้", "Drop"), Words("ส่งเงินจากลิ้นชักเข้าตู้นิรภัย", "Drops cash to the safe")),
    )
    ABOUT = Words("ดูได้ทุกเวลา ไม่เปลี่ยนแปลงอะไร", "May be looked at any time; changes nothing")
    DEFAULT_CSS = """
    Till #what { text-style: bold; }
    Till #told { height: 1; margin-bottom: 1; }
    """

    def __init__(self, shift: str) -> None:
        super().__init__()
        self.shift = shift
        self.report: ShiftReport | None = None
        self._what = Said(Words("", ""), id="what")
        self._told = Said(Words("", ""), id="told")
        self._table = PagedTable(
            [Column(Words("รายการ", "Item"), 0), Column(Words("บาท", "Baht"), 22, "right")],
            empty=Words("ยังไม่มีรายการ", "Nothing yet"),
        )

    def body(self) -> ComposeResult:
        """Which shift, then its lines."""
        yield self._what
        yield self._told
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    async def look(self) -> None:
        """Read the shift."""
        from desk.counter.shift_report import shift_report

        work = work_of(self)
        office, session = work.open_office, work.officer
        self.report = await read(self, lambda: shift_report(office, session, self.shift))
        report = self.report
        if report is not None:
            said = _X if report.z is None else _Z
            self._what.say(said.fill(drawer=report.shift.drawer, z=report.z))
            told = _NO_WITNESS if report.shift.witness is None else same("")
            self._told.say(_BLIND if report.blind else told)
            self._table.set_rows(report_rows(report))
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Cash is moved by the cashier of an open drawer."""
        if action in MOVE_WORDS:
            session, report = work_of(self).session, self.report
            return (
                session is not None
                and report is not None
                and report.z is None
                and report.shift.cashier == session.officer
            )
        if action == "hand_over":
            return self.report is not None and (self.report.z is not None or self.report.counted_over)
        return super().check_action(action, parameters)

    def action_paper(self) -> None:
        """P: the X or Z on paper."""
        from desk.counter.shift_papers import shift_to_print

        open_paper(self, shift_to_print, self.shift)

    def action_hand_over(self) -> None:
        """N: the hand-over slip."""
        open_hand_over(self, self.shift)

    @in_background
    async def action_paid_in(self) -> None:
        """I."""
        await self._move("paid_in")

    @in_background
    async def action_paid_out(self) -> None:
        """O."""
        await self._move("paid_out")

    @in_background
    async def action_dropped(self) -> None:
        """D."""
        await self._move("dropped")

    async def _move(self, way: Way) -> None:
        from desk.counter import shift
        from desk.counter.money_refusals import MoveNeedsSecond

        work, what = work_of(self), MOVE_WORDS[way]
        told = await self.app.push_screen_wait(MoneyBox(what, 0, [Asked(Words("เหตุผล", "Reason"))]))
        if told is None:
            return
        office, session, reason = work.open_office, work.officer, told.texts[0]
        second = None
        if way == "paid_out" and told.satang > shift.PAID_OUT_LIMIT_SATANG:
            self.show_error(MoveNeedsSecond(limit=format_baht(shift.PAID_OUT_LIMIT_SATANG)))
            second = await self.app.push_screen_wait(SecondOfficer(what, "witness"))
        done = await self.perform(lambda: shift.move_cash(office, session, way, told.satang, reason, second))
        if done is not None:
            await self.look()
            self.say_done(_MOVED.fill(what=what, sum=format_baht(told.satang)))


def open_hand_over(screen: DeskScreen[Any], shift: str | None) -> None:
    """The slip with which a counted drawer goes to the safe, or to a colleague."""
    from desk.counter.shift_papers import hand_over_to_print

    open_paper(screen, hand_over_to_print, shift)


def report_rows(report: ShiftReport) -> list[Row]:
    """The report as rows: money in, what for, numbers, cash without receipts, what should be there."""

    def baht(satang: int | None) -> object:
        return _HIDDEN if satang is None else money(satang)

    rows = [Row(f"taken-{place}", (line.words, baht(line.satang))) for place, line in enumerate(report.taken)]
    rows += [
        Row(f"revenue-{place}", (Words(f"   {line.words.th}", f"   {line.words.en}"), baht(line.satang)), "quiet")
        for place, line in enumerate(report.revenue)
    ]
    rows += [
        Row(
            f"book-{book.book}",
            (
                _NUMBERS.fill(
                    book=book.book,
                    first=f"{book.first:06d}",
                    last=f"{book.last:06d}",
                    count=book.count,
                    voided=book.voided,
                ),
                "" if report.blind else money(book.satang),
            ),
        )
        for book in report.books
    ]
    rows.append(Row("float", (_FLOAT, money(report.float_satang))))
    for move in report.moves:
        satang = move.satang if move.way == "paid_in" else -move.satang
        said = Words("{what}: {reason}", "{what}: {reason}").fill(what=move_words(move.way), reason=move.reason)
        rows.append(Row(move.ref, (said, money(satang)), "quiet"))
    for refund in report.refunds:
        said = Words("จ่ายเงินคืน: {payee}", "Refund paid: {payee}").fill(payee=refund.payee)
        rows.append(Row(refund.paid or refund.ref, (said, money(-refund.satang)), "quiet"))
    rows.append(Row("expected", (_EXPECTED, baht(report.expected_satang))))
    shift = report.shift
    if shift.counted_satang is not None and not report.blind:
        rows.append(Row("counted", (_COUNTED, money(shift.counted_satang))))
        difference = shift.difference_satang or 0
        rows.append(Row("difference", (_DIFFERENCE, money(difference)), "alert" if difference else "plain"))
    return rows
