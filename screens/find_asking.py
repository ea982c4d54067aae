"""What is asked from the search box: the copy at every key, the centre at F8; rows masked, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from desk.counter.centre_registry import ask_centre, question_of
from desk.counter.lookup import PAGE, SEARCH_LETTERS_MAX, Found, search
from desk.model.errors import DeskError
from desk.words import Words
from screens import fast_path
from screens.base import SubScreen
from screens.card_at_find import CardAtFind
from screens.found_rows import BEFORE_TYPING, NOT_ASKED, centre_words, found_words, paper_row, person_row
from screens.keys import NEXT, REFRESH, Action
from screens.paged_table import Column, PagedTable
from screens.parts import FieldRow, Shown
from screens.reading import read
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.catalogue.service import Service
    from desk.counter.centre_registry import CentreAnswer
    from desk.counter.visit import Visit
    from desk.model.card import CardEvent

ROWS_MAX: Final = 500
"""Rows shown for one search; who needs more types another letter."""


class SearchBox(ThaiInput):
    """A field that keeps the cursor while the arrows move the rows below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.step(1)", show=False),
        Binding("up", "screen.step(-1)", show=False),
        Binding("pagedown", "screen.page(1)", show=False),
        Binding("pageup", "screen.page(-1)", show=False),
    ]


