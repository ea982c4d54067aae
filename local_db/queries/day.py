"""Reading what the sheet of a day is made of: pieces counted, drawers counted over, the sheet as it was signed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date as date_of
from typing import Any

from desk.model.line import parse_reference
from desk.rules.office_day import day_span
from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class CountedOver:
    """A drawer handed from one cashier to another by counting it; satang, ms."""

    ref: str
    shift: str
    cashier: str
    counted_satang: int
    expected_satang: int
    difference_satang: int
    t: int


@dataclass(frozen=True, slots=True)
class SignedDay:
    """The sheet of a closed day: its line, who signed, when (ms), and the body as it was signed."""

    ref: str
    officer: str
    t: int
    body: dict[str, Any]
    second: str | None = None
    """Who signed beside, or afterwards."""


@dataclass(frozen=True, slots=True)
class LateRow:
    """Something of an earlier day that was written after that day was signed; satang."""

    ref: str
    what: str
    date: str
    satang: int


@dataclass(frozen=True, slots=True)
class CashItem:
    """One sum that went through a drawer; satang, never negative."""

    ref: str
    what: str
    satang: int


def pieces_counted(connection: Connection, shift_refs: list[str]) -> dict[int, int]:
    """Notes and coins found when these shifts were closed, all drawers together (satang of the piece: pieces)."""
    marks = ", ".join("?" * len(shift_refs))
    found = connection.execute(
        f"SELECT counts FROM shifts WHERE ref IN ({marks}) AND counts IS NOT NULL", tuple(shift_refs)
    )
    together: dict[int, int] = {}
    for (counts,) in found:
        for piece, number in json.loads(counts).items():
            together[int(piece)] = together.get(int(piece), 0) + int(number)
    return together


def note_of(connection: Connection, shift_ref: str) -> str:
    """What the cashier wrote when the shift was closed."""
    row = connection.execute("SELECT note FROM shifts WHERE ref = ?", (shift_ref,)).fetchone()
    return "" if row is None else str(row[0])


def closing_of(connection: Connection, shift_ref: str, closed: int) -> str | None:
    """The line that closed a shift at this time (ms): looked for from its opening on. None for one carried over from
    an epoch before."""
    journal, opened = parse_reference(shift_ref)
    row = connection.execute(
        "SELECT n FROM journal WHERE epoch = ? AND n > ? AND k = 'shift.closed' AND t = ? ORDER BY n LIMIT 1",
        (journal.epoch, opened, closed),
    ).fetchone()
    return None if row is None else journal.reference(int(row[0]))


def counted_over(connection: Connection, shift_refs: list[str]) -> list[CountedOver]:
    """Every time one of these drawers changed hands, oldest first."""
    marks = ", ".join("?" * len(shift_refs))
    found = connection.execute(
        "SELECT ref, shift, cashier, counted_satang, expected_satang, difference_satang, t FROM shift_counts"
        f" WHERE shift IN ({marks}) ORDER BY t, ref",
        tuple(shift_refs),
    )
    return [CountedOver(*row) for row in found]


def signed_day(connection: Connection, desk: str, date: str) -> SignedDay | None:
    """The sheet of a day as it was signed at this desk; None while the day is open."""
    row = connection.execute(
        "SELECT ref, officer, t, sheet, second FROM days WHERE desk = ? AND date = ? ORDER BY t LIMIT 1", (desk, date)
    ).fetchone()
    return None if row is None else SignedDay(row[0], row[1], int(row[2]), json.loads(row[3]), row[4])


def acknowledged_receipts(connection: Connection, desk: str, date: str, epoch: int, through: int) -> tuple[int, int]:
    """(count, satang in force) of the day's receipts whose lines the centre had acknowledged.

    `through` is of the present epoch; lines of earlier ones were acknowledged before the next began, or carried over.
    """
    count = satang = 0
    for ref, value in connection.execute(
        "SELECT ref, iif(voided IS NULL, satang, 0) FROM receipts WHERE desk = ? AND date = ?", (desk, date)
    ):
        journal, n = parse_reference(ref)
        if journal.epoch < epoch or n <= through:
            count, satang = count + 1, satang + int(value)
    return count, satang


def late_items(connection: Connection, desk: str, date: str) -> list[LateRow]:
    """What was written on this day for days signed before: receipts, voids confirmed late. Oldest first."""
    first, last = day_span(date_of.fromisoformat(date))
    found = connection.execute(
        "SELECT ref, 'receipt', date, satang FROM receipts WHERE desk = ? AND late = 1 AND t >= ? AND t < ?"
        " UNION ALL SELECT v.ref, 'void', v.date, v.satang FROM voids v JOIN days d ON d.desk = v.desk AND d.date ="
        " v.date AND d.t < v.t WHERE v.desk = ? AND v.t >= ? AND v.t < ? ORDER BY 3, 1",
        (desk, first, last, desk, first, last),
    )
    return [LateRow(*row) for row in found]


def cash_items(connection: Connection, shift: str) -> list[CashItem]:
    """Every sum that went through a drawer in a shift: receipts paid in cash, change, moves, refunds, voids asked."""
    found = connection.execute(
        "SELECT r.ref, iif(r.voided IS NULL, 'receipt', 'voided'), r.satang FROM receipts r JOIN payments p ON p.ref ="
        " r.payment_ref WHERE r.shift = ?1 AND p.method IN ('cash', 'mixed')"
        " UNION ALL SELECT r.ref, 'change', p.change_satang FROM receipts r JOIN payments p ON p.ref = r.payment_ref"
        " WHERE r.shift = ?1 AND p.change_satang > 0"
        " UNION ALL SELECT ref, 'move', satang FROM cash_moves WHERE shift = ?1"
        " UNION ALL SELECT paid, 'refund', satang FROM refunds WHERE paid_shift = ?1 AND paid_how = 'cash'"
        " UNION ALL SELECT ref, 'asked', satang FROM undo WHERE shift = ?1 AND state = 'asked'",
        (shift,),
    )
    return [CashItem(*row) for row in found]


@dataclass(frozen=True, slots=True)
class CountedAlone:
    """A count nobody witnessed: of a drawer when it was opened, changed hands or was closed; or of the safe, without a
    drawer."""

    ref: str
    drawer: str
    what: str


def counted_alone(connection: Connection, shift_refs: list[str]) -> list[CountedAlone]:
    """Counts of these shifts made by one person alone, oldest first."""
    marks = ", ".join("?" * len(shift_refs))
    found = connection.execute(
        f"SELECT ref, drawer, 'opened', opened FROM shifts WHERE ref IN ({marks}) AND witness IS NULL"
        f" UNION ALL SELECT ref, drawer, 'closed', closed FROM shifts WHERE ref IN ({marks}) AND closed IS NOT NULL"
        " AND counted_with IS NULL UNION ALL SELECT c.ref, s.drawer, 'over', c.t FROM shift_counts c"
        f" JOIN shifts s ON s.ref = c.shift WHERE c.shift IN ({marks}) AND c.counted_with IS NULL ORDER BY 4, 1",
        (*shift_refs, *shift_refs, *shift_refs),
    )
    return [CountedAlone(*row[:3]) for row in found]


def safe_counted_alone(connection: Connection, desk: str, date: str) -> list[CountedAlone]:
    """The day's last count of the safe, where one person made it alone."""
    row = connection.execute(
        "SELECT ref, second FROM safe_checks WHERE desk = ? AND date = ? ORDER BY t DESC LIMIT 1", (desk, date)
    ).fetchone()
    return [CountedAlone(str(row[0]), "", "safe")] if row is not None and row[1] is None else []
