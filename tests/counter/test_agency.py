"""What an agency was asked for is answered later: the request stays where it is, and the answer stands with it."""

from __future__ import annotations

import pytest

from desk.counter import agency, intake, review
from desk.counter.agency import NotAsked, NumberMissing
from desk.counter.daily_review import briefing
from desk.counter.defects import RequestEnded
from desk.counter.risk import review_queue
from desk.rules.roles import RoleForbids
from local_db.queries import requests
from local_db.rebuild import rebuild
from tests.counter.days import draft
from tests.desks import Desk, tell
from tests.local_db.files import last_line

NO_SAMPLE = ("policy.put", {"name": "review_sample_percent", "value": 0})


def taken_in(desk: Desk) -> str:
    service = {
        "code": "XX-ASKED", "menu": "990", "name": {"th": "เรื่องทดลอง", "en": "A trial"}, "domain": "office",
        "applicants": ["citizen"], "concerns": ["citizen"], "valid_from": "2024-10-01", "decided_by": "supervisor",
        "confidence": "to_confirm", "fee": {"kind": "fixed", "satang": 0},
        "papers": [{
            "code": "answer", "label": {"th": "หนังสือรับรอง", "en": "Affidavit"}, "held_by": "agency",
            "agency": {"th": "กรมพัฒนาธุรกิจการค้า", "en": "Department of Business Development"},
        }],
    }  # fmt: skip
    tell(desk, ("catalogue.put", {"service": service}))
    return intake.submit(desk.office, desk.session("anan"), draft(desk, "XX-ASKED", {}), None)


def stands(desk: Desk, ref: str) -> tuple[str, str | None]:
    case = requests.one(desk.office.read(), ref)
    assert case is not None
    paper = next(paper for paper in case.papers if paper["paper"] == "answer")
    return paper["how"], paper.get("proof")


def test_an_answer_that_comes_later_stands_with_the_request(desk: Desk) -> None:
    ref = taken_in(desk)
    before = requests.state_of(desk.office.read(), ref)
    assert stands(desk, ref) == ("agency_asked", None)
    assert [row.ref for row in briefing(desk.office, desk.session("anan")).agencies] == [ref]
    (waiting,) = agency.waiting(desk.office, ref)
    agency.answered(desk.office, desk.session("busaba"), ref, waiting.paper, "ศธ 0412/889")
    assert stands(desk, ref) == ("agency", "ศธ 0412/889")
    assert briefing(desk.office, desk.session("anan")).agencies == []
    assert requests.state_of(desk.office.read(), ref) == before
    assert last_line(desk)["k"] == "request.agency_answered"
    assert any("ศธ 0412/889" in line.after for line in review.open_case(desk.office, ref).lines)
    assert desk.office.file.store.write(rebuild).different == []
    with pytest.raises(NotAsked):
        agency.answered(desk.office, desk.session("busaba"), ref, waiting.paper, "ศธ 0412/889")


def test_who_decides_on_what_was_shown_before_the_answer_reads_it_first(desk: Desk) -> None:
    ref = taken_in(desk)
    shown = review.open_case(desk.office, ref).shown
    agency.answered(desk.office, desk.session("anan"), ref, "answer", "1/2569")
    assert review.open_case(desk.office, ref).shown != shown


def test_an_answer_the_centre_refuses_counts_no_more(desk: Desk) -> None:
    ref = taken_in(desk)
    agency.answered(desk.office, desk.session("anan"), ref, "answer", "1/2569")
    line = last_line(desk)
    outcome = {"ref": f"9901A-{line['n']}", "result": "conflict", "code": "state", "fields": {}}
    tell(desk, ("outcome", outcome))
    assert stands(desk, ref) == ("agency_asked", None)


def test_what_speaks_against_it(desk: Desk) -> None:
    ref = taken_in(desk)
    with pytest.raises(NumberMissing):
        agency.answered(desk.office, desk.session("anan"), ref, "answer", "  ")
    with pytest.raises(RoleForbids):
        agency.answered(desk.office, desk.session("darin"), ref, "answer", "1")
    with pytest.raises(NotAsked):
        agency.answered(desk.office, desk.session("anan"), ref, "card", "1")
    intake.withdraw(desk.office, desk.session("anan"), ref, "เปลี่ยนใจ")
    with pytest.raises(RequestEnded):
        agency.answered(desk.office, desk.session("anan"), ref, "answer", "1")


def test_a_request_that_waits_for_an_agency_is_not_approved_with_the_clean_remainder(desk: Desk) -> None:
    tell(desk, NO_SAMPLE)
    ref, boss = taken_in(desk), desk.session("somying")
    items = [item for item in review_queue(desk.office, boss) if item.ref == ref]
    hashes = review.hashes_of(desk.office, [ref])
    listed = [(item, hashes[ref]) for item in items]
    assert review.approve_clean(desk.office, boss, listed).left == (ref,)
    agency.answered(desk.office, desk.session("anan"), ref, "answer", "1/2569")
    listed = [(item, review.hashes_of(desk.office, [ref])[ref]) for item in items]
    assert review.approve_clean(desk.office, boss, listed).approved == (ref,)
