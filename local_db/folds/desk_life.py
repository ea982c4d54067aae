"""Folds of who sat at the desk, who came to it, and which records were opened."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from local_db.folds import Fold, Origin, Statement, text
from local_db.folds.lives import SEEN_BY


def _signed_in(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    yield "INSERT INTO sign_ins VALUES (?, ?, ?, NULL)", (reference, entry.b["officer"], entry.t)


def _signed_out(entry: Entry, origin: Origin, _reference: str) -> Iterator[Statement]:
    desk = origin.journal.desk  # somebody may be signed in at two desks
    yield (
        "UPDATE sign_ins SET ended = ? WHERE officer = ? AND ended IS NULL AND (ref LIKE ? OR ref LIKE ?)",
        (entry.t, entry.b["officer"], f"{desk}-%", f"{desk}.%"),
    )


def _visit_opened(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    ticket = entry.b.get("ticket")
    yield (
        "INSERT INTO visits (ref, officer, purpose, opened, ticket) VALUES (?, ?, ?, ?, ?)",
        (reference, entry.o, entry.b["purpose"], entry.t, ticket),
    )
    if ticket is not None:
        yield SEEN_BY, (ticket,)


def _visit_closed(entry: Entry, _origin: Origin, _reference: str) -> Iterator[Statement]:
    yield "UPDATE visits SET closed = ? WHERE ref = ?", (entry.t, entry.b["visit"])


def _viewed(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    asked = body.get("question") or {}
    yield (
        "INSERT INTO views (ref, citizen, officer, purpose, visit, t, source, as_of, found_by, confirmed, asked_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            reference,
            body.get("citizen") or "",
            entry.o,
            body["purpose"],
            body.get("visit"),
            entry.t,
            body.get("source", "copy"),
            body["as_of"],
            body.get("found_by") or "",
            body.get("confirmed") or "",
            asked.get("by", ""),
        ),
    )


def _revealed(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO reveals VALUES (?, ?, ?, ?, ?)",
        (reference, body["viewed"], entry.o, text(body["fields"]), entry.t),
    )


def _looks_extended(entry: Entry, _origin: Origin, reference: str) -> Iterator[Statement]:
    body = entry.b
    yield (
        "INSERT INTO look_allowances VALUES (?, ?, ?, ?, ?, ?)",
        (reference, entry.o, entry.w or "", body["more"], body["reason"], entry.t),
    )


DESK_FOLDS: dict[str, Fold] = {
    "officer.signed_in": _signed_in,
    "officer.signed_out": _signed_out,
    "visit.opened": _visit_opened,
    "visit.closed": _visit_closed,
    "record.viewed": _viewed,
    "record.revealed": _revealed,
    "looks.extended": _looks_extended,
}
