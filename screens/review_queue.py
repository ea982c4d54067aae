"""What waits for a supervisor's decision, the soonest due first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.model.errors import DeskError
from desk.thai import date_words
from desk.words import Words, same
from screens.bars import age
from screens.base import SubScreen
from screens.keys import REFRESH, SAVE
from screens.paged_table import Column, PagedTable, Row, Tone
from screens.parts import Said
from screens.work import work_of

if TYPE_CHECKING:
    from local_db.queries.requests import RequestRow

_OWN = Words("ท่านรับเอง", "Your own")
_WAITED = Words("  รอมา {age}", "  waits {age}")
_DUE = Words("  {day}", "  {day}")
_OVERDUE = Words("! {day}", "! {day}")
_DETAIL = Words("{service} · {applicant} · รอมา {age}", "{service} · {applicant} · waiting for {age}")

DUE_CELLS = 15


class ReviewQueue(SubScreen[None]):
    """Requests to be decided; Enter opens one, with the rest of the queue at F7 and F8."""

    ACTIONS = (
        SAVE.called(
            Words("พิจารณา", "Decide"),
            Words("เปิดคำขอนี้เพื่อพิจารณา ปุ่ม Enter ก็ได้", "Opens this request for a decision; Enter does as well"),
        ),
        REFRESH,
    )
    ABOUT = Words(
        "คำขอที่รอพิจารณา เรียงตามวันครบกำหนด เรื่องที่ท่านรับเองต้องให้ผู้อื่นพิจารณา",
        "Requests waiting for a decision by due date. What you took in yourself is for somebody else to decide",
    )
    DEFAULT_CSS = """
    ReviewQueue #what { text-style: bold; }
    ReviewQueue #detail { height: 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RequestRow] = []
        self._services: dict[str, Words] = {}
        self._detail = Said(Words("", ""), wraps=True, id="detail")
        self._what = Said(Words("", ""), id="what")
        self._table = PagedTable(
            [
                Column(Words("  ครบกำหนด", "  Due"), DUE_CELLS),
                Column(Words("คำขอ", "Request"), 11),
                Column(Words("เรื่อง", "Service"), 0),
                Column(Words("ผู้ยื่น", "Applicant"), 16),
                Column(Words("ผู้รับเรื่อง", "Taken in by"), 12),
            ],
            empty=Words("ไม่มีคำขอที่รอพิจารณา", "Nothing waits for a decision"),
        )

    def body(self) -> ComposeResult:
        """How many, then the queue; below, the row under the cursor in full."""
        yield self._what
        yield self._table
        yield self._detail

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the queue."""
        self._table.focus()

    @on(events.ScreenResume)
    async def look(self) -> None:
        """Read the queue; also on coming back from a case. A role that may not decide is told so."""
        from desk.counter import review
        from desk.counter.case_life import names_of_services
        from desk.counter.queue import officer_names

        work = work_of(self)
        office, session = work.open_office, work.officer

        def read() -> tuple[list[RequestRow], dict[str, Words], dict[str, Words]]:
            rows = review.waiting(office, session)
            return rows, names_of_services(office, rows), officer_names(office)

        try:
            self.rows, services, officers = await office.ask(read)
        except DeskError as error:
            self.show_error(error)
            return
        today, now = office.today(), office.clock.now_ms()
        self._services = services
        self._table.set_rows(
            [
                Row(
                    row.ref,
                    (
                        _due(row, today, now),
                        row.ref,
                        services[row.ref],
                        row.applicant_name,
                        _OWN if row.officer == session.officer else officers.get(row.officer) or same(row.officer),
                    ),
                    _tone(row, today, session.officer),
                )
                for row in self.rows
            ]
        )
        said = Words("รอพิจารณา {count} เรื่อง", "{count} waiting for a decision")
        self._what.say(said.fill(count=f"{len(self.rows):,}"))
        self._say_detail()
        self.refresh_keys()

    async def news(self) -> None:
        """The engine brought something: perhaps a colleague at another desk decided."""
        await self.look()

    async def action_refresh_view(self) -> None:
        """F5."""
        await self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to open, no key for it."""
        return bool(self.rows) if action == "save" else super().check_action(action, parameters)

    def on_paged_table_highlighted(self) -> None:
        """Another row under the cursor."""
        self._say_detail()

    def _say_detail(self) -> None:
        """The row under the cursor with nothing cut off, and how long it has waited."""
        key = self._table.cursor_key
        row = next((row for row in self.rows if row.ref == key), None)
        if row is None:
            self._detail.say(Words("", ""))
            return
        waited = age((work_of(self).open_office.clock.now_ms() - row.opened) // 1000)
        self._detail.say(_DETAIL.fill(service=self._services[row.ref], applicant=row.applicant_name, age=waited))

    def on_paged_table_selected(self) -> None:
        """Enter opens the request."""
        self.action_save()

    def action_save(self) -> None:
        """F10: the request under the cursor, the others at hand."""
        from screens.case import CaseView

        key = self._table.cursor_key
        if key is not None:
            self.app.push_screen(CaseView(key, walk=[row.ref for row in self.rows]), self._came_back)

    def _came_back(self, ref: str | None) -> None:
        """The cursor goes to the request that was on the screen last."""
        if ref is not None:
            self._table.go_to(ref)


def _due(row: RequestRow, today: date, now: int) -> Words:
    """The day it is owed, marked when that is past; how long it has waited where nobody set a day."""
    if row.due is None:
        return _WAITED.fill(age=age((now - row.opened) // 1000))
    day = date.fromisoformat(row.due)
    said = date_words(day)
    return (_OVERDUE if day < today else _DUE).fill(day=Words(said.th, said.en.removesuffix(" BE")))


def _tone(row: RequestRow, today: date, officer: str) -> Tone:
    if row.officer == officer:
        return "quiet"
    return "alert" if row.due is not None and date.fromisoformat(row.due) < today else "plain"
