"""The supervisor's part: nobody decides on own work, on what changed meanwhile, or without a reason."""

from __future__ import annotations

import json

import pytest

from desk.counter import intake, review
from desk.counter.refusals import CaseChanged, ReasonMissing, RequestUnknown, TextRefused
from desk.model.errors import DeskError
from desk.rules.request_life import ActNotAllowed, OwnWork
from desk.words import use_language
from local_db.queries import requests
from tests.counter.days import copy_request, draft, name_request
from tests.desks import Desk, citizen, tell
from tests.local_db.files import last_line, raw_lines

BOSS = "somying"


def decide(desk: Desk, ref: str, decision: review.Decision, reason: str = "", officer: str = BOSS) -> None:
    review.decide(desk.office, desk.session(officer), review.open_case(desk.office, ref), decision, reason)


def refused(desk: Desk, kind: type[DeskError], ref: str, decision: review.Decision, reason: str = "เหตุ") -> None:
    before = raw_lines(desk)
    with pytest.raises(kind):
        decide(desk, ref, decision, reason)
    assert raw_lines(desk) == before


def state(desk: Desk, ref: str) -> str | None:
    return requests.state_of(desk.office.read(), ref)


@pytest.mark.parametrize(("decision", "then"), [("approve", "approved"), ("return", "returned"), ("refuse", "refused")])
def test_a_decision_is_one_line_with_its_reason_and_what_was_shown(
    desk: Desk, decision: review.Decision, then: str
) -> None:
    ref = name_request(desk)
    case = review.open_case(desk.office, ref)
    before = len(raw_lines(desk))
    review.decide(desk.office, desk.session(BOSS), case, decision, "  ตรวจ  แล้ว ")
    assert len(raw_lines(desk)) == before + 1
    line = last_line(desk)
    body = line["b"]
    assert isinstance(body, dict)
    assert (line["o"], line["p"], body["shown"]) == (BOSS, ref, case.shown)
    assert body.get("reason") or body.get("note") == "ตรวจ แล้ว"
    assert state(desk, ref) == then


def test_the_case_shows_before_and_after_and_marks_what_approval_changes(desk: Desk) -> None:
    case = review.open_case(desk.office, name_request(desk))
    changed = [(line.before, line.after) for line in case.lines if line.changes]
    assert changed == [("สมใจ", "สมจิต")]
    assert [event.leads_to for event in case.events] == ["submitted"]


def test_the_hash_of_a_case_does_not_depend_on_the_language(desk: Desk) -> None:
    ref = name_request(desk)
    thai = review.open_case(desk.office, ref)
    use_language("en")
    review.decide(desk.office, desk.session(BOSS), thai, "approve")
    assert state(desk, ref) == "approved"


def test_nobody_decides_on_own_work(desk: Desk) -> None:
    made = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False})
    ref = intake.submit(desk.office, desk.session(BOSS), made, None)
    for decision in ("approve", "return", "refuse"):
        refused(desk, OwnWork, ref, decision)
    assert state(desk, ref) == "submitted"


def test_a_case_that_changed_after_it_was_shown_is_not_decided(desk: Desk) -> None:
    ref = name_request(desk)
    shown = review.open_case(desk.office, ref)
    decide(desk, ref, "return", "ชื่อไม่ชัด")
    again = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "อื่น", "minor": False})
    intake.resubmit(desk.office, desk.session("anan"), ref, again.answers, again.papers)
    before = raw_lines(desk)
    with pytest.raises(CaseChanged) as caught:
        review.decide(desk.office, desk.session(BOSS), shown, "approve")
    assert (caught.value.code, raw_lines(desk) == before) == ("E326", True)
    decide(desk, ref, "approve")


