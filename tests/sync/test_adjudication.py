"""Adjudication is a pure function: any line gets a verdict, and money is never refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.model.kinds import KINDS
from desk.model.line import Journal, decode_line, encode_line
from sync.central import books
from sync.central.adjudication import Act, Aliased, Book, Case, Entered, Life, Verdict, adjudicate, is_fact
from sync.central.judges import ROOMS, RULES, STANDING_AS_THEY_ARE, TwoJudges, together

A, B = Journal("5701A", 1), Journal("5701B", 1)
PARTY = {"kind": "person", "name": "สมชาย ตัวอย่าง"}
SUBMITTED = {
    "service": "X", "service_from": "2024-10-01", "applicant": PARTY, "concerns": PARTY, "form": {}, "papers": [],
    "decided_by": "supervisor", "track": "ABCD2345",
}  # fmt: skip
RESUBMITTED = {"request": "5701A-1", "form": {}, "papers": [], "decided_by": "supervisor"}
SHOWN = {"shown": "0" * 64}


@dataclass
class Memory:
    """All that is known, in dicts."""

    acts: dict[str, Act] = field(default_factory=dict)
    lives: dict[str, Life] = field(default_factory=dict)
    boss: str = "somying"
    aliases: dict[str, str] = field(default_factory=dict)
    lines: dict[str, bytes] = field(default_factory=dict)
    registers: dict[tuple[str, str], Entered] = field(default_factory=dict)
    books: dict[tuple[int, str], Book] = field(default_factory=dict)

    def act(self, ref: str) -> Act | None:
        return self.acts.get(ref)

    def life(self, root: str) -> Life | None:
        return self.lives.get(root)

    def current_name(self, ref: str) -> str:
        return self.aliases.get(ref, ref)

    def line(self, ref: str) -> bytes | None:
        return self.lines.get(ref)

    def receipt(self, fiscal_year: int, book: str, number: int) -> str | None:
        return None

    def book(self, fiscal_year: int, book: str) -> Book | None:
        return self.books.get((fiscal_year, book))

    def entered(self, register: str, name: str) -> Entered | None:
        return self.registers.get((register, name))

    def settled_satang(self, ref1: str) -> int | None:
        return None

    def roles(self, officer: str, at: int) -> frozenset[str]:
        return frozenset({"supervisor"}) if officer == self.boss else frozenset()

    def service(self, code: str, valid_from: str) -> Mapping[str, Any] | None:
        return {"decided_by": "supervisor", "effects": []}

    def record(self, pin: str) -> Mapping[str, Any] | None:
        return None

    def judge(
        self, journal: Journal, n: int, kind: str, body: dict[str, Any], *, o: str = "anan", **more: Any
    ) -> Verdict:
        raw = encode_line(n=n, t=1, o=o, k=kind, b=body, **more)
        self.lines[journal.reference(n)] = raw
        verdict = adjudicate(raw, journal, n, "current", self, RULES)
        if verdict.act is not None:
            self.acts[verdict.act.ref] = verdict.act
        for change in verdict.changes:
            if isinstance(change, Life):
                self.lives[change.root] = change
            if isinstance(change, Aliased):
                self.aliases[change.old] = change.new
            if isinstance(change, Entered):
                self.registers[change.register, change.name] = change
        return verdict


def test_every_kind_has_one_judge_or_stands_as_it_is() -> None:
    judged = set(RULES)
    assert judged | STANDING_AS_THEY_ARE == set(KINDS)
    assert not judged & STANDING_AS_THEY_ARE
    with pytest.raises(TwoJudges):
        together((*ROOMS, {"payment.taken": lambda case: case.applied()}))


def test_what_a_judge_may_ask_of_who_signs() -> None:
    known = Memory()

    def asked(o: str, w: str | None) -> tuple[str, ...]:
        entry = decode_line(encode_line(n=1, t=1, o=o, k="day.closed", b={}, w=w))
        case = Case(entry, KINDS["day.closed"].model_construct(), A, "5701A-1", known, {})
        found = (case.forbidden("close_day"), case.unseconded("close_day"))
        return tuple(verdict.code if verdict else "" for verdict in found)

    assert asked("anan", None) == ("role", "second-officer")
    assert asked("somying", "anan") == ("", "second-officer")
    assert asked("anan", "somying") == ("role", "")


def test_a_receipt_number_counts_in_its_book_its_epoch_and_its_year() -> None:
    known = Memory()
    known.books[2570, "2570/0001"] = Book("5701A", 1, 1, 1000)
    known.judge(A, 1, "request.submitted", SUBMITTED)
    items = [{"request": "5701A-1", "label": "ค่าธรรมเนียม", "satang": 2000}]
    known.judge(A, 2, "shift.opened", {"drawer": "1", "cashier": "anan", "float_counts": {}, "float_satang": 0,
                                       "date": "2026-11-20"})  # fmt: skip
    order = {"items": items, "satang": 2000, "payer": PARTY, "method": "cash", "shift": "5701A-2"}
    known.judge(A, 3, "order.opened", order)
    paid = {"order": "5701A-3", "method": "cash", "satang": 2000, "tendered_satang": 2000, "change_satang": 0,
            "shift": "5701A-2"}  # fmt: skip
    known.judge(A, 4, "payment.taken", paid, p="5701A-3")

    def receipt(journal: Journal, n: int, number: int, day: str) -> str:
        body = {"book": "2570/0001", "number": number, "fiscal_year": 2570, "order": "5701A-3", "payment": "5701A-4",
                "payer": PARTY, "items": items, "satang": 2000, "date": day, "shift": "5701A-2"}  # fmt: skip
        verdict = known.judge(journal, n, "receipt.issued", body, p="5701A-4")
        assert verdict.result != "refused"
        return verdict.code

    assert receipt(A, 5, 1, "2026-11-20") == ""
    assert receipt(A, 6, 2, "2026-09-30") == "fiscal-year"
    assert receipt(A, 7, 1001, "2026-11-20") == "outside-book"
    assert receipt(Journal("5701A", 2), 2, 3, "2026-11-20") == "outside-book"
    # carried over, it is what it was in the epoch it was written in
    old = known.lines["5701A-5"].replace(b'"number":1,', b'"number":4,').replace(b'"n":5,', b'"n":9,')
    carried = {"ref": "5701A-9", "line": old.decode()}
    assert known.judge(Journal("5701A", 2), 3, "line.recovered", carried, p="5701A-4").code == ""


def test_two_desks_deciding_at_once_is_a_conflict_for_the_second() -> None:
    known = Memory()
    known.judge(A, 1, "request.submitted", SUBMITTED)
    returned = {"request": "5701A-1", "reason": "ขาดเอกสาร"} | SHOWN
    assert known.judge(A, 2, "request.returned", returned, o="somying", p="5701A-1").result == "applied"
    late = known.judge(B, 1, "request.approved", {"request": "5701A-1"} | SHOWN, o="somying", p="5701A-1")
    assert (late.result, late.code, late.fields["latest"]) == ("conflict", "stale", "5701A-2")
    known.judge(A, 3, "request.resubmitted", RESUBMITTED, p="5701A-2")
    assert known.judge(B, 2, "request.approved", {"request": "5701A-1"} | SHOWN, o="somying", p="5701A-3").code == ""


def test_a_request_waits_for_its_papers() -> None:
    known = Memory()
    papers = [{"paper": "house_book", "how": "missing"}]
    known.judge(A, 1, "request.submitted", SUBMITTED | {"papers": papers})
    assert known.lives["5701A-1"].state == "waiting_papers"
    assert (
        known.judge(A, 2, "request.approved", {"request": "5701A-1"} | SHOWN, o="somying", p="5701A-1").code == "state"
    )
    known.judge(A, 3, "request.resubmitted", RESUBMITTED, p="5701A-2")
    assert known.lives["5701A-1"].state == "submitted"


def test_a_conflict_changes_no_life() -> None:
    known = Memory()
    known.judge(A, 1, "request.submitted", SUBMITTED)
    known.judge(A, 2, "request.withdrawn", {"request": "5701A-1", "reason": "x"}, p="5701A-1")
    before = dict(known.lives)
    assert known.judge(A, 3, "request.withdrawn", {"request": "5701A-1", "reason": "x"}, p="5701A-2").code == "state"
    assert known.lives == before


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_body_is_refused_but_money_only_conflicts(kind: str) -> None:
    verdict = Memory().judge(A, 1, kind, {"nonsense": 1})
    expected = "conflict" if is_fact(kind) else "refused"
    assert verdict.result == expected
    assert verdict.code in ("body", "not-a-line")


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=12)
    | st.sampled_from(["5701A-1", "cash"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _members(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(KINDS[kind].model_fields, _JSON))


@settings(max_examples=300)
@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_every_line_gets_a_verdict(data: st.DataObject, kind: str) -> None:
    known = Memory()
    known.judge(A, 1, "request.submitted", SUBMITTED)
    line = {"n": 2, "t": 1, "o": data.draw(st.text(max_size=5)), "k": kind, "b": data.draw(_members(kind))}
    line |= data.draw(st.fixed_dictionaries({}, optional={"w": st.text(max_size=5), "p": st.text(max_size=9)}))
    raw = json.dumps(line).encode()
    verdict = adjudicate(raw, A, 2, "current", known, RULES)
    assert verdict == adjudicate(raw, A, 2, "current", known, RULES)
    assert (verdict.act is None) == (verdict.result == "waiting")
    assert not (is_fact(kind) and verdict.result == "refused")
    json.dumps([verdict.code, verdict.detail, dict(verdict.fields)], ensure_ascii=False).encode()


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_get_a_verdict(raw: bytes) -> None:
    assert adjudicate(raw, A, 1, "current", Memory(), RULES).result != "applied"


def test_the_fiscal_year_turns_on_the_first_of_october_in_bangkok() -> None:
    midnight = 1_790_787_600_000  # 2026-10-01 00:00 in Bangkok
    assert books.fiscal_year(midnight - 1) == 2569
    assert books.fiscal_year(midnight) == 2570


def test_a_line_that_was_refused_is_answered_by_a_new_act_or_by_a_supervisor() -> None:
    known = Memory()
    wrong = {**SUBMITTED, "decided_by": "counter"}
    assert known.judge(A, 1, "request.submitted", wrong).code == "decided-by"
    assert known.judge(A, 2, "request.submitted", SUBMITTED).result == "applied"

    def answered(n: int, body: dict[str, Any], o: str = "anan") -> str:
        verdict = known.judge(A, n, "trouble.answered", body, o=o)
        return f"{verdict.result} {verdict.code}".strip()

    assert answered(3, {"ref": "5701A-2", "how": "resent", "by": "5701A-1"}) == "refused not-troubled"
    assert answered(4, {"ref": "5701A-9", "how": "resent", "by": "5701A-2"}) == "waiting unknown-reference"
    assert answered(5, {"ref": "5701A-1", "how": "resent"}) == "refused reference"
    assert answered(6, {"ref": "5701A-1", "how": "resent", "by": "5701A-1"}) == "refused reference"
    assert answered(7, {"ref": "5701A-1", "how": "resent", "by": "5701A-2"}) == "applied"
    assert answered(8, {"ref": "5701A-1", "how": "resent", "by": "5701A-2"}) == "conflict answered-twice"
    assert answered(9, {"ref": "5701A-1", "how": "settled", "note": "x"}) == "refused role"
    assert answered(10, {"ref": "5701A-1", "how": "settled", "note": "x"}, o="somying") == "applied"


def test_the_end_of_a_desk_and_a_recovery_are_a_supervisors() -> None:
    known = Memory()
    end = {"why": "moved", "to": "5702"}
    assert known.judge(A, 1, "desk.retiring", end).code == "role"
    assert known.judge(A, 2, "desk.retiring", end, o="somying").result == "applied"
    assert known.judge(A, 3, "recovery.seen", {"epoch": 2, "receipts": []}).code == "role"
    assert (
        known.judge(A, 4, "recovery.seen", {"epoch": 2, "receipts": ["2570/0001/7"]}, o="somying").result == "applied"
    )
