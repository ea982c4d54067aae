"""Folds of payment orders, payments and receipts. All amounts in satang."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desk.model.line import Entry, LineFault, parse_reference
from local_db.folds import Fold, Origin, Statement, row, text
from local_db.folds.ledger import with_ledger
from local_db.folds.requests import RESTATE_RECEIPT


def of_this_desk(origin: Origin, *references: str) -> None:
    """Drawers, orders and receipts are a desk's own: no other desk's line may move them. Raises LineFault."""
    for reference in references:
        if parse_reference(reference)[0].desk != origin.journal.desk:
            raise LineFault("money of another desk")


def _order_opened(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["shift"])
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
            "INSERT INTO order_items VALUES (?, ?, ?, ?, ?, ?, ?)",
            _item_row(reference, position, item),
        )


def _item_row(order: str, position: int, item: dict[str, Any]) -> tuple[object, ...]:
    account, part = item.get("account", "fee"), int(bool(item.get("part")))
    return (order, position, item["request"], item["label"], item["satang"], account, part)


def _order_cancelled(entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    of_this_desk(origin, entry.b["order"])
    yield "UPDATE orders SET state = 'cancelled' WHERE ref = ? AND state = 'open'", (entry.b["order"],)


def _payment_taken(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["order"], body["shift"])
    yield (
        "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
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
            body.get("surplus_satang") or 0,
        ),
    )
    for place, piece in enumerate(body.get("tenders") or ()):
        yield (
            "INSERT INTO tenders VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                reference,
                place,
                piece["method"],
                piece["satang"],
                piece.get("reference", ""),
                piece.get("bank", ""),
                piece.get("dated"),
            ),
        )
    yield "UPDATE orders SET state = 'paid' WHERE ref = ?", (body["order"],)


_RECEIPT = (
    "INSERT INTO receipts (ref, desk, epoch, book, number, fiscal_year, order_ref, payment_ref, payer_name, satang,"
    " date, shift, officer, t, replaces, late, written, copies, print_known)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_RECOUNT = """UPDATE receipts SET print_known = 1, copies = max(written, coalesce((SELECT max(copy_number) FROM prints p
  WHERE p.receipt = ?1 AND p.result != 'not_printed'), 0)) WHERE ref = ?1
  AND EXISTS (SELECT 1 FROM prints WHERE receipt = ?1)"""


def _receipt_row(entry: Entry, origin: Origin, reference: str, written: int) -> tuple[object, ...]:
    body = entry.b
    # what was written by hand is order, payment and receipt in one line, and its paper exists
    order, payment = (reference, reference) if written else (body["order"], body["payment"])
    late = int(bool(body.get("late")))
    return (
        reference,
        origin.journal.desk,
        origin.journal.epoch,
        body["book"],
        body["number"],
        body["fiscal_year"],
        order,
        payment,
        body["payer"]["name"],
        body["satang"],
        body["date"],
        body["shift"],
        entry.o,
        entry.t,
        body.get("replaces"),
        late,
        written,
        written,
        written,
    )


def _settles(item: dict[str, Any]) -> bool:
    """Whether the item pays its request whole: no part of it, and no deposit."""
    return not item.get("part") and not str(item.get("account", "fee")).startswith("deposit")


def _receipt(entry: Entry, origin: Origin, reference: str, written: int) -> Iterator[Statement]:
    yield _RECEIPT, _receipt_row(entry, origin, reference, written)
    yield _RECOUNT, (reference,)
    for item in entry.b["items"]:
        if _settles(item):
            yield RESTATE_RECEIPT, (item["request"],)


def _receipt_issued(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["order"], body["payment"], body["shift"])
    yield from _receipt(entry, origin, reference, 0)


def _receipt_written(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["shift"])
    payer = body["payer"]
    yield (
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, 'cash', ?, 'paid', ?, ?, ?, NULL)",
        (
            reference,
            origin.journal.compact_reference(entry.n),
            origin.journal.desk,
            body["satang"],
            payer["name"],
            text(payer),
            body["shift"],
            entry.o,
            entry.t,
            origin.seq,
        ),
    )
    for position, item in enumerate(body["items"]):
        yield "INSERT INTO order_items VALUES (?, ?, ?, ?, ?, ?, ?)", _item_row(reference, position, item)
    yield (
        "INSERT INTO payments VALUES (?, ?, 'cash', ?, ?, 0, ?, NULL, ?, ?, 0, 0)",
        (reference, reference, body["satang"], body["satang"], body["shift"], entry.o, entry.t),
    )
    yield from _receipt(entry, origin, reference, 1)


def _receipt_printed(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "prints",
        reference,
        body["receipt"],
        body["result"],
        body["copy_number"],
        body.get("reason") or "",
        entry.o,
        entry.t,
    )
    yield _RECOUNT, (body["receipt"],)


def _settlement_placed(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "placements",
        reference,
        origin.journal.desk,
        body["ref1"],
        body["bank_ref"],
        body["satang"],
        body["sort"],
        body["place"],
        body["reason"],
        entry.o,
        entry.t,
    )


def _settlement_read(entry: Entry, _origin: Origin, _reference: str) -> Iterator[Statement]:
    for told in entry.b["sums"]:
        yield (
            "INSERT OR IGNORE INTO settlements VALUES (?, ?, ?, ?)",
            (told["ref1"], told["bank_ref"], told["satang"], told["at"]),
        )


def _slip_seen(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["order"])
    yield row(
        "slips_seen", reference, origin.journal.desk, body["order"], body["bank"], body["reference"], entry.o, entry.t
    )


MONEY_FOLDS: dict[str, Fold] = {
    "order.opened": _order_opened,
    "order.cancelled": _order_cancelled,
    "payment.taken": with_ledger(_payment_taken),
    "receipt.issued": with_ledger(_receipt_issued),
    "receipt.written": with_ledger(_receipt_written),
    "receipt.printed": _receipt_printed,
    "settlement.placed": with_ledger(_settlement_placed),
    "settlement.read": _settlement_read,
    "slip.seen": _slip_seen,
}
