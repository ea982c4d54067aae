"""Complaints and public notices: who is named, by when an answer is owed, who may read, what comes too late."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from desk.counter import complaints, public_notices
from desk.counter.complaints import Complaint, ComplaintEmpty, ComplaintNotSo, ComplaintUnknown
from desk.counter.parties import typed
from desk.counter.public_notices import Draft, NoticeIncomplete, NoticeOver, NoticeStillHangs, NoticeUnknown
from desk.rules.complaints import FROM
from desk.rules.roles import RoleForbids
from local_db.rebuild import rebuild
from tests.counter.days import party
from tests.desks import Desk, tell
from tests.local_db.files import last_line, raw_lines

TODAY = date(2026, 11, 20)


def complain(desk: Desk, *, known: bool = True, about: str = "environment", by: str = "anan") -> str:
    told = Complaint(
        about, "counter", "เสียงดัง", "เปิดเครื่องเสียงทุกคืน", who=party(desk) if known else None, phone="0990000001"
    )  # type: ignore[arg-type]
    return complaints.receive(desk.office, desk.session(by), told)


def test_who_wishes_to_stay_unknown_is_named_nowhere(desk: Desk) -> None:
    ref = complain(desk, known=False)
    body = json.dumps(last_line(desk), ensure_ascii=False)
    assert "สมใจ" not in body
    assert "0990000001" not in body
    row, _ = complaints.one(desk.office, desk.session("anan"), ref)
    assert (row.anonymous, row.complainant, row.phone) == (True, None, "")
    assert len(row.track) == 8


def test_an_answer_is_owed_when_the_office_says_so(desk: Desk) -> None:
    ref = complain(desk)
    assert complaints.one(desk.office, desk.session("anan"), ref)[0].due is None
    tell(desk, ("policy.put", {"name": "complaint_days", "value": 15}))
    row, _ = complaints.one(desk.office, desk.session("anan"), complain(desk))
    assert row.due is not None
    assert date.fromisoformat(row.due) > TODAY + timedelta(days=15)
    assert not complaints.overdue(row, TODAY)
    assert complaints.overdue(row, date.fromisoformat(row.due) + timedelta(days=1))


def test_the_life_of_a_complaint(desk: Desk) -> None:
    ref, anan = complain(desk), desk.session("anan")
    complaints.forward(desk.office, anan, ref, "เทศบาลตัวอย่าง", date(2026, 12, 1), "อย 0018/1")
    row, _ = complaints.one(desk.office, anan, ref)
    assert (row.state, row.agency, row.due) == ("forwarded", "เทศบาลตัวอย่าง", "2026-12-01")
    complaints.answer(desk.office, anan, ref, "กำลังตรวจสอบ", final=False)
    assert complaints.one(desk.office, anan, ref)[0].state == "forwarded"
    complaints.answer(desk.office, anan, ref, "แจ้งให้หยุดแล้ว")
    assert complaints.listed(desk.office, anan) == []
    with pytest.raises(ComplaintNotSo):
        complaints.answer(desk.office, anan, ref, "อีกครั้ง")
    complaints.reopen(desk.office, anan, ref, "ยังดังอยู่")
    row, log = complaints.one(desk.office, anan, ref)
    assert (row.state, [step.kind for step in log]) == (
        "open",
        ["complaint.received", "complaint.forwarded", "complaint.answered", "complaint.answered", "complaint.reopened"],
    )
    assert desk.office.file.store.write(rebuild).different == []


def test_nothing_empty_is_kept(desk: Desk) -> None:
    before = raw_lines(desk)
    for subject, text in (("", "x"), ("x", " ")):
        with pytest.raises(ComplaintEmpty):
            complaints.receive(desk.office, desk.session("anan"), Complaint("other", "box", subject, text))
    with pytest.raises(RoleForbids):
        complain(desk, by="darin")
    assert raw_lines(desk) == before


def test_complaints_about_officers_are_for_supervisors(desk: Desk) -> None:
    ref = complain(desk, about="officer")
    assert [row.ref for row in complaints.listed(desk.office, desk.session("somying"))] == [ref]
    assert complaints.listed(desk.office, desk.session("busaba")) == []
    with pytest.raises(ComplaintUnknown):
        complaints.one(desk.office, desk.session("busaba"), ref)
    with pytest.raises(ComplaintUnknown):
        complaints.answer(desk.office, desk.session("busaba"), ref, "x")


def test_the_centre_and_the_desk_go_by_the_same_table() -> None:
    assert set(FROM) == {"complaint.forwarded", "complaint.answered", "complaint.reopened"}
    assert frozenset.union(*FROM.values()) == {"open", "forwarded", "closed"}, "every state has a way on"


def post(desk: Desk, days: int = 30) -> str:
    draft = Draft("ขอออกโฉนด", "ผู้ใดคัดค้านให้ยื่นภายในกำหนด", "หน้าที่ว่าการอำเภอ", TODAY, TODAY + timedelta(days=days))
    return public_notices.post(desk.office, desk.session("anan"), draft)


def test_a_notice_hangs_until_its_last_day_and_ends_with_a_result(desk: Desk) -> None:
    ref, anan = post(desk, days=2), desk.session("anan")
    public_notices.write_log(desk.office, anan, ref, "ตรวจแล้วยังติดอยู่")
    with pytest.raises(NoticeStillHangs):
        public_notices.end(desk.office, anan, ref)
    objector = typed("person", "นายคัดค้าน ตัวอย่าง")
    assert public_notices.object_to(desk.office, anan, ref, objector, "ที่ดินทับซ้อน")
    desk.clock.now += 3 * 86_400_000
    assert not public_notices.object_to(desk.office, anan, ref, objector, "มาช้า"), "late, and kept"
    assert public_notices.end(desk.office, anan, ref) == "objected"
    with pytest.raises(NoticeOver):
        public_notices.write_log(desk.office, anan, ref, "x")
    row, log = public_notices.one(desk.office, anan, ref)
    assert (row.state, row.objections, len(log)) == ("ended", 2, 5)
    assert [each.ref for each in public_notices.listed(desk.office, anan, ended=True)] == [ref]
    assert desk.office.file.store.write(rebuild).different == []


def test_a_notice_may_come_down_early_with_a_reason(desk: Desk) -> None:
    assert public_notices.end(desk.office, desk.session("anan"), post(desk), "ปิดผิดที่") == "taken_down"
    ref = post(desk, days=0)
    desk.clock.now += 86_400_000
    assert public_notices.end(desk.office, desk.session("anan"), ref) == "no_objection"


def test_a_notice_says_what_where_and_until_when(desk: Desk) -> None:
    with pytest.raises(NoticeIncomplete):
        post(desk, days=-1)
    with pytest.raises(NoticeUnknown):
        public_notices.one(desk.office, desk.session("anan"), "9901A-99")
    with pytest.raises(RoleForbids):
        public_notices.post(desk.office, desk.session("darin"), Draft("a", "b", "c", TODAY, TODAY))
