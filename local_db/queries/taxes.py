"""Reading what was told and paid of a tax. Amounts in satang, dates ISO."""

from __future__ import annotations

from dataclasses import dataclass

from desk.rules.office_day import office_date
from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class ToldRow:
    """An assessment given to its payer."""

    ref: str
    satang: int
    date: str
    received_by: str
    officer: str


def told(connection: Connection, request: str) -> ToldRow | None:
    """The first time the assessment was told that stands: the time to pay runs from it."""
    row = connection.execute(
        "SELECT t.ref, t.satang, t.date, t.received_by, t.officer FROM assessments_told t"
        " LEFT JOIN outcomes o ON o.ref = t.ref WHERE t.request = ?"
        " AND coalesce(o.result, '') NOT IN ('refused', 'conflict') ORDER BY t.seq LIMIT 1",
        (request,),
    ).fetchone()
    return None if row is None else ToldRow(*row)


def received(connection: Connection, request: str) -> list[tuple[str, int]]:
    """(day, satang) of what receipts in force took for a request, in order; deposits are no part of it.

    Who paid a bill by QR paid on the day the bank had the money, whenever the receipt was written.
    """
    found = connection.execute(
        "SELECT r.date, CASE WHEN p.method = 'qr' THEN (SELECT min(s.at) FROM settlements s"
        " WHERE s.bank_ref = p.bank_ref AND (s.ref1 = o.compact OR EXISTS (SELECT 1 FROM placements l"
        " WHERE l.ref1 = s.ref1 AND l.bank_ref = s.bank_ref AND l.place = 'payment'))) END,"
        " i.satang FROM order_items i JOIN receipts r ON r.order_ref = i.order_ref"
        " JOIN payments p ON p.ref = r.payment_ref JOIN orders o ON o.ref = i.order_ref"
        " WHERE i.request = ? AND r.voided IS NULL AND i.account NOT LIKE 'deposit%' ORDER BY r.t, r.ref, i.position",
        (request,),
    )
    return [(str(day) if at is None else office_date(at).isoformat(), int(satang)) for day, at, satang in found]
