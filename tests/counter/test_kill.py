"""The power goes between any two statements of a payment: all of it is there afterwards, or none.

A process of its own pays over and over on a real file and kills itself with -9 at the k-th statement the writing
connection runs; the file is then opened as after any power cut.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local_db import high_water
from local_db.rebuild import rebuild
from local_db.verify import verify
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk, make_desk, open_desk

STEPS = int(os.environ.get("DESK_KILL_STEPS", "24"))


def pay_and_die(home: Path, at_statement: int) -> None:
    """Run in the child: pay, counting statements, and die at one of them."""
    desk = open_desk(home)
    ref = copy_request(desk)
    seen = 0

    def count(_sql: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at_statement:
            os.kill(os.getpid(), signal.SIGKILL)

    desk.office.file.store._writing.set_trace_callback(count)
    pay(desk, ref)
    desk.office.file.store._writing.set_trace_callback(None)
    desk.office.close()
    sys.stdout.write(f"{seen}\n")


def run_child(home: Path, at_statement: int) -> subprocess.CompletedProcess[str]:
    code = (
        "from pathlib import Path; from tests.counter.test_kill import pay_and_die; "
        f"pay_and_die(Path({str(home)!r}), {at_statement})"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


def books_agree(desk: Desk) -> None:
    """What an auditor would compare: every order paid has one payment, one receipt, and its request is done."""
    connection = desk.office.read()
    orders, paid, receipts, done, cash = connection.execute(
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM payments), (SELECT count(*) FROM receipts),"
        " (SELECT count(*) FROM requests WHERE state = 'done'), (SELECT coalesce(sum(satang), 0) FROM payments)"
    ).fetchone()
    assert orders == paid == receipts == done
    assert cash == receipts * 20_00
    numbers = [row[0] for row in connection.execute("SELECT number FROM receipts ORDER BY number")]
    assert numbers == list(range(1, receipts + 1))
    verify(connection, high_water.read(desk.office.home))
    assert desk.office.file.store.write(rebuild).different == []


@pytest.mark.process
def test_a_payment_is_whole_or_not_there_wherever_the_power_goes(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    first = make_desk(home)
    open_drawer(first)
    first.office.close()
    whole = run_child(home, -1)
    assert whole.returncode == 0, whole.stderr
    statements = int(whole.stdout)
    assert statements > 20
    killed = 0
    for step in sorted({1 + round(i * (statements - 1) / (STEPS - 1)) for i in range(STEPS)}):
        before = open_desk(home)
        receipts = before.office.read().execute("SELECT count(*) FROM receipts").fetchone()[0]
        before.office.close()
        child = run_child(home, step)
        killed += child.returncode == -signal.SIGKILL
        after = open_desk(home)
        now = after.office.read().execute("SELECT count(*) FROM receipts").fetchone()[0]
        assert now in (receipts, receipts + 1)
        books_agree(after)
        after.office.close()
    assert killed >= STEPS - 2, "the deaths must have happened"
