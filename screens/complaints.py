"""Complaints: what is open by due date; one whole with its log; forward, answer, open again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import AskReason
from screens.base import SubScreen
from screens.dates import iso_words
from screens.keys import LIST, REFRESH, SAVE, act
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.reading import read
from screens.register_view import RegisterView
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.registers import ComplaintRow

UNKNOWN: Final = Words("ไม่ประสงค์ออกนาม", "Wishes to stay unknown")
NO_DUE: Final = Words("ไม่กำหนด", "none set")
_OPEN = Words("เรื่องร้องเรียนที่ยังไม่ตอบ {count} เรื่อง", "{count} complaints to be answered")
_CLOSED = Words("เรื่องร้องเรียนที่ตอบแล้ว {count} เรื่อง", "{count} complaints answered")
_TAKEN = Words("รับเรื่อง {ref} แล้ว รหัสติดตาม {track}", "Complaint {ref} taken in; tracking code {track}")
_DONE = Words("บันทึกแล้ว", "Noted")


class Complaints(SubScreen[None]):
    """What is open, the soonest due first; Enter opens one."""

    ACTIONS = (
        SAVE.called(Words("รับเรื่อง", "New"), Words("รับเรื่องร้องเรียนใหม่", "Takes in a new complaint")),
        LIST.called(Words("ตอบแล้ว", "Answered"), Words("สลับระหว่างที่ค้างกับที่ตอบแล้ว", "Open ones, or those answered")),
        REFRESH,
    )
    ABOUT = Words(
        "เรื่องพฤติกรรมเจ้าหน้าที่เห็นเฉพาะหัวหน้าและผู้รับเรื่อง", "Those about officers are for supervisors and who took them"
    )
    DEFAULT_CSS = "Complaints #what { text-style: bold; }"

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ComplaintRow] = []
        self.closed = False
        self._what = Said(same(""), id="what")
        self._table = PagedTable(
            [
                Column(Words("  กำหนดตอบ", "  Answer due"), 14),
                Column(Words("เลขที่", "No."), 11),
                Column(Words("ประเภท", "Category"), 16),
                Column(Words("เรื่อง", "Subject"), 0),
                Column(Words("สถานะ", "State"), 12),
            ],
            empty=Words("ไม่มีเรื่องร้องเรียน", "No complaints"),
        )

    def body(self) -> ComposeResult:
        """How many, then the list."""
        yield self._what
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    @on(events.ScreenResume)
    async def look(self) -> None:
        """Read the list."""
        from desk.counter import complaints

        shared = work_of(self)
        rows = await read(self, lambda: complaints.listed(shared.open_office, shared.officer, closed=self.closed))
        if rows is not None:
            self.rows = rows
            today = shared.open_office.today()
            self._what.say((_CLOSED if self.closed else _OPEN).fill(count=f"{len(rows):,}"))
            self._table.set_rows([_row(row, today) for row in rows])

    async def news(self) -> None:
        """A colleague's complaint, or the centre's word on one."""
        await self.look()

    async def action_refresh_view(self) -> None:
        """F5."""
        await self.look()

    async def action_list(self) -> None:
        """F4: open ones, or those answered."""
        self.closed = not self.closed
        await self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who takes complaints in is offered it."""
        if action == "save" and self.is_attached:
            return work_of(self).officer.may("take_complaint")
        return super().check_action(action, parameters)

    @work
    async def action_save(self) -> None:
        """F10: a new one."""
        from screens.complaint_form import ComplaintForm

        taken = await self.app.push_screen_wait(ComplaintForm())
        if taken is not None:
            await self.look()
            self.say_done(_TAKEN.fill(ref=taken[0], track=taken[1]))

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter opens it."""
        self.open_room(ComplaintView(event.key))


class ComplaintView(RegisterView):
    """One complaint with its log."""

    ACTIONS = (
        SAVE.called(Words("ตอบ", "Answer"), Words("ตอบและปิดเรื่อง", "Answers and closes it")),
        REFRESH,
        act("forward", "g", Words("ส่งต่อ", "Forward"), Words("ส่งให้หน่วยงานอื่นตอบ", "Another office has to answer")),
        act(
            "interim",
            "i",
            Words("แจ้งความคืบหน้า", "Interim"),
            Words("ตอบความคืบหน้า เรื่องยังไม่ปิด", "Tells how it stands; it stays open"),
        ),
        act("reopen", "o", Words("เปิดใหม่", "Reopen"), Words("เปิดเรื่องใหม่ พร้อมเหตุผล", "Opens it again, with a reason")),
    )
    ABOUT = Words("เรื่องร้องเรียนหนึ่งเรื่องพร้อมบันทึกทุกขั้น", "One complaint and everything that happened to it")

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self.row: ComplaintRow | None = None

    @on(events.ScreenResume)
    async def look(self) -> None:
        """Read it and show it."""
        from desk.counter import complaints
        from desk.counter.queue import officer_names

        shared = work_of(self)
        office, session = shared.open_office, shared.officer
        found = await read(self, lambda: (complaints.one(office, session, self.ref), officer_names(office)))
        if found is None:
            return
        (self.row, log), officers = found
        self.show_entry(_head(self.row), _facts(self.row), self.row.text, log, officers)
        self.refresh_keys()

    async def news(self) -> None:
        """Something happened to it, perhaps at another desk."""
        await self.look()

    async def action_refresh_view(self) -> None:
        """F5."""
        await self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what its state allows."""
        state = self.row.state if self.row is not None else ""
        may = self.is_attached and work_of(self).officer.may("take_complaint")
        if action in ("save", "forward", "interim"):
            return may and state in ("open", "forwarded")
        if action == "reopen":
            return may and state == "closed"
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """F10: the answer."""
        self._ask(Words("คำตอบแก่ผู้ร้อง", "The answer to the complainant"), "answer")

    def action_interim(self) -> None:
        """How it stands."""
        self._ask(Words("ความคืบหน้าที่แจ้งแก่ผู้ร้อง", "How it stands, as told to the complainant"), "interim")

    def action_reopen(self) -> None:
        """Open it again."""
        self._ask(Words("เปิดเรื่องนี้ใหม่เพราะ", "Opened again, because"), "reopen")

    @work
    async def action_forward(self) -> None:
        """To another office, with the day by which it has to answer."""
        from screens.complaint_form import ForwardForm

        if await self.app.push_screen_wait(ForwardForm(self.ref)):
            await self.look()
            self.say_done(_DONE)

    def _ask(self, what: Words, act: str) -> None:
        from desk.counter import complaints

        shared = work_of(self)
        office, session, ref = shared.open_office, shared.officer, self.ref

        async def answered(said: str | None) -> None:
            def carry_out() -> bool:
                if act == "reopen":
                    complaints.reopen(office, session, ref, said or "")
                else:
                    complaints.answer(office, session, ref, said or "", final=act == "answer")
                return True

            if said is not None and await self.perform(carry_out):
                await self.look()
                self.say_done(_DONE)

        told = Words("อยู่ในบันทึกของเรื่องนี้", "It stays in the log of this complaint")
        self.app.push_screen(AskReason(what, told), answered)


