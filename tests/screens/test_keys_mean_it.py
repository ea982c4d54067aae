"""What the line of keys offers is what the key does, to the row pointed at, as far as the role allows it."""

from __future__ import annotations

from typing import Any

from open_office import at_the_desk, lines, shown, until

from desk.counter import intake, refunds, undo
from local_db.queries import requests
from screens.basket import Basket
from screens.daily_review import DailyReview
from screens.find import Find
from screens.money_room import MoneyRoom
from screens.print_jobs import PrintJobs
from screens.printed_forms import PrintedForms
from screens.receipt_view import ReceiptView
from screens.take_other import TakeOther
from screens.tax_bill_view import TaxBillView
from screens.typist import press, type_text
from tests.counter.days import copy_request, draft, open_drawer, party, pay
from tests.desks import Desk


def foot(app: Any) -> str:
    return lines(app)[23]


async def test_the_cursor_stays_on_what_it_points_at_when_something_above_it_goes(desk: Desk) -> None:
    open_drawer(desk)
    anan, asked = desk.session("anan"), []
    for _ in range(3):
        asked.append(refunds.refund(desk.office, anan, pay(desk, copy_request(desk)).receipt, 10_00, "", "คัดเกิน").ref)
    async with at_the_desk(desk, "somying") as app:
        await app.show(MoneyRoom())
        await until(app, asked[2])
        await press(app, "down")
        chosen = asked[[row.ref for row in undo.waiting(desk.office, anan)].index(asked[1])]
        assert "›" in next(line for line in lines(app) if chosen in line)
        first = undo.waiting(desk.office, anan)[0].ref
        undo.drop(desk.office, desk.session("anan"), first, "ไม่ต้องแล้ว")
        await press(app, "f5")
        await until(app, lambda: first not in shown(app))
        assert "›" in next(line for line in lines(app) if chosen in line)


async def test_money_is_dropped_by_who_asked_or_agrees_and_by_nobody_else(desk: Desk) -> None:
    open_drawer(desk)
    refunds.refund(desk.office, desk.session("anan"), pay(desk, copy_request(desk)).receipt, 10_00, "", "คัดเกิน")
    for officer, may in (("anan", True), ("somying", True), ("darin", False), ("busaba", False)):
        async with at_the_desk(desk, officer) as app:
            await app.show(MoneyRoom())
            await until(app, "ขอคืนเงิน รออนุมัติ")
            assert ("ไม่ดำเนินการ" in foot(app)) is may, officer


async def test_f5_takes_a_changed_fee_only_where_one_was_told(desk: Desk) -> None:
    from test_money_screens import change_fee

    open_drawer(desk)
    ref = copy_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeOther([ref], party(desk)))
        await until(app, "ขาดอีก 20.00")
        assert "F5" not in foot(app)
        change_fee(desk, 15_00)
        await press(app, "f5")
        await app.settled()
        (row,) = requests.rows(desk.office.read(), [ref])
        assert row.fee_satang == 20_00, "nobody told the payer of another fee"
        app.screen.query_one("#sum-cash").focus()
        await type_text(app, "100")
        await press(app, "f10")
        await app.settled()
        assert "F5 ใช้อัตราใหม่" in foot(app)
        await press(app, "f5")
        await until(app, "30.00 บาท")
        assert "F5" not in foot(app)
        await press(app, "f10")
        await app.settled()
    (row,) = requests.rows(desk.office.read(), [ref])
    assert (row.fee_satang, bool(row.receipt)) == (30_00, True)


async def test_who_takes_no_money_is_offered_no_way_to(desk: Desk) -> None:
    ref, free = copy_request(desk), copy_request(desk)
    async with at_the_desk(desk, "busaba", "officer") as app:
        app.work.basket += [ref, free]
        screen = Basket()
        await app.show(screen)
        await until(app, ref)
        for key in ("วิธีอื่น", "เปลี่ยนผู้ชำระ", "รับเงินสด", "ลิ้นชัก"):
            assert key not in foot(app), key
        await press(app, "o")
        await app.settled()
        assert app.screen is screen


async def test_nothing_to_print_no_key_for_it(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintJobs())
        await until(app, "ไม่มีเอกสารรอพิมพ์")
        assert "พิมพ์ใหม่" not in foot(app)
        assert "ไม่พิมพ์" not in foot(app)


async def test_a_form_with_a_screen_of_its_own_is_opened_not_printed(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    pay(desk, ref)
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintedForms(ref))
        await until(app, "ใบเสร็จรับเงิน")
        await press(app, "down")
        await until(app, lambda: "F10 พิมพ์" in foot(app))
        await press(app, "end")
        await until(app, lambda: "F10 เปิด" in foot(app))


async def test_there_is_no_day_after_today(desk: Desk) -> None:
    async with at_the_desk(desk, "somying") as app:
        await app.show(DailyReview())
        await until(app, "สรุปวัน")
        assert "วันถัดไป" not in foot(app)
        await press(app, "f7")
        await until(app, "19 พ.ย. 2569")
        assert "วันถัดไป" in foot(app)


async def test_a_receipt_is_printed_by_who_takes_money_or_closes_the_day(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    for officer, may in (("anan", True), ("somying", True), ("darin", False)):
        async with at_the_desk(desk, officer) as app:
            await app.show(ReceiptView(paid.receipt))
            await until(app, "69A-1")
            assert ("F10 พิมพ์" in foot(app)) is may, officer
            assert ("F10" in shown(app)) is may, officer


async def test_what_is_free_is_finished_by_who_takes_requests(desk: Desk) -> None:
    answers = {"house": "99010000001", "moved": "2026-11-20", "destination": "1 ม.1"}
    ref = intake.submit(desk.office, desk.session("anan"), draft(desk, "CR-MOVE-OUT", answers), None)
    for roles, may in ((("officer",), True), (("cashier",), False)):
        async with at_the_desk(desk, "busaba", *roles) as app:
            app.work.basket.append(ref)
            await app.show(Basket())
            await until(app, ref)
            assert ("ปิดเรื่อง" in foot(app)) is may, roles


async def test_the_basket_is_no_registrars(desk: Desk) -> None:
    async with at_the_desk(desk, "somying", "registrar") as app:
        await app.show(Find())
        await until(app, "เลขประจำตัว")
        assert "ตะกร้า" not in foot(app)
        await press(app, "f4")
        assert isinstance(app.screen, Find)


async def test_an_assessment_is_told_by_who_works_on_it(desk: Desk) -> None:
    from tests.counter.test_tax_bill import tax_request

    ref = tax_request(desk, in_parts=True)
    for officer, may in (("anan", True), ("darin", False)):
        async with at_the_desk(desk, officer) as app:
            await app.show(TaxBillView(ref))
            await until(app, "คงเหลือ")
            assert ("T แจ้งแล้ว" in foot(app)) is may, officer
