"""Forms begun and not submitted: an officer goes on with hers; those of somebody away are given to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import AskReason, Confirm
from screens.dates import short_moment
from screens.keys import FIND_ANYBODY, SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.drafts import Listed
    from desk.counter.office import Office

_HEAD = Words("ร่างคำขอของท่าน {own} ฉบับ", "Your drafts: {own}")
_HEAD_ALL = Words("ร่างคำขอของท่าน {own} ฉบับ · ของผู้อื่น {others} ฉบับ", "Your drafts: {own} · of others: {others}")
_NOBODY = Words("ยังไม่ระบุ", "nobody named")
_HIDDEN = Words("ปิดไว้", "not shown")
_NEW = Words("คำขอใหม่", "new")
_THROW = Words("ทิ้งร่าง {name} ที่พิมพ์ไว้เมื่อ {at}", "Throw away the draft of {name}, typed {at}")
_GONE = Words("สิ่งที่พิมพ์ไว้จะหายไป ยังไม่เคยเป็นคำขอ", "What was typed is gone then; it never was a request")
_THROWN = Words("ทิ้งร่างแล้ว", "The draft is thrown away")
_GIVE = Words("มอบร่าง {name} ของ {of} ให้ {to}", "Give {of}'s draft of {name} to {to}")
_TO_WHOM = Words("มอบร่าง {name} ให้ผู้ใด", "Who gets the draft of {name}?")
_GIVEN = Words("มอบร่างให้ {to} แล้ว", "The draft is {to}'s now")
_COLLEAGUES = Words("อยู่ในสมุดรายการ โดยไม่มีสิ่งที่พิมพ์ไว้", "It stands in the journal, without what was typed")


COLUMNS = [
    Column(Words("พิมพ์ล่าสุด", "Last typed"), 11),
    Column(Words("บริการ", "Service"), 0),
    Column(Words("ของผู้ใด", "For whom"), 22),
    Column(Words("คำขอ", "Request"), 9),
]
OFFICER = Column(Words("เจ้าหน้าที่", "Officer"), 13)
"""Shown where others' drafts are."""


