"""The end of a desk, as a supervisor begins and finishes it: what is still open, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import AskReason, Confirm
from screens.choice_input import Choice, PickOne
from screens.keys import SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.reading import read
from screens.second_officer import SecondOfficer
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.retirement import Progress
    from desk.counter.session import Session

_WHERE = Words("โต๊ะนี้จะเลิกใช้ งานไปทำต่อที่ใด", "This desk is to be retired: where does its work go on?")
_WHY_KEPT = Words("โต๊ะนี้ใช้ต่อ เพราะอะไร", "The desk goes on: why?")
_READ_BY = Words("ส่วนกลางจะเห็นข้อความนี้", "The centre sees this")
_BESIDE = Words("การเลิกใช้โต๊ะต้องมีหัวหน้ารับรู้", "A desk is retired under a supervisor's eyes")
_STEPS = {
    "": Words("โต๊ะนี้ใช้งานอยู่ · F10 เริ่มเลิกใช้", "The desk is in use · F10 begins its end"),
    "retiring": Words("ไม่รับงานใหม่แล้ว · ทำรายการข้างล่างให้จบ แล้ว F10", "No new work · finish what stands below, then F10"),
    "retired": Words("เขียนรายการสุดท้ายแล้ว รอส่วนกลางลงลายเซ็น", "The last line is written; the centre has to sign for it"),
}
_PROVEN = Words(
    "✓ ส่วนกลางมีครบทุกรายการ ปิดโปรแกรม แล้วใช้ desk retire เพื่อลบสำเนา",
    "✓ The centre holds every line. Close the desk; desk retire then erases the copy",
)


class RetireView(Looking[None]):
    """Above how far it is; below what is still open."""

    ACTIONS = (
        SAVE.called(
            Words("ขั้นต่อไป", "Next step"),
            Words("เริ่มเลิกใช้ หรือเขียนรายการสุดท้าย", "Begins the end, or writes the last line"),
        ),
        act("keep", "ctrl+k", Words("ใช้ต่อ", "Keep"), Words("ยกเลิกการเลิกใช้โต๊ะ", "Takes it back: the desk goes on")),
    )
    ABOUT = Words(
        "เลิกใช้ ย้าย หรือรวมโต๊ะ: หยุดรับงานใหม่ ทำที่ค้างให้จบ ส่งให้ครบ แล้วจึงลบสำเนา ประวัติยังอยู่",
        "Retiring, moving, merging: no new work, finish, prove all sent, then erase the copy; the history stays",
    )

    def __init__(self) -> None:
        super().__init__()
        self.progress: Progress | None = None
        self._step = Said(same(""), wraps=True, classes="title")
        self._goes = Said(same(""))
        self._table = PagedTable(
            [Column(Words("ยังค้าง", "Still open"), 0)], empty=Words("✓ ไม่มีอะไรค้าง", "✓ Nothing is open")
        )

    def body(self) -> ComposeResult:
        """Step, destination, what is open."""
        yield self._step
        yield self._goes
        yield self._table

    def on_mount(self) -> None:
        """The cursor stands in what is open."""
        self._table.focus()

    async def look(self) -> None:
        """Read how far it is."""
        from desk.counter.retirement import progress

        office = work_of(self).open_office
        found = await read(self, lambda: progress(office))
        if found is not None:
            self.progress = found
            self._show()

    def _show(self) -> None:
        from desk.counter.retirement import WHY_WORDS

        found = self.progress
        if found is None:
            return
        self._step.say(_PROVEN if found.proven else _STEPS[found.state])
        why = next((words for name, words in WHY_WORDS.items() if name == found.why), same(""))
        self._goes.say(Words("{why} → {to}", "{why} → {to}").fill(why=why, to=found.to) if found.state else same(""))
        self._table.set_rows([Row(str(place), (said,), "alert") for place, said in enumerate(found.open)])
        self.refresh_keys()

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key for a step that cannot be taken now."""
        found = self.progress
        if action == "save":
            return found is not None and (found.state == "" or (found.state == "retiring" and not found.open))
        if action == "keep":
            return found is not None and found.state == "retiring"
        return super().check_action(action, parameters)

    @work
    async def action_save(self) -> None:
        """F10: the next step, under a supervisor's eyes."""
        from desk.counter import retirement

        found, shared = self.progress, work_of(self)
        if found is None:
            return
        office, session = shared.open_office, shared.officer
        with self.ground.hold_keys():
            if found.state == "":
                await self._begin(office, session)
            elif await self.app.push_screen_wait(Confirm(_STEPS["retired"])):
                allowed, beside = await self._eyes(session)
                if allowed:
                    await self.perform(lambda: retirement.finish(office, session, beside))
        await self.look()

    async def _begin(self, office: Office, session: Session) -> None:
        from desk.counter import retirement

        choices = [Choice(name, words) for name, words in retirement.WHY_WORDS.items()]
        why: Any = await self.app.push_screen_wait(PickOne(choices, "replaced"))
        to: Any = await self.app.push_screen_wait(AskReason(_WHERE, _READ_BY)) if why is not None else None
        if to is None:
            return
        allowed, beside = await self._eyes(session)
        if not allowed:
            return
        chosen = next(each for each in retirement.WHY_WORDS if each == why)
        if await self.perform(lambda: retirement.begin(office, session, chosen, to, beside)):
            self.say_done(Words("โต๊ะนี้ไม่รับงานใหม่แล้ว", "This desk takes no new work any more"))

    @work
    async def action_keep(self) -> None:
        """The desk goes on after all."""
        from desk.counter import retirement

        shared = work_of(self)
        office, session = shared.open_office, shared.officer

        def carry_out(note: str, beside: Session | None) -> bool:
            retirement.keep(office, session, note, beside)
            return True

        with self.ground.hold_keys():
            note = await self.app.push_screen_wait(AskReason(_WHY_KEPT, _READ_BY))
            if note is not None:
                allowed, beside = await self._eyes(session)
                if allowed and await self.perform(lambda: carry_out(note, beside)):
                    self.say_done(Words("โต๊ะนี้ใช้ต่อ", "The desk goes on"))
        await self.look()

    async def _eyes(self, session: Session) -> tuple[bool, Session | None]:
        """Whether a supervisor looks on: the one signed in, or one who signs beside."""
        if session.may("retire_desk"):
            return True, None
        beside = await self.app.push_screen_wait(SecondOfficer(_BESIDE, "retire_desk"))
        return beside is not None, beside
