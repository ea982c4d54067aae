"""Snapshots: the effect of the whole feed in one signed, immutable file per branch (protocol section 6).

Records go as columns in chunks of 10,000 sorted by number, compressed hard, once; the file is kept in the store,
so that it is encrypted at rest like everything else.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from desk.model.line import encode_json
from desk.rules import keys
from sync.central.feed import line_body, with_lines
from sync.central.store import Store, head_of
from sync.central.tables import branches, feed, journals, lines, outcomes, records, snapshot_parts, snapshots, standing
from sync.compression import FileCompressor
from sync.wire import snapshot_text

CHUNK_ROWS = 10_000
PART_BYTES = 1024 * 1024
KEPT_MS = 7 * 24 * 3600 * 1000
FAR = 5_000  # lines of feed after which a new snapshot is made
BEFORE_RECORDS = ("policy.put", "reference.put", "holiday.put", "catalogue.put", "officer.put", "key.put")
SETTLED = "payment.settled"  # after the orders it speaks of


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A kept file: `sha256` hex and `bytes` of the file, `lines` feed lines inside."""

    id: str
    f: int
    feed: str
    bytes: int
    lines: int
    sha256: str
    made: int
    sig: str

    def members(self) -> dict[str, Any]:
        """The answer of `/v1/snapshots/current`."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "f"}


@dataclass(frozen=True, slots=True)
class Built:
    """A new snapshot, not kept yet."""

    snapshot: Snapshot
    body: bytes


def build(connection: Connection, store: Store, branch: str, now: int) -> Built:
    """Make a snapshot of this moment; `connection` must see one moment only."""
    f = head_of(connection, branch)
    packer = FileCompressor()
    count = 0
    for kind, body in _lines(connection, branch):
        count += 1
        packer.add(b'{"f":%d,"k":%s,"b":%s}\n' % (count, json.dumps(kind).encode("ascii"), body))
    body = packer.finish()
    cursor = f"{store.feed_id}.{f}"
    name, digest = secrets.token_hex(8), hashlib.sha256(body).hexdigest()
    sig = keys.sign(store.identity.signing, snapshot_text(branch, name, cursor, digest))
    return Built(Snapshot(name, f, cursor, len(body), count, digest, now, sig), body)


def keep(connection: Connection, branch: str, built: Built, now: int) -> None:
    """Store a snapshot; those older than 7 days go."""
    row = {name: getattr(built.snapshot, name) for name in Snapshot.__slots__}
    connection.execute(snapshots.insert().values(branch=branch, **row))
    for part, start in enumerate(range(0, len(built.body), PART_BYTES)):
        piece = built.body[start : start + PART_BYTES]
        connection.execute(snapshot_parts.insert().values(branch=branch, id=built.snapshot.id, part=part, body=piece))
    old = connection.execute(
        select(snapshots.c.id).where(snapshots.c.branch == branch, snapshots.c.made < now - KEPT_MS)
    ).scalars()
    for name in list(old):
        connection.execute(delete(snapshots).where(snapshots.c.branch == branch, snapshots.c.id == name))
        connection.execute(delete(snapshot_parts).where(snapshot_parts.c.branch == branch, snapshot_parts.c.id == name))


def current(connection: Connection, branch: str) -> Snapshot | None:
    """The newest kept snapshot."""
    return _kept(connection, snapshots.c.branch == branch)


def by_id(connection: Connection, branch: str, name: str) -> Snapshot | None:
    """A kept snapshot of the branch by its id."""
    return _kept(connection, (snapshots.c.branch == branch) & (snapshots.c.id == name))


def distance(connection: Connection, branch: str, snapshot: Snapshot) -> int:
    """How many feed lines came after it."""
    return head_of(connection, branch) - snapshot.f


def read_range(connection: Connection, branch: str, name: str, start: int, end: int) -> bytes:
    """Bytes `start` to `end` (exclusive) of the file."""
    first, last = start // PART_BYTES, max(start, end - 1) // PART_BYTES
    parts = connection.execute(
        select(snapshot_parts.c.body)
        .where(
            snapshot_parts.c.branch == branch,
            snapshot_parts.c.id == name,
            snapshot_parts.c.part.between(first, last),
        )
        .order_by(snapshot_parts.c.part)
    ).scalars()
    return b"".join(parts)[start - first * PART_BYTES : end - first * PART_BYTES]


def _kept(connection: Connection, where: Any) -> Snapshot | None:
    row = connection.execute(select(snapshots).where(where).order_by(snapshots.c.f.desc()).limit(1)).one_or_none()
    return None if row is None else Snapshot(*(getattr(row, name) for name in Snapshot.__slots__))


def _lines(connection: Connection, branch: str) -> Iterator[tuple[str, bytes]]:
    """Kind and body of every line, in an order in which each finds what it speaks of."""
    yield from _standing(connection, branch, standing.c.k.in_(BEFORE_RECORDS))
    yield from _columns(connection, branch, "household")
    yield from _columns(connection, branch, "citizen")
    yield from _standing(connection, branch, standing.c.k.not_in((*BEFORE_RECORDS, SETTLED)))
    yield from _journal_lines(connection, branch)
    yield from _standing(connection, branch, standing.c.k == SETTLED)
    for body in connection.execute(select(outcomes.c.b).where(outcomes.c.branch == branch).order_by(outcomes.c.f)):
        yield "outcome", body[0].encode("utf-8")
    for row in connection.execute(select(journals).where(journals.c.branch == branch)):
        yield "applied", encode_json({"desk": row.desk, "epoch": row.epoch, "through": _decided(connection, row)})


def _standing(connection: Connection, branch: str, chosen: Any) -> Iterator[tuple[str, bytes]]:
    rows = connection.execute(
        select(standing.c.k, standing.c.b).where(standing.c.branch == branch, chosen).order_by(standing.c.f)
    )
    for kind, body in rows:
        yield kind, body.encode("utf-8")


def _columns(connection: Connection, branch: str, kind: str) -> Iterator[tuple[str, bytes]]:
    after = ""
    while True:
        found = connection.execute(
            select(records.c.number, records.c.b)
            .where(records.c.branch == branch, records.c.kind == kind, records.c.number > after)
            .order_by(records.c.number)
            .limit(CHUNK_ROWS)
        ).all()
        if not found:
            return
        after = found[-1].number
        yield f"{kind}.columns", encode_json(columns_of([json.loads(row.b) for row in found]))


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Many records as one list per member, None where a record has none."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {"count": len(rows), "columns": {name: [row.get(name) for row in rows] for name in names}}


def _journal_lines(connection: Connection, branch: str) -> Iterator[tuple[str, bytes]]:
    rows = connection.execute(
        with_lines().where(feed.c.branch == branch, feed.c.k == "line", lines.c.kind != "record.viewed")
    )
    for row in rows:
        if row.raw is not None:
            yield "line", line_body(row)


def _decided(connection: Connection, journal: Any) -> int:
    """Adjudicated so far: everything taken in but what came after the branch's last decided number."""
    decided = connection.execute(select(branches.c.adjudicated).where(branches.c.branch == journal.branch)).scalar_one()
    found = connection.execute(
        select(feed.c.n, feed.c.f)
        .where(
            feed.c.branch == journal.branch,
            feed.c.desk == journal.desk,
            feed.c.epoch == journal.epoch,
            feed.c.f - feed.c.run < decided,
        )
        .order_by(feed.c.f.desc())
        .limit(1)
    ).one_or_none()
    # the last run may be decided in part only
    return 0 if found is None else int(found.n) - max(0, int(found.f) - int(decided))
