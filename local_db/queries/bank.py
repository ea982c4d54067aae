"""Reading what the bank has said and no receipt or place has taken up. Amounts in satang, times ms."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One sum of the bank, and the order of the branch that it names."""

    ref1: str
    bank_ref: str
    satang: int
    at: int
    order_ref: str | None
    order_desk: str | None
    order_state: str | None
    order_satang: int | None
    payer_name: str | None


def unplaced(connection: Connection, desk: str, limit: int = 200) -> list[SettlementRow]:
    """Sums that no payment of theirs names and nobody placed: those for this desk's orders, and those for none."""
    found = connection.execute(
        "SELECT s.ref1, s.bank_ref, s.satang, s.at, o.ref, o.desk, o.state, o.satang, o.payer_name FROM settlements s"
        " LEFT JOIN orders o ON o.ref = (SELECT x.ref FROM orders x WHERE x.compact = s.ref1"
        " ORDER BY x.state != 'open', x.seq LIMIT 1) WHERE (o.ref IS NULL OR o.desk = ?)"
        " AND NOT EXISTS (SELECT 1 FROM orders x JOIN payments p ON p.order_ref = x.ref"
        " WHERE x.compact = s.ref1 AND p.bank_ref = s.bank_ref)"
        " AND NOT EXISTS (SELECT 1 FROM placements l WHERE l.ref1 = s.ref1 AND l.bank_ref = s.bank_ref)"
        " ORDER BY s.at, s.ref1, s.bank_ref LIMIT ?",
        (desk, limit),
    )
    return [SettlementRow(*row) for row in found]


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip a payer showed for an order."""

    order_ref: str
    bank: str
    reference: str
    officer: str
    t: int


def slips(connection: Connection, orders: list[str]) -> dict[str, SlipRow]:
    """The latest slip of each of these orders, by order."""
    marks = ", ".join("?" * len(orders))
    found = connection.execute(
        f"SELECT order_ref, bank, reference, officer, t FROM slips_seen WHERE order_ref IN ({marks}) ORDER BY t, ref",
        tuple(orders),
    )
    return {row[0]: SlipRow(*row) for row in found}


def shown_for(connection: Connection, bank: str, reference: str) -> list[str]:
    """Every order of the branch this very slip was shown for."""
    found = connection.execute(
        "SELECT DISTINCT order_ref FROM slips_seen WHERE bank = ? AND reference = ? ORDER BY order_ref",
        (bank, reference),
    )
    return [str(row[0]) for row in found]
