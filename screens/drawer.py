"""The drawer: counted open, counted over from a colleague, counted closed; which of these follows from its state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from desk.model.errors import DeskError
from desk.rules.cash import DENOMINATIONS, format_baht
from desk.thai import date_words
from desk.words import Words
from screens.asking import Confirm
from screens.base import SubScreen
from screens.keys import LIST, NEXT, PREVIOUS, SAVE, Action
from screens.parts import FactRow, FieldRow, Said
from screens.pieces_row import LABEL_CELLS, PIECES_CELLS, SUM_CELLS, PiecesRow
from screens.reading import read
from screens.safe_text import money
from screens.second_officer import SecondOfficer
from screens.thai_input import ThaiInput
from screens.till import Till, open_hand_over
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session
    from desk.counter.shift import Counted
    from local_db.queries.money import ShiftRow

Doing = Literal["open", "over", "close", "counted"]

NOTE_LETTERS_MAX = 300

SUMS_END = PIECES_CELLS + SUM_CELLS
"""Where the column of sums ends, counted from the fields."""

_TITLES: dict[Doing, Words] = {
    "open": Words("เปิดลิ้นชัก: นับเงินทอนตั้งต้น", "Open a drawer: count the float"),
    "over": Words("รับช่วงลิ้นชัก {drawer} จาก {cashier}: นับเงินที่รับมา", "Count drawer {drawer} over from {cashier}"),
    "close": Words("ปิดลิ้นชัก {drawer} ของวันที่ {date}", "Close drawer {drawer} of {date}"),
    "counted": Words("ผลการนับลิ้นชัก {drawer}", "What the count of drawer {drawer} found"),
}
_ACTS: dict[Doing, Words] = {
    "open": Words("เปิดลิ้นชัก", "Open drawer"),
    "over": Words("รับช่วง", "Take over"),
    "close": Words("นับปิด", "Close drawer"),
    "counted": Words("เสร็จ", "Done"),
}
_HIDDEN = Words("ยอดที่ควรมีจะแสดงหลังนับเสร็จ", "What should be there is shown once it is counted")
_OVERNIGHT = Words(
    "กะนี้ค้างจากวันที่ {date} จะปิดลงวันที่นั้น แล้วจึงเปิดกะของวันนี้",
    "Left open since {date}: it closes on that date, before today's",
)
_OTHERS = Words(
    "{cashier} ดูแลลิ้นชัก {drawer} อยู่ กด F4 ถ้าจะนับรับช่วง", "Drawer {drawer} is with {cashier}; press F4 to count it over"
)

_OPENED = Words("เปิดลิ้นชัก {drawer} แล้ว เงินทอนตั้งต้น {total} บาท", "Drawer {drawer} is open with a float of {total} baht")
_SURE_CLOSE = Words("นับได้ {total} บาท ปิดลิ้นชัก {drawer}", "{total} baht counted; drawer {drawer} is closed")
_SURE_OVER = Words(
    "นับได้ {total} บาท ลิ้นชัก {drawer} จะอยู่ในความดูแลของท่าน", "{total} baht counted; drawer {drawer} will be in your charge"
)
_SURE_ALONE = Words(
    "ไม่มีผู้นับร่วม จะบันทึกว่านับคนเดียว และระบุในใบสรุปวัน", "Nobody counted with you: it is marked so, and the sheet names it"
)
_WITNESS = Words("เป็นพยานการนับเงินในลิ้นชัก", "Witness the count of the drawer")
_GIVER = Words("ผู้ส่งมอบลิ้นชัก หรือพยาน ลงชื่อในการนับนี้", "Who gives the drawer, or a witness, signs this count")
_WITNESSED = Words("พยาน: {name}", "Witness: {name}")
_SURE_FOR_GOOD = Words("ยอดนี้จะบันทึกถาวร กด F12 ถ้าจะนับใหม่", "This count is recorded for good. Press F12 to count again")
_SLIP = Words("ใบนำส่งเงิน", "Slip")
_TODAYS_NEXT = Words("กด F10 เพื่อเปิดลิ้นชักของวันนี้", "Press F10 to open today's drawer")
_IS_OVER = Words("เงินเกิน {sum} บาท บันทึกไว้ตามที่นับได้", "{sum} baht over; recorded as counted")
_IS_SHORT = Words("เงินขาด {sum} บาท บันทึกไว้ตามที่นับได้", "{sum} baht short; recorded as counted")
_AGREES = Words("นับแล้ว เงินตรงกัน", "Counted; the cash agrees")


class Drawer(SubScreen[str]):
    """Counts one drawer; answers the shift that is in the cashier's charge now, None when there is none."""

    ACTIONS = (
        LIST.called(
            Words("ลิ้นชักอื่น", "Other drawer"),
            Words("สลับระหว่างเปิดลิ้นชักของตนกับรับช่วงลิ้นชักของผู้อื่น", "Goes between a drawer of your own and a colleague's"),
        ),
        PREVIOUS.called(
            Words("พยาน", "Witness"),
            Words("ให้ผู้อื่นลงชื่อเป็นพยานการนับ", "Lets somebody else sign as a witness of the count"),
        ),
        NEXT.called(
            Words("เงินเข้าออก", "Cash in/out"),
            Words("รายงานระหว่างกะ เงินเข้า เงินออก ส่งตู้", "The running shift: cash in, cash out, a drop to the safe"),
        ),
        SAVE,
    )
    ABOUT = Words(
        "นับเงินเป็นจำนวนใบและเหรียญ เงินขาดหรือเกินบันทึกตามที่นับได้เสมอ",
        "Counts notes and coins. Over and short are recorded as counted, and never adjusted",
    )
    DEFAULT_CSS = """
    Drawer #what { text-style: bold; }
    Drawer #hint { color: $text-muted; margin-bottom: 1; }
    Drawer #note-row { margin-top: 1; }
    Drawer #total { text-style: bold; }
    Drawer #result { height: 2; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.doing: Doing | None = None
        self.own: ShiftRow | None = None
        self.others: list[ShiftRow] = []
        self.names: dict[str, Words] = {}
        self._place = 0
        self._answer: str | None = None
        self._shift_seen: str | None = None
        self._witness: Session | None = None
        self._far_off = False
        """A count this far off was refused: it is made by two, or marked as made alone."""
        self._open_next = False
        self._what = Said(_TITLES["open"], id="what")
        self._hint = Said(Words("", ""), id="hint")
        self._drawer_name = ThaiInput("1", length_max=20, id="drawer-name")
        self._drawer_name.styles.width = SUMS_END
        self._drawer_row = FieldRow(Words("ชื่อลิ้นชัก", "Name of the drawer"), self._drawer_name, LABEL_CELLS)
        self._pieces = [PiecesRow(piece) for piece in DENOMINATIONS]
        self._total = FactRow(Words("รวมที่นับได้", "Counted in all"), "", LABEL_CELLS, id="total")
        self._note_row = FieldRow(
            Words("หมายเหตุ", "Note"),
            ThaiInput(length_max=NOTE_LETTERS_MAX, id="note", enter_moves=False),
            LABEL_CELLS,
            id="note-row",
        )
        self._found = [
            FactRow(words, "", LABEL_CELLS)
            for words in (Words("ควรมี", "Should be there"), Words("ผลต่าง", "Difference"))
        ]

    def body(self) -> ComposeResult:
        """What is done, the pieces, the sum; below, what the count found."""
        yield self._what
        yield self._hint
        yield self._drawer_row
        yield from self._pieces
        yield self._total
        yield self._note_row
        with Vertical(id="result"):
            yield from self._found

    @on(events.Mount)
    async def look(self) -> None:
        """Read the drawers of this desk, and begin with what follows from them."""
        from desk.counter import shift
        from desk.counter.queue import officer_names

        work = work_of(self)
        office, session = work.open_office, work.officer
        try:
            session.require("keep_drawer")
        except DeskError as error:
            self._begin(None)
            self.show_error(error)
            return

        found = await read(self, lambda: (shift.open_shifts(office), officer_names(office)))
        if found is None:
            self._begin(None)
            return
        rows, self.names = found
        self.own = next((row for row in rows if row.cashier == session.officer), None)
        self.others = [row for row in rows if row.cashier != session.officer]
        self._place = 0
        self._shift_seen = self.own.ref if self.own is not None else None
        self._begin("open" if self.own is None else "close")

    # ---- what is being done

    @property
    def row(self) -> ShiftRow | None:
        """The drawer in hand: one's own, or the colleague's that is counted over."""
        return self.own if self.doing == "close" else self.others[self._place - 1] if self.doing == "over" else None

    def _begin(self, doing: Doing | None) -> None:
        """Lay the screen out for this, with nothing counted yet: who witnessed another count did not see this one."""
        self.doing = doing
        self._witness, self._far_off = None, False
        for pieces in self._pieces:
            pieces.field.clear()
            pieces.field.disabled = doing is None
        self._drawer_row.display = doing == "open"
        self._note_row.display = doing == "close"
        self._drawer_name.value = self._free_name()
        for fact in self._found:
            fact.display = False
        self._what.say(self._title(doing) if doing is not None else Words("", ""))
        self._hint.say(self._hint_words())
        self._show_total()
        self.refresh_keys()
        if doing is not None:
            self._pieces[0].field.focus()

    def _title(self, doing: Doing) -> Words:
        if (row := self.row) is None:
            return _TITLES[doing]
        day = date_words(date.fromisoformat(row.date))
        return _TITLES[doing].fill(drawer=row.drawer, cashier=self._cashier(row), date=day)

    def _hint_words(self) -> Words:
        row = self.row
        if self.doing == "close" and row is not None and row.date != work_of(self).open_office.today().isoformat():
            return _OVERNIGHT.fill(date=date_words(date.fromisoformat(row.date)))
        if self.doing == "open" and self.others:
            first = self.others[0]
            return _OTHERS.fill(cashier=self._cashier(first), drawer=first.drawer)
        return _HIDDEN if self.doing in ("close", "over") else Words("", "")

    def _cashier(self, row: ShiftRow) -> Words:
        return self.names.get(row.cashier) or Words(row.cashier, row.cashier)

    def _free_name(self) -> str:
        """The first number no open drawer has."""
        taken = {row.drawer for row in self.others}
        return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)

    # ---- counting

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """The worth of the row and the sum follow every key."""
        for pieces in self._pieces:
            if pieces.field is event.input:
                pieces.show_worth()
                self._show_total()

    def _counts(self) -> dict[int, int]:
        """Pieces by denomination (satang), those counted only."""
        return {pieces.piece: count for pieces in self._pieces if (count := pieces.count())}

    def _show_total(self) -> None:
        known = all(pieces.count() is not None for pieces in self._pieces)
        total = sum(piece * count for piece, count in self._counts().items())
        self._total.show(money(total, SUMS_END) if known else "?".rjust(SUMS_END))

    # ---- keys

    def actions(self) -> list[Action]:
        """F10 is called by what it does now."""
        names = {"save": _ACTS.get(self.doing or "counted"), "previous": _SLIP if self.doing == "counted" else None}
        return [action.called(names.get(action.id) or action.label) for action in super().actions()]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F4 only where there is another drawer, F10 only for who keeps one."""
        if action == "previous":
            return self.doing is not None
        if action == "next":
            return self.doing in ("close", "counted") and self._shift_seen is not None
        if action == "list":
            return self.doing in ("open", "over") and bool(self.others)
        return self.doing is not None if action == "save" else super().check_action(action, parameters)

    def action_previous(self) -> None:
        """F7: a witness signs; the count that follows bears both names. Once counted: the slip both sign."""
        if self.doing == "counted":
            open_hand_over(self, self._shift_seen)
            return

        def signed(second: Session | None) -> None:
            if second is not None:
                self._witness = second
                self._hint.say(_WITNESSED.fill(name=second.name))

        self.app.push_screen(SecondOfficer(_GIVER if self.doing == "over" else _WITNESS, "witness"), signed)

    def action_next(self) -> None:
        """F8: the shift on one page, and cash that moves without a receipt."""
        if self._shift_seen is not None:
            self.open_room(Till(self._shift_seen))

    def action_list(self) -> None:
        """F4: a drawer of one's own, then each colleague's in turn."""
        self._place = (self._place + 1) % (len(self.others) + 1)
        self._begin("over" if self._place else "open")

    async def action_save(self) -> None:
        """F10: open it, or ask once more before a count is recorded for good."""
        if self.doing == "counted":
            await self._go_on()
        elif self.fields_in_order():
            total = format_baht(sum(piece * count for piece, count in self._counts().items()))
            if self.doing == "open":
                await self._open()
            else:
                self.app.push_screen(Confirm(*self._sure(total)), self._confirmed)

    def _sure(self, total: str) -> tuple[Words, ...]:
        said = _SURE_CLOSE if self.doing == "close" else _SURE_OVER
        told = said.fill(total=total, drawer=self.row.drawer if self.row else "")
        if self._witness is None and (self._far_off or self.doing == "over"):
            return told, _SURE_ALONE, _SURE_FOR_GOOD
        return told, _SURE_FOR_GOOD

    async def _open(self) -> None:
        from desk.counter import shift

        work, name, counts = work_of(self), self._drawer_name.value, self._counts()
        witness = self._witness
        late = witness is not None and witness.may("close_day")
        ref = await self.perform(
            lambda: shift.open_shift(work.open_office, work.officer, name, counts, witness, late=late)
        )
        if ref is not None:
            total = format_baht(sum(piece * count for piece, count in counts.items()))
            self.leave_saying(ref, _OPENED.fill(drawer=name.strip() or "1", total=total))

    async def _confirmed(self, sure: bool | None) -> None:
        row = self.row
        if not sure or row is None:
            return
        work, counts = work_of(self), self._counts()
        office, session = work.open_office, work.officer
        if self.doing == "close":
            note = self.query_one("#note", ThaiInput).value
            found = await self.perform(lambda: self._close(office, session, counts, note))
        else:
            found = await self.perform(lambda: self._over(office, session, row.ref, counts))
        if found is not None:
            self._show_found(row, found)

    def _close(self, office: Office, session: Session, counts: dict[int, int], note: str) -> Counted:
        from desk.counter import shift

        return self._by_two(
            lambda: shift.close_shift(office, session, counts, note, self._witness, alone=self._far_off)
        )

    def _over(self, office: Office, session: Session, ref: str, counts: dict[int, int]) -> Counted:
        from desk.counter import shift

        return self._by_two(lambda: shift.count_over(office, session, ref, counts, self._witness, alone=self._far_off))

    def _by_two(self, count: Callable[[], Counted]) -> Counted:
        """A count refused for being far off is made by two; made again alone it is marked so."""
        from desk.counter.money_refusals import CountNeedsSecond

        try:
            return count()
        except CountNeedsSecond:
            self._far_off = True
            raise

    def _show_found(self, row: ShiftRow, found: Counted) -> None:
        """What was counted beside what should be there; nothing can be changed any more."""
        over = self.doing == "over"
        self._answer = row.ref if over else None
        self._shift_seen = row.ref
        self._open_next = not over and row.date != work_of(self).open_office.today().isoformat()
        self.doing = "counted"
        self._what.say(_TITLES["counted"].fill(drawer=row.drawer))
        self._hint.say(_TODAYS_NEXT if self._open_next else Words("", ""))
        for pieces in self._pieces:
            pieces.field.disabled = True
        self._note_row.display = False
        for fact, satang in zip(self._found, (found.expected_satang, found.difference_satang), strict=True):
            fact.display = True
            fact.show(money(satang, SUMS_END))
        off = found.difference_satang
        if off:
            said = _IS_OVER if off > 0 else _IS_SHORT
            self.say(said.fill(sum=format_baht(abs(off))))
        else:
            self.say_done(_AGREES)
        self.refresh_keys()

    async def _go_on(self) -> None:
        """After a drawer left overnight, today's is opened; otherwise back."""
        if self._open_next:
            self._open_next = False
            self.say(None)
            await self.look()
        else:
            self.leave_saying(self._answer, None)

    def action_back(self) -> None:
        """F3: what was recorded stays; who took a drawer over has it."""
        self.leave_saying(self._answer, None)
