"""Reading what an auditor lays side by side: receipts and their lines, outcomes against them, payments without one."""

from __future__ import annotations

from dataclasses import dataclass

from desk.model.line import parse_reference
from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """A receipt of this desk with the place of its line; satang, `voided` 1 or 0."""

    ref: str
    epoch: int
    n: int
    book: str
    number: int
    satang: int
    voided: int


def receipts(connection: Connection, desk: str) -> list[HeldReceipt]:
    """Every receipt of the desk by fiscal year, book and number."""
    found = connection.execute(
        "SELECT ref, book, number, satang, voided IS NOT NULL FROM receipts WHERE desk = ?"
        " ORDER BY fiscal_year, book, number",
        (desk,),
    )
    rows = []
    for ref, book, number, satang, voided in found:
        journal, n = parse_reference(ref)
        rows.append(HeldReceipt(ref, journal.epoch, n, book, int(number), int(satang), int(voided)))
    return rows


def lines_without_rows(connection: Connection, desk: str) -> list[str]:
    """Own receipt lines of which no row speaks, under any name they go by: `epoch-n`."""
    found = connection.execute(
        "SELECT j.epoch, j.n FROM journal j WHERE j.k IN ('receipt.issued', 'receipt.written')"
        " AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.ref = iif(j.epoch = 1, ?1 || '-' || j.n,"
        " ?1 || '.' || j.epoch || '-' || j.n))"
        " AND NOT EXISTS (SELECT 1 FROM aliases a JOIN receipts r ON r.ref = a.new WHERE a.old = iif(j.epoch = 1,"
        " ?1 || '-' || j.n, ?1 || '.' || j.epoch || '-' || j.n))",
        (desk,),
    )
    return [f"{epoch}-{n}" for epoch, n in found]


def troubled(connection: Connection, desk: str) -> tuple[str, ...]:
    """Receipts, voids and refunds of the desk against which the centre's last word stands."""
    found = connection.execute(
        "SELECT o.ref FROM outcomes o WHERE o.result IN ('conflict', 'refused') AND o.ref IN ("
        "SELECT ref FROM receipts WHERE desk = ?1 UNION ALL SELECT ref FROM voids WHERE desk = ?1"
        " UNION ALL SELECT ref FROM refunds WHERE desk = ?1 UNION ALL SELECT payment_ref FROM receipts WHERE desk = ?1)"
        " ORDER BY o.ref",
        (desk,),
    )
    return tuple(str(row[0]) for row in found)


def payments_without_receipt(connection: Connection, desk: str) -> list[str]:
    """Payments of this desk's drawers that no receipt names."""
    found = connection.execute(
        "SELECT p.ref FROM payments p JOIN shifts s ON s.ref = p.shift WHERE s.desk = ?"
        " AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.payment_ref = p.ref) ORDER BY p.ref",
        (desk,),
    )
    return [str(row[0]) for row in found]
