"""Deciding: the queue by due date, before and after, decisions with reasons, and what is refused."""

from __future__ import annotations

import asyncio

import pytest
from open_office import at_the_desk, lines, message, shown, until
from rich.cells import cell_len

from desk.counter import intake, review
from desk.words import Words
from local_db.queries import requests
from screens.asking import AskReason
from screens.basket import Basket
from screens.case import CaseView
from screens.case_lines import compared_rows
from screens.key_sequencer import AGAIN_S
from screens.printed_forms import PrintedForms
from screens.request_form import RequestForm
from screens.review_queue import ReviewQueue
from screens.typist import press, type_text
from tests.counter.days import copy_request, draft, name_request, open_drawer, pay
from tests.counter.test_agency import taken_in
from tests.desks import Desk, tell


def state(desk: Desk, ref: str) -> str | None:
    return requests.state_of(desk.office.read(), ref)


async def test_the_queue_opens_a_case_and_walks_to_the_next(desk: Desk) -> None:
    second, first = name_request(desk, new="สมพร"), name_request(desk)  # the same person again stands above
    copy_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(ReviewQueue())
        await until(app, "รอพิจารณา 2 เรื่อง")
        assert "คนเดิมขอ" in lines(app)[3]
        await press(app, "enter")
        await app.settled()
        assert isinstance(app.screen, CaseView)
        assert app.screen.ref == first
        await until(app, "เรื่องที่ 1 จาก 2")
        await press(app, "f8")
        assert app.screen.ref == second
        await until(app, "สมพร")
        await press(app, "f8")
        await until(app, lambda: "ไม่มีเรื่องอื่น" in message(app))
        await press(app, "f3")
        await app.settled()
        assert isinstance(app.screen, ReviewQueue)
        assert next(line for line in lines(app) if "›" in line).split()[-1]


async def test_before_and_after_stand_side_by_side_and_changes_are_marked(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        changed = [line for line in lines(app) if "≠" in line]
        assert len(changed) == 1
        assert changed[0].index("สมใจ") < changed[0].index("สมจิต")
        await until(app, "anan ทดสอบ")
        assert "รับคำขอ" in shown(app).replace("ำ", "ำ")


async def test_approve(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        assert "F10 อนุมัติ" in lines(app)[23]
        await press(app, "f10")
        await app.settled()
        assert state(desk, ref) == "approved"
        assert ref in message(app)
        happened = [line for line in lines(app) if "20 พ.ย." in line and ":" in line][1:]
        assert ["อนุมัติ" in happened[0], "รับคำ" in happened[1]] == [True, True]
        assert "F10" not in lines(app)[23]
        await press(app, "f10")
        assert len(review.open_case(desk.office, ref).events) == 2


@pytest.mark.parametrize(("key", "ends_in"), [("r", "returned"), ("พ", "returned"), ("n", "refused"), ("ื", "refused")])
async def test_returning_and_refusing_need_a_reason(desk: Desk, key: str, ends_in: str) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        await type_text(app, key)
        await press(app, "f10")
        assert message(app).startswith("E325")
        assert state(desk, ref) == "submitted"
        await type_text(app, "ชื่อไม่ชัด")
        await press(app, "f10")
        await app.settled()
        assert state(desk, ref) == ends_in
        await until(app, "เหตุผล: ชื่อไม่ชัด")


async def test_leaving_the_reason_changes_nothing(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        await type_text(app, "rเพราะ")
        assert isinstance(app.screen, AskReason)
        await press(app, "f12")
        assert state(desk, ref) == "submitted"


async def test_nobody_decides_on_own_work(desk: Desk) -> None:
    answers = {"old_given": "สมใจ", "new_given": "สมจิต", "minor": False}
    ref = intake.submit(desk.office, desk.session("somying"), draft(desk, "NM-GIVEN", answers), None)
    async with at_the_desk(desk, "somying") as app:
        await app.show(ReviewQueue())
        await until(app, "ท่านรับเอง")
        await press(app, "f10")
        await app.settled()
        await until(app, "ต้องให้ผู้อื่นพิจารณา")
        await press(app, "f10")
        assert message(app).startswith("E312")
        assert state(desk, ref) == "submitted"


async def test_a_case_changed_meanwhile_is_read_again_before_it_is_decided(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        supervisor = desk.session("busaba", "supervisor")
        review.decide(desk.office, supervisor, review.open_case(desk.office, ref), "return", "ขาดเอกสาร")
        await app.screen.news()  # type: ignore[attr-defined]
        await until(app, lambda: "กด F5" in message(app))
        assert "F10 อนุมัติ" in lines(app)[23]
        await press(app, "f10")
        assert message(app).startswith("E326")
        assert state(desk, ref) == "returned"
        await press(app, "f5")
        await app.settled()
        await until(app, "ขาดเอกสาร")
        assert "F10 อนุมัติ" not in lines(app)[23]


async def test_an_officer_reads_and_withdraws(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        assert "อนุมัติ" not in lines(app)[23]
        await type_text(app, "r")
        assert isinstance(app.screen, CaseView)
        await type_text(app, "wเปลี่ยนใจ\n")
        await app.settled()
        assert state(desk, ref) == "withdrawn"


async def test_an_auditor_only_reads(desk: Desk) -> None:
    ref = copy_request(desk)
    async with at_the_desk(desk, "darin") as app:
        await app.show(CaseView(ref))
        for key in ("F10", "แฟ้มสแกน", "แบบพิมพ์", "แจ้งเหตุล่าช้า"):
            assert key not in lines(app)[23], key
        await press(app, "f10", "w", "r", "n", "f", "b", "l")
        assert isinstance(app.screen, CaseView)
        assert state(desk, ref) == "approved"


@pytest.mark.parametrize(("officer", "act"), [("anan", "pay"), ("somying", None), ("darin", None)])
async def test_an_approved_request_is_paid_by_who_takes_money(desk: Desk, officer: str, act: str | None) -> None:
    ref = copy_request(desk)
    async with at_the_desk(desk, officer) as app:
        await app.show(CaseView(ref))
        assert isinstance(app.screen, CaseView)
        assert app.screen.main_act == act


async def test_paying_puts_it_into_the_basket(desk: Desk) -> None:
    ref = copy_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, Basket)
        assert app.work.basket == [ref]


async def test_a_returned_request_is_submitted_again_at_the_counter(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "return", "แก้ชื่อ")
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        assert isinstance(app.screen, CaseView)
        assert app.screen.main_act == "resubmit"
        await until(app, "เหตุผล: แก้ชื่อ")
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, RequestForm)


async def test_the_queue_is_for_who_decides(desk: Desk) -> None:
    name_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(ReviewQueue())
        assert message(app).startswith("E801")
        assert "F10" not in lines(app)[23]


async def test_a_request_that_is_not_here_is_said(desk: Desk) -> None:
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView("9901A-999"))
        assert message(app).startswith("E324")


async def test_both_languages_fit_and_follow(desk: Desk) -> None:
    ref = name_request(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref, walk=[ref, name_request(desk)]))
        for words in ("Approve", "อนุมัติ"):
            await press(app, "f6")
            await app.settled()
            assert f"F10 {words}" in lines(app)[23]
            assert all(cell_len(line) == 80 for line in lines(app))


def test_a_long_answer_is_folded_and_not_cut() -> None:
    long = "ก" * 200
    rows = compared_rows([review.Compared(Words("เหตุ", "Why"), "เดิม", long, True)], 78, changes=True)
    assert len(rows) > 5
    assert "".join(str(row.cells[2]) for row in rows) == long
    assert {row.tone for row in rows} == {"alert"}
    assert [str(row.cells[0]) for row in rows[:2]] == ["≠ เหตุ", ""]


async def test_the_word_of_the_centre_is_told(desk: Desk) -> None:
    ref = name_request(desk)
    review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "approve")
    event = review.open_case(desk.office, ref).events[-1].ref
    tell(desk, ("outcome", {"ref": event, "result": "refused", "code": "role", "detail": "", "fields": {}}))
    async with at_the_desk(desk, "somying") as app:
        await app.show(CaseView(ref))
        assert "! ส่วนกลางไม่รับ: ผู้ทำรายการไม่มีสิทธิ์" in shown(app).replace("ำ", "ำ")
        assert state(desk, ref) == "submitted"


