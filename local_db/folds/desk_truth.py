"""Folds of what the desk says of itself: recoveries looked at, troubles answered, clocks corrected, desks ended."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, text


def _seen(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT OR REPLACE INTO recoveries_seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            origin.journal.desk, body["epoch"], reference, entry.o, entry.w, entry.t, text(body["receipts"]),
            body.get("note", ""),
        ),
    )  # fmt: skip


def _answered(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO answered VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ref) DO UPDATE SET answer = excluded.answer,"
        " how = excluded.how, by_ref = excluded.by_ref, officer = excluded.officer, t = excluded.t,"
        " note = excluded.note WHERE (excluded.t, excluded.answer) > (answered.t, answered.answer)",
        (body["ref"], reference, body["how"], body.get("by"), entry.o, entry.t, body.get("note", "")),
    )


def _corrected(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body, journal = entry.b, origin.journal
    yield (
        "INSERT OR REPLACE INTO clock_corrections VALUES (?, ?, ?, ?, ?, ?, ?)",
        (reference, journal.desk, journal.epoch, body["first"], body["last"], body["offset_ms"], entry.t),
    )


def _ending(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT OR REPLACE INTO desk_ends VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            origin.journal.desk, origin.journal.epoch, reference, entry.k.partition(".")[2], body["why"], body["to"],
            entry.o, entry.w, entry.t,
        ),
    )  # fmt: skip


def _kept(_entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    yield "DELETE FROM desk_ends WHERE desk = ? AND state = 'retiring'", (origin.journal.desk,)


TRUTH_FOLDS: dict[str, Fold] = {
    "recovery.seen": _seen,
    "trouble.answered": _answered,
    "clock.corrected": _corrected,
    "desk.retiring": _ending,
    "desk.kept": _kept,
    "desk.retired": _ending,
}