class Drafts(Looking[None]):
    """One's own, the latest first, then others' where the role sees them; Enter goes on with the one pointed at."""

    ACTIONS = (
        FIND_ANYBODY,
        SAVE.called(Words("ทำต่อ", "Go on"), Words("เปิดแบบที่พิมพ์ค้างไว้แล้วพิมพ์ต่อ", "Opens the form where it was left")),
        act("throw", "x", Words("ทิ้ง", "Throw away"), Words("ทิ้งร่างของท่านที่ชี้อยู่", "Throws your draft away")),
        act(
            "give",
            "g",
            Words("มอบผู้อื่น", "Give"),
            Words("มอบร่างให้เจ้าหน้าที่คนอื่นทำต่อ", "Gives the draft to another officer"),
        ),
    )
    ABOUT = Words(
        "ร่างเก็บทุกช่องที่กรอกผ่าน แม้เครื่องดับก็ยังอยู่ ของผู้อื่นเห็นเพียงเรื่องและเวลา",
        "A draft is kept with every field, also when the machine stops. Of others' only the service and the time show",
    )
    DEFAULT_CSS = "Drafts #head { text-style: bold; }"

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Listed] = {}
        self._head = Said(same(""), id="head")
        self._table = PagedTable(
            COLUMNS,
            empty=Words("ไม่มีร่างคำขอ", "No drafts"),
        )

    def body(self) -> ComposeResult:
        """How many, then the list."""
        yield self._head
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    async def look(self) -> None:
        """Read the list."""
        from desk.counter import drafts
        from desk.counter.queue import officer_names

        shared = work_of(self)
        office, session = shared.open_office, shared.officer
        read_now = await read(self, lambda: (drafts.listed(office, session), officer_names(office)))
        if read_now is None:
            return
        rows, officers = read_now
        self.found = {row.key: row for row in rows}
        own = sum(row.own for row in rows)
        mine = own == len(rows)
        self._head.say((_HEAD if mine else _HEAD_ALL).fill(own=own, others=len(rows) - own))
        self._table.columns = COLUMNS if mine else [*COLUMNS, OFFICER]
        self._table.set_rows([_row(row, None if mine else officers) for row in rows])
        self.refresh_keys()

    def on_paged_table_highlighted(self) -> None:
        """Another draft, other keys."""
        self.refresh_keys()

    def on_paged_table_selected(self) -> None:
        """Enter goes on."""
        self.action_save()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only one's own is opened or thrown away; giving away is for whoever reviews."""
        row = self._chosen
        if action in ("save", "throw"):
            return row is not None and row.own
        if action == "give":
            return row is not None and self.is_attached and work_of(self).officer.may("review")
        return super().check_action(action, parameters)

    @property
    def _chosen(self) -> Listed | None:
        return self.found.get(self._table.cursor_key or "")

    @work(exclusive=True)
    async def action_save(self) -> None:
        """F10: the form as it was left; for a new request the purpose of the visit is asked where there is none."""
        from screens.purpose import AskPurpose
        from screens.request_form import RequestForm

        row, shared = self._chosen, work_of(self)
        if row is None or not row.own:
            return
        if row.request is not None:
            taken = await read(self, lambda: _was_not_taken(shared.open_office, row.about))
            form = RequestForm(instead_of=row.about) if taken else RequestForm(resubmit=row.about)
        else:
            with self.ground.hold_keys():
                if shared.visit is None and await self.app.push_screen_wait(AskPurpose()) is None:
                    return
            form = RequestForm(row.service, about=row.about)
        self.open_room(form)

    @work
    async def action_throw(self) -> None:
        """X: throw one's own away, asked once more."""
        from desk.counter import drafts

        row, shared = self._chosen, work_of(self)
        if row is None or not row.own:
            return
        question = Confirm(_THROW.fill(name=row.name, at=short_moment(row.at)), _GONE)
        sure = await self.app.push_screen_wait(question)
        office, session = shared.open_office, shared.officer
        if sure and await self.carry_out(lambda: drafts.drop(office, session, row.service, row.about)):
            await self.look()
            self.say_done(_THROWN)

    @work
    async def action_give(self) -> None:
        """G: to whom, and why."""
        from desk.counter.review import who_takes_requests
        from screens.sign_in import OfficerList

        row, office = self._chosen, work_of(self).open_office
        if row is None:
            return
        found = await read(self, lambda: who_takes_requests(office))
        if found is None:
            return
        people = dict(found)
        others = [(officer, name) for officer, name in people.items() if officer != row.officer]
        to = await self.app.push_screen_wait(OfficerList(others, _TO_WHOM.fill(name=row.name)))
        if to is not None:
            asked = _GIVE.fill(name=row.name, of=people.get(row.officer) or same(row.officer), to=people[to])
            reason = await self.app.push_screen_wait(AskReason(asked, _COLLEAGUES))
            if reason is not None:
                await self._give(row, to, reason, people[to])

    async def _give(self, row: Listed, to: str, reason: str, name: Words) -> None:
        from desk.counter import drafts

        shared = work_of(self)

        if await self.carry_out(lambda: drafts.hand_over(shared.open_office, shared.officer, row, to, reason)):
            await self.look()
            self.say_done(_GIVEN.fill(to=name))


def _was_not_taken(office: Office, ref: str) -> bool:
    """Whether the centre refused the request, so that it is typed anew instead of brought back."""
    from desk.counter.case import open_case
    from desk.counter.states import NOT_TAKEN

    return open_case(office, ref).case.row.state == NOT_TAKEN


def _row(row: Listed, officers: dict[str, Words] | None) -> Row:
    who = (same(row.who) if row.who else _NOBODY) if row.own else _HIDDEN
    shown: tuple[object, ...] = (short_moment(row.at), row.name, who, row.request or _NEW)
    if officers is not None:
        shown = (*shown, officers.get(row.officer) or same(row.officer))
    return Row(row.key, shown, "plain" if row.own else "quiet")
