"""Deciding what was taken in: pending lines in the order the centre took them, and what waited on them."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, literal_column, select, update
from sqlalchemy.exc import SQLAlchemyError

from desk.model.kinds import KINDS
from desk.model.line import Journal, encode_json, parse_reference
from sync.central import books, erasure, tables
from sync.central.adjudication import Aliased, Settled, Verdict, adjudicate
from sync.central.feed import FeedWriter, beyond, in_run, lock_branch, number_in_feed
from sync.central.judges import RULES
from sync.central.prepared import Prepared
from sync.central.registry import Registry
from sync.central.store import head_of

LINES_AT_ONCE = 1_000
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A line to be judged."""

    journal: Journal
    n: int
    raw: bytes
    key_state: str

    @property
    def ref(self) -> str:
        return self.journal.reference(self.n)


@dataclass
class Decided:
    """What one batch decided."""

    lines: int = 0
    urgent: bool = False
    bills: bool = False
    through: dict[Journal, int] = field(default_factory=dict)


def judge(pending: Pending, registry: Registry) -> Verdict:
    """A verdict on every line: one that our own rules stumble over waits for a person and blocks nothing."""
    try:
        return adjudicate(pending.raw, pending.journal, pending.n, pending.key_state, registry, RULES)
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("adjudication stumbled over a line", extra={"ref": pending.ref})
        return Verdict("waiting", "internal", waits_on="person")


def decide(connection: Connection, branch: str, now: int) -> Decided:
    """Judge up to LINES_AT_ONCE pending lines of a branch in one writing transaction; none left when `lines` is 0."""
    lock_branch(connection, branch)
    decided = Decided()
    done_f = _JUDGED.scalar(connection, branch=branch)
    batch = _after(connection, branch, int(done_f))
    if not batch:
        return decided
    feed = FeedWriter(branch)
    registry = Registry(connection, branch)
    outcomes = _Outcomes(connection, branch, feed)
    for f, pending in batch:
        done_f = registry.as_of = f
        _settle(pending, registry, outcomes)
        decided.through[pending.journal] = pending.n
        decided.lines += 1
    registry.flush(feed, now)
    # who opened or used up a book, or opened the next epoch, hears of the next book on the same page
    if registry.turned_books or any(pending.n == 1 for _, pending in batch):
        books.provide(connection, feed, {journal.desk for journal in decided.through}, now)
    for journal, through in decided.through.items():
        feed.say("applied", {"desk": journal.desk, "epoch": journal.epoch, "through": through})
    feed.flush(connection)
    _JUDGE_TO.run(connection, branch_was=branch, through=done_f)
    decided.urgent = True
    decided.bills = registry.asked_bank
    return decided


def decide_again(connection: Connection, branch: str, waits_on: str, now: int) -> int:
    """Judge anew what waits on `waits_on` (a reference, `kind`, `person`); how many were settled."""
    lock_branch(connection, branch)
    feed = FeedWriter(branch)
    registry = Registry(connection, branch)
    registry.as_of = head_of(connection, branch)
    outcomes = _Outcomes(connection, branch, feed)
    before = outcomes.settled
    for pending in outcomes.waiting_on(waits_on):
        _settle(pending, registry, outcomes)
    registry.flush(feed, now)
    feed.flush(connection)
    return outcomes.settled - before


def waiting_kinds_known(connection: Connection, branch: str) -> bool:
    """Whether a line waits on a kind that this version knows."""
    rows = connection.execute(
        select(tables.outcomes.c.ref).where(tables.outcomes.c.branch == branch, tables.outcomes.c.waits_on == "kind")
    )
    for (ref,) in rows:
        pending = _line_of(connection, ref)
        if pending is not None and any(f'"{kind}"'.encode() in pending.raw for kind in KINDS):
            return True
    return False


class _Outcomes:
    """The latest outcome of each line, and which lines wait on what."""

    def __init__(self, connection: Connection, branch: str, feed: FeedWriter) -> None:
        self._connection = connection
        self._branch = branch
        self._feed = feed
        self._any = _ANY_OUTCOME.scalar(connection, branch=branch) is not None
        self.settled = 0

    def waiting_on(self, name: str) -> list[Pending]:
        if not self._any:
            return []
        table = tables.outcomes
        rows = self._connection.execute(
            select(table.c.ref).where(table.c.branch == self._branch, table.c.waits_on == name).order_by(table.c.f)
        )
        found = [_line_of(self._connection, ref) for (ref,) in rows.all()]
        return [pending for pending in found if pending is not None]

    def write(self, ref: str, verdict: Verdict) -> None:
        """Say an outcome where there is something to say: not `applied` unless it follows another."""
        before = self._latest(ref)
        if verdict.result == "applied" and before is None:
            return
        body = {
            "ref": ref,
            "result": verdict.result,
            "code": verdict.code,
            "detail": verdict.detail,
            "fields": dict(verdict.fields),
        }
        encoded = encode_json(body).decode("utf-8")
        if before == encoded:
            return
        table = tables.outcomes
        self._connection.execute(delete(table).where(table.c.branch == self._branch, table.c.ref == ref))
        order = self._connection.execute(
            select(func.count()).select_from(table).where(table.c.branch == self._branch)
        ).scalar_one()
        row = {"result": verdict.result, "code": verdict.code, "b": encoded, "waits_on": verdict.waits_on, "f": order}
        self._connection.execute(table.insert().values(branch=self._branch, ref=ref, **row))
        self._feed.say_encoded("outcome", encoded)
        self._any = True

    def _latest(self, ref: str) -> str | None:
        if not self._any:
            return None
        table = tables.outcomes
        found = self._connection.execute(
            select(table.c.b).where(table.c.branch == self._branch, table.c.ref == ref)
        ).scalar()
        return None if found is None else str(found)


