"""What waits with money, in one reading: undoing asked for, refunds to pay, strays of the bank, the safe, the books."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.counter import bank, book_stock, book_year, deposits, refunds, treasury, undo
from desk.counter.bank import Stray
from desk.counter.book_year import YearEnd
from desk.counter.office import Office
from desk.counter.session import Session
from desk.counter.treasury import Safe
from desk.words import Words
from local_db.queries.deposits import DepositRow
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


def waiting(office: Office, session: Session) -> Waiting:
    """As it stands now. Raises RoleForbids."""
    return Waiting(
        undo.waiting(office, session),
        refunds.owed(office, session),
        bank.strays(office, session),
        treasury.look_at_safe(office, session),
        book_stock.stock(office, office.read()).words,
        deposits.held(office, session),
        book_year.last_year_open(office),
    )
