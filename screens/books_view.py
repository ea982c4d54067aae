"""Every receipt book of the desk and what became of its numbers; numbers that no receipt will use are ended here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual import work as in_background
from textual.app import ComposeResult

from desk.rules.books import FATE_WORDS, in_figures
from desk.rules.cash import format_baht
from desk.words import Words, same
from screens.asking import AskReason
from screens.keys import FIND_ANYBODY, act
from screens.looking import Looking
from screens.money_box import Asked, MoneyBox
from screens.paged_table import Column, PagedTable, Row
from screens.paper_view import open_paper
from screens.parts import Said
from screens.reading import read
from screens.safe_text import money
from screens.second_officer import ALONE, SecondOfficer, second_or_alone
from screens.undoing import KEPT
from screens.work import work_of

if TYPE_CHECKING:
    from typing import Literal

    from desk.counter.books import BookState
    from desk.rules.books import Span

_RETURN = Words("คืนเลขที่ยังไม่ใช้ของเล่ม {book}", "Return the unused numbers of book {book}")
_LOST = Words("แจ้งเลขถัดไปของเล่ม {book} สูญหาย: {number}", "Report the next number of book {book} lost: {number}")
_SPOILED = Words("เลขถัดไปของเล่ม {book} เสียหาย: {number}", "The next number of book {book} is spoiled: {number}")
_WRITE = Words("ใบเสร็จจากเล่มกระดาษ ลงตามที่เขียนบนกระดาษ", "A receipt of a paper book, as it is written there")
_WRITE_TOLD = Words(
    "วันที่เช่น 5/9/2569 หลายคำขอเว้นวรรคคั่น เงินสดใส่ลิ้นชักที่เปิดอยู่",
    "Day as 5/9/2569; spaces between several requests. Its cash goes into the open drawer",
)
_WRITTEN = Words("บันทึกใบเสร็จเล่มกระดาษแล้ว {sum} บาท", "The receipt of {sum} baht is entered")
_ENDED = Words("บันทึกแล้ว เลขนี้จะไม่ถูกใช้", "Recorded; the number will not be used")
_LEFT = Words("เหลือ {n}", "{n} left")
_FATES = (
    (Words("ใช้ {n}", "{n} used"), ("issued", "written")),
    (Words("ยกเลิก {n}", "{n} void"), ("voided",)),
    (Words("คืน {n}", "{n} back"), ("returned",)),
    (Words("หาย {n}", "{n} lost"), ("lost",)),
    (Words("เสีย {n}", "{n} spoiled"), ("cancelled",)),
)
"""What became of numbers, by their fates; what none met is not said."""


class BooksView(Looking[None]):
    """Books above, numbers of the one under the cursor below."""

    ACTIONS = (
        FIND_ANYBODY,
        act(
            "paper",
            "p",
            Words("พิมพ์ทะเบียน", "Register"),
            Words("ทะเบียนคุมใบเสร็จของเล่มที่เลือกเป็นกระดาษ", "The register of the chosen book on paper"),
        ),
        act(
            "usage",
            "u",
            Words("รายงานการใช้", "Usage"),
            Words("รายงานการใช้ใบเสร็จของปีงบประมาณของเล่มนี้", "The usage report of this book's fiscal year"),
        ),
        act(
            "write_down",
            "w",
            Words("เล่มกระดาษ", "Paper book"),
            Words("บันทึกใบเสร็จที่เขียนด้วยมือระหว่างเครื่องใช้ไม่ได้", "Enters a receipt written by hand while the desk was dead"),
        ),
        act(
            "year_end",
            "y",
            Words("สิ้นปี", "Year end"),
            Words("ปิดเล่มของปีงบประมาณที่สิ้นสุด และรายงานการใช้", "Closes the books of a year that ended; reports their use"),
        ),
        act(
            "end_returned",
            "e",
            Words("คืนเลข", "Return"),
            Words("คืนเลขที่ยังไม่ใช้ทั้งหมดของเล่มนี้", "Returns the book's unused numbers"),
        ),
        act(
            "end_lost",
            "l",
            Words("สูญหาย", "Lost"),
            Words("แจ้งเลขถัดไปสูญหาย ต้องลงชื่อสองคน", "Reports the next number lost; two sign"),
        ),
        act(
            "end_spoiled",
            "s",
            Words("เสียหาย", "Spoiled"),
            Words("เลขถัดไปเสียหาย เก็บต้นฉบับไว้", "The next number is spoiled, its form kept"),
        ),
    )
    ABOUT = Words(
        "ทะเบียนคุมใบเสร็จ ทุกเลขต้องใช้ ยกเลิก คืน หรือแจ้งหาย",
        "The register of receipts: every number is used, voided, returned or reported lost",
    )
    DEFAULT_CSS = """
    BooksView #what { text-style: bold; }
    BooksView #books { height: 7; }
    BooksView #numbers { height: 1fr; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.books: dict[str, BookState] = {}
        self._table = PagedTable(
            [
                Column(Words("เล่ม", "Book"), 14),
                Column(Words("ปี", "Year"), 5),
                Column(Words("เลขที่", "Numbers"), 14),
                Column(Words("สรุป", "In all"), 0),
            ],
            empty=Words("ยังไม่มีเล่มใบเสร็จ", "No receipt book yet"),
            id="books",
        )
        self._numbers = PagedTable(
            [
                Column(Words("เลขที่", "Number"), 14),
                Column(Words("เป็นอย่างไร", "What became of it"), 24),
                Column(Words("อ้างอิง", "Reference"), 0),
                Column(Words("บาท", "Baht"), 12, "right"),
            ],
            empty=Words("ยังไม่ใช้เลขใด", "No number was used yet"),
            id="numbers",
        )

    def body(self) -> ComposeResult:
        """Two lists."""
        yield Said(Words("ทะเบียนคุมใบเสร็จ", "Register of receipts"), id="what")
        yield self._table
        yield self._numbers

    @on(events.Mount)
    def begin(self) -> None:
        """The cursor stands in the list."""
        self._table.focus()

    async def look(self) -> None:
        """Read the books."""
        from desk.counter.books import register

        work = work_of(self)
        office, session = work.open_office, work.officer
        found = await read(self, lambda: register(office, session)) or []
        self.books = {f"{book.fiscal_year} {book.book}": book for book in found}
        self._table.set_rows([_book_row(key, book) for key, book in self.books.items()])
        self._show_numbers()
        self.refresh_keys()

    def on_paged_table_highlighted(self) -> None:
        """Another book: its numbers."""
        if self.focused is self._table:
            self._show_numbers()
            self.refresh_keys()

    def on_paged_table_selected(self) -> None:
        """Enter on a number: its receipt."""
        key = self._numbers.cursor_key or ""
        if self.focused is self._numbers and "-" in key:
            from screens.receipt_view import ReceiptView

            self.open_room(ReceiptView(key))

    @property
    def book(self) -> BookState | None:
        """The book under the cursor."""
        return self.books.get(self._table.cursor_key or "")

    def _show_numbers(self) -> None:
        book = self.book
        self._numbers.set_rows([] if book is None else [_number_row(span) for span in reversed(book.explained.spans)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Numbers are ended by who keeps a drawer or closes days, where some are left."""
        if action == "write_down":
            session = work_of(self).session
            return session is not None and session.may("take_payment")
        if action in ("paper", "usage"):
            return self.book is not None
        if action.startswith("end_"):
            session, book = work_of(self).session, self.book
            allowed = session is not None and (session.may("keep_drawer") or session.may("close_day"))
            return allowed and book is not None and not book.paper and bool(book.explained.unused)
        return super().check_action(action, parameters)

    def action_paper(self) -> None:
        """P: the register of the book in hand."""
        from desk.counter.register_papers import register_to_print

        if self.book is not None:
            open_paper(self, register_to_print, self.book)

    def action_usage(self) -> None:
        """U: the usage report of its fiscal year."""
        from desk.counter.register_papers import usage_to_print

        if self.book is not None:
            open_paper(self, usage_to_print, self.book.fiscal_year)

    @in_background
    async def action_write_down(self) -> None:
        """W: book, number, day, hour and writer as on the paper; the requests say what was paid for."""
        work = work_of(self)
        fields = [
            Asked(Words("เล่มที่", "Book"), "", 20),
            Asked(Words("เลขที่", "Number"), "", 7),
            Asked(Words("วันที่ พ.ศ.", "Day (BE)"), "", 10),
            Asked(Words("เวลา (ชช:นน)", "Hour (hh:mm)"), "", 5),
            Asked(Words("ผู้เขียน", "Written by"), work.officer.name.th),
            Asked(Words("คำขอ", "Requests"), "", 200),
        ]
        told = await self.app.push_screen_wait(MoneyBox(_WRITE, None, fields, _WRITE_TOLD))
        if told is None:
            return
        paper = told.texts
        from desk.counter.paper_book import written_for_requests

        done = await self.perform(lambda: written_for_requests(work.open_office, work.officer, *paper))
        if done is not None:
            await self.look()
            self.say_done(_WRITTEN.fill(sum=format_baht(done)))

    def action_year_end(self) -> None:
        """Y: the fiscal year that ended last."""
        from screens.year_end_view import YearEndView

        self.open_room(YearEndView())

    @in_background
    async def action_end_returned(self) -> None:
        """E: all that is left goes back."""
        if (book := self.book) is not None:
            await self._end("returned", _RETURN.fill(book=book.book), book, whole=True)

    @in_background
    async def action_end_lost(self) -> None:
        """L: the next number is lost."""
        if (book := self.book) is not None:
            first = book.explained.unused[0].first
            await self._end("lost", _LOST.fill(book=book.book, number=in_figures(first, first)), book, whole=False)

    @in_background
    async def action_end_spoiled(self) -> None:
        """S: the next number is spoiled."""
        if (book := self.book) is not None:
            first = book.explained.unused[0].first
            await self._end(
                "cancelled", _SPOILED.fill(book=book.book, number=in_figures(first, first)), book, whole=False
            )

    async def _end(
        self, fate: Literal["returned", "lost", "cancelled"], what: Words, book: BookState, *, whole: bool
    ) -> None:
        from desk.counter.books import end_numbers

        work = work_of(self)
        reason = await self.app.push_screen_wait(AskReason(what, KEPT))
        if not reason:
            return
        if fate == "lost":  # two report it
            second = await self.app.push_screen_wait(SecondOfficer(what, "witness"))
            goes_on = second is not None
        else:
            goes_on, second = await second_or_alone(self, what, "witness", ALONE)
        if not goes_on:
            return
        span = book.explained.unused[0]
        last = span.last if whole else span.first
        done = await self.perform(
            lambda: end_numbers(
                work.open_office, work.officer, book.book, book.fiscal_year, span.first, last, fate, reason, second
            )
        )
        if done is not None:
            await self.look()
            self.say_done(_ENDED)


def _book_row(key: str, book: BookState) -> Row:
    explained = book.explained
    counted = [(words, explained.count(*fates)) for words, fates in _FATES]
    left = _LEFT.fill(n=sum(gap.count for gap in explained.unused))
    said = [left, *(words.fill(n=count) for words, count in counted if count)]
    summed = Words(" ".join(part.th for part in said), ", ".join(part.en for part in said))
    cells = (same(book.book), same(str(book.fiscal_year)), same(in_figures(book.first, book.last)), summed)
    return Row(key, cells, "plain" if explained.whole or book.paper else "alert")


def _number_row(span: Span) -> Row:
    cells = (
        in_figures(span.first, span.last),
        FATE_WORDS[span.fate],
        span.ref,
        money(span.satang) if span.satang else "",
    )
    return Row(span.ref or f"{span.first}", cells, "quiet" if span.fate == "issued" else "plain")
