"""The queue of the waiting room at this counter: issue, call next, call again, hold, transfer, did not come, served."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual import events, on, work
from textual.app import ComposeResult

from desk.rules.office_day import clock_time
from desk.words import Words, same
from screens.keys import FIND_ANYBODY, LIST, SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.parts import Said
from screens.printing import put_out
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.tickets import Group
    from local_db.queries.tickets import TicketRow

OVER: Final = ("served", "dropped")
_WHAT = Words(
    "ช่อง {counter} · รอเรียก {waiting} · ของโต๊ะนี้ {ours}", "Counter {counter} · {waiting} waiting · {ours} of this desk"
)
_HERE = Words("กำลังเรียก {number} ที่ช่อง {counter}", "{number} is called to counter {counter}")
_NOBODY = Words("ยังไม่ได้เรียกใคร กด F10 เรียกคิวถัดไป", "Nobody is called; F10 calls the next one")
_ASKED = Words("ขอแล้ว รอโต๊ะ {desk}", "asked desk {desk}")
_NOT_GIVEN = Words("โต๊ะ {desk} เรียกไปแล้ว", "desk {desk} had called it")
_OF_DESK = Words("ของโต๊ะ {desk}", "of desk {desk}")
_AT = Words("ช่อง {counter}", "counter {counter}")
_MINUTES = Words("{minutes} นาที", "{minutes} min")
_CALLED = Words("เรียก {number} ที่ช่อง {counter} แล้ว", "{number} is called to counter {counter}")
_ISSUED = Words("ออกบัตร {number} แล้ว", "Ticket {number} issued")
_ASKING = Words(
    "ขอคิวนี้จากโต๊ะ {desk} แล้ว เมื่อโต๊ะนั้นยกให้จะเรียกได้", "Asked desk {desk} for it; it can be called once that desk gives it"
)
_PRINTED = Words("พิมพ์บัตร {number} แล้วที่ {where}", "Ticket {number} printed: {where}")
_DONE = Words("บันทึกแล้ว", "Noted")


class Tickets(Looking[None]):
    """Every ticket of today that is not over, what waits first; Enter calls one out of turn, or asks for it."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(
            Words("เรียกถัดไป", "Call next"), Words("เรียกคิวถัดไปของโต๊ะนี้", "Calls the next one this desk may call")
        ),
        LIST.called(Words("ออกบัตร", "Issue"), Words("ออกบัตรคิวใหม่", "Issues a new ticket")),
        act("again", "r", Words("เรียกซ้ำ", "Again"), Words("เรียกเลขเดิมซ้ำ", "Calls the same number again")),
        act("hold", "h", Words("พัก", "Hold"), Words("พักคิวนี้ไว้ก่อน", "Puts it aside for a while"), in_footer=False),
        act("put_back", "b", Words("คืนคิว", "Back"), Words("คืนเข้าคิวตามเวลาเดิม", "Back to its place"), in_footer=False),
        act("missed", "n", Words("ไม่มา", "Not come"), Words("เรียกแล้วไม่มา", "Called, and nobody came"), in_footer=False),
        act(
            "transfer",
            "g",
            Words("โอน", "Transfer"),
            Words("โอนไปกลุ่มงานอื่น", "To another service group"),
            in_footer=False,
        ),
        act("served", "e", Words("เสร็จ", "Served"), Words("ให้บริการเสร็จแล้ว", "Served")),
        act("paper", "o", Words("พิมพ์บัตร", "Print"), Words("พิมพ์บัตรคิวนี้", "Prints this ticket"), in_footer=False),
        act("drop", "x", Words("ยกเลิก", "Drop"), Words("นำออกจากคิว", "Takes it out of the queue"), in_footer=False),
        act(
            "begin_visit",
            "v",
            Words("เริ่มให้บริการ", "Serve"),
            Words("เริ่มให้บริการผู้ถือบัตรนี้ แล้วค้นทะเบียน", "Begins the visit of whoever holds it, and looks them up"),
        ),
    )
    ABOUT = Words(
        "บัตรคิวเป็นของโต๊ะที่ออก โต๊ะอื่นต้องขอก่อน จึงไม่มีคิวใดถูกเรียกสองครั้ง",
        "A ticket belongs to the desk that issued it; others ask first, so none is ever called by two desks",
    )
    DEFAULT_CSS = """
    Tickets #what { text-style: bold; }
    Tickets #here { color: $text-accent; margin-bottom: 1; }
    """

    def __init__(self, at: str = "") -> None:
        super().__init__()
        self._at = at
        """The ticket the cursor is to stand on at first."""
        self.rows: list[TicketRow] = []
        self.counter = ""
        self._desk = ""
        self._asked: dict[str, str] = {}
        self._groups: dict[str, Group] = {}
        self._what = Said(same(""), id="what")
        self._here = Said(same(""), id="here")
        self._table = PagedTable(
            [
                Column(Words("เลข", "No."), 7),
                Column(Words("กลุ่มงาน", "Service group"), 0),
                Column(Words("ช่องทาง", "Lane"), 13),
                Column(Words("ออก", "Issued"), 6),
                Column(Words("รอ", "Waits"), 7, "right"),
                Column(Words("สถานะ", "State"), 20),
            ],
            empty=Words("วันนี้ยังไม่มีบัตรคิว กด F4 เพื่อออกบัตร", "No tickets today yet; F4 issues one"),
        )

    def body(self) -> ComposeResult:
        """Where we are, whom we called, and the queue."""
        yield self._what
        yield self._here
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the queue."""
        self._table.focus()

    async def look(self) -> None:
        """Read the queue."""
        from desk.counter import tickets

        office = work_of(self).open_office
        found = await read(
            self,
            lambda: (
                tickets.of_today(office),
                tickets.groups(office),
                tickets.counter_of(office),
                tickets.asked_for(office),
                office.file.identity().desk,
            ),
        )
        if found is not None:
            rows, groups, self.counter, self._asked, self._desk = found
            self._groups = {group.letter: group for group in groups}
            self.rows = sorted((row for row in rows if row.state not in OVER), key=self._place)
            self._show()

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show()

    def _place(self, row: TicketRow) -> tuple[int, int]:
        first = {"called": 0, "waiting": 1, "held": 2, "missed": 3}.get(row.state, 4)
        return (first, -(row.called or 0) if row.state == "called" else row.issued)

    def _show(self) -> None:
        now = work_of(self).open_office.clock.now_ms()
        waiting = [row for row in self.rows if row.state == "waiting"]
        ours = sum(row.holder == self._desk for row in waiting)
        self._what.say(_WHAT.fill(counter=self.counter, waiting=len(waiting), ours=ours))
        here = self._at_this_counter()
        self._here.say(_NOBODY if here is None else _HERE.fill(number=here.number, counter=here.counter))
        self._table.set_rows([self._row(row, now) for row in self.rows])
        if self._at and self.rows:
            self._table.go_to(self._at)
            self._at = ""
        self.refresh_keys()

    def _row(self, row: TicketRow, now: int) -> Row:
        from desk.rules.tickets import LANE_WORDS

        group = self._groups.get(row.service_group)
        lane = next((words for name, words in LANE_WORDS.items() if name == row.lane), same(row.lane))
        until = row.first_called if row.first_called is not None else now
        cells = (
            row.number,
            group.name if group is not None else row.service_group,
            lane if row.lane == "ordinary" else Words(f"★ {lane.th}", f"★ {lane.en}"),
            clock_time(row.issued),
            _MINUTES.fill(minutes=max(0, until - row.issued) // 60_000),
            self._state(row),
        )
        tone: Tone = "quiet" if row.holder != self._desk or row.state in ("held", "missed") else "plain"
        return Row(row.ref, cells, tone)

    def _state(self, row: TicketRow) -> Words:
        from desk.rules.tickets import STATE_WORDS

        if row.state == "called":
            return _AT.fill(counter=row.counter)
        if row.holder != self._desk:
            word = self._asked.get(row.ref)
            if word in ("conflict", "refused"):
                return _NOT_GIVEN.fill(desk=row.holder)
            return (_OF_DESK if word is None else _ASKED).fill(desk=row.holder)
        return next((words for name, words in STATE_WORDS.items() if name == row.state), same(row.state))

    def _at_this_counter(self) -> TicketRow | None:
        mine = [row for row in self.rows if row.state == "called" and row.holder == self._desk]
        return next((row for row in mine if row.counter == self.counter), None)

    def _chosen(self) -> TicketRow | None:
        return next((row for row in self.rows if row.ref == self._table.cursor_key), None)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What has nobody to be done to is not offered."""
        if action in ("begin_visit", "again", "served") and self._at_this_counter() is None:
            return False
        return super().check_action(action, parameters)

    async def action_save(self) -> None:
        """F10: the next one."""
        from desk.counter import tickets

        shared = work_of(self)
        called = await self.perform(
            lambda: tickets.call_next(shared.open_office, shared.officer, self.counter), once=True
        )
        if called is not None:
            await self._was_called(called)

    async def on_paged_table_selected(self) -> None:
        """Enter: this one, out of turn; of another desk, ask for it."""
        from desk.counter import tickets

        shared, row = work_of(self), self._chosen()
        if row is None:
            return
        if row.holder != self._desk:
            if await self._perform(lambda: tickets.ask_for(shared.open_office, shared.officer, row.ref, self.counter)):
                self.say_done(_ASKING.fill(desk=row.holder))
            return
        called = await self.perform(lambda: tickets.call(shared.open_office, shared.officer, row.ref, self.counter))
        if called is not None:
            await self._was_called(called)

    async def _was_called(self, row: TicketRow) -> None:
        work_of(self).ticket = row.ref
        await self.look()
        self._table.go_to(row.ref)
        self.say_done(_CALLED.fill(number=row.number, counter=row.counter))

    @work
    async def action_list(self) -> None:
        """F4: a new ticket."""
        from desk.counter import tickets
        from screens.ticket_issue import IssueTicket

        shared = work_of(self)
        chosen = await self.app.push_screen_wait(IssueTicket(list(self._groups.values())))
        if chosen is not None:
            group, lane = chosen
            ref = await self.perform(lambda: tickets.issue(shared.open_office, shared.officer, group, lane))
            if ref is not None:
                await self.look()
                self._table.go_to(ref)
                number = next((row.number for row in self.rows if row.ref == ref), ref)
                self.say_done(_ISSUED.fill(number=number))

    async def action_again(self) -> None:
        """The same number once more."""
        from desk.counter import tickets

        shared, row = work_of(self), self._at_this_counter()
        if row is not None:
            await self._note(lambda: tickets.call_again(shared.open_office, shared.officer, row.ref))

    async def action_hold(self) -> None:
        """Put aside."""
        from desk.counter import tickets

        await self._with_chosen(lambda ref: tickets.hold(work_of(self).open_office, work_of(self).officer, ref))

    async def action_put_back(self) -> None:
        """Back into the queue."""
        from desk.counter import tickets

        await self._with_chosen(lambda ref: tickets.put_back(work_of(self).open_office, work_of(self).officer, ref))

    async def action_missed(self) -> None:
        """Nobody came."""
        from desk.counter import tickets

        await self._with_chosen(lambda ref: tickets.missed(work_of(self).open_office, work_of(self).officer, ref))

    async def action_drop(self) -> None:
        """Out of the queue."""
        from desk.counter import tickets

        await self._with_chosen(lambda ref: tickets.drop(work_of(self).open_office, work_of(self).officer, ref))

    @work
    async def action_paper(self) -> None:
        """The ticket on paper, for whoever holds it."""
        from desk.counter import tickets

        shared, row = work_of(self), self._chosen()
        if row is not None:
            office, session = shared.open_office, shared.officer
            done = _PRINTED.fill(number=row.number, where="{where}")
            await put_out(self, lambda: tickets.slip_to_print(office, session, row.ref), done=done)

    @work
    async def action_transfer(self) -> None:
        """Another group has to serve it."""
        from desk.counter import tickets
        from screens.ticket_issue import ChooseGroup

        shared, row = work_of(self), self._chosen()
        if row is None:
            return
        group = await self.app.push_screen_wait(ChooseGroup(list(self._groups.values())))
        if group is not None:
            await self._note(lambda: tickets.transfer(shared.open_office, shared.officer, row.ref, group))

    async def action_served(self) -> None:
        """Done."""
        from desk.counter import tickets

        shared, row = work_of(self), self._at_this_counter()
        if row is not None:
            await self._note(lambda: tickets.served(shared.open_office, shared.officer, row.ref))

    def action_begin_visit(self) -> None:
        """Serve whoever holds the ticket called: their record is looked up, the visit carries the ticket."""
        from screens.find import Find

        row = self._at_this_counter()
        if row is not None:
            work_of(self).ticket = row.ref
            self.app.switch_screen(Find())

    async def _with_chosen(self, carry_out: Callable[[str], object]) -> None:
        row = self._chosen()
        if row is not None:
            await self._note(lambda: carry_out(row.ref))

    async def _note(self, carry_out: Callable[[], object]) -> None:
        if await self._perform(carry_out):
            self.say_done(_DONE)

    async def _perform(self, carry_out: Callable[[], object]) -> bool:
        done = await self.carry_out(carry_out, once=True)
        if done:
            await self.look()
        return done
