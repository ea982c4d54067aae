"""One box for finding a person: number, telephone or any part of a name; rows come while typing, masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from desk.counter.lookup import CARD_EXPIRED, PAGE, SEARCH_LETTERS_MAX, Found, FoundRow, open_record, search
from desk.rules.office_day import clock_time, office_date
from desk.words import Words, same
from screens.base import SubScreen
from screens.dates import moment_words
from screens.keys import FIND, LIST, REFRESH, SAVE
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.parts import FieldRow, Shown
from screens.reading import read
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.lookup import Record
    from desk.counter.visit import Visit
    from local_db.queries.found_papers import FoundPaper
    from screens.app import DeskApp

ROWS_MAX: Final = 500
"""Rows shown for one search; who needs more types another letter."""

STATUS_WORDS: Final[dict[str, Words]] = {
    "alive": Words("", ""),
    "deceased": Words("! เสียชีวิต", "! deceased"),
    "moved_out": Words("~ ย้ายออก", "~ moved out"),
    "suspended": Words("! ถูกระงับ", "! suspended"),
    "merged": Words("! รวมรายการ", "! merged"),
    CARD_EXPIRED: Words("~ บัตรหมดอายุ", "~ card lapsed"),
}
"""The sign before the word says without colour what must not be overlooked."""

CALM: Final = frozenset({"alive", "moved_out", CARD_EXPIRED})

PAPER_WORDS: Final[dict[str, Words]] = {
    "request": Words("คำขอ", "request"),
    "receipt": Words("ใบเสร็จ", "receipt"),
}


class SearchBox(ThaiInput):
    """A field that keeps the cursor while the arrows move the rows below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.step(1)", show=False),
        Binding("up", "screen.step(-1)", show=False),
        Binding("pagedown", "screen.page(1)", show=False),
        Binding("pageup", "screen.page(-1)", show=False),
    ]


