"""Reading orders, payments, receipts, drawers and days. All amounts in satang, dates ISO."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
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
    witness: str | None = None
    late: int = 0
    z: int | None = None


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
    account: str = "fee"
    part: int = 0


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One piece of a payment; `bounced` is the line that says a cheque was not honoured."""

    payment: str
    place: int
    method: str
    satang: int
    reference: str
    bank: str
    dated: str | None
    bounced: str | None


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
    voided: str | None = None
    """The line that voided it."""
    replaces: str | None = None
    written: int = 0
    """1 for one written by hand from a paper book."""
    late: int = 0


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
    """Of those in force: a voided receipt keeps its number and takes no money."""
    voided: int = 0


_SHIFT = (
    "ref, desk, drawer, cashier, date, float_satang, opened, closed, counted_satang, expected_satang,"
    " difference_satang, witness, late, z"
)
# two orders bear one bank reference after a fork: a sum that paid the one pays the other no more
_ORDER = (
    "o.ref, o.compact, o.satang, o.payer_name, o.payer, o.method, o.shift, o.state, o.officer, o.opened,"
    " s.satang, s.at, s.bank_ref FROM orders o LEFT JOIN settlements s ON s.ref1 = o.compact AND s.bank_ref ="
    " (SELECT bank_ref FROM settlements f WHERE f.ref1 = o.compact AND NOT EXISTS (SELECT 1 FROM placements l WHERE"
    " l.ref1 = f.ref1 AND l.bank_ref = f.bank_ref) AND NOT EXISTS (SELECT 1 FROM orders x JOIN payments u ON"
    " u.order_ref = x.ref WHERE x.compact = o.compact AND x.ref != o.ref AND u.bank_ref = f.bank_ref)"
    " ORDER BY f.satang != o.satang, f.bank_ref LIMIT 1)"
)
_RECEIPT = (
    "r.ref, r.desk, r.book, r.number, r.fiscal_year, r.order_ref, r.payment_ref, r.payer_name, r.satang, r.date,"
    " r.shift, r.officer, r.t, r.copies, r.print_known, p.method, p.tendered_satang, p.change_satang, p.bank_ref,"
    " r.voided, r.replaces, r.written, r.late"
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


def shifts_closed(connection: Connection, desk: str, limit: int = 50) -> list[ShiftRow]:
    """Shifts of this desk that were closed, newest first."""
    found = connection.execute(
        f"SELECT {_SHIFT} FROM shifts WHERE desk = ? AND closed IS NOT NULL ORDER BY closed DESC LIMIT ?", (desk, limit)
    )
    return [ShiftRow(*row) for row in found]


def shifts_of_day(connection: Connection, desk: str, date: str) -> list[ShiftRow]:
    """Every shift of this desk with that date."""
    found = connection.execute(f"SELECT {_SHIFT} FROM shifts WHERE desk = ? AND date = ? ORDER BY opened", (desk, date))
    return [ShiftRow(*row) for row in found]


def cash_expected(connection: Connection, shift_ref: str) -> int:
    """What should lie in the drawer: the ledger's balance of cash for this shift."""
    return shift_balance(connection, shift_ref, "cash")


def shift_balance(connection: Connection, shift_ref: str, account: str) -> int:
    """Debits less credits of one account for one shift, all its days together."""
    row = connection.execute(
        "SELECT coalesce(sum(debit_satang - credit_satang), 0) FROM balances WHERE shift = ? AND account = ?",
        (shift_ref, account),
    ).fetchone()
    return int(row[0])


def last_z(connection: Connection, desk: str) -> int:
    """Running number of the shift closed last at this desk; 0 before the first."""
    row = connection.execute("SELECT coalesce(max(z), 0) FROM shifts WHERE desk = ?", (desk,)).fetchone()
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
        "SELECT request, label, satang, account, part FROM order_items WHERE order_ref = ? ORDER BY position",
        (order_ref,),
    )
    return [ItemRow(*row) for row in found]


def open_order_of(connection: Connection, request: str) -> str | None:
    """The order a request is waiting to be paid by, if any."""
    row = connection.execute(
        "SELECT o.ref FROM order_items i JOIN orders o ON o.ref = i.order_ref WHERE i.request = ? AND o.state = 'open'",
        (request,),
    ).fetchone()
    return None if row is None else str(row[0])


def paid_before(connection: Connection, request: str) -> int:
    """What receipts in force have taken for a request so far; deposits are no part of its fee."""
    row = connection.execute(
        "SELECT coalesce(sum(i.satang), 0) FROM order_items i JOIN receipts r ON r.order_ref = i.order_ref"
        " WHERE i.request = ? AND r.voided IS NULL AND i.account NOT LIKE 'deposit%'",
        (request,),
    ).fetchone()
    return int(row[0])


