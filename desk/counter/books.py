"""Receipt books: every number ends used, cancelled, returned unused or reported lost; none is left unexplained.

Numbers of paper books written while the desk was dead are entered afterwards and close with their day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desk.counter.four_eyes import check_second, require_second
from desk.counter.handing_over import handed_over
from desk.counter.money_refusals import NumberNotOurs, NumberTaken, PaperDateWrong
from desk.counter.office import Office
from desk.counter.parties import check_party
from desk.counter.refusals import AlreadyPaid, NothingToPay, PartyIncomplete, RequestUnknown, WaitsForBank
from desk.counter.session import Session
from desk.counter.shift import require_today
from desk.counter.typed_text import NAME_LETTERS_MAX, clean_text
from desk.counter.undo import said_reason
from desk.model.kinds.body import Party
from desk.model.kinds.money import OrderItem, ReceiptWritten
from desk.model.kinds.treasury import NumbersEnded
from desk.rules.books import Explained, Fate, Span, explain, in_figures
from desk.rules.ledger import revenue_account, surcharge_account
from desk.rules.office_day import fiscal_year
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act
from local_db.queries import money, requests, treasury
from local_db.queries import office as office_data

BOOK_LETTERS_MAX: Final = 20
_BOOK = Words("เล่มที่", "The book")
_WRITER = Words("ผู้เขียนใบเสร็จ", "Who wrote the receipt")


@dataclass(frozen=True, slots=True)
class BookState:
    """One book with every number explained."""

    book: str
    fiscal_year: int
    paper: bool
    first: int
    last: int
    closed: bool
    explained: Explained


def register(office: Office, session: Session, year: int | None = None) -> list[BookState]:
    """Every book of this desk and what became of its numbers; of one fiscal year (BE) or of all. Raises RoleForbids."""
    session.require("see_day")
    return register_of(office.read(), year)


def register_of(connection: Connection, year: int | None = None) -> list[BookState]:
    """The same, for the command that has no session."""
    desk = meta.desk(connection)
    books: dict[tuple[int, str], BookState] = {}
    for leased in treasury.books(connection, desk, year):
        found = _spans(connection, desk, leased.fiscal_year, leased.book)
        books[leased.fiscal_year, leased.book] = BookState(
            leased.book,
            leased.fiscal_year,
            False,
            leased.first,
            leased.last,
            bool(leased.closed),
            explain(leased.first, leased.last, found),
        )
    for of_year, book in treasury.paper_books(connection, desk, year):
        found = _spans(connection, desk, of_year, book)
        if (of_year, book) not in books and found:
            first, last = found[0].first, max(span.last for span in found)
            books[of_year, book] = BookState(book, of_year, True, first, last, False, explain(first, last, found))
    return list(books.values())


def end_numbers(
    office: Office,
    session: Session,
    book: str,
    year: int,
    first: int,
    last: int,
    fate: Literal["returned", "lost", "cancelled"],
    reason: str,
    second: Session | None = None,
) -> str:
    """Numbers that no receipt will use: returned unused (the forms marked), spoiled with the original kept, or lost,
    which two people report.

    Raises RoleForbids, SecondMissing, SamePerson, ReasonMissing, TextRefused, NumberNotOurs, NumberTaken.
    """
    session.require("close_day" if session.may("close_day") else "keep_drawer")
    said, name = said_reason(reason), clean_text(book, _BOOK, BOOK_LETTERS_MAX)
    agreed = require_second(session, second, "witness") if fate == "lost" else None
    if agreed is None and second is not None:
        agreed = check_second(session, second, "witness")

    def carry_out(act: Act) -> str:
        state = next((b for b in register_of(act.connection, year) if b.book == name), None)
        if state is None or not state.first <= first <= last or (last > state.last and not state.paper):
            raise NumberNotOurs(book=name, number=in_figures(first, last))
        _free(act.connection, act.journal.desk, year, name, first, last)
        body = NumbersEnded(
            book=name,
            fiscal_year=year,
            first=first,
            last=last,
            fate=fate,
            reason=said,
            date=office.today().isoformat(),
        )
        return act.append(body, officer=session.officer, second=agreed)

    return office.file.act(carry_out)


def write_down(
    office: Office,
    session: Session,
    book: str,
    number: int,
    day: date,
    time: str,
    written_by: str,
    payer: Party,
    items: Sequence[OrderItem],
) -> str:
    """Enter a receipt written by hand from a paper book while the desk was dead; its cash goes into the open drawer.

    It closes with the day on its paper; where that day was signed it is a late item. Raises RoleForbids, ShiftNotOpen,
    ShiftLeftOpen, TextRefused, PartyIncomplete, NothingToPay, RequestUnknown, AlreadyPaid, WaitsForBank,
    PaperDateWrong, NumberTaken.
    """
    session.require("take_payment")
    name = clean_text(book, _BOOK, BOOK_LETTERS_MAX)
    writer = clean_text(written_by, _WRITER, NAME_LETTERS_MAX)
    if not name or not writer:
        raise PartyIncomplete(who=_BOOK if not name else _WRITER, what=Words("ชื่อ", "a name"))

    def carry_out(act: Act) -> str:
        check_party(act.connection, payer, must_live=False)
        shift = require_today(act.connection, session, office.today())
        total, desk = sum(item.satang for item in items), act.journal.desk
        if not total:
            raise NothingToPay()
        if day > office.today():
            raise PaperDateWrong()
        leased = [leased.book for leased in treasury.books(act.connection, desk, fiscal_year(day))]
        if name in leased:
            raise NumberTaken(number=in_figures(number, number))
        _free(act.connection, desk, fiscal_year(day), name, number, number)
        told = _with_accounts(act.connection, items)
        signed = money.day_closed(act.connection, desk, day.isoformat()) is not None
        body = ReceiptWritten(
            book=name,
            number=number,
            fiscal_year=fiscal_year(day),
            payer=payer,
            items=told,
            satang=total,
            date=day.isoformat(),
            time=time,
            written_by=writer,
            shift=shift.ref,
            late=signed or None,
        )
        ref = act.append(body, officer=session.officer)
        for row in requests.rows(act.connection, [item.request for item in told]):
            if row.state == "approved":
                act.append(handed_over(act.connection, row.ref), officer=session.officer, about=row.ref)
        return ref

    return office.file.act(carry_out)


def _with_accounts(connection: Connection, items: Sequence[OrderItem]) -> list[OrderItem]:
    rows = {row.ref: row for row in requests.rows(connection, [item.request for item in items])}
    for item in items:
        if item.request not in rows:
            raise RequestUnknown(ref=item.request)
        if rows[item.request].receipt is not None:
            raise AlreadyPaid(ref=item.request)
        waiting = money.open_order_of(connection, item.request)
        if waiting is not None:  # the bank may pay it yet: whoever enters the paper stops asking for it first
            raise WaitsForBank(ref=item.request, order=waiting)
    told = office_data.reference(connection, "revenue_accounts", {})
    accounts = told if isinstance(told, dict) else {}

    def account(item: OrderItem) -> str:
        service = rows[item.request].service
        added = surcharge_account(service)
        return added if item.account == added else revenue_account(service, accounts)

    return [item.model_copy(update={"account": account(item)}) for item in items]


def _free(connection: Connection, desk: str, year: int, book: str, first: int, last: int) -> None:
    taken = [s for s in _spans(connection, desk, year, book) if s.first <= last and first <= s.last]
    if taken:
        raise NumberTaken(number=in_figures(taken[0].first, taken[0].last))


def _spans(connection: Connection, desk: str, year: int, book: str) -> list[Span]:
    found = treasury.numbers(connection, desk, year, book)
    return [Span(row.first, row.last, _fate(row.fate), row.ref, row.satang) for row in found]


def _fate(text: str) -> Fate:
    fates: dict[str, Fate] = {fate: fate for fate in ("issued", "written", "voided", "returned", "lost", "cancelled")}
    return fates[text]
