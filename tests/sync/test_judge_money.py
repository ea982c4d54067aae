"""The centre's judges of money: days of a real desk stand as they are, and what two must do is not done by one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from test_adjudication import Memory

from desk.model.line import Journal
from local_db.journal import entries
from sync.central.adjudication import Book, ReceiptUsed, Verdict, adjudicate
from sync.central.judges import RULES
from tests.counter.month import play
from tests.desks import ROLES, Desk, make_desk

OWN = Journal("9901A", 1)


class Centre(Memory):
    """What the centre of a played desk knows; every line of it was judged."""

    def __init__(self) -> None:
        super().__init__()
        self.used: dict[tuple[int, str, int], str] = {}
        self.settled: dict[str, int] = {}
        self.of_kind: dict[str, str] = {}

    def receipt(self, fiscal_year: int, book: str, number: int) -> str | None:
        return self.used.get((fiscal_year, book, number))

    def settled_satang(self, ref1: str) -> int | None:
        return self.settled.get(ref1)

    def roles(self, officer: str, at: int) -> frozenset[str]:
        return frozenset(ROLES.get(officer, ()))

    def service(self, code: str, valid_from: str) -> Mapping[str, Any] | None:
        return {"decided_by": "counter", "effects": []}

    def take(self, raw: bytes, n: int, journal: Journal = OWN) -> Verdict:
        verdict = adjudicate(raw, journal, n, "current", self, RULES)
        if verdict.act is not None:
            self.acts[verdict.act.ref] = verdict.act
            self.of_kind[verdict.act.kind] = verdict.act.ref
        for change in verdict.changes:
            if isinstance(change, ReceiptUsed):
                self.used[change.fiscal_year, change.book, change.number] = change.ref
            elif hasattr(change, "root"):
                self.lives[change.root] = change
            elif hasattr(change, "register"):
                self.registers[change.register, change.name] = change
        return verdict


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = make_desk(Path(tmp_path_factory.mktemp("month")) / "desk")
    play(desk, 5, 14, seed=4)
    return desk


@pytest.fixture
def centre(played: Desk) -> Centre:
    known, read = Centre(), played.office.read()
    for book, year, desk, epoch, first, last in read.execute(
        "SELECT book, fiscal_year, desk, epoch, first, last FROM books"
    ):
        known.books[year, book] = Book(desk, epoch, first, last)
    known.settled = dict(read.execute("SELECT ref1, satang FROM settlements"))
    for entry in entries(read, OWN):
        verdict = known.take(entry.raw, entry.n)
        assert (verdict.result, verdict.code) == ("applied", ""), f"{entry.k} {verdict.code} {dict(verdict.fields)}"
    return known


def untouched(known: Centre) -> str:
    """A receipt of which nothing was undone."""
    return next(ref for ref, act in known.acts.items() if act.kind == "receipt.issued" and ref not in known.lives)


def again(known: Centre, played: Desk, kind: str, n: int, **more: Any) -> Verdict:
    """The last line of a kind, as another line with other members."""
    ref = known.of_kind[kind]
    entry = next(entry for entry in entries(played.office.read(), OWN) if OWN.reference(entry.n) == ref)
    w = more.pop("w", entry.w)
    return known.judge(OWN, n, kind, entry.b | more, o=entry.o, w=w)


def test_every_kind_of_money_a_desk_writes_stands_as_it_is(centre: Centre) -> None:
    wanted = {"receipt.voided", "undo.asked", "undo.confirmed", "refund.approved", "refund.paid", "cash.moved"}
    wanted |= {"safe.checked", "remittance.made", "payment.taken", "receipt.issued", "shift.closed", "day.closed"}
    assert wanted <= set(centre.of_kind)


def test_a_receipt_is_voided_once_by_two_and_on_its_day(centre: Centre, played: Desk) -> None:
    assert again(centre, played, "receipt.voided", 9001).code == "already-void"
    fresh = {"receipt": untouched(centre), "satang": 20_00}
    items = [{"request": "9901A-1", "label": "x", "satang": 20_00}]
    body = {**fresh, "items": items, "tenders": [{"method": "cash", "satang": 20_00}], "owed_satang": 0}
    day = centre.acts[fresh["receipt"]].facts["date"]
    told = {**body, "reason": "x", "date": day, "shift": "9901A-1"}

    def void(n: int, **more: Any) -> Verdict:
        w = more.pop("w", "somying")
        before = dict(centre.lives)
        verdict = centre.judge(OWN, n, "receipt.voided", told | more, w=w)
        centre.lives = before
        return verdict

    assert [void(9002, w=None).code, void(9003, w="busaba").code] == ["second-officer", "second-officer"]
    assert void(9004, date="2026-01-05").code == "late-void"
    assert void(9005, satang=19_00).code == "sum"
    assert void(9006).result == "applied"
    for n, more in ((9007, {"w": None}), (9008, {"satang": 1})):
        assert void(n, **more).result == "conflict", "money that moved is never refused"


def test_refunds_never_exceed_their_receipt_and_are_paid_once(centre: Centre, played: Desk) -> None:
    assert again(centre, played, "refund.paid", 9101).code == "already-paid"
    receipt = untouched(centre)
    items = [{"request": "9901A-1", "label": "x", "satang": 15_00}]
    told = {"receipt": receipt, "items": items, "satang": 15_00, "payee": "x", "reason": "x", "date": "2026-11-20"}
    assert centre.judge(OWN, 9102, "refund.approved", told).code == "second-officer"
    assert centre.judge(OWN, 9103, "refund.approved", told, w="somying").result == "applied"
    assert centre.judge(OWN, 9104, "refund.approved", told, w="somying").code == "sum"


def test_whoever_asks_does_not_confirm_and_others_may_only_if_they_may(centre: Centre) -> None:
    asked = {"sort": "void", "receipt": centre.of_kind["receipt.issued"], "satang": 1, "reason": "x"}
    asked |= {"date": "2026-11-20", "shift": "9901A-1"}
    assert centre.judge(OWN, 9201, "undo.asked", asked).result == "applied"
    other = Journal("9901B", 1)
    about = {"asked": "9901A-9201"}
    assert centre.judge(other, 1, "undo.confirmed", about, o="anan").code == "same-person"
    assert centre.judge(other, 2, "undo.confirmed", about, o="busaba").code == "role"
    assert centre.judge(other, 3, "undo.dropped", about | {"reason": "x"}, o="busaba").code == "role"
    assert centre.judge(other, 4, "undo.confirmed", about, o="somying").result == "applied"
    assert centre.judge(other, 5, "undo.dropped", about | {"reason": "x"}, o="somying").code == "state"


def test_numbers_end_once_lost_ones_by_two_and_never_after_use(centre: Centre) -> None:
    told = {"book": "M-0", "fiscal_year": 2570, "first": 27, "last": 28, "reason": "x", "date": "2026-11-20"}
    assert centre.judge(OWN, 9301, "numbers.ended", told | {"fate": "lost"}).code == "second-officer"
    assert centre.judge(OWN, 9302, "numbers.ended", told | {"fate": "lost"}, w="busaba").result == "applied"
    assert centre.judge(OWN, 9303, "numbers.ended", told | {"fate": "returned"}).code == "number-used"
    assert centre.judge(OWN, 9304, "numbers.ended", told | {"fate": "returned", "last": 99}).code == "outside-book"


def test_paper_books_strays_drawers_and_second_signatures(centre: Centre, played: Desk) -> None:
    items = [{"request": "9901A-1", "label": "x", "satang": 5_00}]
    written = {
        "book": "ก-1",
        "number": 3,
        "fiscal_year": 2570,
        "payer": {"kind": "person", "name": "x"},
        "items": items,
    }
    written |= {"satang": 5_00, "date": "2026-11-20", "time": "09:00", "written_by": "x", "shift": "9901A-1"}
    request = next(ref for ref, act in centre.acts.items() if act.kind == "request.submitted")
    written["items"] = [items[0] | {"request": request}]
    assert centre.judge(OWN, 9401, "receipt.written", written | {"book": "M-0", "number": 28}).code == "leased-book"
    assert centre.take(_line(9402, "receipt.written", written), 9402).result == "applied"
    assert centre.take(_line(9403, "receipt.written", written), 9403).code == "duplicate-number"
    placed = {"ref1": "X1", "bank_ref": "B", "satang": 1, "sort": "unknown", "place": "suspense", "date": "2026-11-20"}
    assert centre.judge(OWN, 9404, "settlement.placed", placed | {"reason": "x"}).result == "applied"
    assert centre.judge(OWN, 9405, "settlement.placed", placed | {"reason": "x"}).code == "already-placed"
    assert again(centre, played, "cash.moved", 9406).code == "state", "that drawer is closed"
    day = {"day": centre.of_kind["day.closed"], "date": "2026-11-20"}
    assert centre.judge(OWN, 9407, "day.countersigned", day, o="somying").code == "same-person"
    assert centre.judge(OWN, 9408, "day.countersigned", day, o="anan").result == "applied"


def _line(n: int, kind: str, body: dict[str, Any]) -> bytes:
    from desk.model.line import encode_line

    return encode_line(n=n, t=1, o="anan", k=kind, b=body)