class FindAsking(SubScreen[None]):
    """The box and its answers; what is done with the one chosen is the search screen's (screens/find.py)."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        REFRESH,
        NEXT.called(
            Words("ถามส่วนกลาง", "Ask centre"),
            Words("ถามทะเบียนของส่วนกลาง การถามถูกบันทึก", "Asks the centre's registry; that is journalled"),
        ),
    )

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.box = SearchBox(
            text,
            id="box",
            hint=Words("เลขประจำตัว ชื่อ หรือโทรศัพท์", "number, name or telephone"),
            length_max=SEARCH_LETTERS_MAX,
            enter_moves=False,
        )
        self._told = Shown(id="told")
        self._table = PagedTable(
            [
                Column(Words("เลขประจำตัว", "Number"), 17),
                Column(Words("ชื่อ", "Name"), 0),
                Column(Words("เกิด", "Born"), 4, "right"),
                Column(Words("ตำบล ต่างกันที่", "Tambon, differs"), 16),
                Column(Words("สถานะ", "Status"), 11),
            ],
            id="found",
        )
        self._table.can_focus = False
        self._found: Found | None = None
        self._shown_for: tuple[str, int] | None = None
        self._limit = PAGE
        self._asking = False
        self._steps_owed = 0
        self._centre: CentreAnswer | None = None
        self._service: Service | None = None
        self._card = CardAtFind()

    def body(self) -> ComposeResult:
        """The box, what there is to say about it, the rows."""
        yield FieldRow(Words("ค้นหา", "Find"), self.box, label_width=8)
        yield self._told
        yield self._table

    def on_mount(self) -> None:
        """The cursor is in the box; what was typed elsewhere is asked at once."""
        self.box.focus()
        self.box.cursor_position = len(self.box.value)
        if (now := work_of(self).card) is not None:
            self.card_news(now)
        self._tell()
        self._ask()

    # ---- asking

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """Every key asks; typing never waits for an answer."""
        self._limit = PAGE
        self._steps_owed = 0
        self._centre = None
        # a card put its number in: what one may do with it stays on view
        self.say(self._card.words if self._card.is_of(event.value, event.value) else None)
        if not event.value.strip():
            self._take(None, ("", PAGE))
        self._ask()

    def _ask(self) -> None:
        if not self._asking and not self.answered:
            self._asking = True
            self.run_worker(self._answer(), group="search")

    @property
    def answered(self) -> bool:
        """Whether the rows on view answer what stands in the box."""
        return self._shown_for == self._wanted

    @property
    def _wanted(self) -> tuple[str, int]:
        return (self.box.value, self._limit)

    async def _answer(self) -> None:
        """Ask until the answer on view is the answer to what stands in the box; older answers are never shown."""
        try:
            while (wanted := self._wanted) != self._shown_for and wanted[0].strip():
                if not await self._know_service(wanted[0]):
                    return
                found = await read(self, self._question(*wanted))
                if found is None:
                    return
                if wanted == self._wanted:
                    self._take(found, wanted)
        finally:
            self._asking = False

    def _question(self, text: str, limit: int) -> Callable[[], Found]:
        shared, who = work_of(self), fast_path.who_is_meant(text)
        return lambda: search(shared.open_office, shared.officer, who, limit)

    async def _know_service(self, text: str) -> bool:
        """Learn which service a fast path means; False where this office has none, which is said."""
        path, office = fast_path.meant(text), work_of(self).open_office
        if path is None or not work_of(self).officer.may("take_request"):
            self._service = None
        elif self._service is None or self._service.menu != path.menu:
            self._service = await read(self, lambda: fast_path.service_of(office, path))
            return self._service is not None
        return True

    def _take(self, found: Found | None, asked: tuple[str, int]) -> None:
        before = self._shown_for
        self._found, self._shown_for = found, asked
        self._centre = None
        rows = [person_row(row) for row in found.rows] if found is not None else []
        total = found.total if found is not None else 0
        if found is not None and total == len(rows):
            rows += [paper_row(paper) for paper in found.papers]
            total = len(rows)
        self._table.set_rows(rows, total)
        if rows and (before is None or before[0] != asked[0]):
            self._table.go_to(rows[0].key)
        self._table.action_step(self._steps_owed)
        self._steps_owed = 0
        self._tell()

    def on_paged_table_more_wanted(self) -> None:
        """Beyond the last row: a longer page."""
        if self._limit < ROWS_MAX:
            self._limit = min(ROWS_MAX, self._limit + PAGE)
            self._ask()

    def action_refresh_view(self) -> None:
        """F5: ask again."""
        self._shown_for = None
        self._ask()

    def action_step(self, by: int) -> None:
        """Arrows move the rows while the box keeps the cursor; pressed before the rows came, they move among those."""
        if self.box.value.strip() and not self.answered:
            self._steps_owed += by
        else:
            self._table.action_step(by)

    def action_page(self, direction: int) -> None:
        """PgUp and PgDn likewise."""
        self._table.action_page(direction)

    # ---- saying

    def _tell(self) -> None:
        """How many there are, how old the copy is, what is wrong with a number, what the centre said."""
        found, now = self._found, work_of(self).open_office.clock.now_ms()
        path = fast_path.meant(self.box.value)
        if path is not None and self._service is not None and (not path.who or (found is not None and found.rows)):
            self._told.show(fast_path.told(path, self._service))
        elif self._centre is not None:
            self._told.show(centre_words(self._centre, now))
        elif found is None:
            self._told.show(self._card_words() or BEFORE_TYPING)
        else:
            self._told.show(self._card_words() or found_words(found, now, may_ask=self._may_ask))
            if found.fault is not None:
                self.message_line.say(found.fault.line, "alert")

    async def _visit(self) -> Visit | None:
        """The visit at the counter; its purpose is asked when there is none yet."""
        shared = work_of(self)
        if shared.visit is None:
            from screens.purpose import AskPurpose

            return await self.app.push_screen_wait(AskPurpose())
        return shared.visit

    # ---- the centre

    @property
    def _may_ask(self) -> bool:
        """Whether what stands in the box is something the centre can be asked for."""
        return question_of(work_of(self).open_office, fast_path.who_is_meant(self.box.value)) is not None

    @work(exclusive=True, group="centre")
    async def action_next(self) -> None:
        """F8: ask the centre. Nobody found and not able to ask are two answers and never look alike."""
        shared = work_of(self)
        question = question_of(shared.open_office, fast_path.who_is_meant(self.box.value))
        if question is None:
            self.say(Words("พิมพ์เลข 13 หลัก ชื่อ หรือรหัสบ้านก่อนถาม", "Type a whole number, a name or a house code first"))
            return
        with self.ground.hold_keys():
            if await self._visit() is None:
                return
        asked = self.box.value
        self.say(Words("กำลังถามส่วนกลาง…", "Asking the centre…"))
        try:
            answer = await ask_centre(shared.open_office, shared.officer, shared.registry, question, shared.visit)
        except DeskError as error:
            if self.is_attached and self.box.value == asked:
                self._told.show(NOT_ASKED)
                self.show_error(error)
            return
        if self.is_attached and self.box.value == asked:
            self.say(None)
            self._centre = answer
            self._table.set_rows([person_row(row) for row in answer.rows], len(answer.rows))
            self._tell()

    # ---- the card

    def card_news(self, event: CardEvent) -> None:
        """Something happened at the card reader."""
        before = self.box.value
        number = self._card.take(event, before)
        if number is not None and number != before:
            self.box.value = number
            self.box.cursor_position = len(number)
        if event.error is not None and event.state == "failed":
            self.show_error(event.error)
        elif event.state in ("reading", "removed", "read") and (words := self._card.words) is not None:
            self.say(words)
        self._tell()
        self.refresh_keys()

    def _card_words(self) -> Words | None:
        """What the card says beside what was found: name, and where it and the registry differ."""
        return self._card.beside(self._found, self.box.value)
