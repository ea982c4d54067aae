"""Whatever happens at the counter, in whatever order: the books agree, and every table follows from its sources.

Hypothesis plays counter days: acts that succeed and acts that are refused, the bank's word, outcomes of the centre
coming back, lines of a fellow desk, some of them twice and some forged. A small model keeps what should be.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk.counter import cashier, day, intake, review, shift
from desk.counter.intake import Draft
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown
from desk.rules.request_life import Action, Facts, State, next_state
from local_db import high_water
from local_db.folds import PROJECTIONS
from local_db.journal import latest, tip
from local_db.queries import money
from local_db.rebuild import rebuild
from local_db.verify import verify
from tests.counter.days import draft, party
from tests.desks import Desk, TestClock, make_desk, open_desk, tell
from tests.local_db.files import tables

DAY_MS = 86_400_000
FORMS: dict[str, dict[str, object]] = {
    "CR-COPY": {"register": "house", "house": "99010000001", "copies": 2},
    "NM-GIVEN": {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False},
    "CR-MOVE-OUT": {"house": "99010000001", "moved": "2026-11-01", "destination": "12 หมู่ 3"},
}
DECIDED = {"CR-COPY": "counter", "NM-GIVEN": "supervisor", "CR-MOVE-OUT": "counter"}
OFFICERS = st.sampled_from(["anan", "busaba"])
WHICH = st.integers(0, 30)


@dataclass
class Asked:
    """What the model knows of one request: whose it is, and the lines on it with the state each leads to."""

    code: str
    officer: str
    steps: list[tuple[str, str]] = field(default_factory=list)


class CounterDays(RuleBasedStateMachine):
    """The desk 9901A, its fellow 9901B, and the centre's word."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="desk-days-"))
        self.desk: Desk = make_desk(self.folder / "desk")
        self.asked: dict[str, Asked] = {}
        self.outcomes: dict[str, str] = {}
        self.orders: list[str] = []
        self.fellow_n = 0
        self.fellow_lines: list[dict[str, object]] = []

    # --- the model -------------------------------------------------------------------------------------------------

    def state(self, ref: str) -> str:
        taken = [to for line, to in self.asked[ref].steps if self.outcomes.get(line) not in ("refused", "conflict")]
        return taken[-1] if taken else "not_taken"

    def expected(self, ref: str, action: Action, roles: set[str], facts: Facts) -> str | None:
        state = self.state(ref)
        if state == "not_taken":
            return None
        try:
            return next_state(state, action, roles, facts)  # type: ignore[arg-type]
        except DeskError:
            return None

    def pick(self, which: int, *fitting: str) -> str | None:
        """Mostly a request in one of the fitting states, so that days get somewhere; else any."""
        refs = list(self.asked)
        if which % 5:
            refs = [ref for ref in refs if self.state(ref) in fitting] or refs
        return refs[which % len(refs)] if refs else None

    def pick_order(self, which: int, settled: bool) -> str:
        """Mostly an order still open, settled or not as wanted; else any."""
        found = [(ref, money.order(self.desk.office.read(), ref)) for ref in self.orders]
        fitting = [
            ref for ref, row in found if row and row.state == "open" and (row.settled_satang is not None) == settled
        ]
        refs = fitting if which % 5 and fitting else self.orders
        return refs[which % len(refs)]

    def last(self) -> int:
        return tip(self.desk.office.read(), self.desk.office.file.identity().journal).n

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether the act was carried out; one refused leaves no line behind."""
        before, refused = self.last(), False
        try:
            act()
        except DeskError:
            refused = True
        assert not refused or self.last() == before
        return not refused

    def step(self, ref: str, target: str) -> None:
        self.asked[ref].steps.append((f"9901A-{self.last()}", target))

    # --- acts ------------------------------------------------------------------------------------------------------

    @initialize(float_pieces=st.integers(0, 20), busy=st.booleans())
    def morning(self, float_pieces: int, busy: bool) -> None:
        """A drawer is opened; on a busy morning work of all kinds already waits."""
        shift.open_shift(self.desk.office, self.desk.session("anan"), "1", {100_00: float_pieces})
        if busy:
            for code in ("CR-COPY", "NM-GIVEN", "CR-COPY", "CR-MOVE-OUT", "NM-GIVEN"):
                self.submit(code, "busaba", papers=True)
            self.submit("CR-COPY", "busaba", papers=False)
            session, who = self.desk.session("anan"), party(self.desk)
            for ref in list(self.asked)[:3:2]:
                self.orders.append(cashier.open_qr_order(self.desk.office, session, [ref], who, None).ref)

    @rule(
        code=st.sampled_from([*FORMS, "NM-GIVEN"]),
        officer=st.sampled_from(["anan", "busaba", "somying"]),
        papers=st.sampled_from([True, True, False]),
    )
    def submit(self, code: str, officer: str, papers: bool) -> None:
        made = draft(self.desk, code, FORMS[code])
        if not papers:
            made = Draft(made.service, made.applicant, made.concerns, None, made.answers, ())
        ref = intake.submit(self.desk.office, self.desk.session(officer), made, None)
        first = "waiting_papers" if not papers else "submitted" if DECIDED[code] == "supervisor" else "approved"
        self.asked[ref] = Asked(code, officer, [(ref, first)])

    @rule(which=WHICH, decision=st.sampled_from(["approve", "approve", "return", "refuse"]), reason=st.booleans())
    def decide(self, which: int, decision: review.Decision, reason: bool) -> None:
        ref = self.pick(which, "submitted")
        if ref is None or ref.startswith("9901B"):
            return
        facts = Facts("supervisor", own_work=self.asked[ref].officer == "somying")
        target = self.expected(ref, decision, {"supervisor"}, facts)
        if decision != "approve" and not reason:
            target = None
        case = review.open_case(self.desk.office, ref)
        said = "เหตุผล" if reason else " "
        done = self.attempt(lambda: review.decide(self.desk.office, self.desk.session("somying"), case, decision, said))
        assert done == (target is not None)
        if target is not None:
            self.step(ref, target)

    @rule(which=WHICH, officer=OFFICERS, papers=st.booleans())
    def resubmit(self, which: int, officer: str, papers: bool) -> None:
        ref = self.pick(which, "returned", "waiting_papers")
        if ref is None or ref.startswith("9901B"):
            return
        code = self.asked[ref].code
        facts = Facts(DECIDED[code], papers_missing=not papers)  # type: ignore[arg-type]
        action: Action = "resubmit" if self.state(ref) == "returned" else "complete"
        target = self.expected(ref, action, {"officer"}, facts)
        shown: tuple[PaperShown, ...] = draft(self.desk, code, FORMS[code]).papers if papers else ()
        session = self.desk.session(officer)
        done = self.attempt(lambda: intake.resubmit(self.desk.office, session, ref, FORMS[code], shown))  # type: ignore[arg-type]
        assert done == (target is not None)
        if target is not None:
            self.step(ref, target)

    @rule(which=WHICH, officer=OFFICERS)
    def withdraw(self, which: int, officer: str) -> None:
        ref = self.pick(which)
        if ref is None:
            return
        target = self.expected(ref, "withdraw", {"officer"}, Facts("counter"))
        if money.open_order_of(self.desk.office.read(), ref):
            target = None
        session = self.desk.session(officer)
        assert self.attempt(lambda: intake.withdraw(self.desk.office, session, ref, "เปลี่ยนใจ")) == (target is not None)
        if target is not None:
            self.step(ref, target)

    @rule(whiches=st.lists(WHICH, min_size=1, max_size=3), officer=OFFICERS, tendered=st.sampled_from([50_00, 500_00]))
    def pay_cash(self, whiches: list[int], officer: str, tendered: int) -> None:
        refs = [ref for which in whiches if (ref := self.pick(which, "approved"))]
        before = {ref: self.state(ref) for ref in refs}
        first = self.last()
        session, who = self.desk.session(officer), party(self.desk)
        if refs and self.attempt(lambda: cashier.take_cash(self.desk.office, session, refs, who, tendered, None)):
            assert set(before.values()) == {"approved"}
            self.finished(first)

    @rule(which=WHICH, officer=OFFICERS)
    def ask_by_qr(self, which: int, officer: str) -> None:
        ref = self.pick(which, "approved")
        drawers, who = shift.open_shifts(self.desk.office), party(self.desk)
        session = self.desk.session(drawers[0].cashier if drawers else officer)
        if ref is not None and self.attempt(lambda: cashier.open_qr_order(self.desk.office, session, [ref], who, None)):
            assert self.state(ref) == "approved"
            self.orders.append(f"9901A-{self.last()}")

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, short=st.sampled_from([False, False, True]), bank_ref=st.sampled_from(["B1", "B2"]))
    def bank_says_paid(self, which: int, short: bool, bank_ref: str) -> None:
        order = money.order(self.desk.office.read(), self.pick_order(which, settled=False))
        assert order is not None
        body = {"ref1": order.compact, "satang": order.satang - short, "at": 1, "bank_ref": bank_ref}
        tell(self.desk, ("payment.settled", body))

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, officer=OFFICERS)
    def receive_from_bank(self, which: int, officer: str) -> None:
        ref = self.pick_order(which, settled=True)
        before, first = money.order(self.desk.office.read(), ref), self.last()
        drawers = shift.open_shifts(self.desk.office)
        session = self.desk.session(drawers[0].cashier if drawers else officer)
        assert before is not None
        if self.attempt(lambda: cashier.receive_from_bank(self.desk.office, session, ref)):
            assert (before.state, before.settled_satang) == ("open", before.satang)
            self.finished(first)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH)
    def cancel_order(self, which: int) -> None:
        ref = self.pick_order(which, settled=False)
        before = money.order(self.desk.office.read(), ref)
        assert before is not None
        session = self.desk.session("anan")
        done = self.attempt(lambda: cashier.cancel_order(self.desk.office, session, ref, "ไม่ได้ใช้"))
        assert done == (before.state == "open" and before.settled_satang is None)

    @rule(which=WHICH)
    def hand_over_free(self, which: int) -> None:
        ref = self.pick(which, "approved")
        session = self.desk.session("busaba")
        state = self.state(ref) if ref else ""
        if ref and self.attempt(lambda: cashier.finish_free(self.desk.office, session, [ref])) and state != "done":
            assert (state, self.asked[ref].code) == ("approved", "CR-MOVE-OUT")
            self.step(ref, "done")

    def finished(self, first: int) -> None:
        """Requests that the lines after `first` say are done."""
        found = self.desk.office.read().execute(
            "SELECT n, raw FROM journal WHERE n > ? AND k = 'request.done'", (first,)
        )
        for n, raw in found.fetchall():
            self.asked[json.loads(bytes(raw))["b"]["request"]].steps.append((f"9901A-{n}", "done"))

    # --- drawers and days ------------------------------------------------------------------------------------------

    @rule(officer=OFFICERS, drawer=st.sampled_from(["1", "2"]), pieces=st.integers(0, 9))
    def open_shift(self, officer: str, drawer: str, pieces: int) -> None:
        session = self.desk.session(officer)
        free = not any(row.cashier == officer or row.drawer == drawer for row in shift.open_shifts(self.desk.office))
        signed = money.day_closed(self.desk.office.read(), "9901A", self.desk.office.today().isoformat()) is not None
        free, counts = free and not signed, {100_00: pieces}
        assert self.attempt(lambda: shift.open_shift(self.desk.office, session, drawer, counts)) == free

    @rule(officer=OFFICERS, pieces=st.integers(0, 30))
    def count_over(self, officer: str, pieces: int) -> None:
        rows = shift.open_shifts(self.desk.office)
        others = [row for row in rows if row.cashier != officer]
        if others:
            session, own = self.desk.session(officer), any(row.cashier == officer for row in rows)
            counts = {100_00: pieces}
            done = self.attempt(lambda: shift.count_over(self.desk.office, session, others[0].ref, counts, alone=True))
            assert done == (not own)
            if done:
                assert money.cash_expected(self.desk.office.read(), others[0].ref) == pieces * 100_00

    @rule(officer=OFFICERS, pieces=st.integers(0, 30))
    def close_shift(self, officer: str, pieces: int) -> None:
        session = self.desk.session(officer)
        own = shift.own_shift(self.desk.office, session) is not None
        counts = {100_00: pieces}
        assert self.attempt(lambda: shift.close_shift(self.desk.office, session, counts, alone=True)) == own

    @rule(explained=st.booleans())
    def close_day(self, explained: bool) -> None:
        today = self.desk.office.today()
        session = self.desk.session("somying")
        sheet = day.day_sheet(self.desk.office, session, today)
        allowed = (
            not sheet.closed
            and all(row.closed is not None for row in sheet.shifts)
            and (explained or sheet.difference_satang == 0)
        )
        said = "นับแล้วสองครั้ง" if explained else ""
        assert self.attempt(lambda: day.close_day(self.desk.office, session, today, said)) == allowed
        assert sheet.balances

    @rule(anything=st.integers(0, 3))
    def night(self, anything: int) -> None:
        if anything == 3:  # days are long: most of the time it is not night yet
            self.desk.clock.now += DAY_MS

    # --- what comes in ---------------------------------------------------------------------------------------------

    @rule(which=WHICH, result=st.sampled_from(["refused", "conflict", "waiting", "applied"]))
    def outcome(self, which: int, result: str) -> None:
        ref = self.pick(which)
        if ref is not None:
            line = self.asked[ref].steps[which % len(self.asked[ref].steps)][0]
            tell(self.desk, ("outcome", {"ref": line, "result": result, "code": "state"}))
            self.outcomes[line] = result

    @rule(which=WHICH, k=st.sampled_from(["request.approved", "request.withdrawn", "request.refused"]))
    def fellow_acts(self, which: int, k: str) -> None:
        ref = self.pick(which)
        if ref is not None:
            self.fellow(k, {"request": ref, "shown": "0" * 64, "reason": "x", "note": ""}, ref)
            self.asked[ref].steps.append((f"9901B-{self.fellow_n}", k.removeprefix("request.")))

    @rule()
    def fellow_takes_a_request_in(self) -> None:
        who = {"kind": "person", "name": "จากโต๊ะอื่น"}
        body = {"service": "CR-COPY", "service_from": "2024-10-01", "applicant": who, "concerns": who, "papers": []}
        told = {"form": {"copies": 2}, "decided_by": "counter", "track": "ABCDEFGH", "fee_satang": 20_00}
        self.fellow("request.submitted", {**body, **told})
        ref = f"9901B-{self.fellow_n}"
        self.asked[ref] = Asked("CR-COPY", "chalee", [(ref, "approved")])

    @rule(k=st.sampled_from(["payment.taken", "order.cancelled", "shift.closed", "request.submitted", "no.such"]))
    def fellow_forges(self, k: str) -> None:
        ahead = f"9901A-{self.last() + 1}"
        paid = {"method": "cash", "satang": 1, "tendered_satang": 1, "change_satang": 0, "shift": ahead}
        counted = {"counts": {}, "counted_satang": 0, "expected_satang": 0, "difference_satang": 0}
        counted |= {"float_satang": 0, "z": 1}
        self.fellow(k, {"order": ahead, "reason": "x", **paid, **counted, "date": "2026-11-20"})

    @precondition(lambda self: self.fellow_lines)
    @rule(which=WHICH)
    def fellow_line_again(self, which: int) -> None:
        tell(self.desk, ("line", self.fellow_lines[which % len(self.fellow_lines)]))

    @rule(ahead=st.integers(1, 3))
    def own_line_never_written(self, ahead: int) -> None:
        raw = {"n": self.last() + ahead, "t": 1, "o": "-", "k": "visit.opened", "b": {"purpose": "request"}}
        tell(self.desk, ("line", {"desk": "9901A", "epoch": 1, "line": json.dumps(raw)}))

    def fellow(self, k: str, b: dict[str, object], about: str = "") -> None:
        """A line of the fellow desk, which has seen whatever this one has."""
        self.fellow_n += 1
        seen = {"p": latest(self.desk.office.read(), about)} if about else {}
        raw = json.dumps({"n": self.fellow_n, "t": 5, "o": "chalee", **seen, "k": k, "b": b})
        self.fellow_lines.append({"desk": "9901B", "epoch": 1, "line": raw})
        tell(self.desk, ("line", self.fellow_lines[-1]))

    # --- what always holds -----------------------------------------------------------------------------------------

    @invariant()
    def receipts_are_unique_and_without_a_gap(self) -> None:
        found = self.desk.office.read().execute("SELECT number FROM receipts ORDER BY fiscal_year, book, number")
        numbers = [row[0] for row in found]
        assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def every_paid_order_has_one_payment_and_one_receipt(self) -> None:
        wrong = self.desk.office.read().execute(
            "SELECT ref FROM orders o WHERE (state = 'paid') != (SELECT count(*) FROM payments WHERE order_ref = o.ref)"
            " OR (state = 'paid') != (SELECT count(*) FROM receipts WHERE order_ref = o.ref AND satang = o.satang)"
            " UNION ALL SELECT ref FROM payments WHERE order_ref NOT IN (SELECT ref FROM orders)"
        )
        assert wrong.fetchall() == []

    @invariant()
    def nobody_is_asked_to_pay_twice(self) -> None:
        twice = self.desk.office.read().execute(
            "SELECT request FROM order_items i JOIN orders o ON o.ref = i.order_ref WHERE o.state != 'cancelled'"
            " GROUP BY request HAVING count(*) > 1"
        )
        assert twice.fetchall() == []

    @invariant()
    def a_drawer_should_hold_its_float_and_the_cash_taken(self) -> None:
        read = self.desk.office.read()
        for row in shift.open_shifts(self.desk.office):
            cash = read.execute(
                "SELECT coalesce(sum(satang), 0) FROM payments WHERE shift = ? AND method = 'cash'", (row.ref,)
            ).fetchone()[0]
            found = "SELECT coalesce(sum(difference_satang), 0) FROM shift_counts WHERE shift = ?"
            counted = read.execute(found, (row.ref,)).fetchone()[0]
            assert money.cash_expected(read, row.ref) == row.float_satang + cash + counted

    @invariant()
    def every_request_stands_where_its_lines_and_the_centre_left_it(self) -> None:
        states: dict[str, State] = dict(self.desk.office.read().execute("SELECT ref, state FROM requests"))
        assert states == {ref: self.state(ref) for ref in self.asked}

    @rule()
    def power_cut_and_rebuild(self) -> None:
        """Close, open again, make everything anew: the same rows each time."""
        before = tables(self.desk.office.read(), PROJECTIONS)
        clock: TestClock = self.desk.clock
        self.desk.office.close()
        self.desk = open_desk(self.folder / "desk", clock)
        assert tables(self.desk.office.read(), PROJECTIONS) == before
        verify(self.desk.office.read(), high_water.read(self.desk.office.home))
        found = self.desk.office.file.store.write(rebuild)
        assert (found.different, found.registry_holds) == ([], True)
        assert tables(self.desk.office.read(), PROJECTIONS) == before

    def teardown(self) -> None:
        try:
            self.power_cut_and_rebuild()
        finally:
            self.desk.office.close()
            shutil.rmtree(self.folder)


TestCounterDays = CounterDays.TestCase
TestCounterDays.settings = settings(
    max_examples=100,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
