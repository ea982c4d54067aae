"""The day before it is signed: money, receipt numbers and the centre's word laid side by side, and what waits."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.rules.cash import format_baht
from desk.rules.tenders import WAY_WORDS
from desk.thai import date_words
from desk.words import Words, language, same
from screens.asking import Confirm
from screens.keys import FIND_ANYBODY, LIST, NEXT, PREVIOUS, SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.paper_view import open_paper
from screens.parts import FieldRow, Said, Shown
from screens.printing import put_out
from screens.reading import read
from screens.safe_text import money
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.day_paper import Day, Unfinished

FIGURE_CELLS = 12
EXPLANATION_LETTERS_MAX = 500

_OPEN_DAY = Words("ปิดวัน {date} · โต๊ะ {desk} · ยังไม่ได้ปิด", "Close of day {date} · desk {desk} · still open")
_CLOSED_DAY = Words(
    "ปิดวัน {date} · โต๊ะ {desk} · ปิดแล้วโดย {name}", "Close of day {date} · desk {desk} · closed by {name}"
)
_BLOCKED = Words("! ยังปิดวันไม่ได้: {drawers} ยังไม่ได้นับปิด", "! Cannot be closed yet: {drawers} not counted and closed")
_ONE_DRAWER = Words("ลิ้นชัก {drawer} ({cashier})", "drawer {drawer} ({cashier})")
_EXPLAIN = Words(
    "! เงินไม่ตรง {sum} บาท ต้องเขียนคำอธิบายก่อนลงนาม",
    "! The cash is off by {sum} baht: write an explanation before signing",
)
_EXPLAINED = Words("คำอธิบาย: {text}", "Explanation: {text}")
_READY = Words("✓ ตรวจแล้วลงนามได้", "✓ Nothing stands in the way of signing")
_NOT_BALANCED = Words(
    "! ยอดใบเสร็จไม่เท่ากับเงินที่รับ แจ้งผู้ดูแลระบบ", "! Receipts and money taken differ: call the administrator"
)
_HIDDEN = Words("ยอดเงินซ่อนไว้จนกว่าท่านจะนับปิดลิ้นชักของท่าน", "Sums are hidden until you have counted and closed your drawer")
_YESTERDAY = Words("วันที่ {date} ยังไม่ได้ปิด กด F7 ไปปิดก่อน", "{date} is not closed yet; press F7 to close it first")
_SURE = Words("ลงนามปิดวัน {date} เงินสด {cash} ชำระด้วย QR {qr} บาท", "Sign the day {date}: cash {cash}, by QR {qr} baht")
_SURE_CARRIED = Words(
    "ที่ค้างและยกไป: ยังไม่ส่ง {unsent} รอธนาคาร {bank} รอพิจารณา {review}",
    "Carried over: {unsent} not sent, {bank} waiting for the bank, {review} in review",
)
_SURE_FOR_GOOD = Words("ลงนามแล้วแก้ไขไม่ได้", "Once signed it cannot be changed")
_COUNTERSIGNED = Words("ลงนามร่วมแล้ว ใบสรุปมีสองลายเซ็น", "Countersigned: the sheet bears two signatures")
_SIGNED = Words("ปิดวันแล้ว ใบสรุปอยู่ที่ {where}", "The day is closed; its sheet is at {where}")
_NOT_COUNTED = Words("ยังไม่นับ", "not counted")
_MASKED = Words("ซ่อนไว้", "hidden")


class DayClose(Looking[None]):
    """One day laid side by side; the supervisor signs it here."""

    ACTIONS = (
        FIND_ANYBODY,
        LIST.called(
            Words("ดูใบสรุป", "See sheet"), Words("แสดงใบสรุปปิดวันอย่างที่จะพิมพ์", "Shows the sheet as it will be printed")
        ),
        PREVIOUS.called(Words("วันก่อน", "Day before")),
        NEXT.called(Words("วันถัดไป", "Day after")),
        SAVE.called(
            Words("ลงนามปิดวัน", "Sign"), Words("ลงนามปิดวันนี้ แล้วพิมพ์ใบสรุป", "Signs the day off and prints its sheet")
        ),
        act(
            "countersign",
            "g",
            Words("ลงนามร่วม", "Countersign"),
            Words("ลายเซ็นที่สองใต้ใบสรุปที่ปิดแล้ว", "The second signature under a closed day"),
        ),
        act(
            "print_again",
            "p,ctrl+o",
            Words("พิมพ์ใบสรุป", "Print"),
            Words("พิมพ์ใบสรุปของวันที่ปิดแล้ว", "Prints the sheet of a closed day"),
        ),
    )
    ABOUT = Words(
        "เทียบเงินที่นับได้ เลขที่ใบเสร็จ และสิ่งที่ส่วนกลางยืนยันแล้ว ก่อนลงนามปิดวัน",
        "Lays counted money, receipt numbers and what the centre acknowledged side by side before the day is signed",
    )
    DEFAULT_CSS = """
    DayClose .head { text-style: bold; }
    DayClose #state { color: $text-accent; }
    DayClose #counts { margin-top: 1; }
    DayClose FieldRow { margin-top: 1; }
    DayClose #left { height: 1fr; margin-top: 1; }
    """

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self._day = day
        self.looked: Day | None = None
        self._head = Said(same(""), classes="head")
        self._state = Shown(id="state")
        self._counts = PagedTable(
            [
                Column(Words("เทียบสามทาง", "Three counts"), 0),
                Column(Words("พบ", "Found"), FIGURE_CELLS, "right"),
                Column(Words("ควรมี", "Should be"), FIGURE_CELLS, "right"),
                Column(Words("ต่าง", "Off"), FIGURE_CELLS, "right"),
            ],
            empty=Words("วันนี้ไม่มีลิ้นชักและใบเสร็จ", "No drawer and no receipt on this day"),
            id="counts",
        )
        self._left = PagedTable(
            [
                Column(Words("ค้างและยกไป", "Carried over"), 16),
                Column(Words("เลขที่", "Reference"), 13),
                Column(Words("เรื่อง", "What"), 0),
                Column(Words("บาท", "Baht"), 12, "right"),
            ],
            empty=Words("ไม่มีเรื่องค้าง", "Nothing is carried over"),
            id="left",
        )
        self._explanation = FieldRow(
            Words("คำอธิบายเงินขาดเกิน", "Why the cash is off"),
            ThaiInput(length_max=EXPLANATION_LETTERS_MAX, id="explanation", enter_moves=False),
            24,
        )

    def body(self) -> ComposeResult:
        """Which day, what stands in the way, the three counts, an explanation, what is carried over."""
        yield self._head
        yield self._state
        yield self._counts
        yield self._explanation
        yield self._left

    # ---- reading

    @property
    def day(self) -> date:
        """The day on view: today unless another was asked for."""
        return self._day or work_of(self).open_office.today()

    @on(events.Mount)
    async def begin(self) -> None:
        """The cursor stands in what is carried over; a day before this one that nobody signed is named first."""
        from desk.counter.day_paper import left_unsigned

        self._explanation.display = False
        work = work_of(self)
        office, session = work.open_office, work.officer
        self._left.focus()
        unsigned = await read(self, lambda: left_unsigned(office, session, self.day))
        if unsigned is not None:
            self.say(_YESTERDAY.fill(date=date_words(unsigned)))

    @property
    def _seen(self) -> date:
        """The day that was read, which is what acts are about: midnight may have passed since."""
        return self.looked.sheet.date if self.looked is not None else self.day

    async def look(self) -> None:
        """Read the day as it stands now."""
        from desk.counter.day_paper import look_at_day

        work, day = work_of(self), self.day
        office, session = work.open_office, work.officer
        first = self.looked is None
        self.looked = await read(self, lambda: look_at_day(office, session, day))
        self._show()
        if first and self._explanation.display:
            self._explanation.field.focus()
        self.refresh_keys()

    # ---- showing

    @property
    def blind(self) -> bool:
        """Who has still to count a drawer of this day is not told what should be in it."""
        officer = work_of(self).officer.officer
        return self.looked is not None and any(drawer.cashier_id == officer for drawer in self.looked.open_drawers)

    def _show(self) -> None:
        day = self.looked
        self._head.say(same("") if day is None else self._head_words(day))
        self._state.show("" if day is None else self._state_words(day))
        may_explain = self.check_action("save", ()) is True
        self._explanation.display = day is not None and bool(day.sheet.off_satang) and may_explain
        self._counts.set_rows([] if day is None else count_rows(day, blind=self.blind))
        self._counts.styles.height = min(self._counts.row_count + 1, 10) if self._counts.row_count else 2
        self._left.set_rows([] if day is None else carried_rows(day))

    def _head_words(self, day: Day) -> Words:
        said = _CLOSED_DAY if day.signed else _OPEN_DAY
        return said.fill(date=date_words(day.sheet.date), desk=day.sheet.desk, name=day.supervisor)

    def _state_words(self, day: Day) -> Words:
        """The one thing that stands in the way, or that nothing does."""
        if day.signed:
            return _EXPLAINED.fill(text=day.explanation) if day.explanation else same("")
        if self.blind:
            return _HIDDEN
        if day.open_drawers:
            named = [_ONE_DRAWER.fill(drawer=drawer.drawer, cashier=drawer.cashier) for drawer in day.open_drawers]
            return _BLOCKED.fill(drawers=_listed(named))
        if not day.sheet.balances:
            return _NOT_BALANCED
        if day.sheet.off_satang:
            return _EXPLAIN.fill(sum=day.sheet.told_difference)
        return _READY

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only who closes the day signs and prints it."""
        session = work_of(self).session if self.is_attached else None
        day = self.looked
        closes = session is not None and session.may("close_day") and day is not None
        possible = {
            "save": closes and day is not None and day.signed is None,
            "print_again": closes and day is not None and day.signed is not None,
            "countersign": session is not None
            and day is not None
            and day.signed is not None
            and day.signed.second is None
            and day.signed.officer != session.officer,
            "list": day is not None and not self.blind,
            "next": self.is_attached and self.day < work_of(self).open_office.today(),
        }
        return possible.get(action, True)

    async def action_previous(self) -> None:
        """F7: the day before."""
        await self._go_to(self.day - timedelta(days=1))

    async def action_next(self) -> None:
        """F8: the day after."""
        await self._go_to(self.day + timedelta(days=1))

    async def _go_to(self, day: date) -> None:
        self._day = day
        self._explanation.field.clear()
        self.say(None)
        await self.look()

    async def action_list(self) -> None:
        """F4: the sheet as it will be printed."""
        from desk.counter.day_paper import day_paper
        from screens.day_sheet_view import DaySheetView

        day = self.looked
        if day is None:
            return
        if await self.perform(lambda: day_paper(day, language())) is not None:
            self.app.push_screen(DaySheetView(day))

    def action_save(self) -> None:
        """F10: sign, after one last look at what is signed."""
        from desk.counter.refusals import DifferenceUnexplained, ShiftsStillOpen

        day = self.looked
        if day is None or not self.fields_in_order():
            return
        if day.open_drawers:
            self.show_error(ShiftsStillOpen(drawers=", ".join(drawer.drawer for drawer in day.open_drawers)))
        elif day.sheet.off_satang and not self._explanation.field.value.strip():
            self.show_error(DifferenceUnexplained(difference=day.sheet.told_difference))
            self._explanation.field.focus()
        else:
            sheet = day.sheet
            self.app.push_screen(
                Confirm(
                    _SURE.fill(
                        date=date_words(sheet.date),
                        cash=format_baht(sheet.cash_satang),
                        qr=format_baht(sheet.qr_satang),
                    ),
                    _SURE_CARRIED.fill(
                        unsent=f"{day.unsent_count:,}", bank=len(day.waiting_for_bank), review=len(day.in_review)
                    ),
                    _SURE_FOR_GOOD,
                ),
                partial(self._confirmed, sheet.date),
            )

    async def _confirmed(self, day: date, sure: bool | None) -> None:
        """The day that was asked about is signed, also where midnight has passed meanwhile."""
        from desk.counter.day import close_day

        work = work_of(self)
        if not sure:
            return
        self._day = day
        said = self._explanation.field.value
        if await self.perform(lambda: close_day(work.open_office, work.officer, day, said)) is not None:
            await self.look()
            self._print_signed()

    @in_background
    async def _print_signed(self) -> None:
        from desk.counter.day_paper import day_to_print

        work, day = work_of(self), self.day
        await put_out(self, lambda: day_to_print(work.open_office, work.officer, day), done=_SIGNED)

    async def action_countersign(self) -> None:
        """G: sign beside who closed the day."""
        from desk.counter.day import countersign

        work, day = work_of(self), self._seen

        if await self.carry_out(lambda: countersign(work.open_office, work.officer, day)):
            await self.look()
            self.say_done(_COUNTERSIGNED)

    def action_print_again(self) -> None:
        """The sheet of a day signed before."""
        from desk.counter.day_paper import day_to_print

        open_paper(self, day_to_print, self._seen)


