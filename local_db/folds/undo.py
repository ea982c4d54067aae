"""Folds of undoing: voids, refunds, waivers, bounced cheques, and those still asked for. All amounts in satang.

A fellow desk may confirm or drop what this one asked; only the desk of a receipt moves its money.
"""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, row
from local_db.folds.ledger import with_ledger
from local_db.folds.money import of_this_desk
from local_db.folds.order import in_order
from local_db.folds.requests import RESTATE_PRICE, RESTATE_RECEIPT


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
    yield RESTATE_UNDO, (reference,)


def _undo_answered(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    yield from _step(entry, reference, entry.b["asked"], entry.k.partition(".")[2])


def _carried_out(entry: Entry, reference: str) -> Iterator[Statement]:
    if entry.b.get("asked") is not None:
        yield from _step(entry, reference, entry.b["asked"], "done")


def _step(entry: Entry, reference: str, asked: str, step: str) -> Iterator[Statement]:
    yield "INSERT INTO undo_steps VALUES (?, ?, ?, ?, ?)", (reference, asked, step, entry.o, entry.t)
    yield RESTATE_UNDO, (asked,)


RESTATE_UNDO = f"""UPDATE undo SET (state, answer, answered_by, answered_t) = (SELECT CASE
    WHEN EXISTS (SELECT 1 FROM undo_steps d WHERE d.asked = undo.ref AND d.step = 'done') THEN 'done'
    ELSE coalesce(max(k.step), 'asked') END, max(k.ref), max(k.officer), max(k.t) FROM
  (SELECT e.step, e.ref, e.officer, e.t FROM undo_steps e WHERE e.asked = undo.ref AND e.step != 'done'
    AND (e.step != 'confirmed' OR e.officer != undo.asked_by) ORDER BY {in_order("e")} LIMIT 1) k)
  WHERE ref = ?"""
"""The first answer is the one. Whoever asked cannot confirm; taking it back is theirs."""


def _receipt_voided(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["receipt"], body["shift"])
    yield row(
        "voids",
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
    )
    yield "UPDATE receipts SET voided = ? WHERE ref = ?", (reference, body["receipt"])
    yield (
        "UPDATE payments SET voided = 1 WHERE ref = (SELECT payment_ref FROM receipts WHERE ref = ?)",
        (body["receipt"],),
    )
    yield (
        RESTATE_RECEIPT.removesuffix("WHERE ref = ?") + "WHERE ref IN (SELECT i.request FROM order_items i"
        " JOIN receipts r ON r.order_ref = i.order_ref WHERE r.ref = ?)",
        (body["receipt"],),
    )
    yield from _carried_out(entry, reference)


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
    yield from _carried_out(entry, reference)


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
    yield row(
        "waivers",
        reference,
        body["request"],
        body["before_satang"],
        body["satang"],
        body["ground"],
        body["basis"],
        entry.o,
        entry.w or "",
        entry.t,
    )
    yield RESTATE_PRICE, (body["request"],)


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
