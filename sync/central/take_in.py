"""Taking segments in: checked whole, stored durably, acknowledged; never judged (protocol sections 2 and 3)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text, update

from desk.model.line import Entry, Journal, LineFault, decode_line, genesis
from sync.central.feed import FeedWriter, lock_branches
from sync.central.prepared import Prepared
from sync.central.rows import insert_rows
from sync.central.tables import desks, evidence, journals, keys, lines
from sync.framing import BrokenSegment, SegmentReader
from sync.segment import Segment, SegmentFault, chain_heads, verify_seal
from sync.wire import Problem

DESKS_AT_ONCE = 500
EVIDENCE_MAX = 200  # segments kept of one desk: the first tell how it came about
_KIND = re.compile(r"[A-Za-z0-9_.]{1,60}")  # anything else is stored all the same, and gets an outcome
_BEGINNING = re.compile(
    rb'\{"n":[0-9]{1,16},"t":-?[0-9]{1,16},(?:"u":-?[0-9]{1,16},)?"o":"[^"\\]*",(?:"w":"[^"\\]*",)?'
    rb'(?:"p":"[^"\\]*",)?"k":"([A-Za-z0-9_.]{1,60})","b":\{'
)
"""How a line begins whose members stand as the protocol has them: its kind is read without reading the rest."""
_COLUMNS = ("desk", "epoch", "n", "kind", "raw", "head", "key", "key_state", "taken")


def _keys() -> Any:
    """Every key a desk was ever enrolled with, beside its branch."""
    columns = (keys.c.desk, keys.c.key, keys.c.public, keys.c.state, desks.c.branch)
    return select(*columns).select_from(keys.join(desks, desks.c.desk == keys.c.desk))


@dataclass(frozen=True, slots=True)
class Held:
    """What the centre holds of a journal."""

    through: int
    head: bytes


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


@dataclass(frozen=True, slots=True)
class Parcel:
    """The segments of one request, as lines; `now` when it came; `seen` what its desk said of itself, noted too."""

    lines: Sequence[bytes]
    sender: Journal
    now: int
    seen: Mapping[str, Any] = field(default_factory=dict)


def take_in(connection: Connection, reader: SegmentReader, sender: Journal, now: int) -> TakenIn:
    """Take every segment of a request that is whole; one segment's problem stops no other.

    Runs in one writing transaction; what it took is durable when that is committed.
    """
    taking = _Taking(connection)
    taking.prepare([reader])
    taken = taking.take(reader, sender, now)
    taking.write()
    return taken


_SEEN_COLUMNS = ("heard", "epoch", "said_n", "oldest", "offset_ms", "version")
_SEEN = Prepared(
    update(desks)
    .where(desks.c.desk == bindparam("desk_was"))
    .values(**{name: bindparam(f"{name}_now") for name in _SEEN_COLUMNS})
)


def take_in_all(connection: Connection, parcels: Sequence[Parcel]) -> list[TakenIn]:
    """The same for several requests: one transaction, one write to the disk, an answer for each."""
    taking = _Taking(connection)
    readers = [SegmentReader(parcel.lines) for parcel in parcels]
    taking.prepare(readers)
    found = [taking.take(reader, each.sender, each.now) for reader, each in zip(readers, parcels, strict=True)]
    taking.write()
    said = {parcel.sender.desk: parcel.seen for parcel in parcels if parcel.seen}
    for desk, seen in sorted(said.items()):
        _SEEN.run(connection, desk_was=desk, **{f"{name}_now": seen[name] for name in _SEEN_COLUMNS})
    return found


_BRANCH_OF = Prepared(select(desks.c.branch).where(desks.c.desk == bindparam("desk")))
_KEYS_OF = Prepared(_keys().where(desks.c.desk == bindparam("desk")))
_JOURNAL = Prepared(
    select(journals.c.through, journals.c.head).where(
        journals.c.desk == bindparam("desk"), journals.c.epoch == bindparam("epoch")
    )
)
_JOURNALS = Prepared(
    select(journals.c.desk, journals.c.epoch, journals.c.through, journals.c.head)
    .where(journals.c.desk == bindparam("desk"))
    .order_by(journals.c.epoch)
)


def held(connection: Connection, journal: Journal) -> Held:
    """How far the centre holds a journal; every journal exists, empty, from the start."""
    row = _JOURNAL.one(connection, desk=journal.desk, epoch=journal.epoch)
    return Held(0, genesis(journal)) if row is None else Held(int(row.through), bytes(row.head))


def held_of_desk(connection: Connection, desk: str) -> dict[Journal, Held]:
    """All journals of a desk that hold lines."""
    rows = _JOURNALS.all(connection, desk=desk)
    return {Journal(desk, int(row.epoch)): Held(int(row.through), bytes(row.head)) for row in rows}


def read_line(raw: bytes) -> Entry | None:
    """The line as an entry, or None when it is none: then it gets an outcome."""
    try:
        return decode_line(raw)
    except LineFault:
        return None


def line_kind(raw: bytes) -> str:
    """The kind a line is passed on under; a recovered line goes by the kind inside. Empty when it is no line."""
    begins = _BEGINNING.match(raw)
    if begins is not None and begins[1] != b"line.recovered":
        return begins[1].decode("ascii")
    entry = read_line(raw)
    if entry is None:
        return ""
    if entry.k == "line.recovered" and isinstance(inner := entry.b.get("line"), str):
        recovered = read_line(inner.encode("utf-8", "replace"))
        return entry.k if recovered is None or recovered.k != "record.viewed" else recovered.k
    return entry.k if _KIND.fullmatch(entry.k) else ""


@dataclass(frozen=True, slots=True)
class _Key:
    """A key a desk was ever enrolled with, and the desk's branch."""

    public: bytes
    state: str
    branch: str


