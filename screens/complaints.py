"""Complaints: what is open by due date; one whole with its log; forward, answer, open again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from textual import work

from desk.words import Words, same
from screens.base import SubScreen
from screens.dates import iso_words
from screens.keys import LIST, SAVE, act
from screens.paged_table import Column, Row
from screens.register_view import RegisterList, RegisterView
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.registers import ComplaintRow, LogRow

UNKNOWN: Final = Words("ไม่ประสงค์ออกนาม", "Wishes to stay unknown")
NO_DUE: Final = Words("ไม่กำหนด", "none set")
_TAKEN = Words("รับเรื่อง {ref} แล้ว รหัสติดตาม {track}", "Complaint {ref} taken in; tracking code {track}")
_FORWARDED = Words("ส่งต่อแล้ว", "Forwarded")
_LOGGED = Words("อยู่ในบันทึกของเรื่องนี้", "It stays in the log of this complaint")


class Complaints(RegisterList["ComplaintRow"]):
    """What is open, the soonest due first; Enter opens one."""

    ACTIONS = (
        SAVE.called(Words("รับเรื่อง", "New"), Words("รับเรื่องร้องเรียนใหม่", "Takes in a new complaint")),
        LIST.called(Words("ตอบแล้ว", "Answered"), Words("สลับระหว่างที่ค้างกับที่ตอบแล้ว", "Open ones, or those answered")),
    )
    ABOUT = Words(
        "เรื่องพฤติกรรมเจ้าหน้าที่เห็นเฉพาะหัวหน้าและผู้รับเรื่อง", "Those about officers are for supervisors and who took them"
    )
    COLUMNS = (
        Column(Words("  กำหนดตอบ", "  Answer due"), 14),
        Column(Words("เลขที่", "No."), 11),
        Column(Words("ประเภท", "Category"), 16),
        Column(Words("เรื่อง", "Subject"), 0),
        Column(Words("สถานะ", "State"), 12),
    )
    EMPTY = Words("ไม่มีเรื่องร้องเรียน", "No complaints")
    OPEN = Words("เรื่องร้องเรียนที่ยังไม่ตอบ {count} เรื่อง", "{count} complaints to be answered")
    ENDED = Words("เรื่องร้องเรียนที่ตอบแล้ว {count} เรื่อง", "{count} complaints answered")
    MAY = "take_complaint"

    def entries(self) -> list[ComplaintRow]:
        """Those to be answered, or those answered."""
        from desk.counter import complaints

        shared = work_of(self)
        return complaints.listed(shared.open_office, shared.officer, closed=self.ended)

    def row_of(self, entry: ComplaintRow, today: date) -> Row:
        """By when, which, about what."""
        return _row(entry, today)

    def form(self) -> SubScreen[Any]:
        """A new complaint."""
        from screens.complaint_form import ComplaintForm

        return ComplaintForm()

    def said_of(self, answer: Any) -> Words:
        """Its number, and the code to track it by."""
        return _TAKEN.fill(ref=answer[0], track=answer[1])

    def view(self, ref: str) -> ComplaintView:
        """One complaint."""
        return ComplaintView(ref)


class ComplaintView(RegisterView["ComplaintRow"]):
    """One complaint with its log."""

    ACTIONS = (
        SAVE.called(Words("ตอบ", "Answer"), Words("ตอบและปิดเรื่อง", "Answers and closes it")),
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

    def entry(self) -> tuple[ComplaintRow, list[LogRow]]:
        """The complaint and its log."""
        from desk.counter import complaints

        return complaints.one(work_of(self).open_office, work_of(self).officer, self.ref)

    def told(self, row: ComplaintRow, today: date) -> tuple[Words, list[Words], str]:  # noqa: ARG002
        """What it is, who complains, by when, and its text."""
        return _head(row), _facts(row), row.text

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
        self._answer(Words("คำตอบแก่ผู้ร้อง", "The answer to the complainant"), final=True)

    def action_interim(self) -> None:
        """How it stands."""
        self._answer(Words("ความคืบหน้าที่แจ้งแก่ผู้ร้อง", "How it stands, as told to the complainant"), final=False)

    def _answer(self, what: Words, *, final: bool) -> None:
        from desk.counter import complaints

        office, session = work_of(self).open_office, work_of(self).officer
        self.ask_and(what, _LOGGED, lambda said: complaints.answer(office, session, self.ref, said, final=final))

    def action_reopen(self) -> None:
        """Open it again."""
        from desk.counter import complaints

        office, session = work_of(self).open_office, work_of(self).officer
        what = Words("เปิดเรื่องนี้ใหม่เพราะ", "Opened again, because")
        self.ask_and(what, _LOGGED, lambda said: complaints.reopen(office, session, self.ref, said))

    @work
    async def action_forward(self) -> None:
        """To another office, with the day by which it has to answer."""
        from screens.complaint_form import ForwardForm

        if await self.app.push_screen_wait(ForwardForm(self.ref)):
            await self.look()
            self.say_done(_FORWARDED)


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
