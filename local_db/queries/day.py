"""Reading what the sheet of a day is made of: pieces counted, drawers counted over, the sheet as it was signed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

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
        "SELECT ref, officer, t, sheet FROM days WHERE desk = ? AND date = ? ORDER BY t LIMIT 1", (desk, date)
    ).fetchone()
    return None if row is None else SignedDay(row[0], row[1], int(row[2]), json.loads(row[3]))
