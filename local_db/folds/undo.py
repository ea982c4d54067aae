"""Folds of undoing: voids, refunds, waivers, bounced cheques, and those still asked for. All amounts in satang.

A fellow desk may confirm or drop what this one asked; only the desk of a receipt moves its money.
"""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement
from local_db.folds.ledger import with_ledger
from local_db.folds.money import of_this_desk


def _undo_asked(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["receipt"], body["shift"])
    yield (
        "INSERT INTO undo VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'asked', NULL, NULL, NULL, ?)",
        (
            reference,
            origin.journal.desk,
            body["sort"],
            body["receipt"],
            body["satang"],
            body["reason"],
            body["date"],
            body["shift"],
            entry.o,
            entry.t,
            body.get("payee", ""),
        ),
    )


def _undo_answered(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    confirmed = entry.k == "undo.confirmed"
    # whoever asked cannot confirm; taking it back is theirs
    yield (
        "UPDATE undo SET state = ?, answer = ?, answered_by = ?, answered_t = ? WHERE ref = ? AND state = 'asked'"
        " AND (? = 0 OR asked_by != ?)",
        (
            "confirmed" if confirmed else "dropped",
            reference,
            entry.o,
            entry.t,
            entry.b["asked"],
            int(confirmed),
            entry.o,
        ),
    )


def _carried_out(asked: str | None) -> Iterator[Statement]:
    if asked is not None:
        yield "UPDATE undo SET state = 'done' WHERE ref = ?", (asked,)


def _receipt_voided(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["receipt"], body["shift"])
    yield (
        "INSERT INTO voids VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            origin.journal.desk,
            body["receipt"],
            body["satang"],
            body["reason"],
            body["date"],
            body["shift"],
            entry.o,
            entry.w or "",
            entry.t,
            body["owed_satang"],
        ),
    )
    yield "UPDATE receipts SET voided = ? WHERE ref = ?", (reference, body["receipt"])
    yield (
        "UPDATE payments SET voided = 1 WHERE ref = (SELECT payment_ref FROM receipts WHERE ref = ?)",
        (body["receipt"],),
    )
    yield "UPDATE requests SET receipt = NULL WHERE receipt = ?", (body["receipt"],)
    yield from _carried_out(body.get("asked"))


def _refund_approved(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    if body.get("receipt"):
        of_this_desk(origin, body["receipt"])
    yield (
        "INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)",
        (
            reference,
            origin.journal.desk,
            body.get("receipt"),
            body["satang"],
            body["payee"],
            body["reason"],
            body["date"],
            entry.o,
            entry.w,
            entry.t,
        ),
    )
    yield from _carried_out(body.get("asked"))


def _refund_paid(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["refund"], body["shift"])
    yield (
        "UPDATE refunds SET paid = ?, paid_how = ?, paid_t = ?, paid_shift = ? WHERE ref = ?",
        (reference, body["method"], entry.t, body["shift"], body["refund"]),
    )


def _cheque_bounced(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["receipt"], body["payment"])
    yield (
        "UPDATE tenders SET bounced = ? WHERE payment = ? AND place = ?",
        (reference, body["payment"], body["place"]),
    )


def _fee_waived(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO waivers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            body["request"],
            body["before_satang"],
            body["satang"],
            body["ground"],
            body["basis"],
            entry.o,
            entry.w or "",
            entry.t,
        ),
    )
    yield "UPDATE requests SET fee_satang = ? WHERE ref = ?", (body["satang"], body["request"])


UNDO_FOLDS: dict[str, Fold] = {
    "undo.asked": _undo_asked,
    "undo.confirmed": _undo_answered,
    "undo.dropped": _undo_answered,
    "receipt.voided": with_ledger(_receipt_voided),
    "refund.approved": with_ledger(_refund_approved),
    "refund.paid": with_ledger(_refund_paid),
    "cheque.bounced": with_ledger(_cheque_bounced),
    "fee.waived": _fee_waived,
}
