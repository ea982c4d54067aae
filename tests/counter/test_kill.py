"""The power goes between any two statements of a payment, a void or a close: all of it is there afterwards, or none.

A process of its own works on a real file and kills itself with -9 at the k-th statement the writing connection runs;
the file is then opened as after any power cut. The tests let some acts die at a few of their statements;

    python -m tests.counter.test_kill [PROCESSES]

every act at every one of them, a thousand deaths in all (`make soak-money`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk.counter import (
    bank,
    books,
    cashier,
    day,
    deposits,
    fee_due,
    parties,
    refunds,
    shift,
    tax_bill,
    treasury,
    undo,
    waivers,
)
from desk.model.kinds.money import OrderItem
from desk.rules.tenders import Piece
from local_db import high_water
from local_db.queries import ledger, money
from local_db.rebuild import rebuild
from local_db.verify import verify
from tests.counter.days import FLOAT, copy_request, open_drawer, party, pay
from tests.counter.test_tax_bill import tax_request
from tests.desks import Desk, make_desk, open_desk, tell

STATEMENTS_MAX = 10_000
SHORT = {"pay": 4, "void": 3, "close": 3, "pay_several_ways": 1, "pay_by_bank": 1, "void_confirmed": 1, "correct": 1}
"""Which acts die in the tests, and at how many statements."""


@dataclass(frozen=True)
class Dying:
    """An act that is killed: what is there before it (its reference goes to the child), and the act."""

    ready: Callable[[Desk], str]
    do: Callable[[Desk, str], object]
    acts: int = 1
    """How many transactions it is: each is whole or not there."""


def paid(desk: Desk) -> str:
    """A receipt of today."""
    return pay(desk, copy_request(desk)).receipt


def deposited(desk: Desk) -> str:
    """A request with twenty baht held on it."""
    ref = copy_request(desk)
    deposits.take(desk.office, desk.session("anan"), ref, "มัดจำ", 20_00, party(desk), [Piece("cash", 20_00)])
    return ref


def settled(desk: Desk) -> str:
    """A QR order the bank has paid, five baht too much."""
    ref = copy_request(desk)
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [ref], party(desk), None)
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": order.satang + 5_00, "at": 1, "bank_ref": "B1"}))
    return order.ref


def settled_late(desk: Desk) -> str:
    """A bill of one instalment that the bank paid after it was cancelled."""
    ref, anan = assessed(desk), desk.session("anan")
    part = {ref: tax_bill.look(desk.office, ref).bill.steps[0]}
    order = cashier.open_qr_order(desk.office, anan, [ref], party(desk), None, part)
    cashier.cancel_order(desk.office, anan, order.ref, "ไม่มา")
    tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": order.satang, "at": 1, "bank_ref": "B1"}))
    return order.ref1


def by_hand(desk: Desk, ref: str) -> object:
    """A receipt out of a paper book, entered afterwards."""
    item = OrderItem(request=ref, label="สำเนา", satang=20_00)
    today, anan = desk.office.today(), desk.session("anan")
    return books.write_down(desk.office, anan, "P-1", 7, today, "09:15", "อนันต์", party(desk), [item])


def asked(desk: Desk) -> str:
    """A void nobody confirmed yet."""
    return undo.void(desk.office, desk.session("anan"), paid(desk), "ผิด").ref


def owed(desk: Desk) -> str:
    """A refund approved and not paid."""
    return refunds.refund(desk.office, desk.session("anan"), paid(desk), 10_00, "", "คืน", desk.session("somying")).ref


def assessed(desk: Desk) -> str:
    """A tax in three parts filed late, its payer told."""
    ref = tax_request(desk, in_parts=True, late=True)
    tax_bill.tell(desk.office, desk.session("anan"), ref, "")
    return ref


def dropped(desk: Desk) -> str:
    """Ten baht in the safe."""
    ref = paid(desk)
    shift.move_cash(desk.office, desk.session("anan"), "dropped", 10_00, "ส่งตู้", desk.session("somying"))
    return ref


def by_cheque(desk: Desk) -> str:
    """A receipt paid by cheque."""
    cheque = Piece("cheque", 20_00, "77", "ธนาคารตัวอย่าง", desk.office.today())
    return cashier.take(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), [cheque], None).receipt


def several_ways(desk: Desk, ref: str) -> object:
    """Deposit, cheque and cash in one payment."""
    cheque = Piece("cheque", 5_00, "77", "ธนาคารตัวอย่าง", desk.office.today())
    given = [*deposits.pieces(desk.office, [ref], 5_00), cheque, Piece("cash", 20_00)]
    return cashier.take(desk.office, desk.session("anan"), [ref], party(desk), given, None)


def instalment(desk: Desk, ref: str) -> object:
    """The first part of a tax."""
    fee_due.accept_new_fees(desk.office, desk.session("anan"), [ref])
    part = {ref: tax_bill.look(desk.office, ref).bill.steps[0]}
    return cashier.take(desk.office, desk.session("anan"), [ref], party(desk), [Piece("cash", 2000_00)], None, part)


def correct(desk: Desk, ref: str) -> object:
    """Another payer's name on the same money."""
    payer = parties.typed("person", "ชื่อที่ถูก")
    return undo.correct(desk.office, desk.session("anan"), ref, payer, "ชื่อผิด", desk.session("somying"))


