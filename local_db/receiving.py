"""Lines of fellow desks, and own ones that come home: what the centre says of them stands, what the branch's hub tells
stands until the centre has spoken.

A desk's disk may be copied, and both machines go on under one name: then the hub may have the lines of one and the
centre those of the other. The centre's are the journal's; the other machine carries its own over into its next epoch.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from desk.model.kinds import KINDS
from desk.model.line import DESK_PATTERN, INTEGER_MAX, Entry, Journal, LineFault, decode_line
from local_db import meta
from local_db.connection import Connection
from local_db.driver import dbapi2
from local_db.errors import from_sqlite
from local_db.folds import Origin, apply_fold
from local_db.folds.recovered import already_folded, was_taken_for_another
from local_db.journal import kept_through

NOT_UNDERSTOOD: Final = (
    KeyError,
    TypeError,
    ValueError,
    OverflowError,  # an integer no column can hold
    LineFault,
    ValidationError,
    RecursionError,
    dbapi2.Error,
)
TIME_MAX_MS: Final = 253_402_300_800_000
"""The year 10000: a line dated beyond it could not be shown."""
OPENED: Final = "journal.opened"


def receive_line(connection: Connection, body: dict[str, Any], *, by_hub: bool) -> None:
    """Keep and fold a line another machine wrote. Raises LineFault for what cannot stand where it says."""
    raw = body["line"].encode("utf-8")
    entry = decode_line(raw)
    journal = Journal(body["desk"], body["epoch"])
    if DESK_PATTERN.fullmatch(journal.desk) is None or journal.epoch < 1 or not 1 <= entry.n <= INTEGER_MAX:
        raise LineFault("a line of no journal")
    if _is_held(connection, journal, entry.n, raw, by_hub=by_hub) or (by_hub and _left(connection, journal, entry.n)):
        return
    identity = meta.identity(connection)
    if journal.desk == identity.desk and entry.n <= (kept_through(connection, journal.epoch) or 0):
        raise LineFault("another line than the own one")
    if journal.desk == identity.desk and journal.epoch >= identity.epoch:
        # A line this desk has yet to write, or wrote otherwise: kept aside until the next epoch is opened.
        raise LineFault("an own line beyond the own journal")
    dropped = _drop_others(connection, journal, entry, by_hub=by_hub)
    seq = meta.next_arrival(connection)
    values = (journal.desk, journal.epoch, entry.n, seq, raw, by_hub)
    connection.execute("INSERT INTO received (desk, epoch, n, seq, raw, by_hub) VALUES (?, ?, ?, ?, ?, ?)", values)
    if dropped or was_taken_for_another(connection, journal, entry.n, raw):
        from local_db.rebuild import fold_everything

        fold_everything(connection)  # rare: after a copy, lines here were understood otherwise than they were meant
    else:
        fold_received(connection, raw, Origin(journal, seq))


def continues(connection: Connection, body: dict[str, Any], after: int | None = None) -> bool:
    """Whether a line told by a hub follows on what is held of its journal: on the line before it, or on line `after`
    where the hub leaves out those between, as it does with look-ups."""
    try:
        n = decode_line(body["line"].encode("utf-8")).n
        before = (body["desk"], body["epoch"], n - 1 if after is None or after >= n else after)
        held = connection.execute("SELECT 1 FROM received WHERE desk = ? AND epoch = ? AND n = ?", before).fetchone()
    except (KeyError, TypeError, AttributeError, ValueError, LineFault, dbapi2.Error) as fault:
        if isinstance(fault, dbapi2.Error) and from_sqlite(fault) is not None:
            raise
        return True  # it makes no sense: kept as such
    return before[2] == 0 or held is not None


def fold_received(connection: Connection, raw: bytes, origin: Origin) -> None:
    """Fold a fellow desk's line; one that makes no sense is named in `unfolded` and blocks nothing."""
    connection.execute("SAVEPOINT line")
    try:
        entry = decode_line(raw)
        if not 0 <= entry.t < TIME_MAX_MS:
            raise LineFault("a time beyond any calendar")
        if entry.k in KINDS:
            KINDS[entry.k].model_validate(entry.b)
        if not already_folded(connection, origin.journal, entry.n, raw):
            apply_fold(connection, entry, origin)
    except NOT_UNDERSTOOD as fault:
        if isinstance(fault, dbapi2.Error) and from_sqlite(fault) is not None:
            raise
        connection.execute("ROLLBACK TO line")
        name_unfolded(connection, origin.seq, fault)
    connection.execute("RELEASE line")


def name_unfolded(connection: Connection, seq: int, fault: Exception) -> None:
    """Remember that the item at `seq` could not be folded, and why (no personal data: the kind of fault alone)."""
    connection.execute("INSERT OR REPLACE INTO unfolded VALUES (?, ?)", (seq, type(fault).__name__))


def _is_held(connection: Connection, journal: Journal, n: int, raw: bytes, *, by_hub: bool) -> bool:
    """Whether nothing is to be done: it is here, or the centre's line is, or a hub told another one before."""
    if journal.desk == meta.get(connection, "desk"):
        own = connection.execute("SELECT raw FROM journal WHERE epoch = ? AND n = ?", (journal.epoch, n)).fetchone()
        if own is not None and bytes(own[0]) == raw:
            return True
    place = (journal.desk, journal.epoch, n)
    row = connection.execute(
        "SELECT raw, by_hub FROM received WHERE desk = ? AND epoch = ? AND n = ?", place
    ).fetchone()
    if row is None or by_hub or not row[1]:
        return row is not None
    if bytes(row[0]) != raw:
        return False
    connection.execute("UPDATE received SET by_hub = 0 WHERE desk = ? AND epoch = ? AND n = ?", place)
    return True


def _left(connection: Connection, journal: Journal, n: int) -> bool:
    """Whether a line lies beyond where its machine left that epoch: it comes carried over, or by the centre."""
    rows = connection.execute(
        "SELECT raw FROM received WHERE desk = ? AND epoch > ? AND n = 1", (journal.desk, journal.epoch)
    )
    return any(
        epoch == journal.epoch and n > last for epoch, last in (_leaves(decode_line(bytes(raw))) for (raw,) in rows)
    )


def _leaves(entry: Entry) -> tuple[int, int]:
    """The epoch an opening line leaves behind, and its last line there that counts; 0 for any other line."""
    after = entry.b.get("after") if entry.k == OPENED else None
    epoch, n = (after.get("epoch"), after.get("n")) if isinstance(after, dict) else (None, None)
    return (epoch, n) if isinstance(epoch, int) and isinstance(n, int) else (0, 0)


def _drop_others(connection: Connection, journal: Journal, entry: Entry, *, by_hub: bool) -> bool:
    """Forget what a hub told of lines beyond where their epoch was left, and what the centre's line shows to be
    another machine's: at its place and beyond it. Whether there was any."""
    left, last = _leaves(entry)
    beyond = [(journal.desk, left, last)] if left else []
    beyond += [] if by_hub else [(journal.desk, journal.epoch, entry.n - 1)]
    question = "DELETE FROM received WHERE by_hub AND desk = ? AND epoch = ? AND n > ?"
    return sum(connection.execute(question, each).rowcount for each in beyond) > 0
