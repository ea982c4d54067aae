"""What waits with money, in one reading: undoing asked for, refunds to pay, strays of the bank, the safe, the books."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.counter import bank, book_stock, book_year, deposits, refunds, treasury, undo
from desk.counter.bank import Stray
from desk.counter.book_year import YearEnd
from desk.counter.office import Office
from desk.counter.queue import officer_names
from desk.counter.session import Session
from desk.counter.treasury import Safe
from desk.words import Words
from local_db.queries import money
from local_db.queries.deposits import DepositRow
from local_db.queries.money import ReceiptRow
from local_db.queries.undo import RefundRow, UndoRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything of this desk, and what any desk of the branch asked for."""

    undo: list[UndoRow]
    owed: list[RefundRow]
    strays: list[Stray]
    safe: Safe
    books: Words | None
    deposits: list[DepositRow] = field(default_factory=list)
    """Money held for payers."""
    year_end: YearEnd | None = None
    """The fiscal year that ended, while forms of it are unaccounted for."""
    receipts: dict[str, ReceiptRow] = field(default_factory=dict)
    """Of what was asked for: the receipt, where it has come to this desk."""
    names: dict[str, Words] = field(default_factory=dict)
    """Officers of the branch."""


def waiting(office: Office, session: Session) -> Waiting:
    """As it stands now. Raises RoleForbids."""
    connection, asked = office.read(), undo.waiting(office, session)
    found = {row.receipt: money.receipt(connection, row.receipt) for row in asked}
    return Waiting(
        asked,
        refunds.owed(office, session),
        bank.strays(office, session),
        treasury.look_at_safe(office, session),
        book_stock.stock(office, connection).words,
        deposits.held(office, session),
        book_year.last_year_open(office),
        {ref: row for ref, row in found.items() if row is not None},
        officer_names(office),
    )
