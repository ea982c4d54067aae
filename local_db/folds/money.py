"""Folds of payment orders, payments, receipts, drawers and days. All amounts in satang."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry, LineFault, parse_reference
from local_db.folds import Fold, Origin, Statement, text


def _of_this_desk(origin: Origin, *references: str) -> None:
    """Drawers, orders and receipts are a desk's own: no other desk's line may move them. Raises LineFault."""
    for reference in references:
        if parse_reference(reference)[0].desk != origin.journal.desk:
            raise LineFault("money of another desk")


def _order_opened(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    _of_this_desk(origin, body["shift"])
    compact = origin.journal.compact_reference(entry.n)
    yield (
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?)",
        (
            reference,
            compact,
            origin.journal.desk,
            body["satang"],
            body["payer"]["name"],
            text(body["payer"]),
            body["method"],
            body["shift"],
            entry.o,
            entry.t,
            origin.seq,
            body.get("visit"),
        ),
    )
    for position, item in enumerate(body["items"]):
        yield (
            "INSERT INTO order_items VALUES (?, ?, ?, ?, ?)",
            (reference, position, item["request"], item["label"], item["satang"]),
        )


def _order_cancelled(entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    _of_this_desk(origin, entry.b["order"])
    yield "UPDATE orders SET state = 'cancelled' WHERE ref = ? AND state = 'open'", (entry.b["order"],)


def _payment_taken(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    _of_this_desk(origin, body["order"], body["shift"])
    yield (
        "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            body["order"],
            body["method"],
            body["satang"],
            body["tendered_satang"],
            body["change_satang"],
            body["shift"],
            body.get("bank_ref"),
            entry.o,
            entry.t,
        ),
    )
    yield "UPDATE orders SET state = 'paid' WHERE ref = ?", (body["order"],)


def _receipt_issued(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    _of_this_desk(origin, body["order"], body["payment"], body["shift"])
    yield (
        "INSERT INTO receipts (ref, desk, epoch, book, number, fiscal_year, order_ref, payment_ref, payer_name, satang,"
        " date, shift, officer, t) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            origin.journal.desk,
            origin.journal.epoch,
            body["book"],
            body["number"],
            body["fiscal_year"],
            body["order"],
            body["payment"],
            body["payer"]["name"],
            body["satang"],
            body["date"],
            body["shift"],
            entry.o,
            entry.t,
        ),
    )
    for item in body["items"]:
        yield "UPDATE requests SET receipt = ? WHERE ref = ?", (reference, item["request"])


def _receipt_printed(entry: Entry, _origin: Origin, _reference: str) -> Iterator[Statement]:
    came_out = entry.b["result"] != "not_printed"
    yield (
        "UPDATE receipts SET copies = max(copies, ?), print_known = 1 WHERE ref = ?",
        (entry.b["copy_number"] if came_out else 0, entry.b["receipt"]),
    )


def _shift_opened(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO shifts (ref, desk, drawer, cashier, date, float_satang, opened) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            origin.journal.desk,
            body["drawer"],
            body["cashier"],
            body["date"],
            body["float_satang"],
            entry.t,
        ),
    )


def _shift_handed_over(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    _of_this_desk(origin, body["shift"])
    yield (
        "INSERT INTO shift_counts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            body["shift"],
            body["cashier"],
            body["counted_satang"],
            body["expected_satang"],
            body["difference_satang"],
            entry.t,
        ),
    )
    yield "UPDATE shifts SET cashier = ? WHERE ref = ?", (body["cashier"], body["shift"])


def _shift_closed(entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    body = entry.b
    _of_this_desk(origin, body["shift"])
    yield (
        "UPDATE shifts SET closed = ?, counted_satang = ?, expected_satang = ?, difference_satang = ?, counts = ?,"
        " note = ? WHERE ref = ?",
        (
            entry.t,
            body["counted_satang"],
            body["expected_satang"],
            body["difference_satang"],
            text(body["counts"]),
            body.get("note", ""),
            body["shift"],
        ),
    )


def _day_closed(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    yield (
        "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?)",
        (reference, entry.b["date"], origin.journal.desk, entry.o, entry.w, entry.t, text(entry.b)),
    )


MONEY_FOLDS: dict[str, Fold] = {
    "order.opened": _order_opened,
    "order.cancelled": _order_cancelled,
    "payment.taken": _payment_taken,
    "receipt.issued": _receipt_issued,
    "receipt.printed": _receipt_printed,
    "shift.opened": _shift_opened,
    "shift.handed_over": _shift_handed_over,
    "shift.closed": _shift_closed,
    "day.closed": _day_closed,
}
