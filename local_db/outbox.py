"""The outbox: own lines the centre has not acknowledged, the proofs it gave, and the story of each try to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desk.model.line import INTEGER_MAX, LINE_BYTES_MAX, Journal
from local_db import meta
from local_db.connection import Connection
from local_db.epochs import Parting
from local_db.journal import head_at, kept_through, own_epochs, tip
from local_db.queries.sync import last_ack, signed_epochs

LINES_MAX = 2_000
NOTHING_HELD: Mapping[int, int] = MappingProxyType({})
HELD = "held"
"""Cause of an attempt that reached the branch's hub alone: nothing is lost, and nothing is proven either."""


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
    # also epochs of which nothing is left here, where the centre signed for lines: else its ack is news for ever
    for epoch in sorted({*own_epochs(connection), identity.epoch, *signed_epochs(connection, identity.desk)}):
        journal = Journal(identity.desk, epoch)
        through = acknowledged(connection, journal)
        have[journal.name] = through
        row = connection.execute(
            "SELECT min(t) FROM journal WHERE epoch = ? AND n > ? AND n <= ?",
            (epoch, through, _last(connection, epoch)),
        ).fetchone()
        if row[0] is not None:
            oldest = int(row[0]) if oldest == 0 else min(oldest, int(row[0]))
    return Outlook(tip(connection, identity.journal).n, oldest, have)


def acknowledged(connection: Connection, journal: Journal) -> int:
    """Through which line of an own journal the centre last signed."""
    proof = last_ack(connection, journal.desk, journal.epoch)
    return proof.through if proof else 0


def send_from(connection: Connection, journal: Journal, n: int) -> bool:
    """The centre asks for the lines from `n` on, though it had signed for more: sent again, the proofs are kept.

    False where that changes nothing.
    """
    name = f"send_from.{journal.epoch}"
    if n > acknowledged(connection, journal) or meta.get(connection, name) == n:
        return False
    meta.put(connection, name, n)
    return True


def _first_to_send(connection: Connection, journal: Journal) -> int:
    first = acknowledged(connection, journal) + 1
    asked = meta.get(connection, f"send_from.{journal.epoch}")
    return first if asked is None else min(first, int(asked))


def _last(connection: Connection, epoch: int) -> int:
    """The last line to be sent in an epoch: what was carried over goes with the next one."""
    kept = kept_through(connection, epoch)
    return INTEGER_MAX if kept is None else kept


def unsendable(found: list[Batch]) -> Parting | None:
    """The first line no server would take (protocol 3, bad-line). None should ever be written here."""
    for batch in found:
        for n, raw in enumerate(batch.lines, batch.first):
            if len(raw) > LINE_BYTES_MAX or b"\n" in raw or not _is_utf8(raw):
                return Parting(batch.journal.epoch, n, left=n)
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def batches(
    connection: Connection, bytes_wanted: int, beyond: Mapping[int, int] = NOTHING_HELD, lines_most: int = LINES_MAX
) -> list[Batch]:
    """What to send next, oldest epoch first: about `bytes_wanted` of lines, at least one line where any is unsent.

    `beyond`: through which line of an epoch nothing is to be sent now, for a request under way carries it or the
    branch's hub holds it. At most `lines_most` lines of each journal.
    """
    identity = meta.identity(connection)
    found: list[Batch] = []
    room = bytes_wanted
    for epoch in own_epochs(connection):
        if room <= 0:
            break
        journal = Journal(identity.desk, epoch)
        first = max(_first_to_send(connection, journal), beyond.get(epoch, 0) + 1)
        lines: list[bytes] = []
        for (raw,) in connection.execute(
            "SELECT raw FROM journal WHERE epoch = ? AND n >= ? AND n <= ? ORDER BY n LIMIT ?",
            (epoch, first, _last(connection, epoch), lines_most),
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


def begin_attempt(connection: Connection, journal: Journal, first: int, last: int, now_ms: int) -> int:
    """Write that these lines are on their way; gives the number of the attempt."""
    return int(
        connection.execute(
            "INSERT INTO attempts (epoch, first, last, started) VALUES (?, ?, ?, ?) RETURNING id",
            (journal.epoch, first, last, now_ms),
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
    asked: int = INTEGER_MAX,
) -> None:
    """Keep a verified proof; the one that came last counts, and all are kept.

    `asked` is the number the request spoke of as acknowledged. A lower ack than the one held counts only when it is
    below that too: then the centre lost lines, and they are sent again. Else it is a late answer, overtaken by another.
    """
    held = last_ack(connection, journal.desk, journal.epoch)
    wanted = meta.get(connection, f"send_from.{journal.epoch}")
    if wanted is not None and through >= int(wanted):
        meta.drop(connection, f"send_from.{journal.epoch}")
    if held is not None:
        if (held.through, held.head) == (through, head) or asked <= through < held.through:
            return
        now_ms = max(now_ms, held.at + 1)  # the order of arrival, whatever the clocks of both ends say
    connection.execute(
        "INSERT OR REPLACE INTO acks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (journal.desk, journal.epoch, through, head, time_ms, key, sig, now_ms),
    )


def carried_home(connection: Connection, desk: str, cause: str) -> None:
    """Attempts that ended with `cause` and are proven to have arrived by now, went through."""
    connection.execute(
        "UPDATE attempts SET cause = NULL WHERE cause = ? AND last <= (SELECT through FROM acks WHERE desk = ?"
        " AND acks.epoch = attempts.epoch ORDER BY at DESC, through DESC LIMIT 1)",
        (cause, desk),
    )