class _Taking:
    """One writing transaction: what it read is remembered, what it takes is written at its end, many rows at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys: dict[tuple[str, str], _Key] = {}
        self._known: set[str] = set()  # desks whose keys and journals are read
        self._held: dict[Journal, Held] = {}
        self._written: dict[Journal, Held] = {}  # as the store has them
        self._heads: dict[Journal, list[bytes]] = {}  # of the lines taken here, from the first beyond the store's
        self._rows: list[tuple[Any, ...]] = []
        self._feeds: dict[str, FeedWriter] = {}

    def prepare(self, readers: Sequence[SegmentReader]) -> None:
        """Read what is known of the desks named, at once; of very many the first, the others when their turn comes."""
        named = dict.fromkeys(header.desk for reader in readers for header in reader.headers())
        self._read(list(named)[:DESKS_AT_ONCE])

    def take(self, reader: SegmentReader, sender: Journal, now: int) -> TakenIn:
        """Every segment of one request."""
        taken = TakenIn()
        while (segment := reader.take()) is not None:
            if isinstance(segment, BrokenSegment):
                journal = Journal(segment.desk or sender.desk, segment.epoch or sender.epoch)
                taken.problems.append(_problem("bad-segment", journal, segment.why))
                if journal.desk == sender.desk:
                    taken.note(journal)
                continue
            try:
                self._take_one(segment, taken, now)
            except SegmentFault as fault:
                facts = {} if fault.n is None else {"n": fault.n}
                taken.problems.append(_problem(fault.problem, segment.header.journal, str(fault), facts))
                if fault.problem == "bad-segment":
                    reader.reopen()
                if segment.header.desk == sender.desk:
                    taken.note(segment.header.journal)
        return taken

    def write(self) -> None:
        """Write what was taken."""
        insert_rows(self._connection, lines, _COLUMNS, self._rows)
        for feed in self._feeds.values():
            feed.flush(self._connection)
        moved = [journal for journal, state in self._held.items() if state != self._written[journal]]
        if not moved:
            return
        branch_of = {desk: key.branch for (desk, _), key in self._keys.items()}
        rows = [
            {"desk": each.desk, "epoch": each.epoch, "branch": branch_of[each.desk]}
            | {"through": self._held[each].through, "head": self._held[each].head}
            for each in moved
        ]
        self._connection.execute(_MOVE_JOURNAL, rows)
        for each in moved:
            if self._written[each].through == 0 and each.epoch > 1:
                raised = (desks.c.desk == each.desk) & (desks.c.epoch < each.epoch)
                self._connection.execute(update(desks).where(raised).values(epoch=each.epoch))

    def _read(self, named: Sequence[str]) -> None:
        """Wait for the other writers of these desks' branches, then read their keys and journals; whatever was never
        enrolled is from now on known to be nothing."""
        if not named:
            return
        self._known.update(named)
        connection = self._connection
        if len(named) == 1:  # nearly every request
            lock_branches(connection, {row.branch for row in _BRANCH_OF.all(connection, desk=named[0])})
            keys_found: Iterable[Any] = _KEYS_OF.all(connection, desk=named[0])
            journals_found: Iterable[Any] = _JOURNALS.all(connection, desk=named[0])
        else:
            where = desks.c.desk.in_(named)
            lock_branches(connection, set(connection.execute(select(desks.c.branch).where(where)).scalars()))
            keys_found = connection.execute(_keys().where(where))
            journals_found = connection.execute(select(journals).where(journals.c.desk.in_(named)))
        for row in keys_found:
            self._keys[row.desk, row.key] = _Key(bytes(row.public), row.state, row.branch)
        for row in journals_found:
            self._written[Journal(row.desk, int(row.epoch))] = Held(int(row.through), bytes(row.head))

    def _holds(self, journal: Journal) -> Held:
        if journal not in self._held:
            self._held[journal] = self._written.setdefault(journal, Held(0, genesis(journal)))
        return self._held[journal]

    def _take_one(self, segment: Segment, taken: TakenIn, now: int) -> None:
        header, journal = segment.header, segment.header.journal
        if header.desk not in self._known:  # a header that only showed once a broken segment was left aside
            self._read([header.desk])
        key = self._keys.get((header.desk, header.key))
        if key is None:
            taken.problems.append(_problem("unknown-key", journal, ""))
            return
        verify_seal(segment, key.public)
        taken.note(journal)
        now_held = self._holds(journal)
        if header.from_n > now_held.through + 1:
            taken.problems.append(_problem("gap", journal, "", {"expected": now_held.through + 1}))
            taken.gaps = True
            return
        heads = chain_heads(segment, self._head_at(journal, header.from_n - 1))
        forked = self._forked_at(journal, header.from_n, heads)
        if forked is not None:
            _keep_evidence(self._connection, segment, forked, now)
            taken.problems.append(_problem("fork", journal, "", {"n": forked}))
            return
        taken.sent.setdefault(journal.name, []).append((header.from_n, header.to_n))
        if header.to_n > now_held.through:
            self._keep(segment, heads, key, now)
            taken.branches.add(key.branch)

    def _keep(self, segment: Segment, heads: Sequence[bytes], key: _Key, now: int) -> None:
        header, journal = segment.header, segment.header.journal
        held_here = self._held[journal].through - header.from_n + 1
        desk, epoch, key_id, state = header.desk, header.epoch, header.key, key.state
        n = header.from_n + held_here
        self._rows += [
            (desk, epoch, number, line_kind(raw), raw, head, key_id, state, now)
            for number, (raw, head) in enumerate(zip(segment.lines[held_here:], heads[held_here:], strict=True), n)
        ]
        self._heads.setdefault(journal, []).extend(heads[held_here:])
        feed = self._feeds.setdefault(key.branch, FeedWriter(key.branch))
        feed.pass_on(journal, header.to_n, header.to_n - n + 1)
        self._held[journal] = Held(header.to_n, header.head)

    def _head_at(self, journal: Journal, n: int) -> bytes:
        now_held = self._held[journal]
        if n == now_held.through:
            return now_held.head
        return genesis(journal) if n == 0 else self._heads_between(journal, n, n)[0][1]

    def _forked_at(self, journal: Journal, from_n: int, heads: Sequence[bytes]) -> int | None:
        """The first number at which another line is held: equal heads mean equal lines all the way."""
        last = min(from_n + len(heads) - 1, self._held[journal].through)
        found = self._heads_between(journal, from_n, last)
        return next((n for n, head in found if head != heads[n - from_n]), None)

    def _heads_between(self, journal: Journal, first: int, last: int) -> list[tuple[int, bytes]]:
        """Number and h(n) of lines held, in the store or taken in this transaction."""
        if last < first:
            return []
        stored = self._written[journal].through
        found: list[tuple[int, bytes]] = []
        if first <= stored:
            mine = (lines.c.desk == journal.desk) & (lines.c.epoch == journal.epoch) & lines.c.n.between(first, last)
            rows: Iterable[Any] = self._connection.execute(select(lines.c.n, lines.c.head).where(mine).order_by("n"))
            found = [(int(n), bytes(head)) for n, head in rows]
        taken = enumerate(self._heads.get(journal, ()), stored + 1)
        return found + [(n, head) for n, head in taken if first <= n <= last]


_MOVE_JOURNAL = text(
    "INSERT INTO journals (desk, epoch, branch, through, head) VALUES (:desk, :epoch, :branch, :through, :head) "
    "ON CONFLICT (desk, epoch) DO UPDATE SET through = excluded.through, head = excluded.head"
)


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
