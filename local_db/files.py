"""Files by content: scans attached here and those of fellow desks that were asked for, in parts, in the desk's file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from local_db.connection import Connection

PART_BYTES = 256 * 1024
IN_BRANCH = "held"
"""Cause of a file the branch's hub holds whole and the centre does not yet: it is not sent again while that stands."""
_ROW = "sha256, bytes, here, held, done, wanted, cause"


@dataclass(frozen=True, slots=True)
class File:
    """Where a file stands. `here` and `held` bytes of `bytes` lie here and at the centre; `done` ms when the centre had
    it whole; `wanted`: to be fetched; `cause` what stopped it for good, or None."""

    sha256: str
    bytes: int
    here: int
    held: int
    done: int | None
    wanted: bool
    cause: str | None

    @property
    def is_here(self) -> bool:
        return self.here == self.bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has not gone up yet: how many files, how many bytes of them the centre does not hold, and how many of the
    files cannot be sent or are held by the branch's hub."""

    files: int
    bytes: int
    stuck: int = 0
    in_branch: int = 0


def keep(connection: Connection, content: bytes, now_ms: int) -> str:
    """Keep a file of this desk, to be sent; gives its hash. The same content is kept once. Inside a transaction."""
    sha256 = hashlib.sha256(content).hexdigest()
    held = standing(connection, sha256)
    if held is not None and held.is_here:
        if held.done is None and held.wanted:
            connection.execute("UPDATE files SET wanted = 0 WHERE sha256 = ?", (sha256,))
        return sha256
    connection.execute("DELETE FROM file_parts WHERE sha256 = ?", (sha256,))
    connection.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, 0, ?, NULL, 0, NULL)",
        (sha256, len(content), len(content), now_ms),
    )
    for at in range(0, len(content), PART_BYTES):
        connection.execute("INSERT INTO file_parts VALUES (?, ?, ?)", (sha256, at, content[at : at + PART_BYTES]))
    return sha256


def standing(connection: Connection, sha256: str) -> File | None:
    """Where a file stands; None for one nothing is known of here."""
    row = connection.execute(f"SELECT {_ROW} FROM files WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else _file(row)


def read(connection: Connection, sha256: str, start: int, size: int) -> bytes:
    """`size` bytes from `start`, fewer at the end of what is here."""
    end = start + size
    rows = connection.execute(
        "SELECT at, body FROM file_parts WHERE sha256 = ? AND at < ? AND at + length(body) > ? ORDER BY at",
        (sha256, end, start),
    )
    return b"".join(bytes(body)[max(0, start - at) : end - at] for at, body in rows)


def next_up(connection: Connection) -> File | None:
    """The oldest file of this desk the centre does not hold whole."""
    row = connection.execute(
        f"SELECT {_ROW} FROM files WHERE done IS NULL AND here = bytes AND wanted = 0 AND cause IS NULL"
        " ORDER BY added, sha256 LIMIT 1"
    ).fetchone()
    return None if row is None else _file(row)


def next_down(connection: Connection) -> File | None:
    """The file somebody here asked for first and that is not here whole."""
    row = connection.execute(
        f"SELECT {_ROW} FROM files WHERE wanted = 1 AND here < bytes AND cause IS NULL ORDER BY added, sha256 LIMIT 1"
    ).fetchone()
    return None if row is None else _file(row)


def waiting(connection: Connection) -> Waiting:
    """What has not gone up yet."""
    row = connection.execute(
        "SELECT count(*), coalesce(sum(bytes - held), 0), count(nullif(cause, ?)), count(cause) FROM files"
        " WHERE done IS NULL AND wanted = 0",
        (IN_BRANCH,),
    ).fetchone()
    return Waiting(int(row[0]), int(row[1]), int(row[2]), int(row[3]) - int(row[2]))


def note_held(connection: Connection, sha256: str, held: int, now_ms: int) -> None:
    """The centre holds so many bytes of it; all of them make it done. Inside a transaction."""
    connection.execute(
        "UPDATE files SET held = ?, done = CASE WHEN ? >= bytes THEN ? END, cause = NULLIF(cause, ?) WHERE sha256 = ?",
        (held, held, now_ms, IN_BRANCH, sha256),
    )


def note_in_branch(connection: Connection, sha256: str) -> None:
    """The branch's hub holds it whole, the centre none of it for all we know. Inside a transaction."""
    connection.execute("UPDATE files SET held = 0, cause = ? WHERE sha256 = ? AND done IS NULL", (IN_BRANCH, sha256))


def next_in_branch(connection: Connection) -> File | None:
    """The oldest file of which the hub's word alone is known."""
    row = connection.execute(
        f"SELECT {_ROW} FROM files WHERE done IS NULL AND cause = ? ORDER BY added, sha256 LIMIT 1", (IN_BRANCH,)
    ).fetchone()
    return None if row is None else _file(row)


def give_up(connection: Connection, sha256: str, cause: str) -> None:
    """What cannot be moved stops no other. Inside a transaction."""
    connection.execute("UPDATE files SET cause = ? WHERE sha256 = ?", (cause, sha256))


def put_last(connection: Connection, sha256: str, now_ms: int) -> None:
    """To the end of the row. Inside a transaction."""
    connection.execute("UPDATE files SET added = ? WHERE sha256 = ?", (now_ms, sha256))


def try_again(connection: Connection, sha256: str) -> None:
    """What was given up on is moved again. Inside a transaction."""
    connection.execute("UPDATE files SET cause = NULL WHERE sha256 = ?", (sha256,))


def try_all_again(connection: Connection) -> None:
    """So is all of it. Inside a transaction."""
    connection.execute("UPDATE files SET cause = NULL WHERE done IS NULL AND cause <> ?", (IN_BRANCH,))


def want(connection: Connection, sha256: str, size: int, now_ms: int) -> None:
    """Ask for a fellow desk's file; asking again tries again. Inside a transaction."""
    connection.execute(
        "INSERT INTO files VALUES (?, ?, 0, 0, ?, NULL, 1, NULL) ON CONFLICT (sha256) DO UPDATE SET cause = NULL",
        (sha256, size, now_ms),
    )


def add_part(connection: Connection, sha256: str, at: int, body: bytes) -> bool:
    """Add what came from the centre at `at`; whole, it must be what its name says, else it begins anew (False)."""
    held = standing(connection, sha256)
    if held is None or held.here != at or not body or at + len(body) > held.bytes:
        return False
    connection.execute("INSERT INTO file_parts VALUES (?, ?, ?)", (sha256, at, body))
    here = at + len(body)
    if here == held.bytes and hashlib.sha256(read(connection, sha256, 0, here)).hexdigest() != sha256:
        connection.execute("DELETE FROM file_parts WHERE sha256 = ?", (sha256,))
        connection.execute("UPDATE files SET here = 0 WHERE sha256 = ?", (sha256,))
        return False
    connection.execute("UPDATE files SET here = ? WHERE sha256 = ?", (here, sha256))
    return True


def _file(row: tuple[str, int, int, int, int | None, int, str | None]) -> File:
    return File(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6])
