"""What a hub holds of its branch: segments taken in and kept to be forwarded, fellow desks' lines, the centre's proofs.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from desk.model.line import Journal, encode_json
from sync.central import tables as shared
from sync.central.feed import beyond, line_body, with_lines
from sync.central.take_in import Held, TakenIn, held, held_of_desk, take_in
from sync.framing import BrokenSegment, SegmentReader
from sync.hub.tables import places, problems, proofs, segments
from sync.segment import Segment
from sync.wire import Ack, Problem

LINES_AT_ONCE = 1_000


class KeepingReader(SegmentReader):
    """Takes segments out of a request and remembers them whole, for they are forwarded as they were sealed.

    A segment that begins where the hub holds no line to chain it to is left aside: everything up to there is at the
    centre, whose proof the hub has, and its desk will send on from that proof.
    """

    def __init__(self, lines: Sequence[bytes], connection: Connection) -> None:
        super().__init__(lines)
        self._connection = connection
        self.kept: list[Segment] = []

    def take(self) -> Segment | BrokenSegment | None:
        while isinstance(segment := super().take(), Segment):
            if self._joins(segment):
                self.kept.append(segment)
                break
        return segment

    def _joins(self, segment: Segment) -> bool:
        journal, before = segment.header.journal, segment.header.from_n - 1
        if before == 0 or before >= held(self._connection, journal).through:
            return True
        row = (
            (shared.lines.c.desk == journal.desk)
            & (shared.lines.c.epoch == journal.epoch)
            & (shared.lines.c.n == before)
        )
        return self._connection.execute(select(shared.lines.c.n).where(row)).first() is not None


@dataclass
class Taken:
    """What became of a request's segments here: whether any of them is yet to be forwarded, and whether others of the
    same desk were waiting before."""

    taken: TakenIn = field(default_factory=TakenIn)
    forward: bool = False
    behind: bool = False


def take(connection: Connection, lines: Sequence[bytes], sender: Journal, now: int) -> Taken:
    """Take segments in, durably once committed, and keep what the centre has not signed for."""
    behind = waits(connection, sender.desk)
    if not lines:
        return Taken(behind=behind)
    reader = KeepingReader(lines, connection)
    found = Taken(take_in(connection, reader, sender, now), behind=behind)
    for segment in reader.kept:
        header = segment.header
        runs = found.taken.sent.get(header.journal.name, [])
        if (header.from_n, header.to_n) not in runs or header.to_n <= proven(connection, header.journal):
            continue
        if _refused(connection, header.journal):
            continue
        found.forward = True
        mine = _same(segments, header.journal)
        known = select(segments.c.to_n).where(mine, segments.c.from_n <= header.from_n, segments.c.to_n >= header.to_n)
        if connection.execute(known).first() is None:
            row = {"from_n": header.from_n, "to_n": header.to_n, "taken": now, "sealed": segment.encode_framed()}
            connection.execute(segments.insert().values(desk=header.desk, epoch=header.epoch, **row))
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """Sealed segments not yet signed for by the centre, in the order to send them."""

    framed: tuple[bytes, ...]
    journals: tuple[Journal, ...]


def waiting(connection: Connection, most: int) -> Waiting:
    """What to forward next: about `most` bytes, at least one segment where any waits; a journal's from its first."""
    rows = connection.execute(
        select(segments).order_by(segments.c.taken, segments.c.epoch, segments.c.from_n).limit(500)
    )
    framed: list[bytes] = []
    journals: list[Journal] = []
    size = 0
    for row in rows:
        size += len(row.sealed)
        if framed and size > most:
            break
        framed.append(bytes(row.sealed))
        journal = Journal(row.desk, int(row.epoch))
        if journal not in journals:
            journals.append(journal)
    return Waiting(tuple(framed), tuple(journals))


def waits(connection: Connection, desk: str) -> bool:
    """Whether segments of this desk are yet to be forwarded."""
    return connection.execute(select(segments.c.to_n).where(segments.c.desk == desk).limit(1)).first() is not None


def proven(connection: Connection, journal: Journal) -> int:
    """Through which line the centre signed, as far as this hub knows."""
    return int(connection.execute(select(proofs.c.through).where(_same(proofs, journal))).scalar() or 0)


def all_proven(connection: Connection, desk: str | None = None) -> dict[str, int]:
    """The same for every journal, by name."""
    wanted = select(proofs.c.desk, proofs.c.epoch, proofs.c.through)
    if desk is not None:
        wanted = wanted.where(proofs.c.desk == desk)
    return {Journal(row.desk, int(row.epoch)).name: int(row.through) for row in connection.execute(wanted)}


def journals_of_branch(connection: Connection) -> dict[str, int]:
    """What the hub says of the branch's journals at the centre (`have`): every one it may have to continue."""
    found = {
        Journal(row.desk, int(row.epoch)).name: 0
        for row in connection.execute(select(shared.desks.c.desk, shared.desks.c.epoch))
    }
    for row in connection.execute(select(shared.journals.c.desk, shared.journals.c.epoch)):
        found[Journal(row.desk, int(row.epoch)).name] = 0
    return found | all_proven(connection)


