"""The feed of a branch: written inside the writing transaction, read as pages (protocol section 5).

The number `f` comes from one counter row per branch, moved in the same transaction as the rows it numbers: whoever
writes later waits for that row, so no cursor can ever stand behind a line that becomes visible afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from desk.model.line import Journal, encode_json
from sync.central.prepared import Prepared
from sync.central.rows import insert_rows
from sync.central.tables import branches, feed, lines, standing

# kinds whose latest word replaces the one before, and the member that names what they speak of
STANDING: Mapping[str, tuple[str, ...]] = {
    "officer.put": ("officer",),
    "book.leased": ("fiscal_year", "book"),
    "book.closed": ("fiscal_year", "book"),
    "policy.put": ("name",),
    "holiday.put": ("date",),
    "reference.put": ("name",),
    "key.put": ("owner", "key"),
    "desk.revoked": ("desk", "key"),
    "payment.settled": ("ref1",),
}
DROPS: Mapping[str, str] = {"officer.drop": "officer.put"}
ROWS_AT_ONCE = 500
_COLUMNS = ("branch", "f", "run", "k", "b", "desk", "epoch", "n")
_Row = tuple[int, int, tuple[str, str | None, str | None, int | None, int | None]]


@dataclass
class FeedWriter:
    """Collects what one transaction says to one branch; `flush` numbers and writes it, once, at the end."""

    branch: str
    _rows: list[_Row] = field(default_factory=list)
    _said: int = 0
    _standing: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)

    def say(self, kind: str, body: Mapping[str, Any]) -> None:
        """One feed line of the centre's own."""
        encoded = encode_json(dict(body)).decode("utf-8")
        self.say_encoded(kind, encoded)
        if kind == "catalogue.put":
            service = body["service"]
            self._stand(kind, f"{service['code']} {service['valid_from']}", encoded)
        elif kind in STANDING:
            self._stand(kind, " ".join(str(body[name]) for name in STANDING[kind]), encoded)
        elif kind in DROPS:
            name = " ".join(str(body[name]) for name in STANDING[DROPS[kind]])
            self._standing[DROPS[kind], name] = (0, None)

    def say_encoded(self, kind: str, body: str) -> None:
        """One feed line whose body is JSON already."""
        self._add(1, (kind, body, None, None, None))

    def pass_on(self, journal: Journal, n: int, run: int) -> None:
        """The `run` journal lines up to `n`, whose bytes stand in `lines`: one row, and a number for each."""
        self._add(run, ("line", None, journal.desk, journal.epoch, n))

    def flush(self, connection: Connection) -> int:
        """Write everything; the last number of the feed."""
        last = int(_MOVE_FEED.scalar(connection, branch_was=self.branch, said=self._said))
        before = last - self._said
        rows = [(self.branch, before + place, run, *what) for place, run, what in self._rows]
        insert_rows(connection, feed, _COLUMNS, rows)
        self._write_standing(connection, before)
        self._rows, self._said, self._standing = [], 0, {}
        return last

    def _add(self, run: int, what: tuple[str, str | None, str | None, int | None, int | None]) -> None:
        self._said += run
        self._rows.append((self._said, run, what))

    def _stand(self, kind: str, name: str, body: str) -> None:
        self._standing[kind, name] = (self._said, body)

    def _write_standing(self, connection: Connection, before: int) -> None:
        for (kind, name), (place, body) in self._standing.items():
            connection.execute(
                delete(standing).where(standing.c.branch == self.branch, standing.c.k == kind, standing.c.name == name)
            )
            if body is not None:
                row = {"branch": self.branch, "k": kind, "name": name, "f": before + place, "b": body}
                connection.execute(standing.insert().values(row))


_MOVE_FEED = Prepared(
    update(branches)
    .where(branches.c.branch == bindparam("branch_was"))
    .values(f=branches.c.f + bindparam("said"))
    .returning(branches.c.f)
)
_LOCK_ONE = Prepared(select(branches.c.f).where(branches.c.branch == bindparam("branch")).with_for_update())


def lock_branch(connection: Connection, branch: str) -> None:
    """Wait for other writers of the branch (PostgreSQL; the embedded store has one writer anyway)."""
    lock_branches(connection, {branch})


