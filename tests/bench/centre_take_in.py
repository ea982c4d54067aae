"""Lines a second that a centre takes in durably, beside a bare executemany of the same rows into the same schema.

    python -m tests.bench.centre_take_in [BATCHES] [sqlite|postgres|both]

Batches of 25 lines of about 1 kB from 40 desks in 8 branches, 10 % of them sent twice (SYNC.md). *take in* is what
stands behind the door of the centre: segments read, seals and chains verified, stored with `synchronous=FULL` or
fsync on, up to 16 requests waiting at a time; *one by one* the same with one request at a time. *bare* writes the rows
that were stored in as many transactions, prepared beforehand. PostgreSQL is one of the bench's own.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text

from desk.model.line import Journal, encode_line, genesis, link
from desk.rules import keys
from sync.central import enrolment, tables
from sync.central.lane import Intake
from sync.central.rows import insert_rows
from sync.central.serving import Serving
from sync.central.store import Store, make_store
from sync.central.take_in import Parcel
from sync.segment import seal

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sync"))
from own_postgres import OwnPostgres, why_not

NOW = 1_790_000_000_000
BRANCHES, DESKS, LINES, AGAIN, AT_ONCE = 8, 5, 25, 10, 16
LINE_COLUMNS = ("desk", "epoch", "n", "kind", "raw", "head", "key", "key_state", "taken")
FEED_COLUMNS = ("branch", "f", "run", "k", "desk", "epoch", "n")


@dataclass(frozen=True)
class Batch:
    """One request's segment, and whose it is."""

    parcel: Parcel
    branch: str


def main(batches: int, which: str) -> None:
    """Measure one store or both."""
    if which in ("sqlite", "both"):
        _measure("SQLite, encrypted", None, batches, goal=25_000)
    if which in ("postgres", "both"):
        if reason := why_not():
            print(f"PostgreSQL: not measured, {reason}")
            return
        server = OwnPostgres()
        server.start()
        try:
            _measure("PostgreSQL", server.database, batches, goal=10_000)
        finally:
            server.stop()
            server.remove()


def _measure(name: str, database: Callable[[], str] | None, batches: int, goal: int) -> None:
    print(f"{name}: {batches} batches of {LINES} lines, {AGAIN} % sent again")
    rates = {}
    for way, at_once in (("take in", AT_ONCE), ("one by one", 1)):
        with tempfile.TemporaryDirectory() as folder:
            store = make_store(Path(folder) / "centre", database=None if database is None else database())
            sent = _desks(store, batches)
            began, spent = time.perf_counter(), time.process_time()
            asyncio.run(_take(store, sent, at_once))
            took, spent = time.perf_counter() - began, time.process_time() - spent
            rates[way] = len(sent) * LINES / took
            print(f"  {way:<12}{rates[way]:9,.0f} lines/s   {spent / len(sent) / LINES * 1e6:5.1f} us of CPU a line")
            if way == "take in":
                bare = _bare(store, sent)
            store.close()
    print(f"  bare        {bare:9,.0f} lines/s   (stored lines, {AT_ONCE} batches a transaction)")
    print(f"  take in / bare {rates['take in'] / bare:.2f}; goal {goal:,} lines/s: {rates['take in'] / goal:.2f} of it")


async def _take(store: Store, sent: list[Batch], at_once: int) -> None:
    serving = Serving(store, lambda: NOW)
    intake = Intake(serving)
    waiting = iter(sent)

    async def client() -> None:
        for batch in waiting:
            taken = await intake.take(batch.parcel, batch.branch)
            assert taken.pushed
            assert not taken.problems

    await asyncio.gather(*(client() for _ in range(at_once)))


def _desks(store: Store, batches: int) -> list[Batch]:
    """The same desks and the same lines each time, sealed beforehand."""
    chance = random.Random(7)
    desks = []
    for branch in range(BRANCHES):
        name = f"{5701 + branch}"
        store.write(lambda c, name=name: enrolment.add_branch(c, name, name, NOW))  # type: ignore[misc]
        for letter in "ABCDE"[:DESKS]:
            key = keys.private_key(chance.randbytes(32))
            code = store.write(lambda c, desk=name + letter: enrolment.new_code(c, desk, NOW))  # type: ignore[misc]
            asked = enrolment.Asked(code, keys.public_raw(key), "", "")
            store.write(lambda c, asked=asked: enrolment.enrol(c, asked, store.identity, NOW))  # type: ignore[misc]
            desks.append((name, Journal(name + letter, 1), key))
    heads = {journal: (0, genesis(journal)) for _, journal, _ in desks}
    sent: list[Batch] = []
    for number in range(batches):
        branch, journal, key = desks[number % len(desks)]
        n, head = heads[journal]
        lines = [_line(chance, n + place) for place in range(1, LINES + 1)]
        for line in lines:
            head = link(head, line)
        segment = seal(journal, n + 1, lines, head, NOW, key)
        heads[journal] = (n + LINES, head)
        framed = segment.encode_framed().split(b"\n")[:-1]
        sent.append(Batch(Parcel(framed, journal, NOW), branch))
        if number % (100 // AGAIN) == 0 and number:
            sent.append(sent[-1])
    return sent


def _line(chance: random.Random, n: int) -> bytes:
    body = {"request": f"5701A-{n}", "form": {"note": chance.randbytes(330).hex(), "name": "สมชาย ตัวอย่าง" * 4}}
    return encode_line(n=n, t=NOW + n, o="anan", k="request.submitted", b=body)


def _bare(store: Store, sent: list[Batch]) -> float:
    """The rows that taking in left, into empty tables of the same shape in the same store."""
    with store._writer.connect() as connection, connection.begin():
        held = connection.execute(select(*(tables.lines.c[name] for name in LINE_COLUMNS))).all()
        said = connection.execute(
            select(*(tables.feed.c[name] for name in FEED_COLUMNS)).where(tables.feed.c.k == "line")
        ).all()
        connection.execute(text("DELETE FROM lines"))
        connection.execute(text("DELETE FROM feed"))
    rows = [tuple(row) for row in sorted(held, key=lambda row: (row.n, row.desk))]
    runs = [tuple(row) for row in said]
    step = LINES * AT_ONCE
    began = time.perf_counter()
    for at in range(0, len(rows), step):

        def work(connection, at=at):  # type: ignore[no-untyped-def]
            insert_rows(connection, tables.lines, LINE_COLUMNS, rows[at : at + step])
            insert_rows(connection, tables.feed, FEED_COLUMNS, runs[at // LINES : (at + step) // LINES])
            connection.execute(text("UPDATE branches SET f = f + 400 WHERE branch = '5701'"))

        store.write(work)
    return len(rows) / (time.perf_counter() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200, sys.argv[2] if len(sys.argv) > 2 else "both")
