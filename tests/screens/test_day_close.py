"""Closing the day: what is laid side by side, what blocks, an explanation, the signature and its paper."""

from __future__ import annotations

import pytest
from open_office import at_the_desk, lines, message, shown, until
from rich.cells import cell_len

from desk.counter import cashier, day, shift, treasury
from desk.counter.day_paper import DayStillOpen, day_paper, day_to_print, left_unsigned, look_at_day
from desk.paper.day_sheet import day_sheet_document
from desk.paper.preview import preview
from local_db.queries import money
from local_db.queries.day import signed_day
from screens.day_close import DayClose
from screens.day_sheet_view import DaySheetView
from screens.typist import press, type_text
from tests.counter.days import FLOAT, copy_request, name_request, open_drawer, party, pay
from tests.desks import Desk

DAY_MS = 86_400_000
DAY = "2026-11-20"


def a_day(desk: Desk, counted: dict[int, int] | None = None) -> None:
    """A day with a cash receipt, a QR order still waiting, a request in review; the drawer counted when asked."""
    open_drawer(desk)
    pay(desk, copy_request(desk, 2))
    cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk, 3)], party(desk), None)
    name_request(desk)
    if counted is not None:
        shift.close_shift(desk.office, desk.session("anan"), counted)


EXACT = {**FLOAT, 20_00: 11}


async def test_the_day_is_blocked_by_an_open_drawer_and_then_done(desk: Desk) -> None:
    a_day(desk)
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        await until(app, "ยังปิดวันไม่ได้: ลิ้นชัก 1 (anan ทดสอบ)")
        await until(app, "ยังไม่นับ")
        await press(app, "f10")
        assert message(app).startswith("E811")
        shift.close_shift(desk.office, desk.session("anan"), EXACT)
        await press(app, "f5")
        await until(app, "ตรวจแล้วลงนามได้")
        await press(app, "f10")
        await until(app, "รอธนาคาร 1 รอพิจารณา 1")
        assert money.day_closed(desk.office.read(), "9901A", DAY) is None
        await press(app, "f10")
        await app.settled()
        assert money.day_closed(desk.office.read(), "9901A", DAY) is not None
        await until(app, lambda: "ปิดวันแล้ว" in message(app))
        assert list(app.tray.papers) == [f"day-9901A-{DAY}-1"]
        assert app.tray.papers[f"day-9901A-{DAY}-1"].startswith(b"%PDF")
        assert "F10" not in lines(app)[23]


async def test_three_counts_and_what_is_carried_over_are_named(desk: Desk) -> None:
    a_day(desk, EXACT)
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        drawer = next(line for line in lines(app) if "เงินสด ลิ้นชัก 1" in line)
        assert drawer.split()[-3:] == ["970.00", "970.00", "0.00"]
        await until(app, "000001–000001")
        total = next(line for line in lines(app) if "เทียบเงินรับ" in line)
        assert total.split()[-3:] == ["20.00", "20.00", "0.00"]
        await until(app, "รอธนาคาร")
        await until(app, "รอพิจารณา")
        await until(app, "ยังไม่ส่ง")


async def test_a_difference_needs_an_explanation(desk: Desk) -> None:
    a_day(desk, FLOAT)
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        await until(app, "เงินไม่ตรง -20.00 บาท")
        await press(app, "f10")
        assert message(app).startswith("E812")
        await type_text(app, "ทอนเกิน")
        await press(app, "f10", "f10")
        await app.settled()
        signed = signed_day(desk.office.read(), "9901A", DAY)
        assert signed is not None
        assert (signed.body["difference_satang"], signed.body["explanation"]) == (-20_00, "ทอนเกิน")
        assert "คำอธิบาย: ทอนเกิน" in shown(app).replace("ำ", "ำ")


async def test_the_sheet_is_seen_before_it_is_signed(desk: Desk) -> None:
    a_day(desk, EXACT)
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        await press(app, "f4")
        await app.settled()
        assert isinstance(app.screen, DaySheetView)
        await until(app, "ร่างใบสรุป")
        await until(app, "970.00")
        await press(app, "f6")
        await until(app, "Cash counted")


