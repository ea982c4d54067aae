"""Folding: from one line or one feed item to the rows that follow from it.

A fold is a pure function from what happened to the statements that record it; it reads nothing but the item itself, so
the same sources in the same order always give the same tables. Every kind is one small fold in one of the rooms here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from desk.model.line import RECOVERED, Entry, Journal
from local_db.connection import Connection
from local_db.folds.order import take_place

Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line came from: whose journal, and its place in this file's order of arrival."""

    journal: Journal
    seq: int


Fold = Callable[[Entry, Origin, str], Iterator[Statement]]
FeedFold = Callable[[dict[str, Any], int], Iterator[Statement]]

PROJECTIONS = (
    "subjects",
    "aliases",
    "outcomes",
    "adjudicated",
    "officers",
    "sign_ins",
    "visits",
    "views",
    "reveals",
    "look_allowances",
    "requests",
    "request_events",
    "request_versions",
    "request_prices",
    "papers_asked",
    "delays_told",
    "life_events",
    "tickets",
    "complaints",
    "public_notices",
    "checks",
    "day_reviews",
    "handovers",
    "handovers_taken",
    "shifts",
    "shift_counts",
    "orders",
    "order_items",
    "payments",
    "tenders",
    "receipts",
    "prints",
    "postings",
    "balances",
    "undo",
    "undo_steps",
    "voids",
    "refunds",
    "waivers",
    "numbers_ended",
    "cash_moves",
    "remittances",
    "safe_checks",
    "placements",
    "settlements",
    "slips_seen",
    "assessments_told",
    "books",
    "services",
    "policies",
    "holidays",
    "reference_data",
    "public_keys",
    "revoked_desks",
    "notices",
    "days",
    "recoveries_seen",
    "answered",
    "clock_corrections",
    "desk_ends",
    "attachments",
    "unfolded",
)
"""Every table made anew by a rebuild."""


def row(table: str, *values: object) -> Statement:
    """One new row with these values, in the order of the table's columns."""
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values


_spelled = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def text(value: object) -> str:
    """A nested value as the tables keep it: JSON with Thai left readable."""
    return _spelled(value)


def apply_fold(connection: Connection, entry: Entry, origin: Origin) -> None:
    """Fold one line: its place on its subject, then what its kind means. A recovered line is what it carries."""
    from local_db.folds.recovered import fold_recovered, with_names_of_today

    if entry.k == RECOVERED:
        fold_recovered(connection, entry, origin)
    else:
        entry = with_names_of_today(connection, entry, origin)
        fold_as(connection, entry, origin, origin.journal.reference(entry.n))


def fold_as(connection: Connection, entry: Entry, origin: Origin, reference: str) -> None:
    """Fold one line under the name it goes by."""
    from local_db.folds.lines import LINE_FOLDS

    moved = take_place(connection, entry, reference)
    fold = LINE_FOLDS.get(entry.k)
    if fold is not None:
        for sql, values in fold(entry, origin, reference):
            connection.execute(sql, values)
    if moved:
        restate_subject(connection, reference)


def restate_subject(connection: Connection, reference: str) -> None:
    """Say anew what follows from the order of all lines on the subject of this one."""
    from local_db.folds.lines import RESTATE_SUBJECT

    for sql in RESTATE_SUBJECT:
        connection.execute(sql, (reference,))


def apply_feed_fold(connection: Connection, kind: str, body: dict[str, Any], seq: int) -> None:
    """Fold one feed item that is not a line; unknown kinds are kept and ignored."""
    from local_db.folds.feed import FEED_FOLDS

    fold = FEED_FOLDS.get(kind)
    if fold is not None:
        for sql, values in fold(body, seq):
            connection.execute(sql, values)
