"""The end of a fiscal year: every book counted, unused forms marked with one key, the usage report printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.rules.books import in_figures
from desk.thai import date_words
from desk.words import Words
from screens.asking import Confirm
from screens.keys import NEXT, PREVIOUS, SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.paper_view import PaperView
from screens.parts import Said
from screens.reading import read
from screens.second_officer import ALONE, second_or_alone
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.book_year import YearEnd
    from desk.counter.printing import Printout

COUNT_CELLS = 8
_HEAD = Words("ใบเสร็จปีงบประมาณ {year}", "Receipt books of fiscal year {year}")
_RUNS = Words("ปีนี้ยังไม่สิ้นสุด ปิดเล่มได้ตั้งแต่วันที่ 1 ตุลาคม", "The year still runs: its books are closed from 1 October on")
_OPEN = Words(
    "! ยังมี {n} เลขที่ไม่ได้ใช้ กด F10 ทำเครื่องหมายทุกฉบับ ส่งรายงานภายใน {due}",
    "! {n} numbers are unused: F10 marks every form. The report is due by {due}",
)
_CLOSED = Words(
    "✓ ทุกเลขมีที่มาที่ไป กด P พิมพ์รายงาน ส่งภายใน {due}", "✓ Every number is accounted for; P shows the report due {due}"
)
_WHAT = Words("ปิดเล่มใบเสร็จปีงบประมาณ {year}", "Close the receipt books of fiscal year {year}")
_MEANS = Words("คืน {n} เลขที่ไม่ได้ใช้ เจาะหรือประทับตราฉบับจริง", "{n} unused numbers are returned; punch or stamp their forms")
_FOR_GOOD = Words("เลขเหล่านี้จะไม่ถูกใช้อีก", "None of these numbers will be used any more")
_DONE = Words("ปิดเล่มปีงบประมาณ {year} แล้ว กด P พิมพ์รายงาน", "Books of fiscal year {year} are closed; P prints the report")


class YearEndView(Looking[None]):
    """Books of one fiscal year; a supervisor closes them."""

    ACTIONS = (
        PREVIOUS.called(Words("ปีก่อน", "Year before")),
        NEXT.called(Words("ปีถัดไป", "Year after")),
        SAVE.called(
            Words("ปิดเล่ม", "Close books"),
            Words("คืนเลขที่ไม่ได้ใช้ทั้งหมดของปีที่สิ้นสุดแล้ว", "Returns every unused number of a year that is over"),
        ),
        act(
            "report",
            "p,ctrl+o",
            Words("รายงาน", "Report"),
            Words("รายงานการใช้ใบเสร็จอย่างที่จะพิมพ์", "The usage report as it is printed"),
        ),
    )
    ABOUT = Words(
        "สิ้นปีงบประมาณ เลขที่ไม่ได้ใช้ต้องทำเครื่องหมาย และรายงานภายใน 31 ตุลาคม",
        "At the end of a fiscal year unused forms are marked and their use is reported by 31 October",
    )
    DEFAULT_CSS = """
    YearEndView #what { text-style: bold; }
    YearEndView #state { color: $text-accent; margin-bottom: 1; }
    """

    def __init__(self, year: int | None = None) -> None:
        super().__init__()
        self._year = year
        self.found: YearEnd | None = None
        self._head = Said(Words("", ""), id="what")
        self._state = Said(Words("", ""), wraps=True, id="state")
        names = ("ใช้", "Used"), ("ยกเลิก", "Void"), ("คืน", "Back"), ("เสีย", "Spoiled"), ("หาย", "Lost"), ("เหลือ", "Left")
        self._table = PagedTable(
            [
                Column(Words("เล่ม", "Book"), 0),
                Column(Words("เลขที่", "Numbers"), 14),
                *(Column(Words(*name), COUNT_CELLS, "right") for name in names),
            ],
            empty=Words("ไม่มีเล่มใบเสร็จในปีนี้", "No receipt book in this year"),
        )

    def body(self) -> ComposeResult:
        """Which year, what has to be done, its books."""
        yield self._head
        yield self._state
        yield self._table

    @property
    def year(self) -> int:
        """The year on view (BE): the one that ended last, unless another was asked for."""
        from desk.rules.office_day import fiscal_year

        return self._year or fiscal_year(work_of(self).open_office.today()) - 1

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    async def look(self) -> None:
        """Read the year."""
        from desk.counter.book_year import year_end

        work, year = work_of(self), self.year
        self.found = await read(self, lambda: year_end(work.open_office, work.officer, year))
        found = self.found
        if found is None:
            return
        self._head.say(_HEAD.fill(year=found.year))
        said = _RUNS if not found.over else _OPEN if found.left else _CLOSED
        self._state.say(said.fill(n=f"{found.left:,}", due=date_words(found.due)))
        self._table.set_rows(
            [
                Row(
                    str(place),
                    (
                        book.book,
                        in_figures(book.first, book.last),
                        *(
                            f"{count:,}"
                            for count in (book.used, book.voided, book.returned, book.spoiled, book.lost, book.left)
                        ),
                    ),
                    "alert" if book.left and found.over else "plain",
                )
                for place, book in enumerate(found.books)
            ]
        )
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Closed by a supervisor, once the year is over and forms are left."""
        if action == "save":
            session = work_of(self).session if self.is_attached else None
            found = self.found
            return (
                session is not None
                and session.may("close_day")
                and found is not None
                and bool(found.over and found.left)
            )
        return super().check_action(action, parameters)

    async def action_previous(self) -> None:
        """F7: the year before."""
        await self._go_to(self.year - 1)

    async def action_next(self) -> None:
        """F8: the year after."""
        await self._go_to(self.year + 1)

    async def _go_to(self, year: int) -> None:
        self._year = year
        self.say(None)
        await self.look()

    @in_background
    async def action_save(self) -> None:
        """F10: mark every unused form, after one last look; a second person signs where one is there."""
        from desk.counter.book_year import close_year

        found, work = self.found, work_of(self)
        if found is None or not self.check_action("save", ()):
            return
        what = _WHAT.fill(year=found.year)
        if not await self.app.push_screen_wait(Confirm(what, _MEANS.fill(n=f"{found.left:,}"), _FOR_GOOD)):
            return
        goes_on, second = await second_or_alone(self, what, "witness", ALONE)
        if not goes_on:
            return
        done = await self.perform(lambda: close_year(work.open_office, work.officer, found.year, second))
        if done is not None:
            await self.look()
            self.say_done(_DONE.fill(year=found.year))

    def action_report(self) -> None:
        """P: the report as it is printed."""
        self.open_room(PaperView(self._ready))

    def _ready(self, _reason: str) -> Printout:
        from desk.counter.register_papers import usage_to_print

        work = work_of(self)
        return usage_to_print(work.open_office, work.officer, self.year)