def test_a_record_that_changed_under_the_case_is_shown_again_first(desk: Desk) -> None:
    ref = name_request(desk)
    shown = review.open_case(desk.office, ref)
    tell(desk, ("citizen.put", citizen(1, "เปลี่ยนแล้ว", "ใจดี", version=2)))
    with pytest.raises(CaseChanged):
        review.decide(desk.office, desk.session(BOSS), shown, "approve")


def test_a_second_press_decides_nothing_twice(desk: Desk) -> None:
    ref = name_request(desk)
    shown = review.open_case(desk.office, ref)
    review.decide(desk.office, desk.session(BOSS), shown, "approve")
    with pytest.raises(CaseChanged):
        review.decide(desk.office, desk.session(BOSS), shown, "approve")
    refused(desk, ActNotAllowed, ref, "approve")


def test_returning_and_refusing_need_a_reason_the_citizen_can_be_told(desk: Desk) -> None:
    ref = name_request(desk)
    for decision in ("return", "refuse"):
        for reason in ("", "   ", "\u200b"):
            refused(desk, ReasonMissing, ref, decision, reason)
    for decision in ("approve", "return", "refuse"):
        for reason in ("ก" * 201, "ก" * 100_000, "\x1b[1m", "\ud800"):
            refused(desk, TextRefused, ref, decision, reason)
    decide(desk, ref, "approve", "")


def test_what_the_counter_decides_does_not_wait_for_a_supervisor(desk: Desk) -> None:
    ref = copy_request(desk)
    assert review.waiting(desk.office, desk.session(BOSS)) == []
    refused(desk, ActNotAllowed, ref, "approve")


def test_what_is_unknown_is_not_opened(desk: Desk) -> None:
    with pytest.raises(RequestUnknown):
        review.open_case(desk.office, "9901A-77")


def test_the_queue_lists_what_waits_the_longest_first(desk: Desk) -> None:
    refs = [name_request(desk) for _ in range(3)]
    assert [row.ref for row in review.waiting(desk.office, desk.session(BOSS))] == refs
    decide(desk, refs[0], "approve")
    assert [row.ref for row in review.waiting(desk.office, desk.session(BOSS))] == refs[1:]
    assert [row.ref for row in review.waiting(desk.office, desk.session(BOSS), 1)] == refs[1:2]


def test_the_centres_word_puts_a_request_back_where_it_stood(desk: Desk) -> None:
    ref = name_request(desk)
    decide(desk, ref, "approve")
    approval = f"9901A-{last_line(desk)['n']}"
    for result, then in (("conflict", "submitted"), ("applied", "approved"), ("refused", "submitted")):
        tell(desk, ("outcome", {"ref": approval, "result": result, "code": "stale"}))
        assert state(desk, ref) == then
    events = review.open_case(desk.office, ref).events
    assert [event.verdict for event in events] == ["", "refused"]
    decide(desk, ref, "approve")
    assert state(desk, ref) == "approved"
    tell(desk, ("outcome", {"ref": ref, "result": "refused", "code": "role"}))
    assert state(desk, ref) == "approved", "a later line of the same life still stands"
    for n in (approval, review.open_case(desk.office, ref).events[-1].ref):
        tell(desk, ("outcome", {"ref": n, "result": "refused", "code": "role"}))
    assert state(desk, ref) == "not_taken"
    refused(desk, ActNotAllowed, ref, "approve")
    with pytest.raises(ActNotAllowed):
        intake.withdraw(desk.office, desk.session("anan"), ref, "x")


def test_a_colleague_at_another_desk_may_have_decided_first(desk: Desk) -> None:
    ref = name_request(desk)
    shown = review.open_case(desk.office, ref)
    body = {"request": ref, "shown": "0" * 64, "note": ""}
    line = {"n": 1, "t": desk.clock.now, "o": "wichai", "p": ref, "k": "request.approved", "b": body}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))
    assert state(desk, ref) == "approved"
    with pytest.raises(CaseChanged):
        review.decide(desk.office, desk.session(BOSS), shown, "refuse", "เหตุ")