class Find(SubScreen[None]):
    """Typing shows masked rows and journals nothing; Enter opens the record, which is journalled."""

    ACTIONS = (
        FIND.called(Words("ค้นใหม่", "Clear"), Words("ล้างช่องแล้วค้นคนใหม่", "Empties the box for another search")),
        REFRESH,
        SAVE.called(
            Words("คนนอกทะเบียน", "Not registered"),
            Words("รับคำขอของผู้ไม่มีในทะเบียน", "Takes a request of somebody outside the registry"),
        ),
        LIST.called(Words("ตะกร้า", "Basket"), Words("คำขอที่กำลังทำ และรับเงิน", "Requests in hand, and taking money")),
    )
    DEFAULT_CSS = """
    Find #found > .table--resting { background: $primary; color: $text; text-style: bold; }
    Find #found:ansi > .table--resting { text-style: reverse; background: ansi_default; color: ansi_default; }
    """
    ABOUT = Words(
        "พิมพ์เลขประจำตัว โทรศัพท์ หรือส่วนใดของชื่อ เลขไทย ขีด และแป้นผิดภาษาอ่านได้",
        "Type a number, a telephone or any part of a name; Thai digits, dashes and the wrong layout are understood",
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
                Column(Words("ตำบล", "Tambon"), 16),
                Column(Words("สถานะ", "Status"), 11),
            ],
            id="found",
        )
        self._table.can_focus = False
        self._found: Found | None = None
        self._shown_for: tuple[str, int] | None = None
        self._limit = PAGE
        self._asking = False

    def body(self) -> ComposeResult:
        """The box, what there is to say about it, the rows."""
        yield FieldRow(Words("ค้นหา", "Find"), self.box, label_width=8)
        yield self._told
        yield self._table

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """The cursor is in the box; what was typed elsewhere is asked at once."""
        self.box.focus()
        self.box.cursor_position = len(self.box.value)
        self._tell()
        self._ask()

    # ---- asking

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """Every key asks; typing never waits for an answer."""
        self._limit = PAGE
        self.say(None)
        if not event.value.strip():
            self._take(None, ("", PAGE))
        self._ask()

    def _ask(self) -> None:
        if not self._asking and self._wanted != self._shown_for:
            self._asking = True
            self.run_worker(self._answer(), group="search")

    @property
    def _wanted(self) -> tuple[str, int]:
        return (self.box.value, self._limit)

    async def _answer(self) -> None:
        """Ask until the answer on view is the answer to what stands in the box; older answers are never shown."""
        try:
            while (wanted := self._wanted) != self._shown_for and wanted[0].strip():
                found = await read(self, self._question(*wanted))
                if found is None:
                    return
                if wanted == self._wanted:
                    self._take(found, wanted)
        finally:
            self._asking = False

    def _question(self, text: str, limit: int) -> Callable[[], Found]:
        shared = work_of(self)
        return lambda: search(shared.open_office, shared.officer, text, limit)

    def _take(self, found: Found | None, asked: tuple[str, int]) -> None:
        before = self._shown_for
        self._found, self._shown_for = found, asked
        rows = [_row(row) for row in found.rows] if found is not None else []
        total = found.total if found is not None else 0
        if found is not None and total == len(rows):
            rows += [_paper_row(paper) for paper in found.papers]
            total = len(rows)
        self._table.set_rows(rows, total)
        if rows and (before is None or before[0] != asked[0]):
            self._table.go_to(rows[0].key)
        self._tell()

    def on_paged_table_more_wanted(self) -> None:
        """Beyond the last row: a longer page."""
        if self._limit < ROWS_MAX:
            self._limit = min(ROWS_MAX, self._limit + PAGE)
            self._ask()

    # ---- saying

    def _tell(self) -> None:
        """How many there are, how old the copy is, what is wrong with a number."""
        found = self._found
        if found is None:
            self._told.show(
                Words("พิมพ์แล้วรายชื่อจะขึ้นเอง การพิมพ์ค้นไม่ถูกบันทึก", "Rows come while you type; typing is not journalled")
            )
            return
        copy = copy_words(found.as_of, work_of(self).open_office.clock.now_ms())
        if found.fault is not None:
            self._told.show(Words("เลขนี้ยังใช้ค้นไม่ได้", "This number cannot be looked up"))
            self.message_line.say(found.fault.line, "alert")
            return
        if not found.rows and found.papers:
            said = Words("พบเอกสาร {papers} รายการ · Enter เปิดดู", "{papers} papers found · Enter opens one")
        elif not found.rows:
            said = Words(
                "ไม่พบใน{copy} · F10 รับคำขอของคนนอกทะเบียน", "Not found in {copy} · F10 serves somebody not registered"
            )
        elif found.more:
            said = Words(
                "แสดง {shown} จากมากกว่า {total} คน · พิมพ์เพิ่มให้แคบลง · {copy}",
                "{shown} shown of more than {total} · type more · {copy}",
            )
        elif found.total > len(found.rows):
            said = Words("แสดง {shown} จาก {total} คน · {copy}", "{shown} shown of {total} · {copy}")
        elif found.near:
            said = Words(
                "พบ {total} คน ชื่อใกล้เคียง {near} คน · {copy}", "{total} found, {near} by a name nearly so · {copy}"
            )
        else:
            said = Words("พบ {total} คน · {copy}", "{total} found · {copy}")
        counts = {"papers": len(found.papers), "near": f"{found.near:,}", "shown": f"{len(found.rows):,}"}
        self._told.show(said.fill(**counts, total=f"{found.total:,}", copy=copy))

    # ---- choosing

    def action_step(self, by: int) -> None:
        """Arrows move the rows while the box keeps the cursor."""
        self._table.action_step(by)

    def action_page(self, direction: int) -> None:
        """PgUp and PgDn likewise."""
        self._table.action_page(direction)

    def action_find(self) -> None:
        """F2: another search."""
        self.box.clear()
        self.box.focus()

    def action_refresh_view(self) -> None:
        """F5: ask again."""
        self._shown_for = None
        self._ask()

    def action_list(self) -> None:
        """F4: the basket."""
        from screens.basket import Basket

        self.app.push_screen(Basket())

    def on_thai_input_entered(self) -> None:
        """Enter opens the row under the cursor."""
        self._choose()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """A double click does."""
        self._open(event.key)

    @work(exclusive=True)
    async def _choose(self) -> None:
        """Whoever types ahead may press Enter before the rows came. They are waited for; of several none is opened
        unseen, as opening a record is an act that stands in the journal."""
        with self.ground.hold_keys():
            seen = self._shown_for == self._wanted
            if not seen and self.box.value.strip():
                wanted = self._wanted
                found = await read(self, self._question(*wanted))
                if found is None:
                    self.ground.flush_typed_ahead()
                    return
                self._take(found, wanted)
            key = self._table.cursor_key
            if key is None or (not seen and self._table.row_count > 1):
                self.ground.flush_typed_ahead()
                self.app.bell()
                if key is not None:
                    self.say(Words("มีหลายคน เลือกแล้วกด Enter อีกครั้ง", "Several people: choose, then press Enter again"))
                return
            await self._open_now(key)

    @work(exclusive=True)
    async def _open(self, pin: str) -> None:
        with self.ground.hold_keys():
            await self._open_now(pin)

    async def _open_now(self, pin: str) -> None:
        shared = work_of(self)
        paper = next((one for one in self._found.papers if one.ref == pin), None) if self._found is not None else None
        if paper is not None:
            self._open_paper(paper)
            return
        if await self._visit() is None:
            return
        record: Record | None = await self.perform(
            lambda: open_record(shared.open_office, shared.officer, pin, shared.visit)
        )
        if record is not None:
            from screens.record import RecordScreen

            self.app.push_screen(RecordScreen(record))

    def _open_paper(self, paper: FoundPaper) -> None:
        if paper.kind == "receipt":
            from screens.receipt_view import ReceiptView

            self.app.push_screen(ReceiptView(paper.ref))
        else:
            from screens.case import CaseView

            self.app.push_screen(CaseView(paper.ref))

    async def _visit(self) -> Visit | None:
        """The visit at the counter; its purpose is asked when there is none yet."""
        shared = work_of(self)
        if shared.visit is None:
            from screens.purpose import AskPurpose

            return await self.app.push_screen_wait(AskPurpose())
        return shared.visit

    # ---- somebody outside the registry

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Taking requests is for those who may."""
        session = work_of(self).session if self.is_attached else None
        return session is None or action != "save" or session.may("take_request")

    @work(exclusive=True)
    async def action_save(self) -> None:
        """F10: a request of somebody the registry does not hold."""
        from screens.request_form import RequestForm
        from screens.services import ChooseService

        with self.ground.hold_keys():
            if await self._visit() is None:
                return
            code = await self.app.push_screen_wait(ChooseService())
            if code is not None:
                self.app.push_screen(RequestForm(code, None))


def _row(row: FoundRow) -> Row:
    tone: Tone = "plain" if row.status in CALM else "alert"
    name = same(row.name)
    if row.apart is not None:
        name = Words(f"{row.name} · {row.apart.th}", f"{row.name} · {row.apart.en}")
    return Row(
        row.pin,
        (row.masked_pin, name, row.born_year or "-", row.tambon, STATUS_WORDS.get(row.status, same(row.status))),
        tone,
    )


def _paper_row(paper: FoundPaper) -> Row:
    return Row(paper.ref, (paper.number, paper.name, "-", "", PAPER_WORDS[paper.kind]))


def copy_words(as_of: int, now: int) -> Words:
    """How old the copy is: the time of today, or day and time of an older one."""
    if not as_of:
        return Words("สำเนาที่ยังไม่ทราบเวลา", "a copy of unknown age")
    if office_date(as_of) == office_date(now):
        return Words("สำเนา ณ {time}", "copy of {time}").fill(time=clock_time(as_of))
    return Words("สำเนา ณ {when}", "copy of {when}").fill(when=moment_words(as_of))
