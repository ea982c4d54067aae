"""The day's figures, their signature, the morning after, and the card from one shift to the next."""

from __future__ import annotations

from datetime import date

import pytest

from desk.counter import complaints, daily_review, review, tickets, visit
from desk.counter.asked import asked_acts
from desk.counter.complaints import Complaint
from desk.counter.daily_review import CardEmpty, CardUnknown, DayReviewedBefore, FiguresChanged
from desk.rules.roles import RoleForbids
from local_db.rebuild import rebuild
from tests.counter.days import copy_request, draft, name_request, open_drawer, pay
from tests.desks import Desk, tell
from tests.local_db.files import last_line

TODAY = date(2026, 11, 20)
MINUTE = 60_000


def figures(desk: Desk) -> daily_review.DayFigures:
    return daily_review.figures(desk.office, desk.session("somying"), TODAY)


def work(desk: Desk) -> None:
    """Two tickets called after 10 and 30 minutes, one served in 5; a request decided, another paid."""
    anan = desk.session("anan")
    tickets.issue(desk.office, anan, "A")
    tickets.issue(desk.office, anan, "A")
    desk.clock.now += 10 * MINUTE
    first = tickets.call_next(desk.office, anan, "1").ref
    came = visit.open_visit(desk.office, anan, "request", first)
    paid = copy_request(desk, 1, came)
    open_drawer(desk)
    pay(desk, paid)
    desk.clock.now += 5 * MINUTE
    visit.close_visit(desk.office, anan, came)
    desk.clock.now += 15 * MINUTE
    tickets.call_next(desk.office, anan, "1")
    ref = name_request(desk)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "return", "แก้ชื่อ")


def test_who_did_what_and_how_long_people_waited(desk: Desk) -> None:
    work(desk)
    found = figures(desk)
    assert (found.taken_in, found.finished) == (2, 1)
    assert [(each.name, each.count) for each in found.by_officer] == [("anan", 2)]
    assert {each.name: each.count for each in found.by_service} == {"CR-COPY": 1, "NM-GIVEN": 1}
    assert {each.name: each.count for each in found.by_state} == {"done": 1, "returned": 1}
    assert [(each.name, each.count) for each in found.decisions] == [("somying", 1)]
    assert (found.waiting.count, found.waiting.median_s // 60, found.waiting.p90_s // 60) == (2, 10, 30)
    assert (found.service.count, found.service.median_s // 60) == (1, 5)
    assert found.tickets == {"called": 1, "served": 1}


def test_the_day_is_signed_once_on_what_was_shown(desk: Desk) -> None:
    work(desk)
    shown = figures(desk)
    with pytest.raises(RoleForbids):
        daily_review.sign_off(desk.office, desk.session("anan"), shown)
    name_request(desk)
    with pytest.raises(FiguresChanged):
        daily_review.sign_off(desk.office, desk.session("somying"), shown)
    shown = figures(desk)
    daily_review.sign_off(desk.office, desk.session("somying"), shown, "เรียบร้อย")
    body = last_line(desk)["b"]
    assert isinstance(body, dict)
    assert (body["shown"], body["figures"]["waiting_p90_s"] // 60) == (shown.shown, 30)
    assert figures(desk).signed_by == "somying"
    with pytest.raises(DayReviewedBefore):
        daily_review.sign_off(desk.office, desk.session("somying"), figures(desk))
    assert desk.office.file.store.write(rebuild).different == []


def test_what_waits_for_a_second_person_is_named(desk: Desk) -> None:
    service = desk.office.catalogue(desk.office.read()).get("NM-GIVEN", desk.office.today())
    signed = service.body() | {"code": "XX-SIGNED", "menu": "391", "decided_by": "registrar"}
    tell(desk, ("catalogue.put", {"service": signed}))
    from desk.counter import intake

    made = draft(desk, "XX-SIGNED", {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False})
    ref = intake.submit(desk.office, desk.session("anan"), made, None)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "endorse")
    (asked,) = asked_acts(desk.office.read())
    assert (asked.ref, asked.officer) == (ref, "somying")
    assert [each.ref for each in figures(desk).asked] == [ref]
    review.decide(desk.office, desk.session("wilai", "registrar"), review.open_case(desk.office, ref), "sign")
    assert asked_acts(desk.office.read()) == []


def test_the_morning_after(desk: Desk) -> None:
    tell(desk, ("policy.put", {"name": "complaint_days", "value": 1}))
    complaints.receive(
        desk.office, desk.session("anan"), Complaint("other", "box", "ไฟดับ", "หน้าบ้าน", due=date(2026, 11, 21))
    )
    name_request(desk)
    card = daily_review.hand_over(desk.office, desk.session("anan"), "ฝากรับเอกสารคุณสมใจ")
    desk.clock.now += 4 * 86_400_000
    told = daily_review.briefing(desk.office, desk.session("busaba"))
    assert [row.subject for row in told.complaints] == ["ไฟดับ"]
    assert (told.to_decide, told.yesterday_signed) == (1, False)
    assert told.unsent > 0
    desk.clock.now -= 2 * 86_400_000
    (shown,) = daily_review.briefing(desk.office, desk.session("busaba")).cards
    assert (shown.ref, shown.note, len(shown.open["open_requests"])) == (card, "ฝากรับเอกสารคุณสมใจ", 1)
    daily_review.take_over(desk.office, desk.session("busaba"), card)
    assert daily_review.briefing(desk.office, desk.session("busaba")).cards == []
    with pytest.raises(CardUnknown):
        daily_review.take_over(desk.office, desk.session("busaba"), card)
    with pytest.raises(CardEmpty):
        daily_review.hand_over(desk.office, desk.session("anan"), "  ")
    assert desk.office.file.store.write(rebuild).different == []
