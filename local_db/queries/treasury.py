"""Reading cash between drawer, safe and treasury, and what became of every number. All amounts in satang."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection
from local_db.folds.recovered import by_any_name
from local_db.queries import ledger
from local_db.queries.money import TenderRow


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Cash in or out of a drawer without a receipt."""

    ref: str
    shift: str
    way: str
    satang: int
    reason: str
    officer: str
    second: str | None
    t: int


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """Money sent on to the treasury."""

    ref: str
    date: str
    cash_satang: int
    cheques_satang: int
    since: str
    due: str | None
    received_by: str
    officer: str
    second: str | None
    t: int


@dataclass(frozen=True, slots=True)
class SafeCheckRow:
    """One count of the safe."""

    ref: str
    date: str
    counted_satang: int
    expected_satang: int
    difference_satang: int
    officer: str
    second: str | None
    t: int


@dataclass(frozen=True, slots=True)
class LeasedBook:
    """A book as leased to this desk; `first` to `last` are its numbers."""

    book: str
    fiscal_year: int
    epoch: int
    first: int
    last: int
    closed: int


@dataclass(frozen=True, slots=True)
class UsedNumber:
    """A number with a receipt, or the first and last of numbers that ended without one."""

    first: int
    last: int
    fate: str
    ref: str
    satang: int
    date: str


def moves(connection: Connection, shift: str) -> list[MoveRow]:
    """Of one shift, oldest first."""
    found = connection.execute(
        "SELECT ref, shift, way, satang, reason, officer, second, t FROM cash_moves WHERE shift = ? ORDER BY t, ref",
        (shift,),
    )
    return [MoveRow(*row) for row in found]


def remittances(connection: Connection, desk: str, limit: int = 50) -> list[RemittanceRow]:
    """Newest first."""
    found = connection.execute(
        "SELECT ref, date, cash_satang, cheques_satang, since, due, received_by, officer, second, t FROM remittances"
        " WHERE desk = ? ORDER BY date DESC, t DESC LIMIT ?",
        (desk, limit),
    )
    return [RemittanceRow(*row) for row in found]


def remittance(connection: Connection, ref: str) -> RemittanceRow | None:
    """One of them."""
    row = by_any_name(
        connection,
        "SELECT ref, date, cash_satang, cheques_satang, since, due, received_by, officer, second, t FROM remittances"
        " WHERE ref = ?",
        ref,
    )
    return None if row is None else RemittanceRow(*row)


def cheques_taken(connection: Connection, desk: str, until: int) -> list[tuple[TenderRow, bool]]:
    """Cheques in hand when a remittance was made at `until` (ms), taken since the one before it that took any along;
    and whether each stands still: it may have bounced since, or its receipt been voided."""
    found = connection.execute(
        "SELECT t.payment, t.place, t.method, t.satang, t.reference, t.bank, t.dated, t.bounced,"
        " t.bounced IS NULL AND r.voided IS NULL FROM receipts r"
        " JOIN tenders t ON t.payment = r.payment_ref WHERE r.desk = ?1 AND r.t <= ?2 AND r.t > coalesce((SELECT max(t)"
        " FROM remittances WHERE desk = ?1 AND t < ?2 AND cheques_satang > 0), 0) AND t.method = 'cheque'"
        " ORDER BY r.t, t.place",
        (desk, until),
    )
    return [(TenderRow(*row[:-1]), bool(row[-1])) for row in found]


def took_cheques_since(connection: Connection, desk: str, since: int) -> bool:
    """Whether a remittance took along the cheques of a receipt written at `since` (ms): each takes all in hand."""
    row = connection.execute(
        "SELECT 1 FROM remittances WHERE desk = ? AND t >= ? AND cheques_satang > 0 LIMIT 1", (desk, since)
    ).fetchone()
    return row is not None


def safe_checks(connection: Connection, desk: str, limit: int = 50) -> list[SafeCheckRow]:
    """Counts of the safe, newest first."""
    found = connection.execute(
        "SELECT ref, date, counted_satang, expected_satang, difference_satang, officer, second, t FROM safe_checks"
        " WHERE desk = ? ORDER BY date DESC, t DESC LIMIT ?",
        (desk, limit),
    )
    return [SafeCheckRow(*row) for row in found]


def safe_checked(connection: Connection, desk: str, date: str) -> int | None:
    """What the safe's count of the day found beyond what should be there; None where nobody counted it."""
    row = connection.execute(
        "SELECT difference_satang FROM safe_checks WHERE desk = ? AND date = ? ORDER BY t DESC LIMIT 1", (desk, date)
    ).fetchone()
    return None if row is None else int(row[0])


def books(connection: Connection, desk: str, fiscal_year: int | None = None) -> list[LeasedBook]:
    """Every book leased to the desk, of one fiscal year or of all, those of earlier epochs among them."""
    found = connection.execute(
        "SELECT book, fiscal_year, epoch, first, last, closed FROM books WHERE desk = ? AND (? IS NULL OR fiscal_year"
        " = ?) ORDER BY fiscal_year, epoch, first, book",
        (desk, fiscal_year, fiscal_year),
    )
    return [LeasedBook(*row) for row in found]


def paper_books(connection: Connection, desk: str, fiscal_year: int | None = None) -> list[tuple[int, str]]:
    """(fiscal year, book) of paper books of which numbers were entered."""
    found = connection.execute(
        "SELECT DISTINCT fiscal_year, book FROM receipts WHERE desk = ? AND written = 1 AND (? IS NULL OR fiscal_year"
        " = ?) ORDER BY fiscal_year, book",
        (desk, fiscal_year, fiscal_year),
    )
    return [(int(row[0]), str(row[1])) for row in found]


def numbers(connection: Connection, desk: str, fiscal_year: int, book: str) -> list[UsedNumber]:
    """Every number of a book that ended, in order: issued, written, voided, returned, lost, cancelled."""
    found = connection.execute(
        "SELECT number, number, iif(voided IS NOT NULL, 'voided', iif(written, 'written', 'issued')), ref, satang, date"
        " FROM receipts WHERE desk = ? AND fiscal_year = ? AND book = ?"
        " UNION ALL SELECT first, last, fate, ref, 0, '' FROM numbers_ended WHERE desk = ? AND fiscal_year = ?"
        " AND book = ? ORDER BY 1, 2",
        (desk, fiscal_year, book, desk, fiscal_year, book),
    )
    return [UsedNumber(*row) for row in found]


def cheques_in_hand(connection: Connection, desk: str) -> int:
    """Worth of the cheques taken and neither remitted nor returned by the bank."""
    return ledger.balance(connection, desk, "cheque")


def cheques_at(connection: Connection, desk: str, ref: str) -> int:
    """The same as it was when an own line was written."""
    return ledger.balance_at(connection, desk, "cheque", ref)
