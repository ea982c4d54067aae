"""The Z report over many payments, and the auditor's walk over them.

    python -m tests.bench.money [PAYMENTS]

Rows are laid down as the folds lay them (straight into the tables, a year of acts would take an hour); reading is the
product's own, on the encrypted file.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desk.counter.audit import walk
from desk.counter.shift_report import shift_report
from local_db.connection import Connection
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import make_desk


def main(payments: int) -> None:
    """Lay down the rows, then ask."""
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder) / "desk")
        shift = open_drawer(desk)
        pay(desk, copy_request(desk))
        desk.office.file.store.write(lambda c: _lay_down(c, shift, payments))
        session = desk.session("darin")
        z = _median(lambda: shift_report(desk.office, session, shift))
        report = shift_report(desk.office, session, shift)
        count = sum(book.count for book in report.books)
        whole = _median(lambda: walk(desk.office.read()), 3)
        desk.office.close()
    print(f"Z report over {count:,} receipts   {z * 1000:8.1f} ms   (goal: under 200)")
    print(f"auditor's walk over them        {whole * 1000:8.1f} ms")


def _lay_down(connection: Connection, shift: str, payments: int) -> None:
    receipt = connection.execute("SELECT * FROM receipts").fetchone()
    payment = connection.execute("SELECT * FROM payments").fetchone()
    names = [row[1] for row in connection.execute("PRAGMA table_info(receipts)")]
    held = dict(zip(names, receipt, strict=True))
    marks = ", ".join("?" * len(names))
    payment_marks = ", ".join("?" * len(payment))
    connection.execute("INSERT INTO books VALUES ('B', 2570, '9901A', 1, 1, 9999999, 0)")
    for number in range(1, payments):
        ref = f"9901A-{1_000_000 + number}"
        row = held | {"ref": ref, "book": "B", "number": number, "order_ref": ref, "payment_ref": ref}
        connection.execute(f"INSERT INTO receipts VALUES ({marks})", tuple(row.values()))
        connection.execute(f"INSERT INTO payments VALUES ({payment_marks})", (ref, ref, *payment[2:]))
        for place, (account, satang) in enumerate(
            (("cash", 20_00), ("unreceipted", -20_00), ("unreceipted", 20_00), ("fee.CR-COPY", -20_00))
        ):
            posting = (1_000_000 + number, place, ref, "9901A", held["date"], shift, account, satang)
            connection.execute("INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", posting)
    more = 20_00 * (payments - 1)
    connection.execute(
        "UPDATE balances SET debit_satang = debit_satang + ? WHERE account IN ('cash', 'unreceipted')", (more,)
    )
    connection.execute(
        "UPDATE balances SET credit_satang = credit_satang + ? WHERE account IN ('fee.CR-COPY', 'unreceipted')", (more,)
    )


def _median(ask: Callable[[], object], rounds: int = 7) -> float:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
