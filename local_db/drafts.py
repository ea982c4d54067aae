"""Drafts of forms: what was typed and accepted, kept in the encrypted file and nowhere else; no part of the journal.

One draft for an officer, a service and what it is about. A draft is no act: it is overwritten with every field
and goes when the request is taken in or thrown away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from local_db.connection import Connection

KEPT_MAX: Final = 200
"""Drafts a desk keeps; the oldest go first."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft; `about` tells drafts of a service apart: the number of the person whose record was open, the request
    brought back, or the moment the form was opened for somebody else. `at` ms of the last field."""

    officer: str
    service: str
    about: str
    at: int
    body: dict[str, Any]


def keep(connection: Connection, draft: DraftRow) -> None:
    """Keep a draft as it stands now."""
    connection.execute(
        "INSERT OR REPLACE INTO drafts (officer, service, about, at, body) VALUES (?, ?, ?, ?, ?)",
        (draft.officer, draft.service, draft.about, draft.at, json.dumps(draft.body, ensure_ascii=False)),
    )
    connection.execute(
        "DELETE FROM drafts WHERE at < (SELECT min(at) FROM (SELECT at FROM drafts ORDER BY at DESC LIMIT ?))",
        (KEPT_MAX,),
    )


def drop(connection: Connection, officer: str, service: str, about: str) -> None:
    """Throw a draft away."""
    connection.execute("DELETE FROM drafts WHERE officer = ? AND service = ? AND about = ?", (officer, service, about))


def one(connection: Connection, officer: str, service: str, about: str) -> DraftRow | None:
    """The draft of an officer for a service and a person."""
    row = connection.execute(
        "SELECT at, body FROM drafts WHERE officer = ? AND service = ? AND about = ?", (officer, service, about)
    ).fetchone()
    return DraftRow(officer, service, about, row[0], json.loads(row[1])) if row is not None else None


def everybody(connection: Connection) -> list[DraftRow]:
    """Every draft of this desk, whosoever, the latest first."""
    rows = connection.execute("SELECT officer, service, about, at, body FROM drafts ORDER BY at DESC, about")
    return [DraftRow(officer, service, about, at, json.loads(body)) for officer, service, about, at, body in rows]


def counts(connection: Connection, officer: str) -> tuple[int, int]:
    """How many drafts are this officer's, and how many others'."""
    row = connection.execute("SELECT coalesce(sum(officer = ?), 0), count(*) FROM drafts", (officer,)).fetchone()
    return int(row[0]), int(row[1] - row[0])


def give(connection: Connection, officer: str, service: str, about: str, to: str) -> None:
    """Another officer's from now on; the draft stays as it is."""
    connection.execute(
        "UPDATE drafts SET officer = ? WHERE officer = ? AND service = ? AND about = ?", (to, officer, service, about)
    )
