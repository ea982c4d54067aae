"""What a supervisor does besides approving: asks, hands over, endorses for the registrar, takes over a colleague's late
work, looks at what was done without them, approves the clean remainder together."""

from __future__ import annotations

import json

import pytest

from desk.counter import intake, review, risk, undo, visit
from desk.counter.asked import asked_acts
from desk.counter.day import close_day
from desk.counter.day_paper import look_at_day
from desk.counter.receipts import record_print
from desk.counter.record import open_record
from desk.counter.refusals import CaseChanged, ReasonMissing
from desk.counter.review import NoProposal, NothingAsked, OfficerUnknown
from desk.counter.risk import Item, review_queue
from desk.model.kinds.requests import RequestApproved
from desk.rules.request_life import ActNotAllowed, OwnWork
from desk.rules.risk import WEIGHTS
from desk.rules.roles import RoleForbids
from local_db.driver import dbapi2
from local_db.queries import requests
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, draft, name_request, open_drawer, open_visit, pay
from tests.desks import MORNING, QUICK, Desk, citizen, pin, tell
from tests.local_db.files import last_line, raw_lines

BOSS = "somying"
NO_SAMPLE = ("policy.put", {"name": "review_sample_percent", "value": 0})


@pytest.fixture(autouse=True)
def _no_sample(desk: Desk) -> None:
    tell(desk, NO_SAMPLE)


def case(desk: Desk, ref: str) -> review.Case:
    return review.open_case(desk.office, ref)


def state(desk: Desk, ref: str) -> str | None:
    return requests.state_of(desk.office.read(), ref)


def late(desk: Desk, n: int, kind: str, body: dict[str, object], officer: str, p: str) -> str:
    """A line of desk B arrives, and the centre says that it came too late."""
    line = {"n": n, "t": desk.clock.now, "o": officer, "p": p, "k": kind, "b": body}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))
    seen = {"latest": last_line(desk)["p"], "seen": p, "state": "submitted"}
    tell(desk, ("outcome", {"ref": f"9901B-{n}", "result": "conflict", "code": "stale", "fields": seen}))
    return f"9901B-{n}"


def test_a_question_waits_for_its_answer_and_nobody_is_held_up_by_it(desk: Desk) -> None:
    ref = name_request(desk)
    with pytest.raises(ReasonMissing):
        review.ask(desk.office, desk.session(BOSS), case(desk, ref), " ")
    review.ask(desk.office, desk.session(BOSS), case(desk, ref), "มีบัตรจริงหรือไม่")
    row = case(desk, ref).case.row
    assert (row.state, row.question) == ("submitted", "มีบัตรจริงหรือไม่")
    review.answer(desk.office, desk.session("busaba"), case(desk, ref), "เห็นบัตรแล้ว")
    assert case(desk, ref).case.row.question == ""
    with pytest.raises(NothingAsked):
        review.answer(desk.office, desk.session("busaba"), case(desk, ref), "อีกครั้ง")
    review.ask(desk.office, desk.session(BOSS), case(desk, ref), "แน่ใจหรือ")
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "approve")
    assert state(desk, ref) == "approved"


def test_taking_up_shows_who_is_at_it_and_binds_nobody(desk: Desk) -> None:
    ref = name_request(desk)
    review.take_up(desk.office, desk.session(BOSS), case(desk, ref))
    row = case(desk, ref).case.row
    assert (row.state, row.reviewer) == ("in_review", BOSS)
    review.decide(desk.office, desk.session("wilai", "registrar"), case(desk, ref), "approve")
    assert state(desk, ref) == "approved"


def signed_service(desk: Desk) -> str:
    service = desk.office.catalogue(desk.office.read()).get("NM-GIVEN", desk.office.today())
    signed = service.body() | {"code": "XX-SIGNED", "menu": "391", "decided_by": "registrar"}
    tell(desk, ("catalogue.put", {"service": signed}))
    made = draft(desk, "XX-SIGNED", {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False})
    return intake.submit(desk.office, desk.session("anan"), made, None)


def test_the_registrar_signs_what_a_supervisor_endorsed(desk: Desk) -> None:
    ref, wilai = signed_service(desk), desk.session("wilai", "registrar")
    for decision in ("approve", "sign"):
        with pytest.raises((ActNotAllowed, RoleForbids)):
            review.decide(desk.office, desk.session(BOSS), case(desk, ref), decision)
    with pytest.raises(ActNotAllowed):
        review.decide(desk.office, wilai, case(desk, ref), "sign")
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "endorse")
    assert (state(desk, ref), case(desk, ref).case.row.endorsed) == ("in_review", BOSS)
    review.decide(desk.office, wilai, case(desk, ref), "sign")
    assert state(desk, ref) == "approved"
    assert last_line(desk)["k"] == "request.signed"


