"""Request, payment and receipt committed durably, beside a bare commit of the same rows in the same encrypted file.

    python -m tests.bench.counter_commit [ROUNDS]

Prints medians in ms and their ratio. The bare side writes exactly the rows the acts left (every table), prepared
beforehand, in as many FULL transactions as the acts need: what the disk and the cipher ask for in any case. What the
officer has typed and looked up by then (the draft, the payer) is prepared beforehand as well; all that the acts check,
look up and fold is in the figure.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desk.counter import cashier, intake
from local_db.connection import connect
from local_db.store import in_transaction
from tests.counter.days import copy_draft, open_drawer, party
from tests.desks import KEY, Desk, make_desk

TABLES = (
    "journal", "subjects", "requests", "request_events", "orders", "order_items", "payments", "receipts",
    "postings",
)  # fmt: skip


def main(rounds: int) -> None:
    """Run both sides in turn on one file system."""
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder) / "desk")
        office = desk.office
        lease = "INSERT INTO books VALUES ('B', 2570, '9901A', 1, 51, 9999999, 0)"
        office.file.store.write(lambda c: c.execute(lease))
        open_drawer(desk)
        round_ = _prepared(desk)
        round_()
        before = _counts(desk)
        round_()
        after = _counts(desk)
        rows = {table: _rows(desk, table, after[table] - before[table]) for table in TABLES}
        bare = _bare(Path(folder), desk, rows)
        acts, bares = [], []
        for _ in range(rounds):
            acts.append(_timed(round_))
            bares.append(_timed(bare))
        office.close()
    act, floor = statistics.median(acts), statistics.median(bares)
    written = sum(len(found) for found in rows.values())
    print(f"request + payment + receipt  {act * 1000:8.2f} ms   (2 commits, {written} rows)")
    print(f"bare FULL commits, same rows {floor * 1000:8.2f} ms")
    print(f"ratio                        {act / floor:8.2f}      (goal: at most 2)")


Round = Callable[[], object]


def _prepared(desk: Desk) -> Round:
    """One request and its payment, as the keys that commit them do; the form is filled in and the payer known."""
    typed, payer, anan = copy_draft(desk), party(desk), desk.session("anan")

    def commit() -> object:
        ref = intake.submit(desk.office, anan, typed, None)
        return cashier.take_cash(desk.office, anan, [ref], payer, 100_00, None)

    return commit


def _counts(desk: Desk) -> dict[str, int]:
    connection = desk.office.read()
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def _rows(desk: Desk, table: str, count: int) -> list[tuple[object, ...]]:
    found = desk.office.read().execute(f"SELECT * FROM {table}").fetchall()
    return [tuple(row) for row in found[len(found) - count :]]


def _bare(folder: Path, desk: Desk, rows: dict[str, list[tuple[object, ...]]]):  # type: ignore[no-untyped-def]
    """The same rows into tables of the same shape in the same file, keys made new each time."""
    connection = connect(desk.office.file.store.path, KEY)
    for table in TABLES:
        sql = (
            desk.office.read()
            .execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
            .fetchone()[0]
        )
        connection.execute(re.sub(rf'CREATE TABLE "?{table}"?', f"CREATE TABLE bare_{table}", sql, count=1))
        for (index,) in desk.office.read().execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
        ):
            connection.execute(index.replace(" ON ", "_bare ON bare_", 1))
    number = 0
    first = {"journal": 1, "subjects": 1, "requests": 1, "request_events": 1}

    def run() -> None:
        nonlocal number
        for part in (0, 1):
            number += 1
            in_transaction(connection, lambda c, part=part, number=number: _put(c, rows, first, part, number))

    return run


def _put(connection, rows, first, part: int, number: int) -> None:  # type: ignore[no-untyped-def]
    for table, found in rows.items():
        mine = found[: first.get(table, 0)] if part == 0 else found[first.get(table, 0) :]
        for place, row in enumerate(mine):
            values = list(row)
            if table == "journal":
                values[1], values[2] = number * 100 + place, number * 100 + place
            else:
                values[0] = f"{number}-{place}"
                if table == "orders":
                    values[1] = values[0]
                if table == "payments":
                    values[1] = values[0]
                if table == "receipts":
                    values[4] = number * 100 + place
            connection.execute(f"INSERT INTO bare_{table} VALUES ({', '.join('?' * len(values))})", values)


def _timed(run) -> float:  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
