"""The feed of a branch: written inside the writing transaction, read as pages (protocol section 5).

The number `f` comes from one counter row per branch, moved in the same transaction as the rows it numbers: whoever
writes later waits for that row, so no cursor can ever stand behind a line that becomes visible afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, update

from desk.model.line import Journal, encode_json
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


@dataclass
class FeedWriter:
    """Collects what one transaction says to one branch; `flush` numbers and writes it, once, at the end."""

    branch: str
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _standing: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)

    def say(self, kind: str, body: Mapping[str, Any]) -> None:
        """One feed line of the centre's own."""
        self.say_encoded(kind, encode_json(dict(body)).decode("utf-8"))
        if kind == "catalogue.put":
            service = body["service"]
            self._stand(kind, f"{service['code']} {service['valid_from']}")
        elif kind in STANDING:
            self._stand(kind, " ".join(str(body[name]) for name in STANDING[kind]))
        elif kind in DROPS:
            name = " ".join(str(body[name]) for name in STANDING[DROPS[kind]])
            self._standing[DROPS[kind], name] = (-1, None)

    def say_encoded(self, kind: str, body: str) -> None:
        """One feed line whose body is JSON already."""
        self._rows.append(_row(self.branch, kind) | {"b": body})

    def pass_on(self, journal: Journal, n: int, line_kind: str) -> None:
        """A journal line, whose bytes stand in `lines`."""
        row = _row(self.branch, "line") | {"desk": journal.desk, "epoch": journal.epoch, "n": n}
        self._rows.append(row | {"line_kind": line_kind})

    def flush(self, connection: Connection) -> int:
        """Write everything; the last number of the feed."""
        moved = (
            update(branches)
            .where(branches.c.branch == self.branch)
            .values(f=branches.c.f + len(self._rows))
            .returning(branches.c.f)
        )
        last = int(connection.execute(moved).scalar_one())
        first = last - len(self._rows) + 1
        for f, row in enumerate(self._rows, first):
            row["f"] = f
        if self._rows:
            connection.execute(feed.insert(), self._rows)
        self._write_standing(connection, first)
        self._rows, self._standing = [], {}
        return last

    def _stand(self, kind: str, name: str) -> None:
        self._standing[kind, name] = (len(self._rows) - 1, self._rows[-1]["b"])

    def _write_standing(self, connection: Connection, first: int) -> None:
        for (kind, name), (place, body) in self._standing.items():
            connection.execute(
                delete(standing).where(standing.c.branch == self.branch, standing.c.k == kind, standing.c.name == name)
            )
            if body is not None:
                row = {"branch": self.branch, "k": kind, "name": name, "f": first + place, "b": body}
                connection.execute(standing.insert().values(row))


def lock_branch(connection: Connection, branch: str) -> None:
    """Wait for other writers of the branch (PostgreSQL; the embedded store has one writer anyway)."""
    connection.execute(select(branches.c.f).where(branches.c.branch == branch).with_for_update())


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: encoded lines without line feed, the number it ends at, whether more is there."""

    lines: tuple[bytes, ...]
    f: int
    more: bool


@dataclass(frozen=True, slots=True)
class Asker:
    """Who pulls, and which lines it holds: `have` and `sent` by journal name, `sent` as (from, to)."""

    desk: str
    have: Mapping[str, int]
    sent: Mapping[str, tuple[tuple[int, int], ...]]

    def wants(self, desk: str, epoch: int, n: int, line_kind: str) -> bool:
        """Whether a journal line belongs into this asker's page."""
        if line_kind == "record.viewed" and desk != self.desk:
            return False
        name = Journal(desk, epoch).name
        if n <= self.have.get(name, 0):
            return False
        return not any(first <= n <= last for first, last in self.sent.get(name, ()))


def read_page(connection: Connection, branch: str, after: int, most: int, asker: Asker) -> Page:
    """The feed beyond `after`, at most `most` bytes but at least one line where there is one."""
    last = int(connection.execute(select(branches.c.f).where(branches.c.branch == branch)).scalar_one())
    found: list[bytes] = []
    size, at = 0, after
    while at < last:
        before = at
        # one row after the other: a few hundred column chunks at once would be a lot of memory
        for row in connection.execute(_rows_after(branch, at)):
            if row.k != "line" or asker.wants(row.desk, row.epoch, row.n, row.line_kind):
                line = encode_row(row)
                size += len(line) + 1
                if found and size > most:
                    return Page(tuple(found), at, more=True)
                found.append(line)
            at = int(row.f)
        if at == before:
            break
    return Page(tuple(found), at, more=False)


def encode_row(row: Any) -> bytes:
    """The wire's bytes of one feed row joined with its line."""
    body = line_body(row) if row.k == "line" else row.b.encode("utf-8")
    return b'{"f":%d,"k":%s,"b":%s}' % (row.f, json.dumps(row.k).encode("ascii"), body)


def line_body(row: Any) -> bytes:
    """The body of a `line`: the exact bytes of a journal line, as text."""
    return encode_json({"desk": row.desk, "epoch": row.epoch, "line": bytes(row.raw).decode("utf-8")})


def with_lines() -> Any:
    """Feed rows joined with the journal lines they pass on."""
    same = (lines.c.desk == feed.c.desk) & (lines.c.epoch == feed.c.epoch) & (lines.c.n == feed.c.n)
    return select(feed, lines.c.raw).select_from(feed.outerjoin(lines, same))


def _rows_after(branch: str, after: int) -> Any:
    return with_lines().where(feed.c.branch == branch, feed.c.f > after).order_by(feed.c.f).limit(ROWS_AT_ONCE)


def _row(branch: str, kind: str) -> dict[str, Any]:
    return {
        "branch": branch, "f": 0, "k": kind, "b": None, "desk": None, "epoch": None, "n": None, "line_kind": None,
    }  # fmt: skip
