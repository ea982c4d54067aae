"""Reading orders, payments, receipts, drawers and days. All amounts in satang, dates ISO."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from local_db.connection import Connection
from local_db.folds.recovered import by_any_name


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One drawer in one cashier's charge."""

    ref: str
    desk: str
    drawer: str
    cashier: str
    date: str
    float_satang: int
    opened: int
    closed: int | None
    counted_satang: int | None
    expected_satang: int | None
    difference_satang: int | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A payment order; `settled_*` is the bank's word where there is one."""

    ref: str
    compact: str
    satang: int
    payer_name: str
    payer: dict[str, Any]
    method: str
    shift: str
    state: str
    officer: str
    opened: int
    settled_satang: int | None
    settled_at: int | None
    bank_ref: str | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing on an order."""

    request: str
    label: str
    satang: int


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One official receipt."""

    ref: str
    desk: str
    book: str
    number: int
    fiscal_year: int
    order_ref: str
    payment_ref: str
    payer_name: str
    satang: int
    date: str
    shift: str
    officer: str
    t: int
    copies: int
    print_known: int
    method: str
    tendered_satang: int
    change_satang: int
    bank_ref: str | None


@dataclass(frozen=True, slots=True)
class BookRow:
    """A leased book and the number to be issued next; `following` beyond `last` means it is used up."""

    book: str
    fiscal_year: int
    first: int
    last: int
    following: int


@dataclass(frozen=True, slots=True)
class BookUseRow:
    """Numbers of one book used on a day."""

    book: str
    first: int
    last: int
    count: int
    satang: int


_SHIFT = (
    "ref, desk, drawer, cashier, date, float_satang, opened, closed, counted_satang, expected_satang, difference_satang"
)
_ORDER = (
    "o.ref, o.compact, o.satang, o.payer_name, o.payer, o.method, o.shift, o.state, o.officer, o.opened,"
    " s.satang, s.at, s.bank_ref FROM orders o LEFT JOIN settlements s ON s.ref1 = o.compact AND s.bank_ref ="
    " (SELECT bank_ref FROM settlements f WHERE f.ref1 = o.compact ORDER BY f.satang != o.satang, f.bank_ref LIMIT 1)"
)
_RECEIPT = (
    "r.ref, r.desk, r.book, r.number, r.fiscal_year, r.order_ref, r.payment_ref, r.payer_name, r.satang, r.date,"
    " r.shift, r.officer, r.t, r.copies, r.print_known, p.method, p.tendered_satang, p.change_satang, p.bank_ref"
    " FROM receipts r JOIN payments p ON p.ref = r.payment_ref"
)


def open_shifts(connection: Connection, desk: str) -> list[ShiftRow]:
    """Drawers of this desk not yet closed, oldest first."""
    found = connection.execute(
        f"SELECT {_SHIFT} FROM shifts WHERE desk = ? AND closed IS NULL ORDER BY opened", (desk,)
    )
    return [ShiftRow(*row) for row in found]


