"""Scans a hub took alone, with the line beyond it down: kept by content until the centre has been given them.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from sync.central import files
from sync.central import tables as shared
from sync.hub.tables import files_due


def is_due(connection: Connection, sha256: str) -> bool:
    """Whether the hub holds pieces of a file the centre was not given yet."""
    return connection.execute(select(files_due.c.sha256).where(files_due.c.sha256 == sha256)).first() is not None


def take_piece(
    connection: Connection, branch: str, sha256: str, at: int, length: int | None, body: bytes, now: int
) -> int:
    """Keep a piece nobody beyond has; gives how much is held. Raises FileFault."""
    state = files.add(connection, branch, sha256, at, length, body, now)
    if not is_due(connection, sha256):
        connection.execute(files_due.insert().values(sha256=sha256, taken=now))
    return state.held


def next_due(connection: Connection, branch: str) -> tuple[str, int] | None:
    """The oldest file that is whole here and has to be passed on, and its length."""
    query = (
        select(files_due.c.sha256, shared.files.c.length)
        .join(shared.files, (shared.files.c.sha256 == files_due.c.sha256) & (shared.files.c.branch == branch))
        .where(shared.files.c.complete)
        .order_by(files_due.c.taken, files_due.c.sha256)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (str(row[0]), int(row[1]))


def passed_on(connection: Connection, sha256: str) -> None:
    """The centre has all of it: from now on it is as any that passed through."""
    connection.execute(delete(files_due).where(files_due.c.sha256 == sha256))


def given_up(connection: Connection, branch: str, sha256: str) -> None:
    """The centre does not take it from here: its desk is to hear that from the centre itself."""
    passed_on(connection, sha256)
    files.drop(connection, branch, sha256)
