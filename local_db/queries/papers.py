"""Reading what was told the citizen in writing about a request, which papers were printed, when the line was down."""

from __future__ import annotations

import json
from dataclasses import dataclass

from local_db.connection import Connection
from local_db.folds.order import in_order

_STANDS = "coalesce(o.result, '') NOT IN ('refused', 'conflict')"


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One slip of missing papers; `papers` are codes of the checklist, `at` ms."""

    ref: str
    papers: tuple[str, ...]
    more: str
    until: str | None
    reason: str
    officer: str
    at: int


@dataclass(frozen=True, slots=True)
class DelayRow:
    """One notice of delay; `at` ms."""

    ref: str
    reason: str
    expected: str | None
    officer: str
    at: int


def asked(connection: Connection, request: str) -> list[AskedRow]:
    """The slips of a request that stand, oldest first."""
    found = connection.execute(
        "SELECT a.ref, a.papers, a.more, a.until, a.reason, a.officer, a.t FROM papers_asked a"
        f" LEFT JOIN outcomes o ON o.ref = a.ref WHERE a.request = ? AND {_STANDS} ORDER BY {in_order('a')}",
        (request,),
    )
    return [AskedRow(row[0], tuple(json.loads(row[1])), *row[2:]) for row in found]


def delays(connection: Connection, request: str) -> list[DelayRow]:
    """The notices of delay of a request that stand, oldest first."""
    found = connection.execute(
        "SELECT d.ref, d.reason, d.expected, d.officer, d.t FROM delays_told d"
        f" LEFT JOIN outcomes o ON o.ref = d.ref WHERE d.request = ? AND {_STANDS} ORDER BY {in_order('d')}",
        (request,),
    )
    return [DelayRow(*row) for row in found]


def prints(connection: Connection, sort: str, ref: str) -> int:
    """How often the paper of that sort was printed of a line."""
    row = connection.execute(
        "SELECT coalesce(max(copy_number), 0) FROM prints WHERE receipt = ? AND result = ?", (ref, sort)
    ).fetchone()
    return int(row[0])


def attempts_between(connection: Connection, first: int, last: int) -> list[tuple[int, bool]]:
    """(time, whether the centre answered) of every attempt to send between two moments, ms."""
    found = connection.execute(
        "SELECT started, ended IS NOT NULL AND cause IS NULL FROM attempts WHERE started >= ? AND started < ?",
        (first, last),
    )
    return [(int(at), bool(answered)) for at, answered in found]