def lock_branches(connection: Connection, names: Collection[str]) -> None:
    """The same for several, always in one order, so that no two writers wait for each other."""
    if len(names) == 1:
        _LOCK_ONE.all(connection, branch=next(iter(names)))
        return
    wanted = select(branches.c.f).where(branches.c.branch.in_(names)).order_by(branches.c.branch)
    connection.execute(wanted.with_for_update()).all()


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: encoded lines without line feed, the number it ends at, whether more is there."""

    lines: tuple[bytes, ...]
    f: int
    more: bool


@dataclass(frozen=True, slots=True)
class Asker:
    """Who pulls, and which lines it holds: `have` and `sent` by journal name, `sent` as (from, to)."""

    journal: Journal
    have: Mapping[str, int]
    sent: Mapping[str, tuple[tuple[int, int], ...]]

    def wants(self, desk: str, epoch: int, n: int, line_kind: str) -> bool:
        """Whether a journal line belongs into this asker's page."""
        if line_kind == "record.viewed" and desk != self.journal.desk:
            return False
        name = Journal(desk, epoch).name
        if n <= self.have.get(name, 0):
            return False
        return not any(first <= n <= last for first, last in self.sent.get(name, ()))

    @property
    def own_through(self) -> int:
        """Through which of its own lines none is wanted."""
        name = self.journal.name
        through = self.have.get(name, 0)
        for first, last in sorted(self.sent.get(name, ())):
            through = max(through, last) if first <= through + 1 else through
        return through


def read_page(connection: Connection, branch: str, after: int, most: int, asker: Asker) -> Page:
    """The feed beyond `after`, at most `most` bytes but at least one line where there is one."""
    last = int(_END_OF_FEED.scalar(connection, branch=branch))
    found: list[bytes] = []
    size, at = 0, after
    own = {"desk": asker.journal.desk, "epoch": asker.journal.epoch, "through": asker.own_through}
    while at < last:
        seen = 0
        # one row after the other: a few hundred column chunks at once would be a lot of memory
        for row in _ROWS_AFTER.each(connection, branch=branch, after=at, most=ROWS_AT_ONCE, **own):
            seen += 1
            if row.k != "line" or (row.raw is not None and asker.wants(row.desk, row.epoch, row.n, row.kind)):
                line = encode_row(row)
                size += len(line) + 1
                if found and size > most:
                    return Page(tuple(found), at, more=True)
                found.append(line)
            at = int(row.f)
        if seen < ROWS_AT_ONCE:
            at = last
    return Page(tuple(found), at, more=False)


def encode_row(row: Any) -> bytes:
    """The wire's bytes of one feed row joined with its line."""
    body = line_body(row) if row.k == "line" else row.b.encode("utf-8")
    return b'{"f":%d,"k":%s,"b":%s}' % (row.f, json.dumps(row.k).encode("ascii"), body)


def line_body(row: Any) -> bytes:
    """The body of a `line`: the exact bytes of a journal line, as text."""
    return encode_json({"desk": row.desk, "epoch": row.epoch, "line": bytes(row.raw).decode("utf-8")})


def with_lines() -> Any:
    """Feed rows with each journal line they pass on, in order; `f` the number of the feed, `n` that of the line."""
    return (
        select(number_in_feed().label("f"), feed.c.k, feed.c.b, feed.c.desk, feed.c.epoch, lines.c.n, lines.c.kind)
        .add_columns(lines.c.raw)
        .select_from(feed.outerjoin(lines, in_run()))
        .order_by(feed.c.f, lines.c.n)
    )


def in_run() -> Any:
    """Whether a journal line is one of those a feed row passes on."""
    same = (lines.c.desk == feed.c.desk) & (lines.c.epoch == feed.c.epoch)
    return same & lines.c.n.between(feed.c.n - feed.c.run + 1, feed.c.n)


def number_in_feed() -> Any:
    """The number of a joined row in the feed: a run's last line has the number of its row."""
    return func.coalesce(feed.c.f - feed.c.n + lines.c.n, feed.c.f)


def beyond(after: Any) -> Any:
    """Whether a joined row stands after the number `after`, which may lie inside a run."""
    return (feed.c.f > after) & (number_in_feed() > after)


_END_OF_FEED = Prepared(select(branches.c.f).where(branches.c.branch == bindparam("branch")))
_OWN = (feed.c.desk == bindparam("desk")) & (feed.c.epoch == bindparam("epoch")) & (feed.c.n <= bindparam("through"))
_ROWS_AFTER = Prepared(  # of what the asker has sent itself not even the bytes are read
    with_lines()
    .where(feed.c.branch == bindparam("branch"), beyond(bindparam("after")), feed.c.desk.is_(None) | ~_OWN)
    .limit(bindparam("most"))
)
