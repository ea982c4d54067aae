"""X and Z: what a shift has come to. X any time, Z once it is counted; the cash-balance sheet of its drawer.

Who still has to count the drawer is not told what should be in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk.counter.office import Office
from desk.counter.refusals import ShiftNotOpen
from desk.counter.session import Session
from desk.counter.shift import Way
from desk.rules.ledger import ACCOUNTS, MONEY_IN, account_of
from desk.words import Words, same
from local_db.queries import day as day_data
from local_db.queries import ledger, money, treasury
from local_db.queries import undo as undone
from local_db.queries.ledger import BalanceRow
from local_db.queries.money import BookUseRow, ShiftRow
from local_db.queries.treasury import MoveRow
from local_db.queries.undo import RefundRow


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: what, and how much in satang; None where it is hidden."""

    words: Words
    satang: int | None


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """A shift on one page. `z` is its running number once it was closed; `blind` hides the cash from its cashier."""

    shift: ShiftRow
    blind: bool
    taken: list[Line]
    """Money in by kind, what was given back taken off."""
    revenue: list[Line]
    """What it was for."""
    books: list[BookUseRow]
    moves: list[MoveRow]
    refunds: list[RefundRow]
    float_satang: int
    expected_satang: int | None
    counted_over: bool
    """A colleague took the drawer over by counting it."""

    @property
    def z(self) -> int | None:
        """The Z number; None for an X."""
        return self.shift.z


MOVE_WORDS: Final[dict[Way, Words]] = {
    "paid_in": Words("เงินเข้าลิ้นชัก", "Cash into the drawer"),
    "paid_out": Words("เงินออกจากลิ้นชัก", "Cash out of the drawer"),
    "dropped": Words("ส่งเงินเข้าตู้นิรภัย", "Drop to the safe"),
}
TAKEN_WORDS: Final = {
    "cash": Words("เงินสด", "Cash"),
    "qr": Words("QR", "QR"),
    "card": Words("บัตร", "Card"),
    "transfer": Words("โอน", "Transfer"),
    "cheque": Words("เช็ค", "Cheque"),
}
_OF_SERVICE = Words("{kind} {service}", "{kind} {service}")


def move_words(way: str) -> Words:
    """Which way cash moved; one this version does not know keeps its own name."""
    return next((words for known, words in MOVE_WORDS.items() if known == way), same(way))


def shift_report(office: Office, session: Session, shift_ref: str) -> ShiftReport:
    """The report of one shift as it stands. Raises RoleForbids, ShiftNotOpen for one this desk does not know."""
    session.require("see_day")
    connection = office.read()
    row = money.shift(connection, shift_ref)
    if row is None:
        raise ShiftNotOpen()
    blind = row.closed is None and row.cashier == session.officer
    balances = {each.account: each for each in ledger.of_shift(connection, shift_ref)}
    moves = treasury.moves(connection, shift_ref)
    refunds = undone.refunds_paid_in(connection, shift_ref)
    over = day_data.counted_over(connection, [shift_ref])
    counted_over = sum(each.difference_satang for each in over)
    return ShiftReport(
        shift=row,
        blind=blind,
        taken=_taken(balances, row, moves, refunds, counted_over, blind=blind),
        revenue=[
            Line(_revenue_words(code), None if blind else -each.satang)
            for code, each in balances.items()
            if account_of(code).kind == "revenue" or code.startswith("deposit")
        ],
        books=ledger.numbers_of_shift(connection, shift_ref),
        moves=moves,
        refunds=refunds,
        float_satang=row.float_satang,
        expected_satang=None if blind else row.expected_satang if row.closed else _balance(balances, "cash"),
        counted_over=bool(over),
    )


def _taken(
    balances: dict[str, BalanceRow],
    row: ShiftRow,
    moves: list[MoveRow],
    refunds: list[RefundRow],
    counted_over: int,
    *,
    blind: bool,
) -> list[Line]:
    found = []
    for way in MONEY_IN:
        satang = _balance(balances, way)
        if way == "cash":  # what the drawer holds, less its float and what moved without a receipt
            satang += (row.expected_satang or 0) if row.closed else 0
            satang -= row.float_satang
            satang -= sum(move.satang if move.way == "paid_in" else -move.satang for move in moves)
            satang += sum(refund.satang for refund in refunds if refund.paid_how == "cash") - counted_over
        if satang or way == "cash":
            found.append(Line(TAKEN_WORDS[way], None if blind and way == "cash" else satang))
    return found


def _revenue_words(code: str) -> Words:
    kind, _, service = code.partition(".")
    name = ACCOUNTS[kind].name
    return _OF_SERVICE.fill(kind=name, service=service) if service else name


def _balance(balances: dict[str, BalanceRow], account: str) -> int:
    return balances[account].satang if account in balances else 0
