"""The heart: appending a line, with everything folded from it, in one transaction.

An `Act` is handed to whoever carries out something at the counter. `append` gives the line its number, time and chain
hash, stores its exact bytes and folds it into the tables the screens read. Commit is the store's business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.model.line import (
    ACT_LINE_BYTES_MAX,
    LINE_BYTES_MAX,
    RECOVERED,
    Entry,
    Journal,
    LineFault,
    decode_line,
    encode_line,
    genesis,
    link,
    parse_reference,
    unwrapped,
)
from desk.model.ports import Clock
from local_db import meta
from local_db.connection import Connection
from local_db.errors import LineTooLong
from local_db.folds import Origin, apply_fold
from local_db.folds.recovered import current_name

if TYPE_CHECKING:
    from desk.model.kinds.body import Body

CLOCK_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a journal stands: its last line, that line's time, and its chain hash."""

    n: int
    t: int
    head: bytes


def tip(connection: Connection, journal: Journal) -> Tip:
    """The last line of one of this desk's own journals."""
    row = connection.execute(
        "SELECT n, t, head FROM journal WHERE epoch = ? ORDER BY n DESC LIMIT 1", (journal.epoch,)
    ).fetchone()
    return Tip(0, 0, genesis(journal)) if row is None else Tip(row[0], row[1], bytes(row[2]))


