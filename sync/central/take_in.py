"""Taking segments in: checked whole, stored durably, acknowledged; never judged (protocol sections 2 and 3)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select, update

from desk.model.line import Entry, Journal, LineFault, decode_line, genesis
from sync.central.feed import FeedWriter, lock_branch
from sync.central.tables import desks, evidence, journals, keys, lines
from sync.framing import BrokenSegment, SegmentReader
from sync.segment import Segment, SegmentFault, chain_heads, verify_seal
from sync.wire import Problem

EVIDENCE_MAX = 200  # segments kept of one desk: the first tell how it came about
_KIND = re.compile(r"[A-Za-z0-9_.]{1,60}")  # anything else is stored all the same, and gets an outcome


@dataclass(frozen=True, slots=True)
class Held:
    """What the centre holds of a journal."""

    through: int
    head: bytes


@dataclass(frozen=True, slots=True)
class _Taking:
    """When a segment is taken, and what its key is by then."""

    at: int
    key_state: str


@dataclass
class TakenIn:
    """What became of the segments of one request."""

    pushed: list[Journal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    branches: set[str] = field(default_factory=set)  # where lines were added
    sent: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    gaps: bool = False

    def note(self, journal: Journal) -> None:
        if journal not in self.pushed:
            self.pushed.append(journal)


def take_in(connection: Connection, reader: SegmentReader, sender: Journal, now: int) -> TakenIn:
    """Take every segment of a request that is whole; one segment's problem stops no other.

    Runs in one writing transaction; what it took is durable when that is committed.
    """
    taken = TakenIn()
    writers: dict[str, FeedWriter] = {}
    while (segment := reader.take()) is not None:
        if isinstance(segment, BrokenSegment):
            journal = Journal(segment.desk or sender.desk, segment.epoch or sender.epoch)
            taken.problems.append(_problem("bad-segment", journal, segment.why))
            if journal.desk == sender.desk:
                taken.note(journal)
            continue
        try:
            _take_one(connection, segment, writers, taken, now)
        except SegmentFault as fault:
            facts = {} if fault.n is None else {"n": fault.n}
            taken.problems.append(_problem(fault.problem, segment.header.journal, str(fault), facts))
            if fault.problem == "bad-segment":
                reader.reopen()
            if segment.header.desk == sender.desk:
                taken.note(segment.header.journal)
    for branch, writer in writers.items():
        writer.flush(connection)
        taken.branches.add(branch)
    return taken


def held(connection: Connection, journal: Journal) -> Held:
    """How far the centre holds a journal; every journal exists, empty, from the start."""
    row = connection.execute(
        select(journals.c.through, journals.c.head).where(
            journals.c.desk == journal.desk, journals.c.epoch == journal.epoch
        )
    ).one_or_none()
    return Held(0, genesis(journal)) if row is None else Held(int(row.through), bytes(row.head))


def held_of_desk(connection: Connection, desk: str) -> dict[Journal, Held]:
    """All journals of a desk that hold lines."""
    rows = connection.execute(select(journals).where(journals.c.desk == desk).order_by(journals.c.epoch))
    return {Journal(desk, int(row.epoch)): Held(int(row.through), bytes(row.head)) for row in rows}


def read_line(raw: bytes) -> Entry | None:
    """The line as an entry, or None when it is none: then it gets an outcome."""
    try:
        return decode_line(raw)
    except LineFault:
        return None


def line_kind(raw: bytes) -> str:
    """The kind a line is passed on under; a recovered line goes by the kind inside. Empty when it is no line."""
    entry = read_line(raw)
    if entry is None:
        return ""
    if entry.k == "line.recovered" and isinstance(inner := entry.b.get("line"), str):
        recovered = read_line(inner.encode("utf-8", "replace"))
        return entry.k if recovered is None or recovered.k != "record.viewed" else recovered.k
    return entry.k if _KIND.fullmatch(entry.k) else ""


def _take_one(
    connection: Connection, segment: Segment, writers: dict[str, FeedWriter], taken: TakenIn, now: int
) -> None:
    header, journal = segment.header, segment.header.journal
    key = connection.execute(
        select(keys.c.public, keys.c.state).where(keys.c.desk == header.desk, keys.c.key == header.key)
    ).one_or_none()
    if key is None:
        taken.problems.append(_problem("unknown-key", journal, ""))
        return
    verify_seal(segment, bytes(key.public))
    branch = connection.execute(select(desks.c.branch).where(desks.c.desk == header.desk)).scalar_one()
    if branch not in writers:
        lock_branch(connection, branch)
    taken.note(journal)
    now_held = held(connection, journal)
    if header.from_n > now_held.through + 1:
        taken.problems.append(_problem("gap", journal, "", {"expected": now_held.through + 1}))
        taken.gaps = True
        return
    heads = chain_heads(segment, _head_at(connection, journal, header.from_n - 1, now_held))
    forked = _forked_at(connection, journal, header.from_n, heads, now_held)
    if forked is not None:
        _keep_evidence(connection, segment, forked, now)
        taken.problems.append(_problem("fork", journal, "", {"n": forked}))
        return
    taken.sent.setdefault(journal.name, []).append((header.from_n, header.to_n))
    if header.to_n > now_held.through:
        writer = writers.setdefault(branch, FeedWriter(branch))
        _store(connection, segment, heads, now_held, writer, _Taking(now, key.state))


def _store(
    connection: Connection, segment: Segment, heads: Sequence[bytes], before: Held, writer: FeedWriter, taking: _Taking
) -> None:
    header, journal = segment.header, segment.header.journal
    rows = []
    for n, raw, head in zip(range(header.from_n, header.to_n + 1), segment.lines, heads, strict=True):
        if n <= before.through:
            continue
        rows.append(
            {
                "desk": header.desk,
                "epoch": header.epoch,
                "n": n,
                "raw": raw,
                "head": head,
                "key": header.key,
                "key_state": taking.key_state,
                "taken": taking.at,
            }
        )
        writer.pass_on(journal, n, line_kind(raw))
    connection.execute(lines.insert(), rows)
    moved = {"through": header.to_n, "head": header.head}
    if before.through == 0:
        connection.execute(
            journals.insert().values(desk=header.desk, epoch=header.epoch, branch=writer.branch, **moved)
        )
        connection.execute(
            update(desks).where(desks.c.desk == header.desk, desks.c.epoch < header.epoch).values(epoch=header.epoch)
        )
    else:
        connection.execute(
            update(journals).where(journals.c.desk == header.desk, journals.c.epoch == header.epoch).values(**moved)
        )


def _head_at(connection: Connection, journal: Journal, n: int, now_held: Held) -> bytes:
    if n == now_held.through:
        return now_held.head
    if n == 0:
        return genesis(journal)
    return bytes(
        connection.execute(
            select(lines.c.head).where(lines.c.desk == journal.desk, lines.c.epoch == journal.epoch, lines.c.n == n)
        ).scalar_one()
    )


def _forked_at(
    connection: Connection, journal: Journal, from_n: int, heads: Sequence[bytes], now_held: Held
) -> int | None:
    """The first number at which another line is held: equal heads mean equal lines all the way."""
    last = min(from_n + len(heads) - 1, now_held.through)
    if last < from_n:
        return None
    rows: Iterable[tuple[int, bytes]] = connection.execute(
        select(lines.c.n, lines.c.head)
        .where(lines.c.desk == journal.desk, lines.c.epoch == journal.epoch, lines.c.n.between(from_n, last))
        .order_by(lines.c.n)
    )
    return next((int(n) for n, head in rows if bytes(head) != heads[int(n) - from_n]), None)


def _keep_evidence(connection: Connection, segment: Segment, n: int, now: int) -> None:
    """Keep a segment that contradicts what is held: a run of lines once, however often it is sealed; so many a desk."""
    header = segment.header
    what = f"{header.epoch} {header.from_n} {header.to_n} ".encode() + header.head
    digest = hashlib.sha256(what).hexdigest()
    mine = evidence.c.desk == header.desk
    if connection.execute(select(evidence.c.n).where(mine, evidence.c.sha256 == digest)).first() is not None:
        return
    if connection.execute(select(func.count()).select_from(evidence).where(mine)).scalar_one() >= EVIDENCE_MAX:
        return
    row = {"epoch": header.epoch, "n": n, "taken": now, "segment": segment.encode()}
    connection.execute(evidence.insert().values(desk=header.desk, sha256=digest, **row))


def _problem(name: str, journal: Journal, detail: str, facts: Mapping[str, int] | None = None) -> Problem:
    return Problem(f"/problems/{name}", journal.desk, journal.epoch, detail, dict(facts or {}))
