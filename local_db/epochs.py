"""The next epoch of a desk: after a restore, a rollback, a fork, a new enrolment, or a line that cannot be sent.

Protocol 1. The old epoch keeps its lines up to the point from which the new one continues, and they are still sent
there; own lines beyond that point are carried over as `line.recovered`. Numbers of receipts go with their lines, and no
new one is issued before a book of the new epoch is leased.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Literal

from desk.model.line import RECOVERED, Journal, decode_line, link, read_recovered, unwrapped
from desk.model.ports import Clock
from local_db import meta
from local_db.connection import Connection
from local_db.journal import Act, head_at, kept_through, tip
from local_db.queries.sync import last_ack

Why = Literal["restore", "rollback", "fork", "enrolment", "unsendable"]
INTEGRITY = ("integrity", "integrity_ack", "integrity_fork", "integrity_held")


@dataclass(frozen=True, slots=True)
class Parting:
    """Where an own journal and what the centre holds (or can take) part: the first line that is not to be sent there.
    `left` is a line nobody can take; it stays at home."""

    epoch: int
    n: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The epoch begun: how many lines came along, and the numbers of the receipts among them (`book/number`)."""

    epoch: int
    carried: int
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Integrity:
    """Evidence that this file and the centre do not agree: `rollback` (the centre holds more), `heads_differ`, or
    `copied` (another machine goes by this id in a later epoch). `at` is where the two part, None for a copy."""

    kind: str
    epoch: int = 0
    at: Parting | None = None


def integrity(connection: Connection) -> Integrity | None:
    """What stands against this file, None where nothing does."""
    kind = meta.get(connection, "integrity")
    if kind is None:
        return None
    kept = meta.get(connection, "integrity_ack")
    if kind not in ("rollback", "heads_differ") or kept is None:
        return Integrity(str(kind))
    epoch = int(json.loads(str(kept))["epoch"])
    return Integrity(str(kind), epoch, Parting(epoch, _parts_at(connection, epoch)))


def name_of(connection: Connection, parting: Parting) -> str:
    """The reference of the first line on the far side."""
    return Journal(meta.desk(connection), parting.epoch).reference(parting.n)


def _parts_at(connection: Connection, epoch: int) -> int:
    """The first line the centre does not hold as it is here: as the centre named it, else after what it was found to
    hold, else after the last line it signed for."""
    proof = last_ack(connection, meta.desk(connection), epoch)
    first = proof.through + 1 if proof is not None else 1
    for name, beyond in (("integrity_fork", 0), ("integrity_held", 1)):
        named, _, n = str(meta.get(connection, name, "")).partition("-")
        if named == str(epoch):
            return max(first, int(n) + beyond)
    return first


def open_next(
    connection: Connection,
    clock: Clock,
    why: Why,
    *,
    at: Parting | None = None,
    epoch: int = 0,
    officer: str = "-",
    second: str | None = None,
) -> tuple[Act, Opened]:
    """Begin the next epoch (`epoch` at least) in the caller's transaction; gives the act that wrote its lines.

    Without `at` nothing is in doubt and nothing is carried over. `officer` is under whose eyes it is done, `second`
    who was signed in beside.
    """
    from desk.model.kinds.journal import After, JournalOpened, LineRecovered  # pydantic: not before the first frame

    identity = meta.identity(connection)
    last = tip(connection, identity.journal).n
    parting = at or Parting(identity.epoch, last + 1)
    carried = to_carry(connection, parting)
    meta.put(connection, f"kept.{identity.epoch}", last)
    meta.put(connection, f"kept.{parting.epoch}", parting.n - 1)
    after_n = parting.n - 1 if parting.epoch == identity.epoch else last
    head = head_at(connection, identity.journal, after_n)
    assert head is not None
    text = base64.urlsafe_b64encode(head).rstrip(b"=").decode()
    meta.put(connection, "epoch", max(identity.epoch + 1, epoch))
    act = Act(connection, clock)
    act.append(
        JournalOpened(after=After(epoch=identity.epoch, n=after_n, head=text), why=why), officer=officer, second=second
    )
    receipts: list[str] = []
    for names, raw in carried:
        body = LineRecovered(ref=names[-1], line=raw.decode("utf-8"), also=list(names[:-1]))
        act.append(body, officer=officer, second=second)
        if number := receipt_number(raw):
            receipts.append(number)
    _put_evidence_by(connection, act.journal.epoch)
    from local_db import feed  # brings pydantic, which an ordinary start does not wait for

    feed.take_in_again(connection, identity.desk)
    return act, Opened(act.journal.epoch, len(carried), tuple(receipts))


