"""Folds of what a supervisor looked at afterwards, days signed off, and cards from one shift to the next."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, text
from local_db.folds.order import in_order


def _checked(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?)",
        (reference, body["subject"], text(body["reasons"]), body["result"], body.get("note", ""), entry.o, entry.t),
    )


def _day_reviewed(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO day_reviews VALUES (?, ?, ?, ?, ?, ?, ?)",
        (reference, body["date"], origin.journal.desk, entry.o, entry.t, text(body["figures"]), body.get("note", "")),
    )


def _handed_over(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    left = {name: body[name] for name in ("open_requests", "open_tickets", "asked")}
    yield (
        "INSERT INTO handovers (ref, date, desk, officer, recipient, note, open, t) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            body["date"],
            origin.journal.desk,
            entry.o,
            body.get("to") or "",
            body["note"],
            text(left),
            entry.t,
        ),
    )
    yield RESTATE_HANDOVER, (reference,)


def _taken_over(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    handover = entry.b["handover"]
    yield "INSERT INTO handovers_taken VALUES (?, ?, ?, ?)", (reference, handover, entry.o, entry.t)
    yield RESTATE_HANDOVER, (handover,)


RESTATE_HANDOVER = f"""UPDATE handovers SET (taken_by, taken) = (SELECT coalesce(max(k.officer), ''), max(k.t) FROM
  (SELECT e.officer, e.t FROM handovers_taken e WHERE e.handover = handovers.ref ORDER BY {in_order("e")} LIMIT 1) k)
  WHERE ref = ?"""
"""Whoever was first, where several took one card over."""


REVIEW_FOLDS: dict[str, Fold] = {
    "review.checked": _checked,
    "day.reviewed": _day_reviewed,
    "handover.written": _handed_over,
    "handover.taken": _taken_over,
}
