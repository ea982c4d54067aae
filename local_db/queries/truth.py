"""Reading what the desk says of itself: epochs begun and looked at, troubles answered, clocks corrected, its end."""

from __future__ import annotations

import json
from dataclasses import dataclass

from desk.model.line import decode_line
from local_db import meta
from local_db.connection import Connection
from local_db.epochs import receipt_number


@dataclass(frozen=True, slots=True)
class EpochBegun:
    """A later epoch of this desk: why, when (ms), under whose eyes (`-` for the desk itself), and what came along."""

    epoch: int
    why: str
    t: int
    officer: str
    carried: int
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutBack:
    """What the mark outside the file knew and the file did not, when it was found to be older."""

    epoch: int
    n: int
    to_epoch: int
    to_n: int
    receipt: str


@dataclass(frozen=True, slots=True)
class End:
    """The desk is being retired, or is; `state` retiring or retired."""

    state: str
    why: str
    to: str
    officer: str
    t: int
    ref: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a troubled line."""

    how: str
    by: str | None
    officer: str
    t: int
    note: str


def epochs_begun(connection: Connection) -> list[EpochBegun]:
    """Every later epoch of this file, oldest first."""
    found = []
    rows = connection.execute("SELECT epoch, raw FROM journal WHERE n = 1 AND epoch > 1 ORDER BY epoch").fetchall()
    for epoch, raw in rows:
        entry = decode_line(bytes(raw))
        if entry.k != "journal.opened":
            continue
        carried = connection.execute(
            "SELECT raw FROM journal WHERE epoch = ? AND k = 'line.recovered' ORDER BY n", (epoch,)
        ).fetchall()
        numbers = tuple(number for (line,) in carried if (number := receipt_number(bytes(line))))
        found.append(EpochBegun(int(epoch), str(entry.b.get("why")), entry.t, entry.o, len(carried), numbers))
    return found


def epochs_seen(connection: Connection, desk: str) -> dict[int, tuple[str, int]]:
    """Who (officer) looked at which epoch, and when (ms)."""
    rows = connection.execute("SELECT epoch, officer, t FROM recoveries_seen WHERE desk = ?", (desk,))
    return {int(epoch): (str(officer), int(t)) for epoch, officer, t in rows}


def doubtful_epochs(connection: Connection, desk: str) -> int:
    """How many epochs began for a reason a supervisor is to look at, and nobody has."""
    seen = epochs_seen(connection, desk)
    rows = connection.execute("SELECT epoch, raw FROM journal WHERE n = 1 AND epoch > 1").fetchall()
    whys = [(int(epoch), decode_line(bytes(raw)).b.get("why")) for epoch, raw in rows]
    return sum(1 for epoch, why in whys if why in ("rollback", "fork", "restore") and epoch not in seen)


def put_back(connection: Connection, epoch: int) -> PutBack | None:
    """What was missing when this epoch began; None where the mark told nothing."""
    kept = meta.get(connection, f"put_back.{epoch}")
    return None if kept is None else PutBack(**json.loads(str(kept)))


def came_home(connection: Connection, desk: str, lost: PutBack) -> int:
    """How many lines of the lost stretch the centre has sent home since."""
    row = connection.execute(
        "SELECT count(*) FROM received WHERE desk = ? AND epoch = ? AND n > ? AND n <= ?",
        (desk, lost.epoch, lost.n, lost.to_n),
    ).fetchone()
    return int(row[0])


def last_receipts(connection: Connection, desk: str) -> list[str]:
    """The last number used of each book of a desk, `book/number`."""
    rows = connection.execute(
        "SELECT book, max(number) FROM receipts WHERE desk = ? GROUP BY fiscal_year, book ORDER BY fiscal_year, book",
        (desk,),
    ).fetchall()
    return [f"{book}/{number}" for book, number in rows][-50:]


def receipt_numbers(connection: Connection, desk: str, book: str) -> set[int]:
    """Numbers of a book that are known here to be used."""
    rows = connection.execute("SELECT number FROM receipts WHERE desk = ? AND book = ?", (desk, book))
    return {int(number) for (number,) in rows}


def answer_to(connection: Connection, ref: str) -> Answer | None:
    """What became of a troubled line, None while nobody did anything."""
    row = connection.execute("SELECT how, by_ref, officer, t, note FROM answered WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else Answer(*row)


def answered(connection: Connection) -> set[str]:
    """References of troubled lines that somebody answered."""
    return {str(ref) for (ref,) in connection.execute("SELECT ref FROM answered")}


def correction_of(connection: Connection, desk: str, epoch: int, n: int) -> int | None:
    """How far the clock was off while a line was written (ms to be added), None where nothing is known to be wrong."""
    row = connection.execute(
        "SELECT offset_ms FROM clock_corrections WHERE desk = ? AND epoch = ? AND first <= ? AND last >= ?"
        " ORDER BY t DESC LIMIT 1",
        (desk, epoch, n, n),
    ).fetchone()
    return None if row is None else int(row[0])


def end_of(connection: Connection, desk: str, epoch: int) -> End | None:
    """Whether this desk is at its end in the present epoch."""
    row = connection.execute(
        "SELECT state, why, goes_to, officer, t, ref FROM desk_ends WHERE desk = ? AND epoch = ?", (desk, epoch)
    ).fetchone()
    return None if row is None else End(*row)