async def test_who_has_still_to_count_is_not_told_the_sums(desk: Desk) -> None:
    a_day(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(DayClose())
        assert "20.00" not in shown(app)
        await until(app, "ซ่อนไว้")
        await press(app, "f4")
        assert isinstance(app.screen, DayClose)


async def test_only_a_supervisor_signs(desk: Desk) -> None:
    a_day(desk, EXACT)
    async with at_the_desk(desk, "darin") as app:
        await app.show(DayClose())
        await until(app, "970.00")
        assert "F10" not in lines(app)[23]
        await press(app, "f10", "p")
        assert isinstance(app.screen, DayClose)
        assert money.day_closed(desk.office.read(), "9901A", DAY) is None


async def test_a_day_left_unsigned_is_named_and_reached(desk: Desk) -> None:
    a_day(desk, EXACT)
    desk.clock.now += DAY_MS
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        await until(app, lambda: "20 พ.ย. 2569 ยังไม่ได้ปิด" in message(app))
        await press(app, "f7")
        await until(app, "970.00")
        await press(app, "f10", "f10")
        await app.settled()
        assert money.day_closed(desk.office.read(), "9901A", DAY) is not None
        await press(app, "f8")
        await until(app, "21 พ.ย. 2569")
        assert left_unsigned(desk.office, desk.session("somying"), desk.office.today()) is None


async def test_both_languages_fit(desk: Desk) -> None:
    a_day(desk, FLOAT)
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        for words in ("Sign", "ลงนามปิดวัน"):
            await press(app, "f6")
            assert f"F10 {words}" in lines(app)[23]
            assert all(cell_len(line) == 80 for line in lines(app))


def test_a_signed_sheet_does_not_change_afterwards(desk: Desk) -> None:
    from desk.counter.day import close_day

    a_day(desk, EXACT)
    session = desk.session("somying")
    with pytest.raises(DayStillOpen):
        day_to_print(desk.office, session, desk.office.today())
    before = look_at_day(desk.office, session, desk.office.today())
    close_day(desk.office, session, desk.office.today())
    name_request(desk)
    after = look_at_day(desk.office, session, desk.office.today())
    assert after.signed is not None
    assert [item.ref for item in after.in_review] == [item.ref for item in before.in_review]
    assert after.unsent_count == before.unsent_count
    assert len(after.sheet.in_review) == 2
    assert day_sheet_document(day_paper(after, "th")) == day_sheet_document(day_paper(before, "th"))


def test_a_drawer_counted_over_with_a_difference_is_on_the_sheet(desk: Desk) -> None:
    ref = open_drawer(desk)
    shift.count_over(desk.office, desk.session("busaba"), ref, {100_00: 9})
    shift.close_shift(desk.office, desk.session("busaba"), {100_00: 9})
    day = look_at_day(desk.office, desk.session("somying"), desk.office.today())
    assert [over.difference_satang for over in day.handed_over] == [-50_00]
    assert "-50.00" in day_paper(day, "th").explanation


async def test_counts_made_alone_and_a_safe_nobody_counted_are_remarks(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    anan, somying = desk.session("anan"), desk.session("somying")
    shift.move_cash(desk.office, anan, "dropped", 10_00, "ส่งตู้")
    shift.close_shift(desk.office, anan, {10_00: 96})
    async with at_the_desk(desk, "somying") as app:
        await app.show(DayClose())
        for said in ("นับเงินทอนลิ้นชัก 1 คนเดียว", "นับปิดลิ้นชัก 1 คนเดียว", "ไม่ได้นับเงินในตู้นิรภัยวันนี้"):
            assert said in shown(app)
    day.close_day(desk.office, somying, desk.office.today(), "", anan)
    treasury.check_safe_sum(desk.office, somying, 10_00)  # too late for the sheet that was signed
    looked = look_at_day(desk.office, somying, desk.office.today())
    assert [item.label.en for item in looked.remarks][-1] == "The safe was not counted on this day"
    assert "The safe was counted alone" not in [item.label.en for item in looked.remarks]
    lines = preview(day_sheet_document(day_paper(looked, "en")), "en")
    assert any("Remarks" in line for line in lines)
    assert any("counted closed alone" in line for line in lines)


async def test_two_who_count_leave_no_remark(desk: Desk) -> None:
    anan, somying = desk.session("anan"), desk.session("somying")
    shift.open_shift(desk.office, anan, "1", FLOAT, somying)
    shift.close_shift(desk.office, anan, FLOAT, "", somying)
    assert look_at_day(desk.office, somying, desk.office.today()).remarks == []