def test_what_lacks_only_the_registrars_signature_is_named_at_the_close_of_the_day(desk: Desk) -> None:
    ref, other = signed_service(desk), name_request(desk)
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "endorse")
    today, boss = desk.office.today(), desk.session(BOSS)
    close_day(desk.office, boss, today)
    assert last_line(desk)["b"]["to_sign"] == [ref]
    review.decide(desk.office, desk.session("wilai", "registrar"), case(desk, ref), "sign")
    signed = {item.ref: str(item.label) for item in look_at_day(desk.office, boss, today).in_review}
    assert signed[ref].startswith("รอนายทะเบียนลงนาม")
    assert not signed[other].startswith("รอนายทะเบียนลงนาม")


def test_an_endorsement_does_not_outlive_a_correction(desk: Desk) -> None:
    ref = signed_service(desk)
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "endorse")
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "return", "ชื่อไม่ชัด")
    again = draft(desk, "XX-SIGNED", {"old_given": "สมใจ", "new_given": "อื่น", "minor": False})
    intake.resubmit(desk.office, desk.session("anan"), ref, again.answers, again.papers)
    assert case(desk, ref).case.row.endorsed == ""
    with pytest.raises(ActNotAllowed):
        review.decide(desk.office, desk.session("wilai", "registrar"), case(desk, ref), "sign")


def test_who_corrected_a_request_does_not_decide_on_it(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session("wilai", "registrar"), case(desk, ref), "return", "แก้ชื่อ")
    again = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "อื่น", "minor": False})
    intake.resubmit(desk.office, desk.session(BOSS), ref, again.answers, again.papers)
    with pytest.raises(OwnWork):
        review.decide(desk.office, desk.session(BOSS), case(desk, ref), "approve")


@pytest.mark.parametrize("who", ["anan", "busaba"])
def test_the_store_refuses_own_work_where_a_room_forgot_to_ask(desk: Desk, who: str) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "return", "แก้ชื่อ")
    again = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "อื่น", "minor": False})
    intake.resubmit(desk.office, desk.session("busaba"), ref, again.answers, again.papers)
    before, body = raw_lines(desk), RequestApproved(request=ref, shown="0" * 64)
    with pytest.raises(dbapi2.IntegrityError, match="own work"):
        desk.office.file.act(lambda act: act.append(body, officer=who, about=ref))
    assert raw_lines(desk) == before
    desk.office.file.act(lambda act: act.append(body, officer=BOSS, about=ref))


def test_handing_over_keeps_the_late_work_of_the_one_before_as_a_proposal(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "return", "แก้ชื่อ")
    returned = f"9901A-{last_line(desk)['n']}"
    with pytest.raises(OfficerUnknown):
        review.reassign(desk.office, desk.session(BOSS), case(desk, ref), "nobody", "ลาป่วย")
    review.reassign(desk.office, desk.session(BOSS), case(desk, ref), "busaba", "ลาป่วย")
    assert (case(desk, ref).case.row.assigned, state(desk, ref)) == ("busaba", "returned")
    body = {
        "request": ref, "form": {"old_given": "สมใจ", "new_given": "จากอนันต์", "minor": False},
        "papers": [{"paper": "card", "how": "seen"}], "decided_by": "supervisor",
    }  # fmt: skip
    proposal = late(desk, 1, "request.resubmitted", body, "anan", returned)
    seen = case(desk, ref)
    assert (seen.case.row.state, seen.case.form["new_given"]) == ("returned", "สมจิต"), "nothing of it counts"
    (found,) = seen.proposals
    assert found.ref == proposal
    assert next((line.now, line.proposed) for line in review.beside(desk.office, seen, found)) == ("สมจิต", "จากอนันต์")

    review.take_over(desk.office, desk.session("busaba"), seen, proposal)
    after = case(desk, ref)
    assert (after.case.row.state, after.case.form["new_given"], after.proposals) == ("submitted", "จากอนันต์", ())
    assert {"anan", "busaba"} <= after.hands
    with pytest.raises(NoProposal):
        review.set_aside(desk.office, desk.session(BOSS), after, proposal, "ไม่ใช้")
    assert desk.office.file.store.write(rebuild).different == []