async def test_missing_papers_are_written_down_printed_and_asked_for_once(desk: Desk) -> None:
    from desk.counter import defects
    from tests.counter.test_papers import waiting

    ref = waiting(desk, ("consent",))
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        await press(app, "d")
        await app.settled()
        await until(app, "หนังสือยินยอมของเจ้าบ้าน")
        await until(app, "Householder's written consent")
        await type_text(app, "\n27112569\n")
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "พิมพ์แล้ว" in message(app))
        assert len(app.tray.papers) == 1
        await asyncio.sleep(AGAIN_S)
        await press(app, "f10")  # the same once more: a copy, nothing asked anew
        await app.settled()
        assert "พิมพ์แล้ว" in message(app)
        await type_text(app, "ลืม")
        await press(app, "f10")
        await until(app, lambda: message(app).startswith("E340"))
    (asked,) = defects.asking(desk.office, ref).asked
    assert (asked.papers, asked.until) == (("consent",), "2026-11-27")


async def test_a_late_request_says_so_and_its_notice_is_drafted_and_printed(desk: Desk) -> None:
    from desk.rules.office_day import DAY_MS
    from tests.counter.test_papers import dated

    ref = dated(desk, 1)
    desk.clock.now += 5 * DAY_MS
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        await until(app, "เกิน 2 วัน")
        await until(app, "30 พ.ย. 2569")
        await press(app, "l")
        await app.settled()
        await type_text(app, "รอผลตรวจสอบ\n04122569\n")
        await app.settled()
        await until(app, "รอผลตรวจสอบ")
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "พิมพ์แล้ว" in message(app))
        assert len(app.tray.papers) == 1


async def test_the_forms_of_a_service_are_shown_as_they_will_look_and_printed(desk: Desk) -> None:
    ref = copy_request(desk)
    open_drawer(desk)
    pay(desk, ref)
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        await press(app, "b")
        await app.settled()
        assert isinstance(app.screen, PrintedForms)
        await press(app, "down", "down")
        await app.settled()
        await until(app, "อนุมัติเมื่อ")
        await press(app, "f10")
        await app.settled()
        await press(app, "f10")  # a second time: asked why
        await app.settled()
        await type_text(app, "กระดาษติด\n")
        await app.settled()
        assert sorted(app.tray.papers) == [f"copy-{ref}-1", f"copy-{ref}-2"]
        await app.settled()
        await until(app, "พิมพ์แล้ว 2 ครั้ง")


async def test_an_agencys_answer_is_written_to_the_request_by_its_number(desk: Desk) -> None:
    ref = taken_in(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(CaseView(ref))
        await until(app, "ถามหน่วยงานอยู่")
        await press(app, "e")
        await app.settled()
        await type_text(app, "ศธ 0412/889\n")
        await app.settled()
        await until(app, "ศธ 0412/889")
        assert app.screen.check_action("agency", ()) is False
