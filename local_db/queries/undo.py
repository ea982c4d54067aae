"""Reading what was undone, what is asked, what is owed. All amounts in satang, times ms, dates ISO."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection
from local_db.folds.recovered import by_any_name


@dataclass(frozen=True, slots=True)
class UndoRow:
    """A void or refund that was asked for; `state` is asked, confirmed, dropped or done."""

    ref: str
    desk: str
    sort: str
    receipt: str
    satang: int
    reason: str
    date: str
    shift: str
    asked_by: str
    t: int
    state: str
    answer: str | None
    answered_by: str | None
    answered_t: int | None
    payee: str


@dataclass(frozen=True, slots=True)
class VoidRow:
    """A voided receipt: why, by whom, what is still owed."""

    ref: str
    receipt: str
    satang: int
    reason: str
    date: str
    shift: str
    officer: str
    second: str
    t: int
    owed_satang: int


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money the office owes back, and whether it was paid."""

    ref: str
    desk: str
    receipt: str | None
    satang: int
    payee: str
    reason: str
    date: str
    officer: str
    second: str | None
    t: int
    paid: str | None
    paid_how: str | None
    paid_t: int | None
    paid_shift: str | None


_UNDO = (
    "ref, desk, sort, receipt, satang, reason, date, shift, asked_by, t, state, answer, answered_by, answered_t, payee"
)
_VOID = "ref, receipt, satang, reason, date, shift, officer, second, t, owed_satang"
_REFUND = "ref, desk, receipt, satang, payee, reason, date, officer, second, t, paid, paid_how, paid_t, paid_shift"


def asked(connection: Connection, states: tuple[str, ...] = ("asked", "confirmed"), limit: int = 200) -> list[UndoRow]:
    """Everything in these states, of every desk of the branch, oldest first."""
    marks = ", ".join("?" * len(states))
    found = connection.execute(
        f"SELECT {_UNDO} FROM undo WHERE state IN ({marks}) ORDER BY t, ref LIMIT ?", (*states, limit)
    )
    return [UndoRow(*row) for row in found]


def one(connection: Connection, ref: str) -> UndoRow | None:
    """One of them."""
    row = by_any_name(connection, f"SELECT {_UNDO} FROM undo WHERE ref = ?", ref)
    return None if row is None else UndoRow(*row)


def open_for(connection: Connection, receipt: str) -> UndoRow | None:
    """What was asked for this receipt and is not settled."""
    row = connection.execute(
        f"SELECT {_UNDO} FROM undo WHERE receipt = ? AND state IN ('asked', 'confirmed')", (receipt,)
    ).fetchone()
    return None if row is None else UndoRow(*row)


def void_of(connection: Connection, receipt: str) -> VoidRow | None:
    """How the receipt was voided."""
    row = connection.execute(f"SELECT {_VOID} FROM voids WHERE receipt = ?", (receipt,)).fetchone()
    return None if row is None else VoidRow(*row)


def voids_of_day(connection: Connection, desk: str, date: str) -> list[VoidRow]:
    """Voids of the day's receipts at this desk, oldest first; one confirmed later keeps the day of its receipt."""
    found = connection.execute(f"SELECT {_VOID} FROM voids WHERE desk = ? AND date = ? ORDER BY t, ref", (desk, date))
    return [VoidRow(*row) for row in found]


def refund(connection: Connection, ref: str) -> RefundRow | None:
    """One refund."""
    row = by_any_name(connection, f"SELECT {_REFUND} FROM refunds WHERE ref = ?", ref)
    return None if row is None else RefundRow(*row)


def unpaid_refunds(connection: Connection, desk: str, limit: int = 200) -> list[RefundRow]:
    """What this desk owes, oldest first."""
    found = connection.execute(
        f"SELECT {_REFUND} FROM refunds WHERE desk = ? AND paid IS NULL ORDER BY t, ref LIMIT ?", (desk, limit)
    )
    return [RefundRow(*row) for row in found]


def refunds_paid(connection: Connection, desk: str, limit: int = 50) -> list[RefundRow]:
    """Vouchers paid out at this desk, newest first."""
    found = connection.execute(
        f"SELECT {_REFUND} FROM refunds WHERE desk = ? AND paid IS NOT NULL ORDER BY paid_t DESC, ref LIMIT ?",
        (desk, limit),
    )
    return [RefundRow(*row) for row in found]


def refunds_paid_in(connection: Connection, shift: str) -> list[RefundRow]:
    """Vouchers paid out in this shift, oldest first."""
    found = connection.execute(f"SELECT {_REFUND} FROM refunds WHERE paid_shift = ? ORDER BY paid_t, ref", (shift,))
    return [RefundRow(*row) for row in found]


def refunded(connection: Connection, receipt: str) -> int:
    """What was approved to be given back of this receipt so far."""
    row = connection.execute("SELECT coalesce(sum(satang), 0) FROM refunds WHERE receipt = ?", (receipt,)).fetchone()
    return int(row[0])


def waived(connection: Connection, request: str) -> int | None:
    """What is left of the request's fee by its last waiver; None where nothing was waived."""
    row = connection.execute(
        "SELECT satang FROM waivers WHERE request = ? ORDER BY t DESC, ref DESC LIMIT 1", (request,)
    ).fetchone()
    return None if row is None else int(row[0])
