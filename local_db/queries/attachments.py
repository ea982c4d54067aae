"""Reading what is attached to requests, with where its content is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class AttachedRow:
    """One file on one paper. `at` ms; `here`, `held` and `done` as of local_db/files.py, 0 and None where unknown."""

    ref: str
    request: str
    paper: str
    sha256: str
    bytes: int
    media: str
    name: str
    officer: str
    at: int
    here: int
    held: int
    done: int | None
    wanted: bool
    cause: str | None
    verdict: str


_ROWS = """SELECT a.ref, a.request, a.paper, a.sha256, a.bytes, a.media, a.name, a.officer, a.at,
  coalesce(f.here, 0), coalesce(f.held, 0), f.done, coalesce(f.wanted, 0), f.cause, coalesce(o.result, '')
  FROM attachments a LEFT JOIN files f USING (sha256) LEFT JOIN outcomes o ON o.ref = a.ref"""


def of_request(connection: Connection, request: str) -> list[AttachedRow]:
    """What is attached to a request, oldest first."""
    found = connection.execute(f"{_ROWS} WHERE a.request = ? ORDER BY a.at, a.ref", (request,))
    return [_row(row) for row in found]


def not_gone(connection: Connection, limit: int = 500) -> list[AttachedRow]:
    """Own files the centre does not hold whole, oldest first; one content once, by the line that attached it first."""
    found = connection.execute(
        f"{_ROWS} WHERE f.sha256 IS NOT NULL AND f.done IS NULL AND f.wanted = 0"
        " AND a.seq = (SELECT min(seq) FROM attachments b WHERE b.sha256 = a.sha256) ORDER BY a.seq LIMIT ?",
        (limit,),
    )
    return [_row(row) for row in found]


def by_ref(connection: Connection, ref: str) -> AttachedRow | None:
    """One of them, by the line that attached it."""
    row = connection.execute(f"{_ROWS} WHERE a.ref = ?", (ref,)).fetchone()
    return None if row is None else _row(row)


def _row(row: tuple[Any, ...]) -> AttachedRow:
    members = dict(zip(AttachedRow.__slots__, row, strict=True))
    return AttachedRow(**members | {"wanted": bool(members["wanted"])})
