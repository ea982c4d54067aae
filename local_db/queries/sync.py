"""Reading what sync left behind: proofs, attempts, outcomes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from desk.model.line import decode_line
from local_db.connection import Connection
from local_db.journal import line_of, own_epochs


@dataclass(frozen=True, slots=True)
class Proof:
    """An acknowledgement the centre signed: everything through `through` is held there under `head`."""

    epoch: int
    through: int
    head: bytes
    time: int
    key: str
    sig: str
    at: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send lines `first` to `last`; `cause` is None once it succeeded. Times in ms."""

    epoch: int
    first: int
    last: int
    started: int
    ended: int | None
    cause: str | None
    bytes_up: int
    bytes_down: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line of this desk the centre did not simply apply."""

    ref: str
    result: str
    code: str
    detail: str


_PROOF = "epoch, through, head, time, key, sig, at"


def last_ack(connection: Connection, desk: str, epoch: int) -> Proof | None:
    """The proof for one own journal that came last."""
    row = connection.execute(
        f"SELECT {_PROOF} FROM acks WHERE desk = ? AND epoch = ? ORDER BY at DESC, through DESC LIMIT 1",
        (desk, epoch),
    ).fetchone()
    return None if row is None else Proof(row[0], row[1], bytes(row[2]), *row[3:])


def signed_epochs(connection: Connection, desk: str) -> list[int]:
    """Every epoch of a desk for which a proof is held."""
    rows = connection.execute(
        "WITH RECURSIVE signed(epoch) AS (SELECT min(epoch) FROM acks WHERE desk = ?1 UNION ALL SELECT"
        " (SELECT min(epoch) FROM acks WHERE desk = ?1 AND epoch > signed.epoch) FROM signed WHERE epoch IS NOT NULL)"
        " SELECT epoch FROM signed WHERE epoch IS NOT NULL",
        (desk,),
    )
    return [int(row[0]) for row in rows]


def proof_of(connection: Connection, desk: str, epoch: int, n: int) -> Proof | None:
    """The first proof that covers a line."""
    row = connection.execute(
        f"SELECT {_PROOF} FROM acks WHERE desk = ? AND epoch = ? AND through >= ? ORDER BY at LIMIT 1",
        (desk, epoch, n),
    ).fetchone()
    return None if row is None else Proof(row[0], row[1], bytes(row[2]), *row[3:])


def unsent(connection: Connection, desk: str) -> tuple[int, int | None]:
    """How many own lines, over all epochs, the centre has not acknowledged, and the time (ms) of the oldest."""
    count, oldest = 0, None
    for epoch in own_epochs(connection):
        proof = last_ack(connection, desk, epoch)
        row = connection.execute(
            "SELECT count(*), min(t) FROM journal WHERE epoch = ? AND n > ?"
            " AND n <= coalesce((SELECT value FROM meta WHERE name = ?), n)",
            (epoch, proof.through if proof else 0, f"kept.{epoch}"),
        ).fetchone()
        count += int(row[0])
        if row[1] is not None:
            oldest = int(row[1]) if oldest is None else min(oldest, int(row[1]))
    return count, oldest


def unsent_bytes(connection: Connection) -> int:
    """Bytes of the own lines the centre has not acknowledged, before they are packed."""
    total = 0
    desk = str(connection.execute("SELECT value FROM meta WHERE name = 'desk'").fetchone()[0])
    for epoch in own_epochs(connection):
        proof = last_ack(connection, desk, epoch)
        row = connection.execute(
            "SELECT coalesce(sum(length(raw) + 1), 0) FROM journal WHERE epoch = ? AND n > ?"
            " AND n <= coalesce((SELECT value FROM meta WHERE name = ?), n)",
            (epoch, proof.through if proof else 0, f"kept.{epoch}"),
        ).fetchone()
        total += int(row[0])
    return total


def unsent_satang(connection: Connection, desk: str, epoch: int) -> int:
    """Money taken at this desk in the present epoch that the centre has not acknowledged, satang."""
    proof = last_ack(connection, desk, epoch)
    prefix = f"{desk}-" if epoch == 1 else f"{desk}.{epoch}-"
    row = connection.execute(
        "SELECT coalesce(sum(p.satang), 0) FROM journal j JOIN payments p ON p.ref = ? || j.n"
        " WHERE j.epoch = ? AND j.n > ? AND j.k = 'payment.taken'",
        (prefix, epoch, proof.through if proof else 0),
    ).fetchone()
    return int(row[0])


def last_attempt(connection: Connection) -> Attempt | None:
    """The latest try."""
    row = connection.execute(
        "SELECT epoch, first, last, started, ended, cause, bytes_up, bytes_down FROM attempts ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Attempt(*row)


def attempts_for(connection: Connection, epoch: int, n: int, limit: int = 50) -> list[Attempt]:
    """Tries that carried a line, oldest first."""
    found = connection.execute(
        "SELECT epoch, first, last, started, ended, cause, bytes_up, bytes_down FROM attempts"
        " WHERE epoch = ? AND first <= ? AND last >= ? ORDER BY id LIMIT ?",
        (epoch, n, n, limit),
    )
    return [Attempt(*row) for row in found]


def held_in_branch(connection: Connection, cause: str) -> dict[int, int]:
    """Through which line of each epoch the branch's hub alone has the lines: the last attempts that ended so."""
    rows = connection.execute("SELECT epoch, max(last) FROM attempts WHERE cause = ? GROUP BY epoch", (cause,))
    return {int(epoch): int(last) for epoch, last in rows}