def _settle(first: Pending, registry: Registry, outcomes: _Outcomes) -> None:
    """Judge a line, then all that waited on it, and on those."""
    queue = deque([first])
    while queue:
        pending = queue.popleft()
        verdict = judge(pending, registry)
        outcomes.write(pending.ref, verdict)
        if verdict.act is None:
            continue
        outcomes.settled += 1
        registry.keep(verdict.act, verdict.changes)
        queue.extend(outcomes.waiting_on(pending.ref))
        for change in verdict.changes:
            if isinstance(change, Aliased):
                queue.extend(outcomes.waiting_on(change.old))
            elif isinstance(change, Settled):
                queue.extend(outcomes.waiting_on(change.name))


def all_lines(connection: Connection, branch: str) -> Iterator[tuple[int, Pending]]:
    """Every line of a branch, with its number in the feed, in the order the centre took them; for replay."""
    after = 0
    while batch := _after(connection, branch, after):
        yield from batch
        after = batch[-1][0]


def replay(connection: Connection, branch: str) -> list[tuple[str, str, str]]:
    """Judge all lines of a branch anew and compare: (reference, stored result, result now) where they differ.

    What speaks of a line that was erased by order cannot be judged anew, nor what speaks of that in turn.
    """
    registry = Registry(connection, branch, fresh=True)
    gone = set(erasure.erased(connection, branch))
    waiting: dict[str, list[Pending]] = {}
    results: dict[str, str] = {}
    for f, line in all_lines(connection, branch):
        if gone and any(f'"{name}"'.encode() in line.raw for name in gone):
            gone.add(line.ref)
            continue
        registry.as_of = f
        queue = deque([line])
        while queue:
            pending = queue.popleft()
            verdict = judge(pending, registry)
            results[pending.ref] = f"{verdict.result} {verdict.code}".strip()
            if verdict.act is None:
                waiting.setdefault(verdict.waits_on or "person", []).append(pending)
                continue
            registry.keep(verdict.act, verdict.changes)
            queue.extend(waiting.pop(pending.ref, []))
            for change in verdict.changes:
                if isinstance(change, Aliased):
                    queue.extend(waiting.pop(change.old, []))
                elif isinstance(change, Settled):
                    queue.extend(waiting.pop(change.name, []))
    table = tables.outcomes
    rows: Any = connection.execute(select(table.c.ref, table.c.result, table.c.code).where(table.c.branch == branch))
    stored = {ref: f"{result} {code}".strip() for ref, result, code in rows}
    return [
        (ref, stored.get(ref, "applied"), result)
        for ref, result in results.items()
        if stored.get(ref, "applied") != result
    ]


_JUDGED = Prepared(select(tables.branches.c.adjudicated).where(tables.branches.c.branch == bindparam("branch")))
_JUDGE_TO = Prepared(
    update(tables.branches)
    .where(tables.branches.c.branch == bindparam("branch_was"))
    .values(adjudicated=bindparam("through"))
)
_ANY_OUTCOME = Prepared(
    select(tables.outcomes.c.branch).where(tables.outcomes.c.branch == bindparam("branch")).limit(literal_column("1"))
)
_LINES_AFTER = Prepared(
    select(
        number_in_feed().label("f"), tables.lines.c.desk, tables.lines.c.epoch, tables.lines.c.n, tables.lines.c.raw,
        tables.lines.c.key_state,
    )
    .select_from(tables.feed.join(tables.lines, in_run()))
    .where(
        tables.feed.c.branch == bindparam("branch"),
        tables.feed.c.k == bindparam("kind"),
        beyond(bindparam("after")),
        tables.lines.c.raw.is_not(None),
    )
    .order_by(tables.feed.c.f, tables.lines.c.n)
    .limit(bindparam("most"))
)  # fmt: skip


def _after(connection: Connection, branch: str, f: int) -> list[tuple[int, Pending]]:
    rows = _LINES_AFTER.all(connection, branch=branch, kind="line", after=f, most=LINES_AT_ONCE)
    return [
        (int(row.f), Pending(Journal(row.desk, int(row.epoch)), int(row.n), bytes(row.raw), row.key_state))
        for row in rows
    ]


def _line_of(connection: Connection, ref: str) -> Pending | None:
    journal, n = parse_reference(ref)
    lines = tables.lines
    row = connection.execute(
        select(lines.c.raw, lines.c.key_state).where(
            lines.c.desk == journal.desk, lines.c.epoch == journal.epoch, lines.c.n == n
        )
    ).one_or_none()
    return None if row is None or row.raw is None else Pending(journal, n, bytes(row.raw), row.key_state)
