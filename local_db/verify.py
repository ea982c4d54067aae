"""Walking the journal: does every line hold, and does what the centre signed agree with it?"""

from __future__ import annotations

from dataclasses import dataclass

from desk.model.line import Journal, LineFault, decode_line, genesis, link
from local_db import meta
from local_db.connection import Connection
from local_db.epochs import known_head
from local_db.errors import CHAIN_FAULTS, ChainBroken, FileDamaged
from local_db.high_water import HighWater


@dataclass(frozen=True, slots=True)
class Verified:
    """What was walked: lines over all own epochs and the head of the present one (hex)."""

    lines: int
    epochs: int
    head: str
    acks: int


def undamaged(connection: Connection) -> None:
    """Every page of the file holds together. Raises FileDamaged."""
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise FileDamaged()


def verify(connection: Connection, mark: HighWater | None) -> Verified:
    """Walk every own journal from its genesis.

    Raises ChainBroken naming the first bad line: a gap, changed bytes, a head that does not follow, an acknowledged
    head that is not ours, or a journal shorter than it is known to have been.
    """
    identity = meta.identity(connection)
    epochs = [int(row[0]) for row in connection.execute("SELECT DISTINCT epoch FROM journal ORDER BY epoch")]
    total, tips = 0, {}
    for epoch in epochs:
        journal = Journal(identity.desk, epoch)
        count, head = _walk(connection, journal)
        total += count
        tips[epoch] = (count, head)
    n, head = tips.get(identity.epoch, (0, genesis(identity.journal)))
    acks = _check_acks(connection, identity.desk)
    _check_high_water(connection, identity.journal, n, mark)
    return Verified(total, max(1, len(epochs)), head.hex(), acks)


def _walk(connection: Connection, journal: Journal) -> tuple[int, bytes]:
    head, count = genesis(journal), 0
    rows = connection.execute("SELECT n, t, k, raw, head FROM journal WHERE epoch = ? ORDER BY n", (journal.epoch,))
    for n, t, k, raw, stored in rows:
        count += 1
        if n != count:
            raise ChainBroken(ref=journal.reference(count), why=CHAIN_FAULTS["gap"])
        try:
            entry = decode_line(bytes(raw))
        except LineFault as fault:
            raise ChainBroken(ref=journal.reference(n), why=CHAIN_FAULTS["unreadable"]) from fault
        head = link(head, bytes(raw))
        if (entry.n, entry.t, entry.k) != (n, t, k) or head != bytes(stored):
            raise ChainBroken(ref=journal.reference(n), why=CHAIN_FAULTS["changed"])
    return count, head


def _check_acks(connection: Connection, desk: str) -> int:
    checked = 0
    rows = connection.execute(
        "SELECT epoch, through, head FROM acks WHERE desk = ? AND through > 0 ORDER BY epoch, through", (desk,)
    )
    for epoch, through, acknowledged in rows.fetchall():
        checked += 1
        if known_head(connection, Journal(desk, epoch), through) != bytes(acknowledged):
            raise ChainBroken(ref=Journal(desk, epoch).reference(through), why=CHAIN_FAULTS["acknowledged"])
    return checked


def _check_high_water(connection: Connection, journal: Journal, n: int, mark: HighWater | None) -> None:
    if mark is None or mark.desk != journal.desk or mark.epoch < journal.epoch or mark.n == 0:
        return
    if mark.epoch > journal.epoch:
        raise ChainBroken(ref=Journal(journal.desk, mark.epoch).reference(1), why=CHAIN_FAULTS["missing"])
    if mark.n > n:
        raise ChainBroken(ref=journal.reference(n + 1), why=CHAIN_FAULTS["missing"])
    row = connection.execute("SELECT head FROM journal WHERE epoch = ? AND n = ?", (mark.epoch, mark.n)).fetchone()
    if row is None or bytes(row[0]).hex() != mark.head:
        raise ChainBroken(ref=journal.reference(mark.n), why=CHAIN_FAULTS["replaced"])
