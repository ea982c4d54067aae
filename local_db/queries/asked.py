"""What waits for a second person: voids and refunds that were asked for, requests endorsed and not signed yet."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One of them; `sort` is void, refund or sign. `t` in ms."""

    ref: str
    sort: str
    subject: str
    officer: str
    reason: str
    t: int


def waiting(connection: Connection, limit: int) -> list[AskedRow]:
    """The longest waiting first."""
    found = connection.execute(
        "SELECT ref, 'sign', ref, endorsed, '', changed FROM requests WHERE state = 'in_review' AND endorsed != ''"
        " AND decided_by = 'registrar' ORDER BY changed LIMIT ?",
        (limit,),
    ).fetchall()
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'undo'").fetchone() is not None:
        found += connection.execute(
            "SELECT ref, sort, receipt, asked_by, reason, t FROM undo WHERE state = 'asked' ORDER BY t LIMIT ?",
            (limit,),
        ).fetchall()
    return sorted((AskedRow(*row) for row in found), key=lambda row: (row.t, row.ref))[:limit]
