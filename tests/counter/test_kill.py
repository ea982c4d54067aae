"""The power goes between any two statements of a payment, a void or a close: all of it is there afterwards, or none.

A process of its own works on a real file and kills itself with -9 at the k-th statement the writing connection runs;
the file is then opened as after any power cut. `DESK_KILL_STEPS` is how many deaths each act dies (`make soak`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.counter import books, day, shift, undo
from local_db import high_water
from local_db.queries import ledger, money
from local_db.rebuild import rebuild
from local_db.verify import verify
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk, make_desk, open_desk

STEPS = int(os.environ.get("DESK_KILL_STEPS", "8"))


def do_pay(desk: Desk, ref: str) -> None:
    """One payment of what was taken in before."""
    pay(desk, ref)


def do_void(desk: Desk, ref: str) -> None:
    """The receipt paid before is voided by two."""
    undo.void(desk.office, desk.session("anan"), ref, "ผิด", desk.session("somying"))


def do_close(desk: Desk, _ref: str) -> None:
    """The drawer is counted and the day signed, two acts."""
    held = drawer(desk)
    shift.close_shift(desk.office, desk.session("anan"), {25: held // 25})
    day.close_day(desk.office, desk.session("somying"), desk.office.today(), "", desk.session("anan"))


ACTS: dict[str, Callable[[Desk, str], None]] = {"pay": do_pay, "void": do_void, "close": do_close}


def work_and_die(home: Path, act: str, ref: str, at_statement: int) -> None:
    """Run in the child: do it, counting statements, and die at one of them."""
    desk, seen = open_desk(home), 0

    def count(_sql: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at_statement:
            os.kill(os.getpid(), signal.SIGKILL)

    desk.office.file.store._writing.set_trace_callback(count)
    ACTS[act](desk, ref)
    desk.office.file.store._writing.set_trace_callback(None)
    desk.office.close()
    sys.stdout.write(f"{seen}\n")


def run_child(home: Path, act: str, ref: str, at_statement: int) -> subprocess.CompletedProcess[str]:
    code = (
        "from pathlib import Path; from tests.counter.test_kill import work_and_die; "
        f"work_and_die(Path({str(home)!r}), {act!r}, {ref!r}, {at_statement})"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


def drawer(desk: Desk) -> int:
    """What the ledger says is in the open drawer."""
    return sum(money.cash_expected(desk.office.read(), row.ref) for row in shift.open_shifts(desk.office))


def books_agree(desk: Desk) -> None:
    """What an auditor would compare: numbers, money, ledger, chain, tables."""
    connection = desk.office.read()
    orders, paid, receipts = connection.execute(
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM payments), (SELECT count(*) FROM receipts)"
    ).fetchone()
    assert orders == paid == receipts
    assert all(state.explained.whole for state in books.register_of(connection))
    voided = connection.execute("SELECT count(*) FROM voids").fetchone()[0]
    assert voided == connection.execute("SELECT count(*) FROM receipts WHERE voided IS NOT NULL").fetchone()[0]
    (revenue,) = [row for row in ledger.trial(connection, "9901A") if row.account == "fee.CR-COPY"] or [None]
    assert (-revenue.satang if revenue else 0) == (receipts - voided) * 20_00
    assert sum(row.satang for row in ledger.trial(connection, "9901A")) == 0
    assert ledger.uneven(connection) == []
    assert ledger.balance(connection, "9901A", "unreceipted") == 0
    verify(connection, high_water.read(desk.office.home))
    assert desk.office.file.store.write(rebuild).different == []


def counts(desk: Desk) -> tuple[int, ...]:
    """How many receipts, voids and closed drawers there are."""
    row = desk.office.read().execute(
        "SELECT (SELECT count(*) FROM receipts), (SELECT count(*) FROM voids),"
        " (SELECT count(*) FROM shifts WHERE closed IS NOT NULL) + (SELECT count(*) FROM days)"
    )
    return tuple(row.fetchone())


@pytest.mark.process
@pytest.mark.parametrize("act", ACTS)
def test_whole_or_not_there_wherever_the_power_goes(tmp_path: Path, act: str) -> None:
    ready = tmp_path / "ready"
    first = make_desk(ready)
    open_drawer(first)
    ref = copy_request(first) if act == "pay" else pay(first, copy_request(first)).receipt
    before = counts(first)
    first.office.close()

    def run(at_statement: int) -> tuple[subprocess.CompletedProcess[str], tuple[int, ...]]:
        home = tmp_path / "desk"
        shutil.copytree(ready, home)
        child = run_child(home, act, ref, at_statement)
        after = open_desk(home)
        books_agree(after)
        found = counts(after)
        after.office.close()
        shutil.rmtree(home)
        return child, found

    whole, done = run(-1)
    assert whole.returncode == 0, whole.stderr
    assert done != before
    statements = int(whole.stdout)
    assert statements > 10
    for step in sorted({1 + round(i * (statements - 1) / max(STEPS - 1, 1)) for i in range(STEPS)}):
        child, found = run(step)
        assert child.returncode == -signal.SIGKILL, "the death must have happened"
        # a close is two acts: counted, then signed
        assert found in (before, done) or act == "close"
