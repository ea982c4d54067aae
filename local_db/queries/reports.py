"""Figures for reports: what receipts brought in, by what one asks; the bank's sums beside what was made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from local_db.connection import Connection

By = Literal["kind", "service", "officer", "day", "method"]
_GROUPS: Final[dict[By, str]] = {
    "kind": "substr(i.account, 1, instr(i.account || '.', '.') - 1)",
    "service": "coalesce(q.service, '')",
    "officer": "r.officer",
    "day": "r.date",
}
_BY_METHOD: Final = (  # a payment of one kind alone has no pieces
    "SELECT coalesce(t.method, p.method), count(DISTINCT r.ref), count(*), sum(coalesce(t.satang, r.satang))"
    " FROM receipts r JOIN payments p ON p.ref = r.payment_ref LEFT JOIN tenders t ON t.payment = p.ref"
    " WHERE r.desk = ? AND r.date BETWEEN ? AND ? AND r.voided IS NULL"
)
ROWS_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """What came in under one name: receipts counted once each, items, satang. Void receipts are left out."""

    name: str
    receipts: int
    items: int
    satang: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back in the same days: void receipts, and refunds paid, each with its satang."""

    voids: int
    void_satang: int
    refunds: int
    refund_satang: int


def revenue(connection: Connection, desk: str, since: str, until: str, by: By) -> list[RevenueRow]:
    """Receipts of this desk dated `since` to `until` (ISO, both included), the largest sum first; days in order."""
    if by == "method":
        sql = f"{_BY_METHOD} GROUP BY 1"
    else:
        sql = (
            f"SELECT {_GROUPS[by]}, count(DISTINCT r.ref), count(*), sum(i.satang) FROM receipts r"
            " JOIN order_items i ON i.order_ref = r.order_ref LEFT JOIN requests q ON q.ref = i.request"
            " WHERE r.desk = ? AND r.date BETWEEN ? AND ? AND r.voided IS NULL GROUP BY 1"
        )
    order = "1" if by == "day" else "4 DESC, 1"
    found = connection.execute(f"{sql} ORDER BY {order} LIMIT {ROWS_MAX}", (desk, since, until))
    return [RevenueRow(*row) for row in found]


def undone(connection: Connection, desk: str, since: str, until: str) -> Undone:
    """What was taken back in those days."""
    voids = connection.execute(
        "SELECT count(*), coalesce(sum(satang), 0) FROM voids WHERE desk = ? AND date BETWEEN ? AND ?",
        (desk, since, until),
    ).fetchone()
    refunds = connection.execute(
        "SELECT count(*), coalesce(sum(satang), 0) FROM refunds WHERE desk = ? AND date BETWEEN ? AND ?"
        " AND paid IS NOT NULL",
        (desk, since, until),
    ).fetchone()
    return Undone(*voids, *refunds)


@dataclass(frozen=True, slots=True)
class KnownSum:
    """A sum of the bank this desk knows of, and what was made of it: `payment`, or `place` for one without."""

    ref1: str
    bank_ref: str
    satang: int
    at: int
    order_state: str | None
    order_satang: int | None
    payment: str | None
    place: str | None


_KNOWN = (
    "SELECT s.ref1, s.bank_ref, s.satang, s.at, o.state, o.satang, p.ref, l.place FROM settlements s"
    " LEFT JOIN orders o ON o.ref = (SELECT x.ref FROM orders x LEFT JOIN payments q ON q.order_ref = x.ref AND"
    " q.bank_ref = s.bank_ref WHERE x.compact = s.ref1 ORDER BY q.ref IS NULL, x.state != 'open', x.seq LIMIT 1)"
    " LEFT JOIN payments p ON p.order_ref = o.ref AND p.bank_ref = s.bank_ref"
    " LEFT JOIN placements l ON l.ref1 = s.ref1 AND l.bank_ref = s.bank_ref"
)


def known_sum(connection: Connection, ref1: str, bank_ref: str) -> KnownSum | None:
    """The sum of that name; None where the bank's word has not come."""
    row = connection.execute(f"{_KNOWN} WHERE s.ref1 = ? AND s.bank_ref = ?", (ref1, bank_ref)).fetchone()
    return None if row is None else KnownSum(*row)


def known_between(connection: Connection, since: int, until: int) -> list[KnownSum]:
    """Every sum the bank dated between two moments (ms, both included)."""
    found = connection.execute(
        f"{_KNOWN} WHERE s.at BETWEEN ? AND ? ORDER BY s.at, s.bank_ref LIMIT {ROWS_MAX}", (since, until)
    )
    return [KnownSum(*row) for row in found]


def order_of(connection: Connection, ref1: str) -> tuple[str, int] | None:
    """State and satang of the order a reference of the bank names."""
    row = connection.execute(
        "SELECT state, satang FROM orders WHERE compact = ? ORDER BY state != 'open', seq LIMIT 1", (ref1,)
    ).fetchone()
    return None if row is None else (str(row[0]), int(row[1]))
