"""Files (scans) by content, resumable, within a branch (protocol section 6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from sync.central.tables import file_parts, files

FILE_MAX = 64 * 1024 * 1024


class FileFault(ValueError):
    """A piece that does not fit; `offset` is where the file stands (409)."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a file is held, in bytes; `complete` when its hash fits."""

    held: int
    length: int
    complete: bool


def standing(connection: Connection, branch: str, sha256: str) -> Standing:
    """Where a file stands; unknown files stand at 0."""
    row = connection.execute(select(files).where(files.c.branch == branch, files.c.sha256 == sha256)).one_or_none()
    return Standing(0, 0, False) if row is None else Standing(int(row.held), int(row.length), row.complete)


def add(
    connection: Connection, branch: str, sha256: str, at: int, length: int | None, body: bytes, now: int
) -> Standing:
    """Add a piece at `at`; `length` of the whole is needed first. Raises FileFault."""
    before = standing(connection, branch, sha256)
    if before.complete:
        return before
    if at != before.held:
        raise FileFault("another offset", before.held)
    whole = before.length or length or 0
    if not 1 <= whole <= FILE_MAX or at + len(body) > whole or (length is not None and length != whole):
        raise FileFault("length", before.held)
    mine = (files.c.branch == branch) & (files.c.sha256 == sha256)
    if before.length == 0:
        row = {"length": whole, "held": 0, "complete": False, "made": now}
        connection.execute(files.insert().values(branch=branch, sha256=sha256, **row))
    if body:
        connection.execute(file_parts.insert().values(branch=branch, sha256=sha256, at=at, body=body))
    after = at + len(body)
    if after < whole:
        connection.execute(update(files).where(mine).values(held=after))
        return Standing(after, whole, False)
    if hashlib.sha256(read_range(connection, branch, sha256, 0, whole)).hexdigest() != sha256:
        drop(connection, branch, sha256)  # not what its name says: begun anew
        return Standing(0, 0, False)
    connection.execute(update(files).where(mine).values(held=whole, complete=True))
    return Standing(whole, whole, True)


def drop(connection: Connection, branch: str, sha256: str) -> None:
    """Forget what is held of a file."""
    connection.execute(delete(file_parts).where(file_parts.c.branch == branch, file_parts.c.sha256 == sha256))
    connection.execute(delete(files).where(files.c.branch == branch, files.c.sha256 == sha256))


def read_range(connection: Connection, branch: str, sha256: str, start: int, end: int) -> bytes:
    """Bytes `start` to `end` (exclusive)."""
    rows = connection.execute(
        select(file_parts.c.at, file_parts.c.body)
        .where(file_parts.c.branch == branch, file_parts.c.sha256 == sha256, file_parts.c.at < end)
        .order_by(file_parts.c.at)
    )
    return b"".join(bytes(body)[max(0, start - at) : end - at] for at, body in rows if at + len(body) > start)