def shift(connection: Connection, ref: str) -> ShiftRow | None:
    """One shift."""
    row = connection.execute(f"SELECT {_SHIFT} FROM shifts WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else ShiftRow(*row)


def shifts_of_day(connection: Connection, desk: str, date: str) -> list[ShiftRow]:
    """Every shift of this desk with that date."""
    found = connection.execute(f"SELECT {_SHIFT} FROM shifts WHERE desk = ? AND date = ? ORDER BY opened", (desk, date))
    return [ShiftRow(*row) for row in found]


def cash_expected(connection: Connection, shift_ref: str) -> int:
    """What should lie in the drawer: float and cash taken; change has already gone out of the tendered sum."""
    row = connection.execute(
        "SELECT (SELECT float_satang FROM shifts WHERE ref = ?) + (SELECT coalesce(sum(satang), 0) FROM payments"
        " WHERE shift = ? AND method = 'cash') + (SELECT coalesce(sum(difference_satang), 0) FROM shift_counts"
        " WHERE shift = ?)",
        (shift_ref, shift_ref, shift_ref),
    ).fetchone()
    return int(row[0])


def order(connection: Connection, ref: str) -> OrderRow | None:
    """One order."""
    row = by_any_name(connection, f"SELECT {_ORDER} WHERE o.ref = ?", ref)
    return None if row is None else _order(row)


def orders_in(connection: Connection, desk: str, state: str, limit: int = 200) -> list[OrderRow]:
    """Orders of this desk in a state, oldest first."""
    found = connection.execute(
        f"SELECT {_ORDER} WHERE o.desk = ? AND o.state = ? ORDER BY o.seq LIMIT ?", (desk, state, limit)
    )
    return [_order(row) for row in found]


def items(connection: Connection, order_ref: str) -> list[ItemRow]:
    """What an order is for."""
    found = connection.execute(
        "SELECT request, label, satang FROM order_items WHERE order_ref = ? ORDER BY position", (order_ref,)
    )
    return [ItemRow(*row) for row in found]


def open_order_of(connection: Connection, request: str) -> str | None:
    """The order a request is waiting to be paid by, if any."""
    row = connection.execute(
        "SELECT o.ref FROM order_items i JOIN orders o ON o.ref = i.order_ref WHERE i.request = ? AND o.state = 'open'",
        (request,),
    ).fetchone()
    return None if row is None else str(row[0])


def book_in_use(connection: Connection, desk: str, epoch: int, fiscal_year: int) -> BookRow | None:
    """The leased book from which the next number comes, or None when none has a number left."""
    found = connection.execute(
        "SELECT b.book, b.fiscal_year, b.first, b.last, max(b.first, coalesce((SELECT max(number) + 1 FROM receipts r"
        " WHERE r.desk = b.desk AND r.book = b.book AND r.fiscal_year = b.fiscal_year), 0))"
        " FROM books b WHERE b.desk = ? AND b.epoch = ? AND b.fiscal_year = ? AND b.closed = 0"
        " ORDER BY b.first, b.book",
        (desk, epoch, fiscal_year),
    )
    for row in found:
        book = BookRow(*row)
        if book.following <= book.last:
            return book
    return None


def last_receipt_time(connection: Connection, desk: str) -> tuple[int, str] | None:
    """Time (ms) and date of the latest receipt of this desk."""
    row = connection.execute(
        "SELECT t, date FROM receipts WHERE desk = ? ORDER BY date DESC, t DESC LIMIT 1", (desk,)
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def receipt(connection: Connection, ref: str) -> ReceiptRow | None:
    """One receipt with how it was paid, by the name on its paper or the one it goes by now."""
    row = by_any_name(connection, f"SELECT {_RECEIPT} WHERE r.ref = ?", ref)
    return None if row is None else ReceiptRow(*row)


def receipts_of_day(connection: Connection, desk: str, date: str) -> list[ReceiptRow]:
    """The day's receipts of this desk by book and number."""
    found = connection.execute(
        f"SELECT {_RECEIPT} WHERE r.desk = ? AND r.date = ? ORDER BY r.book, r.number", (desk, date)
    )
    return [ReceiptRow(*row) for row in found]


def receipts_of_citizen(connection: Connection, pin: str, limit: int = 50) -> list[ReceiptRow]:
    """Receipts for requests that a citizen made or that concern them, newest first."""
    found = connection.execute(
        f"SELECT DISTINCT {_RECEIPT} WHERE r.ref IN (SELECT receipt FROM requests WHERE applicant_number = ?"
        " OR concerns_number = ?) ORDER BY r.t DESC LIMIT ?",
        (pin, pin, limit),
    )
    return [ReceiptRow(*row) for row in found]


def unprinted(connection: Connection, desk: str) -> list[ReceiptRow]:
    """Receipts committed of which nobody knows whether the paper came out."""
    found = connection.execute(
        f"SELECT {_RECEIPT} WHERE r.desk = ? AND r.print_known = 0 ORDER BY r.t, r.number", (desk,)
    )
    return [ReceiptRow(*row) for row in found]


def book_use(connection: Connection, desk: str, date: str) -> list[BookUseRow]:
    """First, last, count and sum of the day's numbers, by book."""
    found = connection.execute(
        "SELECT book, min(number), max(number), count(*), sum(satang) FROM receipts WHERE desk = ? AND date = ?"
        " GROUP BY fiscal_year, book ORDER BY fiscal_year, book",
        (desk, date),
    )
    return [BookUseRow(*row) for row in found]


def taken(connection: Connection, shift_refs: list[str], method: str) -> int:
    """Sum taken by a method in these shifts."""
    marks = ", ".join("?" * len(shift_refs))
    row = connection.execute(
        f"SELECT coalesce(sum(satang), 0) FROM payments WHERE method = ? AND shift IN ({marks})",
        (method, *shift_refs),
    ).fetchone()
    return int(row[0])


def day_closed(connection: Connection, desk: str, date: str) -> dict[str, Any] | None:
    """The sheet of a day already closed at this desk."""
    row = connection.execute("SELECT sheet FROM days WHERE desk = ? AND date = ?", (desk, date)).fetchone()
    return None if row is None else json.loads(row[0])


def _order(row: tuple[Any, ...]) -> OrderRow:
    ref, compact, satang, payer_name, payer, *others = row
    return OrderRow(ref, compact, satang, payer_name, json.loads(payer), *others)