def adjudicated_through(connection: Connection, desk: str, epoch: int) -> int:
    """Through which line the centre has decided."""
    row = connection.execute("SELECT through FROM adjudicated WHERE desk = ? AND epoch = ?", (desk, epoch)).fetchone()
    return 0 if row is None else int(row[0])


def own_lines(connection: Connection, above: int, epoch: int, limit: int) -> list[tuple[int, int, str]]:
    """(number, ms, kind) of own lines of an epoch above a number, newest first."""
    found = connection.execute(
        "SELECT n, t, k FROM journal WHERE epoch = ? AND n > ? ORDER BY n DESC LIMIT ?", (epoch, above, limit)
    )
    return [(int(row[0]), int(row[1]), str(row[2])) for row in found]


def own_line(connection: Connection, epoch: int, n: int) -> tuple[int, str] | None:
    """(ms, kind) of one own line, also of one that this file lost and that came home from the centre."""
    row = connection.execute("SELECT t, k FROM journal WHERE epoch = ? AND n = ?", (epoch, n)).fetchone()
    if row is not None:
        return int(row[0]), str(row[1])
    home = connection.execute(
        "SELECT raw FROM received WHERE desk = (SELECT value FROM meta WHERE name = 'desk') AND epoch = ? AND n = ?",
        (epoch, n),
    ).fetchone()
    if home is None:
        return None
    entry = decode_line(bytes(home[0]))
    return entry.t, entry.k


def outcome_of(connection: Connection, ref: str) -> Trouble | None:
    """The centre's word on one line, where it said more than `applied`."""
    row = connection.execute("SELECT ref, result, code, detail FROM outcomes WHERE ref = ?", (ref,)).fetchone()
    return None if row is None else Trouble(*row)


def fields_of(connection: Connection, ref: str) -> dict[str, Any]:
    """What the centre named beside its outcome: the line that stands, its state, sums."""
    row = connection.execute("SELECT fields FROM outcomes WHERE ref = ?", (ref,)).fetchone()
    found = json.loads(row[0]) if row is not None else {}
    return found if isinstance(found, dict) else {}


def troubled_on(connection: Connection, desk: str, request: str) -> list[str]:
    """Lines of this desk on a request that were refused or are in conflict, and that nobody answered yet."""
    rows = connection.execute(
        "SELECT e.ref FROM request_events e JOIN outcomes o ON o.ref = e.ref LEFT JOIN answered a ON a.ref = e.ref"
        " WHERE e.request = ? AND o.result IN ('refused', 'conflict') AND a.ref IS NULL"
        " AND (e.ref LIKE ? OR e.ref LIKE ?) ORDER BY e.t, e.ref",
        (request, f"{desk}-%", f"{desk}.%"),
    )
    return [str(ref) for (ref,) in rows]


def troubles(connection: Connection, desk: str, limit: int = 200) -> list[Trouble]:
    """Own lines that were refused, conflict, or wait at the centre, and that nobody answered."""
    found = connection.execute(
        "SELECT ref, result, code, detail FROM outcomes o WHERE (ref LIKE ? OR ref LIKE ?)"
        " AND result IN ('refused', 'conflict', 'waiting')"
        " AND NOT EXISTS (SELECT 1 FROM answered a WHERE a.ref = o.ref) ORDER BY seq DESC LIMIT ?",
        (f"{desk}-%", f"{desk}.%", limit),
    )
    return [Trouble(*row) for row in found]


def troubled_count(connection: Connection, desk: str) -> int:
    """How many such lines there are."""
    return len(troubles(connection, desk, 1_000))


def count(connection: Connection, table: str) -> int:
    """Rows of a table of ours."""
    if table not in ("receipts", "requests", "journal", "received"):
        raise ValueError(table)
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def kind_of(connection: Connection, ref: str) -> str:
    """The kind of an own line by its reference; a recovered one goes by the kind inside. Empty for no own line."""
    raw = line_of(connection, ref)
    return "" if raw is None else decode_line(raw).k
