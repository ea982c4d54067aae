"""The register of receipts and the usage report of a fiscal year: as papers, and as tables for accounting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.counter.books import BookState, register
from desk.counter.office import Office
from desk.counter.printing import Printout, label_of, letterhead
from desk.counter.session import Session
from desk.paper import register_sheet as sheets
from desk.paper.csv_file import Baht, csv_file
from desk.rules.books import FATE_WORDS, in_figures
from desk.rules.office_day import moment_words
from local_db import meta
from local_db.queries import treasury


def register_to_print(office: Office, session: Session, book: BookState, _reason: str = "") -> Printout:
    """The register of one book as a paper to print. Raises RoleForbids."""
    session.require("see_day")
    now = office.clock.now_ms()
    document = sheets.register_document(register_sheet(office, book))
    name = f"register-{book.book}-{book.fiscal_year}"
    return Printout(document, name, label_of(sheets.REGISTER, book.book), now, name)


def usage_to_print(office: Office, session: Session, year: int, _reason: str = "") -> Printout:
    """The usage report of a fiscal year (BE) as a paper to print. Raises RoleForbids."""
    now, books = office.clock.now_ms(), register(office, session, year)
    document = sheets.usage_document(usage_sheet(office, books, year, session.name.th))
    name = f"usage-{meta.desk(office.read())}-{year}"
    return Printout(document, name, document.title, now, name)


def register_sheet(office: Office, book: BookState) -> sheets.Register:
    """Every number of a book as its register shows it."""
    return sheets.Register(
        letterhead(office), book.fiscal_year, sums_of(book), _entries(office, book), moment_words(office.clock.now_ms())
    )


def usage_sheet(office: Office, books: Sequence[BookState], year: int, made_by: str = "") -> sheets.Usage:
    """Every book of a fiscal year in figures."""
    sums = tuple(sums_of(book) for book in books)
    return sheets.Usage(letterhead(office), year, sums, moment_words(office.clock.now_ms()), made_by)


def sums_of(book: BookState) -> sheets.BookSums:
    """One book in figures; used, void, returned, lost, spoiled and left are together all of its numbers."""
    told = book.explained
    return sheets.BookSums(
        book=book.book,
        first=book.first,
        last=book.last,
        used=told.count("issued", "written"),
        voided=told.count("voided"),
        returned=told.count("returned"),
        lost=told.count("lost"),
        spoiled=told.count("cancelled"),
        left=sum(gap.count for gap in (*told.gaps, *told.unused)),
        satang=sum(span.satang for span in told.spans if span.fate in ("issued", "written")),
    )


def register_csv(office: Office, books: Sequence[BookState]) -> bytes:
    """Every number of these books as a table."""
    heads = [sheets.BOOK_HEAD, sheets.NUMBER, sheets.DAY, sheets.FATE, sheets.REFERENCE, sheets.BAHT]
    rows: list[list[str | int | Baht]] = [
        [
            book.book,
            entry.numbers,
            entry.day.isoformat() if entry.day is not None else "",
            entry.fate.th,
            entry.ref,
            Baht(entry.satang),
        ]
        for book in books
        for entry in _entries(office, book)
    ]
    return csv_file([head.th for head in heads], rows)


def usage_csv(books: Sequence[BookState]) -> bytes:
    """The usage report as a table."""
    heads = [
        sheets.BOOK_HEAD,
        sheets.NUMBERS,
        sheets.USED,
        sheets.VOIDED,
        sheets.RETURNED,
        sheets.LOST,
        sheets.SPOILED,
        sheets.LEFT,
        sheets.BAHT,
    ]
    rows: list[list[str | int | Baht]] = [
        [
            sums.book,
            in_figures(sums.first, sums.last),
            sums.used,
            sums.voided,
            sums.returned,
            sums.lost,
            sums.spoiled,
            sums.left,
            Baht(sums.satang),
        ]
        for sums in map(sums_of, books)
    ]
    return csv_file([head.th for head in heads], rows)


def _entries(office: Office, book: BookState) -> tuple[sheets.Entry, ...]:
    connection = office.read()
    desk = meta.desk(connection)
    dates = {used.ref: used.date for used in treasury.numbers(connection, desk, book.fiscal_year, book.book)}
    return tuple(
        sheets.Entry(
            in_figures(span.first, span.last),
            date.fromisoformat(dates[span.ref]) if dates.get(span.ref) else None,
            FATE_WORDS[span.fate],
            span.ref,
            span.satang,
        )
        for span in book.explained.spans
    )