def paid_since(connection: Connection, request: str, order: str) -> int:
    """The same of receipts written after an order was opened."""
    row = connection.execute(
        "SELECT coalesce(sum(i.satang), 0) FROM order_items i JOIN receipts r ON r.order_ref = i.order_ref"
        " WHERE i.request = ? AND r.voided IS NULL AND i.account NOT LIKE 'deposit%'"
        " AND r.t > (SELECT opened FROM orders WHERE ref = ?)",
        (request, order),
    ).fetchone()
    return int(row[0])


def tenders(connection: Connection, payment: str) -> list[TenderRow]:
    """The pieces of a payment in their order; one that named none is one piece."""
    found = connection.execute(
        "SELECT payment, place, method, satang, reference, bank, dated, bounced FROM tenders WHERE payment = ?"
        " ORDER BY place",
        (payment,),
    ).fetchall()
    if not found:
        found = connection.execute(
            "SELECT ref, 0, method, satang, coalesce(bank_ref, ''), '', NULL, NULL FROM payments WHERE ref = ?",
            (payment,),
        ).fetchall()
    return [TenderRow(*row) for row in found]


def surplus(connection: Connection, payment: str) -> int:
    """What the bank paid beyond the order."""
    row = connection.execute("SELECT surplus_satang FROM payments WHERE ref = ?", (payment,)).fetchone()
    return 0 if row is None else int(row[0])


def book_in_use(connection: Connection, desk: str, epoch: int, fiscal_year: int) -> BookRow | None:
    """The leased book from which the next number comes, or None when none has a number left."""
    books = open_books(connection, desk, epoch, fiscal_year)
    return next((book for book in books if book.following <= book.last), None)


def open_books(connection: Connection, desk: str, epoch: int, fiscal_year: int) -> list[BookRow]:
    """Books leased for a fiscal year and not closed, those used up among them, in the order of their use.

    Numbers returned, lost or spoiled are passed over like those used.
    """
    found = connection.execute(
        "SELECT b.book, b.fiscal_year, b.first, b.last, max(b.first,"
        " coalesce((SELECT max(number) + 1 FROM receipts r WHERE r.desk = b.desk AND r.book = b.book"
        " AND r.fiscal_year = b.fiscal_year), 0))"
        " FROM books b WHERE b.desk = ? AND b.epoch = ? AND b.fiscal_year = ? AND b.closed = 0"
        " ORDER BY b.first, b.book",
        (desk, epoch, fiscal_year),
    )
    return [_past_ended(connection, desk, BookRow(*row)) for row in found.fetchall()]


def _past_ended(connection: Connection, desk: str, book: BookRow) -> BookRow:
    ended = connection.execute(
        "SELECT first, last FROM numbers_ended WHERE desk = ? AND fiscal_year = ? AND book = ? AND last >= ?"
        " ORDER BY first",
        (desk, book.fiscal_year, book.book, book.following),
    )
    following = book.following
    for first, last in ended:
        if first <= following <= last:
            following = last + 1
    return replace(book, following=following)


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
        "SELECT book, min(number), max(number), count(*), sum(iif(voided IS NULL, satang, 0)), count(voided)"
        " FROM receipts WHERE desk = ? AND date = ? GROUP BY fiscal_year, book ORDER BY fiscal_year, book",
        (desk, date),
    )
    return [BookUseRow(*row) for row in found]


def taken(connection: Connection, desk: str, date: str) -> dict[str, int]:
    """What the day's receipts in force took in, by method of payment."""
    found = connection.execute(
        "SELECT coalesce(t.method, p.method), sum(coalesce(t.satang, p.satang)) FROM receipts r"
        " JOIN payments p ON p.ref = r.payment_ref LEFT JOIN tenders t ON t.payment = p.ref"
        " WHERE r.desk = ? AND r.date = ? AND r.voided IS NULL GROUP BY 1",
        (desk, date),
    )
    return {str(method): int(satang) for method, satang in found}


def day_closed(connection: Connection, desk: str, date: str) -> dict[str, Any] | None:
    """The sheet of a day already closed at this desk."""
    row = connection.execute("SELECT sheet FROM days WHERE desk = ? AND date = ?", (desk, date)).fetchone()
    return None if row is None else json.loads(row[0])


def _order(row: tuple[Any, ...]) -> OrderRow:
    ref, compact, satang, payer_name, payer, *others = row
    return OrderRow(ref, compact, satang, payer_name, json.loads(payer), *others)