def test_late_work_may_be_set_aside_with_a_reason(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "return", "แก้ชื่อ")
    returned = f"9901A-{last_line(desk)['n']}"
    again = draft(desk, "NM-GIVEN", {"old_given": "สมใจ", "new_given": "ของบุษบา", "minor": False})
    intake.resubmit(desk.office, desk.session("busaba"), ref, again.answers, again.papers)
    body = {
        "request": ref, "form": {"new_given": "จากอนันต์"}, "papers": [], "decided_by": "supervisor",
    }  # fmt: skip
    proposal = late(desk, 1, "request.resubmitted", body, "anan", returned)
    assert case(desk, ref).case.form["new_given"] == "ของบุษบา"
    with pytest.raises(ActNotAllowed):
        review.take_over(desk.office, desk.session("busaba"), case(desk, ref), proposal)
    assert requests.with_proposals(desk.office.read(), 9) == [ref]
    review.set_aside(desk.office, desk.session(BOSS), case(desk, ref), proposal, "ข้อมูลเก่า")
    assert case(desk, ref).proposals == ()


def test_what_comes_after_a_late_line_builds_on_what_stands(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session(BOSS), case(desk, ref), "approve")
    approval = f"9901A-{last_line(desk)['n']}"
    line = {"n": 1, "t": desk.clock.now, "o": "busaba", "p": ref, "k": "request.withdrawn"}
    line |= {"b": {"request": ref, "reason": "เปลี่ยนใจ"}}
    tell(desk, ("line", {"desk": "9901B", "epoch": 1, "line": json.dumps(line)}))
    assert state(desk, ref) == "withdrawn"
    fields = {"latest": approval, "seen": ref, "state": "approved"}
    tell(desk, ("outcome", {"ref": "9901B-1", "result": "conflict", "code": "stale", "fields": fields}))
    assert state(desk, ref) == "approved"
    intake.withdraw(desk.office, desk.session("anan"), ref, "จริง ๆ")
    assert last_line(desk)["p"] == approval


def test_the_clean_remainder_is_approved_together_and_nothing_else(desk: Desk) -> None:
    clean = name_request(desk)
    asked = name_request(desk)
    own = intake.submit(
        desk.office,
        desk.session(BOSS),
        draft(desk, "NM-GIVEN", {"old_given": "น้ำผึ้ง", "new_given": "น้ำฝน", "minor": False}, 2),
        None,
    )
    tell(desk, ("policy.put", {"name": "review_same_person_days", "value": 0}))
    review.ask(desk.office, desk.session(BOSS), case(desk, asked), "ทำไม")
    changed = name_request(desk, new="ศรี")
    items = [item for item in review_queue(desk.office, desk.session(BOSS)) if item.is_clean(BOSS)]
    assert {item.ref for item in items} == {clean, changed}
    listed = review.hashes_of(desk.office, [item.ref for item in items])
    review.take_up(desk.office, desk.session(BOSS), case(desk, changed))
    taken_up = items_by_ref(desk)[changed]
    assert taken_up.is_clean(BOSS)
    assert not taken_up.is_clean("chai"), "another supervisor is at it"
    before = len(raw_lines(desk))
    done = review.approve_clean(desk.office, desk.session(BOSS), [(item, listed[item.ref]) for item in items])
    assert (done.approved, done.left) == ((clean,), (changed,))
    assert len(raw_lines(desk)) == before + 1
    assert [state(desk, ref) for ref in (clean, asked, own, changed)] == [
        "approved", "submitted", "submitted", "in_review",
    ]  # fmt: skip


def items_by_ref(desk: Desk) -> dict[str, Item]:
    return {item.ref: item for item in review_queue(desk.office, desk.session(BOSS))}


def test_the_queue_says_why_something_stands_on_top(desk: Desk) -> None:
    quiet = name_request(desk)
    officer = {
        "officer": "anan", "name_th": "อนันต์ ทดสอบ", "name_en": "Anan", "roles": ["officer"], "pin": pin(2),
        "verifier": QUICK.hash("pass-anan"), "valid_until": MORNING + 30 * 86_400_000,
    }  # fmt: skip
    answers: dict[str, object] = {"old_given": "น้ำผึ้ง", "new_given": "น้ำฝน", "minor": False}
    own = intake.submit(desk.office, desk.session("anan"), draft(desk, "NM-GIVEN", answers, 2), None)
    cousin = intake.submit(desk.office, desk.session("anan"), draft(desk, "NM-GIVEN", answers, 4), None)
    tell(desk, ("officer.put", officer), ("citizen.put", citizen(4, "สมหญิง", "ใจดี", version=2, father=pin(2))))
    tell(desk, ("citizen.put", citizen(1, "สมใจ", "ใจดี", version=2, house="99010000009")))
    again = name_request(desk)
    found = items_by_ref(desk)
    assert found[quiet].reasons == ()
    assert found[own].reasons == ("own_record",)
    assert found[cousin].reasons == ("family_record",)
    assert found[again].reasons == ("same_person",)
    order = [item.ref for item in review_queue(desk.office, desk.session(BOSS))]
    assert order == [own, cousin, again, quiet]
    tell(desk, ("reference.put", {"name": "review_weights", "value": {"same_person": 500}}))
    assert review_queue(desk.office, desk.session(BOSS))[0].ref == again