def keep_proof(connection: Connection, ack: Ack) -> None:
    """Keep an ack that is verified as the centre's. Where it stands beyond what is held here, the journal goes on
    from there: what lies before reached the centre another way."""
    journal = ack.journal
    before = proven(connection, journal)
    connection.execute(delete(proofs).where(_same(proofs, journal)))
    members = encode_json(ack.members()).decode("utf-8")
    row = {"desk": ack.desk, "epoch": ack.epoch, "through": ack.through, "ack": members}
    connection.execute(proofs.insert().values(**row))
    connection.execute(delete(segments).where(_same(segments, journal), segments.c.to_n <= ack.through))
    if ack.through > before:
        connection.execute(delete(problems).where(_same(problems, journal)))
    now_held = held(connection, journal)
    if ack.through <= now_held.through:
        return
    moved = {"through": ack.through, "head": ack.head}
    if now_held.through:
        connection.execute(update(shared.journals).where(_same(shared.journals, journal)).values(**moved))
        return
    branch = connection.execute(select(shared.desks.c.branch).where(shared.desks.c.desk == ack.desk)).scalar()
    if branch is not None:
        connection.execute(shared.journals.insert().values(desk=ack.desk, epoch=ack.epoch, branch=branch, **moved))
        raised = (shared.desks.c.desk == ack.desk) & (shared.desks.c.epoch < ack.epoch)
        connection.execute(update(shared.desks).where(raised).values(epoch=ack.epoch))


def differs(connection: Connection, ack: Ack) -> bool:
    """Whether the centre signed for another line than is held here at that number."""
    now_held = held(connection, ack.journal)
    if ack.through == now_held.through:
        return now_held.head != ack.head
    row = _same(shared.lines, ack.journal) & (shared.lines.c.n == ack.through)
    head = connection.execute(select(shared.lines.c.head).where(row)).scalar()
    return head is not None and bytes(head) != ack.head


def keep_problem(connection: Connection, problem: Problem) -> None:
    """The centre does not take a journal's segments: they are no longer forwarded nor signed for here, so that its
    desk sends them on its own and hears the centre itself. Others go on."""
    journal = Journal(problem.desk, problem.epoch)
    connection.execute(delete(problems).where(_same(problems, journal)))
    said = encode_json(problem.members()).decode("utf-8")
    connection.execute(problems.insert().values(desk=journal.desk, epoch=journal.epoch, problem=said))
    connection.execute(delete(segments).where(_same(segments, journal)))


def keep_problems(connection: Connection, found: Sequence[Problem]) -> None:
    """The same for several."""
    for problem in found:
        keep_problem(connection, problem)


def answers(connection: Connection, desk: str, have: Mapping[str, int] | None) -> tuple[list[Any], list[Any]]:
    """The centre's acks and problems that this desk is yet to be given, as members of a reply."""
    rows = connection.execute(select(proofs).where(proofs.c.desk == desk).order_by(proofs.c.epoch)).all()
    known = have or {}
    acks = [
        json.loads(row.ack) for row in rows if known.get(Journal(row.desk, int(row.epoch)).name, 0) < int(row.through)
    ]
    told = connection.execute(select(problems.c.problem).where(problems.c.desk == desk)).scalars()
    return acks, [json.loads(each) for each in told]


def held_beyond(connection: Connection, desk: str, have: Mapping[str, int] | None) -> list[tuple[Journal, Held]]:
    """Journals of a desk of which the branch holds more than the desk has the centre's word for."""
    known = have or {}
    return [
        (journal, state)
        for journal, state in held_of_desk(connection, desk).items()
        if state.through > max(known.get(journal.name, 0), proven(connection, journal))
        and not _refused(connection, journal)
    ]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of fellow desks as a reply carries them, through which place in the order of arrival, whether more is."""

    items: tuple[bytes, ...]
    through: int
    more: bool


def fellow_lines(connection: Connection, desk: str, after: int, pulled: int, most: int) -> Lines:
    """Lines of fellow desks that arrived here after `after` and stand in no page up to `pulled` of the centre's feed;
    about `most` bytes. Who looked up whom is for nobody else: `after` beside a line says which one of its journal it
    follows on, those left out.
    """
    feed = shared.feed
    placed = select(places.c.f).where(
        places.c.desk == feed.c.desk, places.c.epoch == feed.c.epoch, places.c.n == shared.lines.c.n,
        places.c.f <= pulled,
    )  # fmt: skip
    rows = connection.execute(
        with_lines()
        .where(
            feed.c.k == "line", beyond(after), feed.c.desk != desk, shared.lines.c.kind != "record.viewed",
            ~placed.exists(),
        )
        .limit(LINES_AT_ONCE)
    )  # fmt: skip
    items: list[bytes] = []
    size, through = 0, after
    for row in rows:
        item = b'{"k":"line","b":%s,"after":%d}' % (line_body(row), _follows(connection, row))
        size += len(item) + 1
        if items and size > most:
            return Lines(tuple(items), through, more=True)
        items.append(item)
        through = int(row.f)
    if len(items) == LINES_AT_ONCE:
        return Lines(tuple(items), through, more=True)
    last = connection.execute(select(func.max(feed.c.f))).scalar()
    return Lines(tuple(items), max(through, int(last or 0)), more=False)


def _follows(connection: Connection, row: Any) -> int:
    """The number of the line before it that fellow desks may have: over look-ups held here, to any other line."""
    lines = shared.lines
    journal = (lines.c.desk == row.desk) & (lines.c.epoch == row.epoch)
    before = int(row.n) - 1
    while before:
        kind = connection.execute(select(lines.c.kind).where(journal, lines.c.n == before)).scalar()
        if kind != "record.viewed":
            break
        before -= 1
    return before


def _refused(connection: Connection, journal: Journal) -> bool:
    return connection.execute(select(problems.c.epoch).where(_same(problems, journal))).first() is not None


def _same(table: Any, journal: Journal) -> Any:
    return (table.c.desk == journal.desk) & (table.c.epoch == journal.epoch)