def _row(row: ComplaintRow, today: date) -> Row:
    from desk.counter.complaints import overdue
    from desk.rules.complaints import CATEGORY_WORDS, STATE_WORDS

    late = overdue(row, today)
    due = iso_words(row.due) if row.due is not None else NO_DUE
    sign = "! " if late else "  "
    category = next((words for name, words in CATEGORY_WORDS.items() if name == row.category), same(row.category))
    state = next((words for name, words in STATE_WORDS.items() if name == row.state), same(row.state))
    shown = (Words(f"{sign}{due.th}", f"{sign}{due.en.removesuffix(' BE')}"), row.ref, category, row.subject, state)
    return Row(row.ref, shown, "alert" if late else "plain")


def _head(row: ComplaintRow) -> Words:
    from desk.rules.complaints import CATEGORY_WORDS, STATE_WORDS

    category = next((words for name, words in CATEGORY_WORDS.items() if name == row.category), same(row.category))
    state = next((words for name, words in STATE_WORDS.items() if name == row.state), same(row.state))
    return Words("{ref} · {category} · {state} · {subject}", "{ref} · {category} · {state} · {subject}").fill(
        ref=row.ref, category=category, state=state, subject=row.subject
    )


def _facts(row: ComplaintRow) -> list[Words]:
    from desk.rules.complaints import CHANNEL_WORDS

    who = UNKNOWN if row.complainant is None else same(f"{row.complainant['name']} {row.phone}".strip())
    channel = next((words for name, words in CHANNEL_WORDS.items() if name == row.channel), same(row.channel))
    due = iso_words(row.due) if row.due is not None else NO_DUE
    lines = [
        Words("ผู้ร้อง: {who} · ทาง{channel}", "Complainant: {who} · {channel}").fill(who=who, channel=channel),
        Words("กำหนดตอบ: {due} · รหัสติดตาม {track}", "Answer due: {due} · tracking code {track}").fill(
            due=due, track=row.track
        ),
    ]
    if row.place:
        lines.append(Words("สถานที่: {place}", "Place: {place}").fill(place=row.place))
    if row.agency:
        lines.append(Words("ส่งต่อ: {agency}", "Forwarded to: {agency}").fill(agency=row.agency))
    return lines