def close(desk: Desk, _ref: str, off: int = 0) -> object:
    """The drawer is counted and the day signed, two acts."""
    counted = {25: (drawer(desk) + off) // 25}
    shift.close_shift(desk.office, desk.session("anan"), counted, "", desk.session("somying"))
    explained = "นับสองครั้ง" if off else ""
    return day.close_day(desk.office, desk.session("somying"), desk.office.today(), explained, desk.session("anan"))


ACTS: dict[str, Dying] = {
    "pay": Dying(copy_request, lambda d, ref: pay(d, ref)),
    "pay_several_ways": Dying(deposited, several_ways),
    "pay_by_bank": Dying(settled, lambda d, ref: cashier.receive_from_bank(d.office, d.session("anan"), ref)),
    "pay_instalment": Dying(assessed, instalment),
    "pay_late_bill": Dying(
        settled_late, lambda d, ref1: bank.receipt_for_late(d.office, d.session("anan"), ref1, "B1")
    ),
    "written": Dying(copy_request, by_hand),
    "waive": Dying(
        copy_request,
        lambda d, ref: waivers.waive(
            d.office, d.session("anan"), ref, 5_00, "ผู้มีรายได้น้อย", "ข้อ 5", d.session("somying")
        ),
    ),
    "pay_two": Dying(lambda d: f"{copy_request(d)} {copy_request(d)}", lambda d, refs: pay(d, *refs.split())),
    "deposit": Dying(
        copy_request,
        lambda d, ref: deposits.take(d.office, d.session("anan"), ref, "มัดจำ", 20_00, party(d), [Piece("cash", 20_00)]),
    ),
    "void": Dying(paid, lambda d, ref: undo.void(d.office, d.session("anan"), ref, "ผิด", d.session("somying"))),
    "void_asked": Dying(paid, lambda d, ref: undo.void(d.office, d.session("anan"), ref, "ผิด")),
    "void_confirmed": Dying(asked, lambda d, ref: undo.confirm(d.office, d.session("somying"), ref)),
    "correct": Dying(paid, correct),
    "refund": Dying(
        paid, lambda d, ref: refunds.refund(d.office, d.session("anan"), ref, 10_00, "", "คืน", d.session("somying"))
    ),
    "refund_paid": Dying(owed, lambda d, ref: refunds.pay_refund(d.office, d.session("anan"), ref, "cash", "")),
    "close": Dying(paid, close, acts=2),
    "close_short": Dying(paid, lambda d, ref: close(d, ref, -25), acts=2),
    "drop": Dying(
        paid,
        lambda d, _ref: shift.move_cash(d.office, d.session("anan"), "dropped", 10_00, "ส่งตู้", d.session("somying")),
    ),
    "safe": Dying(paid, lambda d, _ref: treasury.check_safe_sum(d.office, d.session("anan"), 0, d.session("somying"))),
    "remit": Dying(
        dropped, lambda d, _ref: treasury.remit(d.office, d.session("anan"), 10_00, "คลัง", d.session("somying"))
    ),
    "bounce": Dying(by_cheque, lambda d, ref: refunds.bounce(d.office, d.session("anan"), ref, None, "คืน")),
    "open": Dying(copy_request, lambda d, _ref: open_drawer(d, "busaba", "2")),
    "count_over": Dying(
        lambda d: shift.open_shifts(d.office)[0].ref,
        lambda d, ref: shift.count_over(d.office, d.session("busaba"), ref, FLOAT),
    ),
}


def work_and_die(home: Path, act: str, ref: str, at_statement: int) -> None:
    """Run in the child: do it, counting statements, and die at one of them."""
    desk, seen = open_desk(home), 0

    def count(_sql: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at_statement:
            os.kill(os.getpid(), signal.SIGKILL)

    desk.office.file.store._writing.set_trace_callback(count)
    ACTS[act].do(desk, ref)
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
        "SELECT (SELECT count(*) FROM orders WHERE state = 'paid'), (SELECT count(*) FROM payments),"
        " (SELECT count(*) FROM receipts)"
    ).fetchone()
    assert orders == paid == receipts
    assert all(state.explained.whole for state in books.register_of(connection))
    voided = connection.execute("SELECT count(*) FROM voids").fetchone()[0]
    assert voided == connection.execute("SELECT count(*) FROM receipts WHERE voided IS NOT NULL").fetchone()[0]
    assert -sum(
        row.satang for row in ledger.trial(connection, "9901A") if row.account[:3] in ("fee", "tax", "sur", "dep")
    ) == (earned_or_held(desk))
    assert sum(row.satang for row in ledger.trial(connection, "9901A")) == 0
    assert ledger.uneven(connection) == []
    assert ledger.balance(connection, "9901A", "unreceipted") == 0
    verify(connection, high_water.read(desk.office.home))
    assert desk.office.file.store.write(rebuild).different == []


def earned_or_held(desk: Desk) -> int:
    """What receipts in force are for, less what was given back and what deposits have paid."""
    (satang,) = (
        desk.office.read()
        .execute(
            "SELECT (SELECT coalesce(sum(satang), 0) FROM receipts WHERE voided IS NULL)"
            " - (SELECT coalesce(sum(f.satang), 0) FROM refunds f JOIN receipts r ON r.ref = f.receipt JOIN payments p"
            " ON p.ref = r.payment_ref WHERE r.voided IS NULL AND p.surplus_satang = 0)"
            " - (SELECT coalesce(sum(t.satang), 0) FROM tenders t JOIN payments p ON p.ref = t.payment"
            " WHERE t.method = 'deposit' AND p.voided = 0)"
        )
        .fetchone()
    )
    return int(satang)


def counts(desk: Desk) -> tuple[int, ...]:
    """How many of everything an act leaves there are."""
    tables = (
        "receipts",
        "voids",
        "refunds",
        "undo",
        "days",
        "shift_counts",
        "tenders",
        "cash_moves",
        "safe_checks",
        "remittances",
        "waivers",
    )
    wanted = [f"(SELECT count(*) FROM {table})" for table in tables]
    wanted += [
        "(SELECT count(*) FROM shifts WHERE closed IS NOT NULL)",
        "(SELECT count(paid) FROM refunds)",
        "(SELECT count(*) FROM shifts)",
    ]
    wanted += ["(SELECT count(*) FROM undo WHERE state = 'done')", "(SELECT count(bounced) FROM tenders)"]
    return tuple(desk.office.read().execute(f"SELECT {', '.join(wanted)}").fetchone())


@pytest.mark.process
@pytest.mark.parametrize("act", SHORT)
def test_whole_or_not_there_wherever_the_power_goes(tmp_path: Path, act: str) -> None:
    assert deaths_of(act, tmp_path, SHORT[act])[0] == SHORT[act]


def deaths_of(act: str, tmp_path: Path, at_most: int) -> tuple[int, int]:
    """Let an act die at so many of its statements, evenly spread; gives the deaths and how many statements it has."""
    ready, dying = tmp_path / "ready", ACTS[act]
    first = make_desk(ready)
    open_drawer(first)
    ref = dying.ready(first)
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
    assert statements > 5
    deaths, between = min(at_most, statements), set[tuple[int, ...]]()
    for step in sorted({1 + i * statements // deaths for i in range(deaths)}):
        child, found = run(step)
        assert child.returncode == -signal.SIGKILL, "the death must have happened"
        between.add(found)
    assert len(between - {before, done}) < dying.acts, "each act whole or not there"
    return deaths, statements


def _at_every_statement(act: str) -> tuple[int, int]:
    with tempfile.TemporaryDirectory(prefix="desk-kill-") as folder:
        return deaths_of(act, Path(folder), STATEMENTS_MAX)


def main(processes: int) -> None:
    """Every act at every statement; prints what died, and how many in all."""
    died = 0
    with ProcessPoolExecutor(processes) as pool:
        for act, (deaths, statements) in zip(ACTS, pool.map(_at_every_statement, ACTS), strict=True):
            died += deaths
            print(f"{act}: {deaths} deaths in {statements} statements", flush=True)
    print(f"{died:,} deaths, each act whole or not there, nothing lost or doubled")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
