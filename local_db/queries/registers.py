"""Reading complaints and public notices, and the log of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from local_db.connection import Connection
from local_db.folds.order import in_order


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint. Times in ms, due an ISO date; `complainant` is None where nobody is named."""

    ref: str
    desk: str
    officer: str
    category: str
    channel: str
    anonymous: bool
    complainant: dict[str, Any] | None
    phone: str
    subject: str
    text: str
    place: str
    received: int
    due: str | None
    agency: str
    state: str
    reason: str
    track: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One public notice. Days are ISO dates, both included."""

    ref: str
    desk: str
    officer: str
    subject: str
    text: str
    place: str
    request: str | None
    posted: str
    until: str
    legal_basis: str
    objections: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One step in the life of either; `verdict` is the centre's word, '' while none."""

    ref: str
    kind: str
    officer: str
    t: int
    reason: str
    body: dict[str, Any]
    verdict: str


_COMPLAINT = ", ".join(ComplaintRow.__slots__)
_NOTICE = ", ".join(NoticeRow.__slots__)


def complaint(connection: Connection, ref: str) -> ComplaintRow | None:
    """One complaint by its reference."""
    row = connection.execute(f"SELECT {_COMPLAINT} FROM complaints WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else _complaint(row)


def complaints(connection: Connection, states: tuple[str, ...], limit: int) -> list[ComplaintRow]:
    """Complaints in these states, the soonest due first."""
    marks = ", ".join("?" * len(states))
    found = connection.execute(
        f"SELECT {_COMPLAINT} FROM complaints WHERE state IN ({marks})"
        " ORDER BY coalesce(due, '9999'), received LIMIT ?",
        (*states, limit),
    )
    return [_complaint(row) for row in found]


def notice(connection: Connection, ref: str) -> NoticeRow | None:
    """One public notice by its reference."""
    row = connection.execute(f"SELECT {_NOTICE} FROM public_notices WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else NoticeRow(*row)


def notices(connection: Connection, states: tuple[str, ...], limit: int) -> list[NoticeRow]:
    """Public notices in these states, what ends first first."""
    marks = ", ".join("?" * len(states))
    found = connection.execute(
        f"SELECT {_NOTICE} FROM public_notices WHERE state IN ({marks}) ORDER BY until, ref LIMIT ?", (*states, limit)
    )
    return [NoticeRow(*row) for row in found]


def log(connection: Connection, ref: str) -> list[LogRow]:
    """Everything that happened to one of them, oldest first."""
    found = connection.execute(
        "SELECT ref, k, officer, t, reason, body, verdict FROM life_events e WHERE root = ?"
        f" ORDER BY {in_order('e', about='root')}",
        (ref,),
    )
    return [LogRow(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6]) for row in found]


def _complaint(row: tuple[Any, ...]) -> ComplaintRow:
    complainant = json.loads(row[6]) if row[6] else None
    return replace(ComplaintRow(*row), anonymous=bool(row[5]), complainant=complainant)