class Act:
    """One act being carried out: lines appended here are committed together or not at all."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.journal = meta.journal(connection)
        self._clock = clock
        self.tip = tip(connection, self.journal)
        self.receipt = ""
        """Number of the last receipt this act issued, for the mark outside the file."""
        self.now_ms, self._unsure = self._believed_time()

    def _believed_time(self) -> tuple[int, int]:
        # A clock set back must not date a line, or a receipt, before the one before it.
        now, unsure = self._clock.now_ms(), self._clock.unsure_ms()
        if now < self.tip.t:
            drift = self.tip.t - now
            return self.tip.t, CLOCK_UNKNOWN if unsure < 0 else max(unsure, drift)
        return now, unsure

    def append(self, body: Body, *, officer: str, second: str | None = None, about: str | None = None) -> str:
        """Append one line and fold it; gives its reference.

        `about` is any reference on the same subject: the line then names the latest line this desk has seen there.
        Raises LineTooLong; nothing is written then.
        """
        n, members = self.tip.n + 1, body.members()
        previous = latest(self.connection, about) if about else None
        try:
            raw = encode_line(
                n=n,
                t=self.now_ms,
                u=self._unsure,
                o=officer,
                w=second,
                p=previous,
                k=body.kind,
                b=members,
                limit=LINE_BYTES_MAX if body.kind == RECOVERED else ACT_LINE_BYTES_MAX,
            )
        except LineFault as fault:
            raise LineTooLong() from fault
        head = link(self.tip.head, raw)
        seq = meta.next_arrival(self.connection)
        self.connection.execute(
            "INSERT INTO journal (epoch, n, seq, t, k, raw, head) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self.journal.epoch, n, seq, self.now_ms, body.kind, raw, head),
        )
        self.tip = Tip(n, self.now_ms, head)
        entry = Entry(n, self.now_ms, self._unsure, officer, second, previous, body.kind, members, raw)
        apply_fold(self.connection, entry, Origin(self.journal, seq))
        if body.kind == "receipt.issued":
            self.receipt = f"{members['book']}/{members['number']}"
        return self.journal.reference(n)


def has_ended(connection: Connection, journal: Journal) -> bool:
    """Whether the last line of a desk was written there (`desk.retired`): nothing may follow it."""
    row = connection.execute(
        "SELECT 1 FROM desk_ends WHERE desk = ? AND epoch = ? AND state = 'retired'", (journal.desk, journal.epoch)
    ).fetchone()
    return row is not None


def latest(connection: Connection, reference: str) -> str:
    """The latest line seen on the subject the reference belongs to; an old name is as good as the one of today.

    A line the centre found to have come too late is not what the subject stands at: then the one it came after is, as
    the outcome names it. Else whoever saw the late line would be taken for somebody who had seen nothing else.
    """
    rows = connection.execute(
        "SELECT s.ref, o.fields FROM subjects a CROSS JOIN subjects s ON s.root = a.root"
        " LEFT JOIN outcomes o ON o.ref = s.ref AND o.result = 'conflict'"
        " WHERE a.ref = coalesce((SELECT new FROM aliases WHERE old = ?1), ?1)"
        " AND s.depth = (SELECT max(depth) FROM subjects m WHERE m.root = a.root) ORDER BY s.ref DESC",
        (reference,),
    ).fetchall()
    if not rows:
        return current_name(connection, reference)
    ref, fields = rows[0] if len(rows) == 1 else _most_certain(rows, meta.desk(connection))
    return str(ref) if fields is None else str(json.loads(fields).get("latest") or ref)


def _most_certain(rows: list[tuple[str, str | None]], own: str) -> tuple[str, str | None]:
    """Of several that had not seen each other: what stands rather than what came too late; and a fellow desk's line,
    which the centre has, rather than an own one, which it may yet find to have come too late."""
    return min(rows, key=lambda row: (row[1] is not None, parse_reference(row[0])[0].desk == own))


def own_lines(connection: Connection, epoch: int, first: int, count: int) -> list[bytes]:
    """Up to `count` lines of an own journal from number `first`, exact bytes."""
    rows = connection.execute(
        "SELECT raw FROM journal WHERE epoch = ? AND n >= ? ORDER BY n LIMIT ?", (epoch, first, count)
    )
    return [bytes(row[0]) for row in rows]


def head_at(connection: Connection, journal: Journal, n: int) -> bytes | None:
    """h(n) of an own journal, or None beyond its end."""
    if n == 0:
        return genesis(journal)
    row = connection.execute("SELECT head FROM journal WHERE epoch = ? AND n = ?", (journal.epoch, n)).fetchone()
    return None if row is None else bytes(row[0])


def kept_through(connection: Connection, epoch: int) -> int | None:
    """The last own line that counts in an epoch that was left; None for one that was not: all of its lines do.

    An earlier epoch of which this file holds no line was written by a machine before it: none of its lines is ours.
    """
    value = meta.get(connection, f"kept.{epoch}")
    if value is not None:
        return int(value)
    if epoch < int(meta.get(connection, "epoch", 1) or 1) and epoch not in own_epochs(connection):
        return 0
    return None


def own_epochs(connection: Connection) -> list[int]:
    """Every epoch this file holds lines of, oldest first."""
    # from one epoch to the next by the index; DISTINCT would walk over every line ever written
    rows = connection.execute(
        "WITH RECURSIVE held(epoch) AS (SELECT min(epoch) FROM journal UNION ALL"
        " SELECT (SELECT min(epoch) FROM journal WHERE epoch > held.epoch) FROM held WHERE epoch IS NOT NULL)"
        " SELECT epoch FROM held WHERE epoch IS NOT NULL"
    )
    return [int(row[0]) for row in rows]


def entries(connection: Connection, journal: Journal, first: int = 1, last: int | None = None) -> Iterator[Entry]:
    """Own lines, read, from `first` through `last`."""
    rows = connection.execute(
        "SELECT raw FROM journal WHERE epoch = ? AND n >= ? AND n <= ? ORDER BY n",
        (journal.epoch, first, last if last is not None else 2**53),
    )
    for row in rows:
        yield decode_line(bytes(row[0]))


def line_of(connection: Connection, reference: str) -> bytes | None:
    """The exact bytes of a line by its reference, own or received; of a recovered one those it was written as."""
    journal, n = parse_reference(reference)
    row = None
    if journal.desk == meta.desk(connection):
        row = connection.execute("SELECT raw FROM journal WHERE epoch = ? AND n = ?", (journal.epoch, n)).fetchone()
    if row is None:
        row = connection.execute(
            "SELECT raw FROM received WHERE desk = ? AND epoch = ? AND n = ?", (journal.desk, journal.epoch, n)
        ).fetchone()
    return None if row is None else unwrapped(bytes(row[0]))
