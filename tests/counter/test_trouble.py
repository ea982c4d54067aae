"""Refused and conflicting lines: compared field by field, sent anew as another act, or settled by hand."""

from __future__ import annotations

import pytest

from desk.counter import intake, review, trouble
from desk.counter.conflicts import compare
from desk.counter.refusals import ReasonMissing
from desk.counter.status import status
from desk.counter.sync_story import life_story, sent_lines
from desk.model.line import Journal, encode_line
from desk.rules.roles import RoleForbids
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, draft, name_request, open_drawer, pay
from tests.desks import Desk, tell


def outcome(desk: Desk, ref: str, result: str, code: str, **fields: object) -> None:
    tell(desk, ("outcome", {"ref": ref, "result": result, "code": code, "detail": "", "fields": fields}))


def fellow_line(desk: Desk, n: int, kind: str, body: dict[str, object], p: str | None = None) -> str:
    """A line of desk 9901B comes home with the feed."""
    raw = encode_line(n=n, t=desk.clock.now_ms(), o="busaba", k=kind, b=body, p=p)
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": raw.decode()}))
    return Journal("9901B", 1).reference(n)


def test_a_refused_request_is_sent_anew_and_names_the_old_one(desk: Desk) -> None:
    old = name_request(desk)
    outcome(desk, old, "refused", "body")
    assert trouble.way_out(desk.office, old) == "form"
    assert status(desk.office).troubled == 1
    made = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "สมพร", "minor": False})
    new = intake.submit(desk.office, desk.session("anan"), made, None, instead_of=old)
    assert new != old
    assert status(desk.office).troubled == 0
    assert sent_lines(desk.office, "troubled") == []
    told = life_story(desk.office, old)
    assert told is not None
    assert told.state == "answered"
    assert told.answer is not None
    assert (told.answer.how, told.answer.by, told.answer.officer) == ("resent", new, "anan")
    assert trouble.way_out(desk.office, old) == ""
    with pytest.raises(trouble.NotInTrouble):
        intake.submit(desk.office, desk.session("anan"), made, None, instead_of=old)
    assert desk.office.file.store.write(rebuild).different == []


def test_a_new_decision_answers_the_one_in_conflict(desk: Desk) -> None:
    ref = name_request(desk)
    supervisor = desk.session("somying")
    review.decide(desk.office, supervisor, review.open_case(desk.office, ref), "approve")
    decision = sent_lines(desk.office)[0].ref
    other = fellow_line(desk, 1, "request.returned", {"request": ref, "reason": "รูปไม่ชัด", "shown": "0" * 64}, p=ref)
    outcome(desk, decision, "conflict", "stale", latest=other, seen=ref, state="returned")
    assert trouble.way_out(desk.office, decision) == "case"
    assert [line.ref for line in sent_lines(desk.office, "troubled")] == [decision]
    told = life_story(desk.office, decision)
    assert told is not None
    assert told.request == ref
    assert "Somebody acted before" in told.card.what.en
    intake.withdraw(desk.office, desk.session("anan"), ref, "ไม่ประสงค์")
    assert sent_lines(desk.office, "troubled") == []


def test_a_conflict_is_shown_field_by_field_with_who_when_where(desk: Desk) -> None:
    ref = name_request(desk)
    supervisor = desk.session("somying")
    review.decide(desk.office, supervisor, review.open_case(desk.office, ref), "return", "ขาดสำเนา")
    ours = sent_lines(desk.office)[0].ref
    other = fellow_line(desk, 1, "request.returned", {"request": ref, "reason": "รูปไม่ชัด", "shown": "0" * 64}, p=ref)
    outcome(desk, ours, "conflict", "stale", latest=other, seen=ref, state="returned")
    found = compare(desk.office, ours)
    assert found is not None
    assert found.theirs is not None
    assert (found.ours.who.en, found.ours.where, found.theirs.who.en, found.theirs.where) == (
        "somying", "9901A", "busaba", "9901B",
    )  # fmt: skip
    told = {field.label.en: (field.ours.th, field.theirs.th, field.differs) for field in found.fields}
    assert told["Reason"] == ("ขาดสำเนา", "รูปไม่ชัด", True)
    assert told["Request"] == (ref, ref, False)
    assert [field.differs for field in found.fields] == sorted((f.differs for f in found.fields), reverse=True)


def test_money_in_conflict_is_settled_by_a_supervisors_note(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    outcome(desk, paid.receipt, "conflict", "duplicate-number", other="9901B-7")
    assert trouble.way_out(desk.office, paid.receipt) == "settle"
    found = compare(desk.office, paid.receipt)
    assert found is not None
    assert found.theirs is None, "the other line is not here"
    with pytest.raises(RoleForbids):
        trouble.settle(desk.office, desk.session("anan"), paid.receipt, "x")
    with pytest.raises(ReasonMissing):
        trouble.settle(desk.office, desk.session("somying"), paid.receipt, "  ")
    trouble.settle(desk.office, desk.session("somying"), paid.receipt, "เรียกใบเสร็จคืนแล้ว")
    with pytest.raises(trouble.NotInTrouble):
        trouble.settle(desk.office, desk.session("somying"), paid.receipt, "อีกครั้ง")
    assert status(desk.office).troubled == 0
    assert desk.office.file.store.write(rebuild).different == []
