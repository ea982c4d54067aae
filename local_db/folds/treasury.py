"""Folds of drawers, days, the safe, remittances and numbers no receipt will use. All amounts in satang."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, row, text
from local_db.folds.ledger import with_ledger
from local_db.folds.money import of_this_desk


def _shift_opened(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO shifts (ref, desk, drawer, cashier, date, float_satang, opened, witness, late)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            origin.journal.desk,
            body["drawer"],
            body["cashier"],
            body["date"],
            body["float_satang"],
            entry.t,
            entry.w,
            int(bool(body.get("late"))),
        ),
    )


def _shift_handed_over(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["shift"])
    yield row(
        "shift_counts",
        reference,
        body["shift"],
        body["cashier"],
        body["counted_satang"],
        body["expected_satang"],
        body["difference_satang"],
        entry.t,
        entry.w,
    )
    yield "UPDATE shifts SET cashier = ? WHERE ref = ?", (body["cashier"], body["shift"])


def _shift_closed(entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["shift"])
    yield (
        "UPDATE shifts SET closed = ?, counted_satang = ?, expected_satang = ?, difference_satang = ?, counts = ?,"
        " note = ?, z = ?, counted_with = ? WHERE ref = ?",
        (
            entry.t,
            body["counted_satang"],
            body["expected_satang"],
            body["difference_satang"],
            text(body["counts"]),
            body.get("note", ""),
            body["z"],
            entry.w,
            body["shift"],
        ),
    )


def _day_closed(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    yield row("days", reference, entry.b["date"], origin.journal.desk, entry.o, entry.w, entry.t, text(entry.b))


def _day_countersigned(entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    of_this_desk(origin, entry.b["day"])
    yield "UPDATE days SET second = ? WHERE ref = ? AND second IS NULL", (entry.o, entry.b["day"])


def _cash_moved(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    of_this_desk(origin, body["shift"])
    yield row(
        "cash_moves",
        reference,
        origin.journal.desk,
        body["shift"],
        body["way"],
        body["satang"],
        body["reason"],
        body["date"],
        entry.o,
        entry.w,
        entry.t,
    )


def _safe_checked(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "safe_checks",
        reference,
        origin.journal.desk,
        body["date"],
        body["counted_satang"],
        body["expected_satang"],
        body["difference_satang"],
        entry.o,
        entry.w,
        entry.t,
    )


def _remittance_made(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "remittances",
        reference,
        origin.journal.desk,
        body["date"],
        body["cash_satang"],
        body["cheques_satang"],
        body["since"],
        body.get("due"),
        body["received_by"],
        entry.o,
        entry.w,
        entry.t,
    )


def _numbers_ended(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield row(
        "numbers_ended",
        reference,
        origin.journal.desk,
        body["fiscal_year"],
        body["book"],
        body["first"],
        body["last"],
        body["fate"],
        body["reason"],
        entry.o,
        entry.w,
        entry.t,
    )


TREASURY_FOLDS: dict[str, Fold] = {
    "shift.opened": with_ledger(_shift_opened),
    "shift.handed_over": with_ledger(_shift_handed_over),
    "shift.closed": with_ledger(_shift_closed),
    "day.closed": _day_closed,
    "day.countersigned": _day_countersigned,
    "cash.moved": with_ledger(_cash_moved),
    "safe.checked": with_ledger(_safe_checked),
    "remittance.made": with_ledger(_remittance_made),
    "numbers.ended": _numbers_ended,
}
