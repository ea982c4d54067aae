"""Whatever is done with money, in whatever order, with crashes between: the ledger is even, every number is explained,
the drawer holds what the ledger says, and printing again moves nothing.

Hypothesis plays the days; the model beside it is a purse: what is in each drawer, counted by hand. `DESK_SOAK` is how
many times ten days to play (`make soak-money`: two hundred).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desk.counter import bank, books, cashier, day, deposits, receipts, refunds, shift, treasury, undo, waivers
from desk.counter.printing import Printers, print_now
from desk.model.errors import DeskError
from desk.model.kinds.body import Party
from desk.model.kinds.money import OrderItem
from desk.rules.tenders import Piece
from local_db import high_water
from local_db.folds import PROJECTIONS
from local_db.journal import tip
from local_db.queries import ledger, money
from local_db.rebuild import rebuild
from local_db.verify import verify
from tests.counter.days import copy_request, party
from tests.desks import Desk, make_desk, open_desk, tell
from tests.local_db.files import tables

SOAK = int(os.environ.get("DESK_SOAK", "1"))
DAY_MS = 86_400_000
CASHIERS = st.sampled_from(["anan", "busaba"])
WHICH = st.integers(0, 50)
BOTH = st.booleans()


class Paper:
    """A printer that prints."""

    def print_pdf(self, name: str, content: bytes) -> str:
        assert content
        return name


class MoneyDays(RuleBasedStateMachine):
    """The desk 9901A with two cashiers, a supervisor, a bank and a paper book."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="desk-money-"))
        self.desk: Desk = make_desk(self.folder / "desk")
        self.purse: dict[str, int] = {}
        """What lies in each open drawer, counted by hand."""
        self.orders: list[str] = []
        self.on_deposit: list[str] = []
        self.written = 0

    # ---- helpers

    def tip(self) -> int:
        return tip(self.desk.office.read(), self.desk.office.file.identity().journal).n

    def attempt(self, act: Callable[[], object]) -> object | None:
        """What the act gives; None when it was refused, and then no line was left behind."""
        before = self.tip()
        try:
            return act() or True
        except DeskError:
            assert self.tip() == before
            return None

    def own(self, officer: str) -> str:
        row = shift.own_shift(self.desk.office, self.desk.session(officer))
        return row.ref if row is not None else ""

    def receipt(self, which: int) -> str | None:
        found = (
            self.desk.office.read().execute("SELECT ref FROM receipts ORDER BY fiscal_year, book, number").fetchall()
        )
        return str(found[-1 - which % len(found)][0]) if found else None

    def second(self, there: bool):  # type: ignore[no-untyped-def]
        return self.desk.session("somying") if there else None

    # ---- drawers

    @initialize()
    def morning(self) -> None:
        self.open_drawer("anan", 5, True)

    @rule(officer=CASHIERS, pieces=st.integers(0, 9), witness=BOTH)
    def open_drawer(self, officer: str, pieces: int, witness: bool) -> None:
        name = "1" if officer == "anan" else "2"
        session, counts = self.desk.session(officer), {100_00: pieces}
        opened = self.attempt(
            lambda: shift.open_shift(self.desk.office, session, name, counts, self.second(witness), late=witness)
        )
        if opened:
            self.purse[str(opened)] = pieces * 100_00

    @rule(officer=CASHIERS, off=st.sampled_from([0, 0, 0, 25, -100]), alone=BOTH)
    def close_drawer(self, officer: str, off: int, alone: bool) -> None:
        ref = self.own(officer)
        if not ref:
            return
        held = max(self.purse[ref] + off, 0) // 25 * 25
        session, counts = self.desk.session(officer), {25: held // 25}
        counted = self.attempt(
            lambda: shift.close_shift(self.desk.office, session, counts, "", self.second(not alone), alone=True)
        )
        if counted:
            assert isinstance(counted, shift.Counted)
            assert counted.difference_satang == held - self.purse.pop(ref)

    @rule(officer=CASHIERS, way=st.sampled_from(["paid_in", "paid_out", "dropped"]), satang=st.integers(1, 400))
    def move(self, officer: str, way: shift.Way, satang: int) -> None:
        ref, sum_ = self.own(officer), satang * 25
        session = self.desk.session(officer)
        if self.attempt(lambda: shift.move_cash(self.desk.office, session, way, sum_, "เหตุ", self.second(True))):
            self.purse[ref] += sum_ if way == "paid_in" else -sum_

    @rule(officer=CASHIERS, pieces=st.integers(0, 9))
    def count_over(self, officer: str, pieces: int) -> None:
        others = [row for row in shift.open_shifts(self.desk.office) if row.cashier != officer]
        if others:
            session, counts = self.desk.session(officer), {100_00: pieces}
            if self.attempt(lambda: shift.count_over(self.desk.office, session, others[0].ref, counts, alone=True)):
                self.purse[others[0].ref] = pieces * 100_00

    # ---- payments

    @rule(officer=CASHIERS, copies=st.integers(1, 4), card=st.sampled_from([0, 0, 10_00]), cheque=BOTH)
    def pay(self, officer: str, copies: int, card: int, cheque: bool) -> None:
        ref, session, total = copy_request(self.desk, copies), self.desk.session(officer), copies * 10_00
        given = [Piece("card", card, "AP1")] if card else []
        if cheque and total - card:
            given.append(Piece("cheque", total - card, "7", "ธนาคาร", self.desk.office.today()))
        else:
            given.append(Piece("cash", total - card if card == total else 1_000_00))
        own, left = self.own(officer), total - card
        if card == total:
            given = given[:1]
        paid = self.attempt(lambda: cashier.take(self.desk.office, session, [ref], party(self.desk), given, None))
        if paid and not (cheque and left):
            self.purse[own] += left

    @rule(officer=CASHIERS, satang=st.integers(1, 120), by_transfer=BOTH)
    def take_deposit(self, officer: str, satang: int, by_transfer: bool) -> None:
        ref, session, own = copy_request(self.desk, 2), self.desk.session(officer), self.own(officer)
        sum_ = satang * 25
        given = [Piece("transfer", sum_, "T1") if by_transfer else Piece("cash", sum_)]
        taken = self.attempt(
            lambda: deposits.take(self.desk.office, session, ref, "มัดจำ", sum_, party(self.desk), given)
        )
        if taken:
            self.on_deposit.append(ref)
            self.purse[own] += 0 if by_transfer else sum_

    @rule(which=WHICH, officer=CASHIERS, satang=st.integers(1, 90))
    def pay_from_deposit(self, which: int, officer: str, satang: int) -> None:
        if not self.on_deposit:
            return
        ref, session, own = self.on_deposit[which % len(self.on_deposit)], self.desk.session(officer), self.own(officer)
        share, held = min(satang * 25, 20_00), deposits.held_on(self.desk.office, [ref])
        given = [*deposits.pieces(self.desk.office, [ref], share), Piece("cash", 20_00 - share)]
        if self.attempt(lambda: cashier.take(self.desk.office, session, [ref], party(self.desk), given, None)):
            assert share <= held
            self.purse[own] += 20_00 - share

    @rule(officer=CASHIERS, copies=st.integers(1, 3))
    def ask_by_qr(self, officer: str, copies: int) -> None:
        ref, session = copy_request(self.desk, copies), self.desk.session(officer)
        made = self.attempt(lambda: cashier.open_qr_order(self.desk.office, session, [ref], party(self.desk), None))
        if isinstance(made, cashier.QrOrder):
            self.orders.append(made.ref)

    @rule(which=WHICH, more=st.sampled_from([0, 0, 5_00, -5_00]), bank_ref=st.sampled_from(["B1", "B2"]), stray=BOTH)
    def bank_says(self, which: int, more: int, bank_ref: str, stray: bool) -> None:
        ref1, satang = f"9901A{9_000 + which}", 7_00
        if self.orders and not stray:
            order = money.order(self.desk.office.read(), self.orders[which % len(self.orders)])
            assert order is not None
            ref1, satang = order.compact, order.satang + more
        tell(self.desk, ("payment.settled", {"ref1": ref1, "satang": satang, "at": 1, "bank_ref": bank_ref}))

    @rule(which=WHICH, officer=CASHIERS)
    def receive_from_bank(self, which: int, officer: str) -> None:
        if not self.orders:
            return
        ref, session, own = self.orders[which % len(self.orders)], self.desk.session(officer), self.own(officer)
        order = money.order(self.desk.office.read(), ref)
        assert order is not None
        missing = max(order.satang - (order.settled_satang or 0), 0)
        given = [Piece("cash", missing)] if missing else []
        if self.attempt(lambda: cashier.receive_from_bank(self.desk.office, session, ref, given)):
            self.purse[own] += missing

    @rule(which=WHICH)
    def cancel_order(self, which: int) -> None:
        if self.orders:
            ref, session = self.orders[which % len(self.orders)], self.desk.session("anan")
            self.attempt(lambda: cashier.cancel_order(self.desk.office, session, ref, "ไม่ได้ใช้"))

    @rule(which=WHICH, officer=CASHIERS, take=BOTH, where=st.sampled_from(["owed", "suspense"]))
    def place_a_stray(self, which: int, officer: str, take: bool, where: bank.Place) -> None:
        session = self.desk.session(officer)
        strays = bank.strays(self.desk.office, session)
        if strays:
            key = strays[which % len(strays)].key
            if take:
                self.attempt(lambda: bank.receipt_for_late(self.desk.office, session, *key))
            else:
                self.attempt(lambda: bank.place(self.desk.office, session, *key, where, "เหตุ"))

    @rule(officer=CASHIERS, back=st.integers(0, 2), copies=st.integers(1, 2))
    def write_down_by_hand(self, officer: str, back: int, copies: int) -> None:
        ref, session, own = copy_request(self.desk, copies), self.desk.session(officer), self.own(officer)
        self.written += 1
        items = [OrderItem(request=ref, label="คัดสำเนา", satang=copies * 10_00)]
        when = self.desk.office.today().replace(day=max(self.desk.office.today().day - back, 1))
        done = self.attempt(
            lambda: books.write_down(
                self.desk.office, session, "ก-1", self.written, when, "09:00", "มือ", party(self.desk), items
            )
        )
        if done:
            self.purse[own] += copies * 10_00
        else:
            self.written -= 1

    # ---- undoing

    @rule(which=WHICH, officer=CASHIERS, there=BOTH, correct=BOTH)
    def void(self, which: int, officer: str, there: bool, correct: bool) -> None:
        ref = self.receipt(which % 3)
        session, second = self.desk.session(officer), self.second(there)
        if ref is None:
            return
        row = money.receipt(self.desk.office.read(), ref)
        assert row is not None
        if correct:
            payer = Party(kind="person", name="ชื่อถูก")
            self.attempt(lambda: undo.correct(self.desk.office, session, ref, payer, "ผิด", second))
            return
        found = self.attempt(lambda: undo.void(self.desk.office, session, ref, "ผิด", second))
        if isinstance(found, undo.Undone) and not found.waits:
            self.took_back(row)

    def took_back(self, row: money.ReceiptRow) -> None:
        """The cash of a voided receipt goes back, where its drawer is open and holds it."""
        cash = sum(p.satang for p in money.tenders(self.desk.office.read(), row.payment_ref) if p.method == "cash")
        if row.shift in self.purse and self.purse[row.shift] >= cash:
            self.purse[row.shift] -= cash

    @rule(which=WHICH, confirm=BOTH)
    def answer(self, which: int, confirm: bool) -> None:
        somying = self.desk.session("somying")
        rows = [row for row in undo.waiting(self.desk.office, somying) if row.state == "asked"]
        if not rows:
            return
        row = rows[which % len(rows)]
        receipt = money.receipt(self.desk.office.read(), row.receipt)
        if not confirm:
            self.attempt(lambda: undo.drop(self.desk.office, somying, row.ref, "ไม่"))
        elif self.attempt(lambda: undo.confirm(self.desk.office, somying, row.ref)) and row.sort == "void":
            assert receipt is not None
            self.took_back(receipt)

    @rule(which=WHICH, satang=st.integers(1, 40), there=BOTH)
    def refund(self, which: int, satang: int, there: bool) -> None:
        ref, session, second = self.receipt(which), self.desk.session("anan"), self.second(there)
        if ref is not None:
            self.attempt(lambda: refunds.refund(self.desk.office, session, ref, satang * 1_00, "", "คืน", second))

    @rule(which=WHICH, officer=CASHIERS, cash=BOTH)
    def pay_refund(self, which: int, officer: str, cash: bool) -> None:
        session, own = self.desk.session(officer), self.own(officer)
        rows = refunds.owed(self.desk.office, session)
        if rows:
            row = rows[which % len(rows)]
            method = "cash" if cash else "transfer"
            if self.attempt(lambda: refunds.pay_refund(self.desk.office, session, row.ref, method, "ผู้รับ")) and cash:
                self.purse[own] -= row.satang

    @rule(which=WHICH)
    def bounce(self, which: int) -> None:
        ref = self.receipt(which)
        if ref is not None:
            self.attempt(lambda: refunds.bounce(self.desk.office, self.desk.session("anan"), ref, which % 2, "คืน"))

    @rule(left=st.sampled_from([0, 5_00]))
    def waive(self, left: int) -> None:
        ref, session, somying = copy_request(self.desk, 2), self.desk.session("anan"), self.desk.session("somying")
        self.attempt(lambda: waivers.waive(self.desk.office, session, ref, left, "ยากจน", "ระเบียบ", somying))

    @rule(which=WHICH, reason=BOTH)
    def print_again(self, which: int, reason: bool) -> None:
        ref = self.receipt(which)
        if ref is not None:
            before = ledger.trial(self.desk.office.read(), "9901A")
            said = "หาย" if reason else ""
            session = self.desk.session("anan")
            office, printers = self.desk.office, Printers(Paper())
            self.attempt(lambda: print_now(receipts.receipt_to_print(office, session, ref, said), printers))
            assert ledger.trial(self.desk.office.read(), "9901A") == before

    # ---- books, safe, days

    @rule(first=st.integers(1, 50), count=st.integers(1, 3), fate=st.sampled_from(["returned", "lost", "cancelled"]))
    def end_numbers(self, first: int, count: int, fate: str) -> None:
        session, somying = self.desk.session("anan"), self.desk.session("somying")
        left = [b for b in books.register(self.desk.office, session) if not b.paper]
        if left and left[-1].explained.unused:
            start = left[-1].explained.unused[0].first + first % 2
            self.attempt(
                lambda: books.end_numbers(
                    self.desk.office,
                    session,
                    left[-1].book,
                    2570,
                    start,
                    start + count - 1,
                    fate,
                    "เหตุ",
                    somying,  # type: ignore[arg-type]
                )
            )

    @rule(number=st.integers(2, 9))
    def lease(self, number: int) -> None:
        lease = {"book": f"69A-{number}", "fiscal_year": 2570, "desk": "9901A", "epoch": 1, "first": 1, "last": 5}
        tell(self.desk, ("book.leased", lease))

    @rule(off=st.sampled_from([0, 0, 1_00]), remit=BOTH)
    def safe(self, off: int, remit: bool) -> None:
        anan, somying = self.desk.session("anan"), self.desk.session("somying")
        held = treasury.look_at_safe(self.desk.office, anan).cash_satang
        if remit and held >= 0:
            self.attempt(lambda: treasury.remit(self.desk.office, anan, held, "คลัง", somying))
        elif held >= 0 and held % 25 == 0:
            counted = treasury.check_safe(self.desk.office, anan, {25: (held + off) // 25}, somying)
            assert counted.difference_satang == off

    @rule(two=BOTH)
    def close_day(self, two: bool) -> None:
        somying, today = self.desk.session("somying"), self.desk.office.today()
        sheet = day.day_sheet(self.desk.office, somying, today)
        assert sheet.balances
        second = self.desk.session("anan") if two else None
        self.attempt(lambda: day.close_day(self.desk.office, somying, today, "นับแล้ว", second))

    @rule(anything=st.integers(0, 3))
    def night(self, anything: int) -> None:
        if anything == 3:
            self.desk.clock.now += DAY_MS

    # ---- what always holds

    @invariant()
    def the_ledger_is_even(self) -> None:
        read = self.desk.office.read()
        assert ledger.uneven(read) == []
        assert ledger.balances_differ(read) == []
        assert sum(row.satang for row in ledger.trial(read, "9901A")) == 0
        assert ledger.balance(read, "9901A", "unreceipted") == 0

    @invariant()
    def drawers_hold_what_the_ledger_says(self) -> None:
        read = self.desk.office.read()
        assert {ref: money.cash_expected(read, ref) for ref in self.purse} == self.purse
        closed = read.execute("SELECT ref FROM shifts WHERE closed IS NOT NULL").fetchall()
        assert all(money.cash_expected(read, ref) == 0 for (ref,) in closed)

    @invariant()
    def every_number_is_explained_and_used_once(self) -> None:
        for state in books.register_of(self.desk.office.read()):
            assert state.explained.twice == ()
            assert state.explained.outside == ()
            assert state.explained.gaps == ()

    @invariant()
    def what_is_owed_is_what_vouchers_are_to_pay(self) -> None:
        read = self.desk.office.read()
        owed = read.execute("SELECT coalesce(sum(satang), 0) FROM refunds WHERE paid IS NULL").fetchone()[0]
        assert ledger.balance(read, "9901A", "owed") == -owed

    @invariant()
    def deposits_are_held_in_the_ledger(self) -> None:
        held = deposits.held(self.desk.office, self.desk.session("anan"))
        assert ledger.balance(self.desk.office.read(), "9901A", "deposit.CR-COPY") == -sum(d.held_satang for d in held)

    @rule()
    def power_cut_and_rebuild(self) -> None:
        before, clock = tables(self.desk.office.read(), PROJECTIONS), self.desk.clock
        self.desk.office.close()
        self.desk = open_desk(self.folder / "desk", clock)
        assert tables(self.desk.office.read(), PROJECTIONS) == before
        verify(self.desk.office.read(), high_water.read(self.desk.office.home))
        assert self.desk.office.file.store.write(rebuild).different == []

    def teardown(self) -> None:
        try:
            self.power_cut_and_rebuild()
        finally:
            self.desk.office.close()
            shutil.rmtree(self.folder)


TestMoneyDays = MoneyDays.TestCase
TestMoneyDays.settings = settings(
    max_examples=10 * SOAK,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
