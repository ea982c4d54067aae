"""A register of the office: its entries as a list, one entry whole with its log.

What an entry says, and what may be done with it, is the screens' own (complaints, public notices).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, on, work
from textual.app import ComposeResult

from desk.counter.kind_words import kind_words
from desk.words import Words, same
from screens.asking import AskReason
from screens.base import SubScreen
from screens.case_lines import LINES_MAX, when
from screens.keys import FIND_ANYBODY, Action
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said, Shown
from screens.reading import read
from screens.safe_text import cells, safe
from screens.work import work_of

if TYPE_CHECKING:
    from textual.screen import Screen

    from desk.rules.roles import Act
    from local_db.queries.registers import LogRow

TEXT_LINES = 6
_DONE = Words("บันทึกแล้ว", "Noted")
Entry = TypeVar("Entry")


class RegisterList(Looking[None], Generic[Entry]):
    """What is open, the soonest due first, or what has ended (F4); F10 takes in another, Enter opens one."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (FIND_ANYBODY,)
    COLUMNS: ClassVar[Sequence[Column]]
    EMPTY: ClassVar[Words]
    OPEN: ClassVar[Words]
    """Over the list of open ones, with the place `{count}`."""
    ENDED: ClassVar[Words]
    MAY: ClassVar[Act]
    """What somebody must be allowed to do to take in another."""
    DEFAULT_CSS = "RegisterList #what { text-style: bold; }"

    def __init__(self) -> None:
        super().__init__()
        self.ended = False
        self._what = Said(same(""), id="what")
        self._table = PagedTable(list(self.COLUMNS), empty=self.EMPTY)

    # ---- the register's own

    def entries(self) -> list[Entry]:
        """Those that are open, or (`ended`) those that are over; on the reader thread."""
        raise NotImplementedError

    def row_of(self, entry: Entry, today: date) -> Row:
        """One entry as a line of the list."""
        raise NotImplementedError

    def form(self) -> SubScreen[Any]:
        """The form of another entry."""
        raise NotImplementedError

    def said_of(self, answer: Any) -> Words:
        """What is said once the form has answered."""
        raise NotImplementedError

    def view(self, ref: str) -> Screen[Any]:
        """One entry whole."""
        raise NotImplementedError

    # ---- what all have in common

    def body(self) -> ComposeResult:
        """How many, then the list."""
        yield self._what
        yield self._table

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    async def look(self) -> None:
        """Read the list."""
        found = await read(self, self.entries)
        if found is not None:
            today = work_of(self).open_office.today()
            self._what.say((self.ENDED if self.ended else self.OPEN).fill(count=f"{len(found):,}"))
            self._table.set_rows([self.row_of(entry, today) for entry in found])

    async def action_list(self) -> None:
        """F4: open ones, or those that are over."""
        self.ended = not self.ended
        await self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who takes them in is offered it."""
        if action == "save" and self.is_attached:
            return work_of(self).officer.may(self.MAY)
        return super().check_action(action, parameters)

    @work
    async def action_save(self) -> None:
        """F10: a new one."""
        answer = await self.app.push_screen_wait(self.form())
        if answer is not None:
            await self.look()
            self.say_done(self.said_of(answer))

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Enter opens it."""
        self.open_room(self.view(event.key))


class RegisterView(Looking[None], Generic[Entry]):
    """Head, facts, the text, the log below."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (FIND_ANYBODY,)

    DEFAULT_CSS = """
    RegisterView #head { text-style: bold; }
    RegisterView #facts { height: auto; }
    RegisterView #text { height: auto; max-height: 6; margin: 1 0; }
    """

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.row: Entry | None = None
        self._head = Shown(id="head")
        self._facts = Shown(id="facts")
        self._text = Shown(id="text")
        self._log = PagedTable(
            [
                Column(Words("เมื่อ", "When"), 14),
                Column(Words("บันทึก", "Log"), 20),
                Column(Words("เจ้าหน้าที่", "Officer"), 16),
                Column(Words("รายละเอียด", "Details"), 0),
            ],
            id="log",
        )

    # ---- the register's own

    def entry(self) -> tuple[Entry, list[LogRow]]:
        """The entry and its log; on the reader thread."""
        raise NotImplementedError

    def told(self, row: Entry, today: date) -> tuple[Words, Sequence[object], str]:
        """Head, facts and text of the entry."""
        raise NotImplementedError

    # ---- what all have in common

    def body(self) -> ComposeResult:
        """From the top down."""
        yield self._head
        yield self._facts
        yield self._text
        yield self._log

    def on_mount(self) -> None:
        """The cursor stands in the log."""
        self._log.focus()

    async def look(self) -> None:
        """Read it and show it."""
        from desk.counter.queue import officer_names
        from desk.paper.columns import wrap

        office = work_of(self).open_office
        found = await read(self, lambda: (self.entry(), officer_names(office)))
        if found is None:
            return
        (self.row, log), officers = found
        head, facts, text = self.told(self.row, office.today())
        self._head.show(head)
        self._facts.show_lines(facts)
        width = self.app.size.width - 2
        self._text.show_lines(wrap(text, width, lambda part: cells(safe(part)))[:LINES_MAX], TEXT_LINES)
        self._log.set_rows([_row(step, officers) for step in reversed(log)])
        self.refresh_keys()

    async def done(self, carry_out: Callable[[], object], said: Words = _DONE) -> None:
        """Carry something out, show the entry as it is then, and say so."""

        if await self.carry_out(carry_out):
            await self.look()
            self.say_done(said)

    def ask_and(self, what: Words, told: Words, carry_out: Callable[[str], object]) -> None:
        """Ask for a sentence, `told` who will read it, and carry something out with it."""

        async def answered(said: str | None) -> None:
            if said is not None:
                await self.done(lambda: carry_out(said))

        self.app.push_screen(AskReason(what, told), answered)


def _row(step: LogRow, officers: dict[str, Words]) -> Row:
    said = step.reason or str(step.body.get("agency") or step.body.get("result") or "")
    trouble = step.verdict in ("conflict", "refused")
    sign = "! " if trouble else ""
    cells_of = (when(step.t), kind_words(step.kind), officers.get(step.officer) or same(step.officer), f"{sign}{said}")
    return Row(step.ref, cells_of, "alert" if trouble else "plain")