def count_rows(day: Day, *, blind: bool) -> list[Row]:
    """The three counts as rows: each drawer, each book and all receipts, the centre's lines. Sums hidden when blind."""
    sheet = day.sheet

    def sums(*satang: int) -> tuple[object, ...]:
        return tuple(_MASKED if blind else money(sum_) for sum_ in satang)

    rows = []
    for drawer in day.drawers:
        name = Words("เงินสด ลิ้นชัก {drawer} · {cashier}", "Cash, drawer {drawer} · {cashier}")
        said = name.fill(drawer=drawer.drawer, cashier=drawer.cashier)
        if drawer.counted_satang is None or drawer.expected_satang is None:
            rows.append(Row(drawer.shift, (said, _NOT_COUNTED, "-", "-"), "alert"))
            continue
        off = drawer.difference_satang or 0
        figures = sums(drawer.counted_satang, drawer.expected_satang, off)
        rows.append(Row(drawer.shift, (said, *figures), "alert" if off else "plain"))
        if drawer.note:
            rows.append(
                Row(
                    f"note-{drawer.shift}",
                    (Words("   หมายเหตุ: {note}", "   Note: {note}").fill(note=drawer.note),),
                    "quiet",
                )
            )
    for number, over in enumerate(day.handed_over):
        said = Words("   นับส่งต่อลิ้นชัก {drawer} ให้ {cashier}", "   drawer {drawer} counted over to {cashier}")
        figures = sums(over.counted_satang, over.expected_satang, over.difference_satang)
        filled = said.fill(drawer=over.drawer, cashier=over.cashier)
        rows.append(Row(f"over-{number}", (filled, *figures), "alert" if over.difference_satang else "quiet"))
    for book in sheet.books:
        said = Words("ใบเสร็จ {book} เลขที่ {first}–{last}", "Receipts {book}, {first}–{last}")
        filled = said.fill(book=book.book, first=f"{book.first:06d}", last=f"{book.last:06d}")
        rows.append(Row(f"book-{book.book}", (filled, *sums(book.satang))))
    count = sum(book.count for book in sheet.books)
    taken = sum(sheet.money.values())
    said = Words("รวมใบเสร็จ {count} ฉบับ เทียบเงินรับ", "All {count} receipts against money taken").fill(count=f"{count:,}")
    figures = sums(sheet.receipts_satang, taken, sheet.receipts_satang - taken)
    rows.append(Row("receipts", (said, *figures), "plain" if sheet.balances else "alert"))
    for key, said, satang in (
        ("cash", Words("   รับเป็นเงินสด", "   taken in cash"), sheet.cash_satang),
        ("qr", Words("   ชำระด้วย QR", "   paid by QR"), sheet.qr_satang),
        *(
            (way, Words("   รับด้วย{way}", "   taken by {way}").fill(way=WAY_WORDS[way]), sheet.money[way])
            for way in ("card", "transfer", "cheque", "deposit")
            if way in sheet.money
        ),
    ):
        rows.append(Row(key, (said, "", *sums(satang)), "quiet"))
    said = Words("รายการที่ส่วนกลางยืนยันแล้ว", "Lines the centre has acknowledged")
    last = day.acknowledged + day.unsent_count
    rows.append(Row("centre", (said, f"{day.acknowledged:,}", f"{last:,}", f"{-day.unsent_count:,}")))
    said = Words("ใบเสร็จที่ส่วนกลางยืนยัน {count} จาก {all}", "Receipts acknowledged: {count} of {all}")
    told = said.fill(count=f"{sheet.acked_receipts:,}", all=f"{count:,}")
    off = sheet.acked_satang - sheet.receipts_satang
    rows.append(Row("acked", (told, *sums(sheet.acked_satang, sheet.receipts_satang, off)), "quiet"))
    return rows


def carried_rows(day: Day) -> list[Row]:
    """What is not finished and goes over into the next day, by name; money first."""
    kinds: list[tuple[Words, list[Unfinished]]] = [
        (Words("อาจเป็นเหตุ", "Could explain"), day.suspects),
        (Words("ยกเลิก คืนเงิน", "Void, refund"), day.undoing),
        (Words("รายการล่าช้า", "Late item"), day.late),
        (Words("ข้อสังเกต", "Remark"), day.remarks),
        (Words("รอธนาคาร", "At the bank"), day.waiting_for_bank),
        (Words("รอพิจารณา", "In review"), day.in_review),
        (Words("ยังไม่ส่ง", "Not sent"), day.unsent),
    ]
    return [
        Row(f"{place}-{n}", (kind, item.ref, item.label, "" if item.satang is None else money(item.satang)))
        for place, (kind, items) in enumerate(kinds)
        for n, item in enumerate(items)
    ]


def _listed(named: list[Words]) -> Words:
    return Words(", ".join(words.th for words in named), ", ".join(words.en for words in named))
