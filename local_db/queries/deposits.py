"""Reading deposits: money held for a payer on a receipt of its own, given back or set against a fee. Satang."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class DepositRow:
    """One deposit of this desk; `held_satang` is what was neither given back nor set against a fee."""

    receipt: str
    book: str
    number: int
    date: str
    payer_name: str
    request: str
    request_state: str
    label: str
    account: str
    satang: int
    held_satang: int


_HELD = (
    "SELECT r.ref, r.book, r.number, r.date, r.payer_name, i.request, coalesce(q.state, ''), i.label, i.account,"
    " r.satang, r.satang"
    " - coalesce((SELECT sum(f.satang) FROM refunds f WHERE f.receipt = r.ref), 0)"
    " + (SELECT p.surplus_satang FROM payments p WHERE p.ref = r.payment_ref)"
    " - coalesce((SELECT sum(t.satang) FROM tenders t JOIN payments p ON p.ref = t.payment"
    " WHERE t.method = 'deposit' AND t.reference = r.ref AND p.voided = 0), 0) AS held"
    " FROM receipts r JOIN order_items i ON i.order_ref = r.order_ref LEFT JOIN requests q ON q.ref = i.request"
    " WHERE r.desk = ? AND r.voided IS NULL AND i.account >= 'deposit' AND i.account < 'deposiu'"
)


def held(connection: Connection, desk: str, limit: int = 200) -> list[DepositRow]:
    """Every deposit of this desk of which something is still held, oldest first."""
    found = connection.execute(f"SELECT * FROM ({_HELD}) WHERE held > 0 ORDER BY date, ref LIMIT ?", (desk, limit))
    return [DepositRow(*row) for row in found]


def on_requests(connection: Connection, desk: str, requests: list[str]) -> list[DepositRow]:
    """Those on these requests, oldest first."""
    marks = ", ".join("?" * len(requests))
    found = connection.execute(
        f"SELECT * FROM ({_HELD} AND i.request IN ({marks})) WHERE held > 0 ORDER BY date, ref", (desk, *requests)
    )
    return [DepositRow(*row) for row in found]


def account_of(connection: Connection, receipt: str) -> str:
    """The account a deposit's receipt credited."""
    row = connection.execute(
        "SELECT i.account FROM receipts r JOIN order_items i ON i.order_ref = r.order_ref WHERE r.ref = ?", (receipt,)
    ).fetchone()
    return "deposit" if row is None else str(row[0])


def applied(connection: Connection, receipt: str) -> int:
    """What of a deposit payments in force have set against fees."""
    row = connection.execute(
        "SELECT coalesce(sum(t.satang), 0) FROM tenders t JOIN payments p ON p.ref = t.payment"
        " WHERE t.method = 'deposit' AND t.reference = ? AND p.voided = 0",
        (receipt,),
    ).fetchone()
    return int(row[0])
