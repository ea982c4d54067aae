"""The people of a branch: what they do at a desk, and what they hold in hand: paper, and what a screen said.

The oracle believes them and the centre's store, nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar

from desk.counter import cashier, day, intake, parties, queue, receipts, review, shift, visit
from desk.counter.intake import Draft
from desk.counter.kind_words import kind_words
from desk.counter.office import Office
from desk.counter.recovery import mark_seen, recover, reports
from desk.counter.session import Session
from desk.counter.sync_story import sent_lines
from desk.model.errors import DeskError
from desk.model.kinds.body import Body, Party
from desk.model.kinds.requests import PaperShown
from desk.model.line import parse_reference
from desk.words import Words
from local_db.queries.requests import RequestRow

ANAN = Session("anan", Words("อนันต์", "Anan"), frozenset({"officer", "cashier"}))
SOMYING = Session("somying", Words("สมหญิง", "Somying"), frozenset({"officer", "supervisor", "registrar"}))
FLOAT = {100_00: 5, 20_00: 10, 10_00: 20, 1_00: 50}
LOOKED_AT = 25  # lines of the sync screen an officer sees
NOT_ACTS = (kind_words("journal.opened"), kind_words("line.recovered"))
SavedKey = tuple[str, int, int, str]
"""Desk, number, time and kind of a line as the screen shows it: what it keeps when it is carried over."""


class FutureAct(Body):
    """An act of a program newer than the centre."""

    kind: ClassVar[str] = "future.act"
    told: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt as the payer holds it."""

    desk: str
    fiscal_year: int
    book: str
    number: int
    satang: int
    payer: str
    date: str

    @property
    def name(self) -> str:
        return f"{self.fiscal_year} {self.book}/{self.number}"

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Desk, number, sum and payer: no two payments have all of them."""
        return self.desk, self.name, self.satang, self.payer


@dataclass
class Notebook:
    """What everybody of the branch saw and holds."""

    saved: dict[SavedKey, None] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    excused: set[SavedKey] = field(default_factory=set)
    lost_papers: set[Paper] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    acts: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)


class Counter:
    """The people at one desk while it runs."""

    def __init__(
        self, desk: str, office: Office, random: Random, notebook: Notebook, number: Callable[[], int]
    ) -> None:
        self.desk = desk
        self.office = office
        self.random = random
        self.notebook = notebook
        self._number = number
        self._visit: visit.Visit | None = None
        self._acts: list[tuple[int, Callable[[], None]]] = [
            (3, self.take_visit),
            (5, self.copy_and_pay),
            (3, self.submit_name),
            (3, self.decide),
            (3, self.pay_something),
            (1, self.ask_by_qr),
            (2, self.receive_qr),
            (1, self.withdraw),
            (1, self.newer_act),
            (1, self.close_up),
        ]

    def morning(self) -> None:
        """After a start: papers nobody knows of are asked about, money lies in a drawer."""
        for row in receipts.perhaps_printed(self.office):
            receipts.record_print(self.office, ANAN, row.ref, "not_printed", 1)
            self.print_receipt(row.ref)
        self.look()

    def act(self) -> None:
        """Do one thing; what is refused changes nothing."""
        chosen = self.random.choices([act for _, act in self._acts], [weight for weight, _ in self._acts])[0]
        try:
            chosen()
            name = chosen.__name__
            self.notebook.acts[name] = self.notebook.acts.get(name, 0) + 1
        except DeskError as fault:
            self.notebook.refusals[fault.code] = self.notebook.refusals.get(fault.code, 0) + 1
            if fault.code in ("E401", "E402", "E403"):
                self.change_drawer()
        self.look()

    def look(self) -> None:
        """See on the sync screen what was saved."""
        for line in sent_lines(self.office, "all", LOOKED_AT):
            if line.kind not in NOT_ACTS and line.state not in ("carried", "home"):
                self.notebook.saved[self.desk, parse_reference(line.ref)[1], line.t, line.kind.en] = None

    def change_drawer(self) -> None:
        """Close yesterday's drawer where one was left open, open today's."""
        try:
            if shift.own_shift(self.office, ANAN) is not None:
                shift.close_shift(self.office, ANAN, FLOAT)
            shift.open_shift(self.office, ANAN, "1", FLOAT)
        except DeskError as fault:
            self.notebook.refusals[fault.code] = self.notebook.refusals.get(fault.code, 0) + 1

    def take_visit(self) -> None:
        if self._visit is None:
            self._visit = visit.open_visit(self.office, ANAN, "request")
        else:
            before, self._visit = self._visit, None
            visit.close_visit(self.office, ANAN, before)

    def payer(self) -> Party:
        """Somebody whose name is on one paper only."""
        return parties.typed("person", f"ผู้ชำระ {self.desk} {self._number()}")

    def _draft(self, code: str, answers: dict[str, Any]) -> Draft:
        service = self.office.catalogue(self.office.read()).get(code, self.office.today())
        who = self.payer()
        papers = tuple(PaperShown(paper=each.code, how="seen") for each in service.papers if each.held_by == "citizen")
        return Draft(service, who, who, None, answers, papers)

    def copy_and_pay(self) -> None:
        copies = self.random.randint(1, 3)
        ref = intake.submit(
            self.office, ANAN, self._draft("CR-COPY", {"register": "house", "house": "99010000001", "copies": copies}),
            self._visit,
        )  # fmt: skip
        self._take_cash([ref])

    def submit_name(self) -> None:
        answers = {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False}
        intake.submit(self.office, ANAN, self._draft("NM-GIVEN", answers), self._visit)

    def _rows(self, *states: str) -> list[RequestRow]:
        rows, _ = queue.day_queue(self.office, self.office.today(), 60)
        return [row for row in rows if row.state in states]

    def decide(self) -> None:
        rows = self._rows("submitted", "in_review")
        if rows:
            case = review.open_case(self.office, self.random.choice(rows).ref)
            decision = self.random.choice(("approve", "approve", "approve", "return", "refuse"))
            review.decide(self.office, SOMYING, case, decision, "ทดสอบ")  # type: ignore[arg-type]

    def pay_something(self) -> None:
        rows = self._rows("approved")
        if rows:
            self._take_cash([self.random.choice(rows).ref])

    def _take_cash(self, refs: list[str]) -> None:
        paid = cashier.take_cash(self.office, ANAN, refs, self.payer(), 500_00, self._visit)
        self.print_receipt(paid.receipt)

    def ask_by_qr(self) -> None:
        rows = self._rows("approved")
        if rows:
            cashier.open_qr_order(self.office, ANAN, [self.random.choice(rows).ref], self.payer(), self._visit)

    def receive_qr(self) -> None:
        waiting = cashier.waiting_for_bank(self.office)
        if waiting:
            paid = cashier.receive_from_bank(self.office, ANAN, waiting[0].ref)
            self.print_receipt(paid.receipt)

    def withdraw(self) -> None:
        rows = self._rows("submitted", "returned")
        if rows:
            intake.withdraw(self.office, ANAN, self.random.choice(rows).ref, "เปลี่ยนใจ")

    def newer_act(self) -> None:
        body = FutureAct(told=str(self._number()))
        self.office.file.act(lambda act: act.append(body, officer="anan"))

    def close_up(self) -> None:
        """Count the drawer, sign the day off."""
        if shift.own_shift(self.office, ANAN) is not None:
            shift.close_shift(self.office, ANAN, FLOAT)
            day.close_day(self.office, SOMYING, self.office.today(), "ทดสอบ")

    def print_receipt(self, ref: str) -> None:
        """Paper comes out; then the desk notes that it did."""
        told = receipts.receipt_paper(self.office, ref)
        self.notebook.papers.append(
            Paper(
                self.desk, told.fiscal_year, told.book, told.number, told.total_satang, told.payer,
                told.date.isoformat(),
            )
        )  # fmt: skip
        receipts.record_print(self.office, ANAN, ref, "printed", 1)

    def see_to(self, amiss: str) -> None:
        """A supervisor goes on after file and centre differed, and looks at which numbers may exist twice."""
        if amiss == "E633":
            recover(self.office, SOMYING)
        for report in reports(self.office):
            self.notebook.twice.update((*report.twice, *report.unknown))
        if amiss == "E635":
            mark_seen(self.office, SOMYING)
        self.look()