def test_what_was_made_long_offline_is_marked(desk: Desk) -> None:
    ref = name_request(desk)
    assert items_by_ref(desk)[ref].reasons == ()
    desk.clock.now += 5 * 3_600_000
    assert items_by_ref(desk)[ref].reasons == ("long_offline",)


def test_the_random_sample_is_the_share_the_office_set(desk: Desk) -> None:
    refs = [name_request(desk, new=f"สม{number}") for number in ("ก", "ข", "ค")]
    tell(desk, ("policy.put", {"name": "review_sample_percent", "value": 100}))
    assert all("random_sample" in items_by_ref(desk)[ref].reasons for ref in refs)
    assert sum(risk.sampled(f"9901A-{n}", f"CODE{n}", 5) for n in range(10_000)) in range(400, 600)


def test_what_was_done_without_a_supervisor_is_looked_at_once(desk: Desk) -> None:
    tell(desk, ("policy.put", {"name": "review_same_person_days", "value": 0}))
    looked = open_visit(desk)
    open_record(desk.office, desk.session("anan"), pin(2), looked)
    visit.close_visit(desk.office, desk.session("anan"), looked)
    open_drawer(desk)
    receipt = pay(desk, copy_request(desk)).receipt
    record_print(desk.office, desk.session("anan"), receipt, "printed", 1)
    record_print(desk.office, desk.session("anan"), receipt, "printed", 2)
    found = {item.reasons[0]: item for item in review_queue(desk.office, desk.session(BOSS)) if item.reasons}
    assert set(found) == {"looked_without_request", "reprint"}
    assert WEIGHTS["looked_without_request"] == found["looked_without_request"].score
    with pytest.raises(ReasonMissing):
        review.check(desk.office, desk.session(BOSS), found["reprint"], in_order=False)
    with pytest.raises(OwnWork):
        review.check(desk.office, desk.session("anan", "supervisor"), found["reprint"], in_order=True)
    review.check(desk.office, desk.session(BOSS), found["reprint"], in_order=False, note="ถามอนันต์")
    review.check(desk.office, desk.session(BOSS), found["looked_without_request"], in_order=True)
    assert review_queue(desk.office, desk.session(BOSS)) == []


def test_only_who_reviews_sees_the_queue_and_acts_in_it(desk: Desk) -> None:
    ref = name_request(desk)
    with pytest.raises(RoleForbids):
        review_queue(desk.office, desk.session("anan"))
    with pytest.raises(RoleForbids):
        review.take_up(desk.office, desk.session("busaba"), case(desk, ref))
    shown = case(desk, ref)
    review.ask(desk.office, desk.session(BOSS), shown, "ทำไม")
    with pytest.raises(CaseChanged):
        review.ask(desk.office, desk.session(BOSS), shown, "ทำไม")


def test_a_void_near_closing_is_looked_at_by_somebody_who_had_no_hand_in_it(desk: Desk) -> None:
    tell(desk, ("policy.put", {"name": "review_same_person_days", "value": 0}))
    open_drawer(desk)
    for minutes, near in ((0, False), (7 * 60 + 30, True)):  # 08:30, then 16:00: half an hour before the office closes
        desk.clock.now += minutes * 60_000
        receipt = pay(desk, copy_request(desk)).receipt
        undo.void(desk.office, desk.session("anan"), receipt, "คีย์ผิด", desk.session(BOSS))
        found = [item for item in review_queue(desk.office, desk.session(BOSS)) if item.void is not None]
        assert bool(found) == near
    (item,) = found
    assert item.reasons == ("void_near_close",)
    for who in ("anan", BOSS):
        with pytest.raises(OwnWork):
            review.check(desk.office, desk.session(who, "supervisor"), item, in_order=True)
    review.check(desk.office, desk.session("wilai", "registrar"), item, in_order=True)
    assert [each for each in review_queue(desk.office, desk.session(BOSS)) if each.void is not None] == []
    asked = undo.void(desk.office, desk.session("anan"), pay(desk, copy_request(desk)).receipt, "คีย์ผิด")
    assert asked is not None
    assert [each.reason for each in asked_acts(desk.office.read())] == ["คีย์ผิด"]