def known_head(connection: Connection, journal: Journal, n: int) -> bytes | None:
    """h(n) of a journal of this desk by what is held here: own lines as far as they count there, then the lines that
    came home. None where a line is missing."""
    kept = kept_through(connection, journal.epoch)
    if kept is None or n <= kept:
        return head_at(connection, journal, n)
    head = head_at(connection, journal, kept)
    rows = connection.execute(
        "SELECT n, raw FROM received WHERE desk = ? AND epoch = ? AND n > ? AND n <= ? ORDER BY n",
        (journal.desk, journal.epoch, kept, n),
    )
    for expected, (number, raw) in enumerate(rows.fetchall(), kept + 1):
        if number != expected or head is None:
            return None
        head, kept = link(head, bytes(raw)), number
    return head if kept == n else None


def left_at_home(connection: Connection) -> list[str]:
    """Own lines that nobody takes and that were not carried over: references, oldest first."""
    desk = meta.desk(connection)
    found: list[str] = []
    for name, kept in connection.execute("SELECT name, value FROM meta WHERE name LIKE 'kept.%'").fetchall():
        journal = Journal(desk, int(name.partition(".")[2]))
        rows = connection.execute(
            "SELECT n FROM journal WHERE epoch = ? AND n > ? AND k != 'journal.opened' ORDER BY n",
            (journal.epoch, kept),
        )
        found += [journal.reference(n) for (n,) in rows.fetchall()]
    return [
        ref for ref in found if connection.execute("SELECT 1 FROM aliases WHERE old = ?", (ref,)).fetchone() is None
    ]


def receipt_number(raw: bytes) -> str:
    """The number of the receipt a line issued, `book/number`; empty for any other line."""
    entry = decode_line(unwrapped(raw))
    return f"{entry.b['book']}/{entry.b['number']}" if entry.k == "receipt.issued" else ""


def to_carry(connection: Connection, parting: Parting) -> list[tuple[tuple[str, ...], bytes]]:
    """Names (oldest first) and first bytes of every line from the parting on, in order."""
    journal = Journal(meta.desk(connection), parting.epoch)
    kept = kept_through(connection, journal.epoch)
    rows = connection.execute(
        "SELECT n, raw FROM journal WHERE epoch = ? AND n >= ? AND n <= ? AND k != 'journal.opened' ORDER BY n",
        (journal.epoch, parting.n, 2**53 if kept is None else kept),
    )
    carried: list[tuple[tuple[str, ...], bytes]] = []
    for n, raw in rows.fetchall():
        if n == parting.left:
            continue
        entry = decode_line(bytes(raw))
        names: tuple[str, ...] = (journal.reference(n),)
        if entry.k == RECOVERED:
            before = read_recovered(entry)
            entry, names = before.entry, (*before.names, *names)
        carried.append((names, entry.raw))
    return carried


def _put_evidence_by(connection: Connection, epoch: int) -> None:
    """What made this epoch necessary is settled; it is kept beside it."""
    evidence = {name: meta.get(connection, name) for name in INTEGRITY}
    if evidence["integrity"] is not None:
        meta.put(connection, f"evidence.{epoch}", json.dumps(evidence))
    for name in INTEGRITY:
        meta.drop(connection, name)
