"""The outbox: own lines the centre has not acknowledged, the proofs it gave, and the story of each try to send."""

from __future__ import annotations

from dataclasses import dataclass

from desk.model.line import Journal
from local_db import meta
from local_db.connection import Connection
from local_db.journal import head_at, own_epochs, tip
from local_db.queries.sync import last_ack

LINES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of lines of one own journal, from number `first`; `head` is the chain after the last."""

    journal: Journal
    first: int
    lines: list[bytes]
    head: bytes

    @property
    def last(self) -> int:
        """Number of the last line."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where sending stands: last committed number, oldest unacknowledged time (ms or 0), acknowledged numbers of the
    own journals (fellow desks' lines are told by the cursor)."""

    n: int
    oldest: int
    have: dict[str, int]


def outlook(connection: Connection) -> Outlook:
    """What the first line of a request says about this desk."""
    identity = meta.identity(connection)
    have: dict[str, int] = {}
    oldest = 0
    for epoch in {*own_epochs(connection), identity.epoch}:
        journal = Journal(identity.desk, epoch)
        through = acknowledged(connection, journal)
        have[journal.name] = through
        row = connection.execute("SELECT min(t) FROM journal WHERE epoch = ? AND n > ?", (epoch, through)).fetchone()
        if row[0] is not None:
            oldest = int(row[0]) if oldest == 0 else min(oldest, int(row[0]))
    return Outlook(tip(connection, identity.journal).n, oldest, have)


def acknowledged(connection: Connection, journal: Journal) -> int:
    """Through which line of an own journal the centre last signed."""
    proof = last_ack(connection, journal.desk, journal.epoch)
    return proof.through if proof else 0


def batches(connection: Connection, bytes_wanted: int) -> list[Batch]:
    """What to send next, oldest epoch first: about `bytes_wanted` of lines, at least one line where any is unsent."""
    identity = meta.identity(connection)
    found: list[Batch] = []
    room = bytes_wanted
    for epoch in own_epochs(connection):
        if room <= 0:
            break
        journal = Journal(identity.desk, epoch)
        first = acknowledged(connection, journal) + 1
        lines: list[bytes] = []
        for (raw,) in connection.execute(
            "SELECT raw FROM journal WHERE epoch = ? AND n >= ? ORDER BY n LIMIT ?", (epoch, first, LINES_MAX)
        ):
            lines.append(bytes(raw))
            room -= len(raw) + 1
            if room <= 0:
                break
        if lines:
            head = head_at(connection, journal, first + len(lines) - 1)
            assert head is not None
            found.append(Batch(journal, first, lines, head))
    return found


def begin_attempt(connection: Connection, batch: Batch, now_ms: int) -> int:
    """Write that these lines are on their way; gives the number of the attempt."""
    return int(
        connection.execute(
            "INSERT INTO attempts (epoch, first, last, started) VALUES (?, ?, ?, ?) RETURNING id",
            (batch.journal.epoch, batch.first, batch.last, now_ms),
        ).fetchone()[0]
    )


def end_attempt(
    connection: Connection, attempt: int, now_ms: int, cause: str | None, bytes_up: int, bytes_down: int
) -> None:
    """Write how it ended; `cause` is the code of the failure, None when it succeeded."""
    connection.execute(
        "UPDATE attempts SET ended = ?, cause = ?, bytes_up = ?, bytes_down = ? WHERE id = ?",
        (now_ms, cause, bytes_up, bytes_down, attempt),
    )


def keep_ack(
    connection: Connection,
    journal: Journal,
    through: int,
    head: bytes,
    time_ms: int,
    key: str,
    sig: str,
    now_ms: int,
) -> None:
    """Keep a verified proof; one lower than before is kept beside it and counts from now on."""
    held = last_ack(connection, journal.desk, journal.epoch)
    if held is not None and (held.through, held.head) == (through, head):
        return
    connection.execute(
        "INSERT OR IGNORE INTO acks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (journal.desk, journal.epoch, through, head, time_ms, key, sig, now_ms),
    )
