"""Undoing, the list of money that waits, the running shift, other ways to pay, the books: by keys, at 80x24."""

from __future__ import annotations

from pathlib import Path

from open_office import OfficeApp, at_the_desk, message, shown, until

from desk.counter import books, refunds, shift, undo
from desk.words import use_language
from local_db.queries import ledger, money, requests
from screens.basket import Basket
from screens.books_view import BooksView
from screens.money_room import MoneyRoom
from screens.receipt_view import ReceiptView
from screens.take_other import TakeOther
from screens.till import Till
from screens.typist import press, type_text
from screens.year_end_view import YearEndView
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.desks import MORNING, Desk, TestClock, make_desk, tell

DAY_MS = 86_400_000


async def keys(app: OfficeApp, *names: str) -> None:
    for name in names:
        await press(app, name)
        await app.settled()


async def sign_beside(app: OfficeApp, officer: str) -> None:
    await type_text(app, f"{officer}\tpass-{officer}")
    await keys(app, "f10")


async def open_screen(app: OfficeApp, screen) -> None:  # type: ignore[no-untyped-def]
    await app.push_screen(screen)
    await app.settled()


async def test_a_receipt_is_voided_by_two_where_it_is_seen(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, ReceiptView(paid.receipt))
        await keys(app, "v")
        await type_text(app, "ผิดคน")
        await keys(app, "f10")
        await sign_beside(app, "somying")
        await until(app, lambda: "20.00" in message(app))
        await until(app, "ใบเสร็จนี้ยกเลิกแล้ว")
    row = money.receipt(desk.office.read(), paid.receipt)
    assert row is not None
    assert row.voided is not None


async def test_alone_it_stays_asked_and_the_supervisor_confirms_it_from_the_list(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, ReceiptView(paid.receipt))
        await keys(app, "v")
        await type_text(app, "ผิดคน")
        await keys(app, "f10", "f12", "f10")
        await until(app, lambda: "รอผู้อนุมัติ" in message(app))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, MoneyRoom())
        await until(app, "ขอยกเลิกใบเสร็จ รออนุมัติ")
    assert money.receipt(desk.office.read(), paid.receipt).voided is None  # type: ignore[union-attr]
    async with at_the_desk(desk, "somying") as app:
        await open_screen(app, MoneyRoom())
        await keys(app, "f10")
        await until(app, lambda: "คืนเงินสด 20.00" in message(app))
    assert undo.waiting(desk.office, desk.session("anan")) == []


async def test_a_refund_is_paid_from_the_list(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan = pay(desk, copy_request(desk)), desk.session("anan")
    refunds.refund(desk.office, anan, paid.receipt, 10_00, "", "คัดเกิน", desk.session("somying"))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, MoneyRoom())
        await keys(app, "f10", "f10")
        await until(app, lambda: "10.00" in message(app))
        await until(app, "ใบสำคัญจ่ายเงินคืน")
        await keys(app, "f10")
        (name,) = app.tray.papers
        assert name.startswith("refund-9901A")
        await keys(app, "f10")
        assert isinstance(app.screen, MoneyRoom)
        await keys(app, "p", "f10")
        await until(app, "สำเนา ครั้งที่ 2")
        await keys(app, "f10")
        await type_text(app, "ใบเดิมหาย")
        await keys(app, "f10")
        assert len(app.tray.papers) == 2
    assert refunds.owed(desk.office, anan) == []


async def test_cash_is_dropped_and_the_running_shift_hides_its_cash_from_its_cashier(desk: Desk) -> None:
    ref = open_drawer(desk)
    pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, Till(ref))
        await until(app, "ซ่อนจนนับเสร็จ")
        await keys(app, "d")
        await type_text(app, "500\tส่งตู้")
        await keys(app, "f10")
        await until(app, lambda: "500.00" in message(app))
    assert ledger.balance(desk.office.read(), "9901A", "safe") == 500_00
    async with at_the_desk(desk, "darin") as app:
        await open_screen(app, Till(ref))
        await until(app, "470.00")
        use_language("en")
        try:
            app.screen.say_again()
            await app.settled()
            await until(app, "Cash that should be there")
        finally:
            use_language("th")


async def test_card_and_cash_together_make_one_receipt(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 3)
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, TakeOther([ref], party(desk)))
        await type_text(app, "10\tAP1\t")
        await until(app, "ขาดอีก 20.00")
        await type_text(app, "\t\t\t\t\t\t100")
        await until(app, "ทอน 80.00")
        await keys(app, "f10")
        assert isinstance(app.screen, ReceiptView)
    (row,) = money.receipts_of_day(desk.office.read(), "9901A", "2026-11-20")
    assert (row.method, row.change_satang) == ("mixed", 80_00)


async def test_the_next_number_is_reported_lost_by_two(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, BooksView())
        await until(app, "69A-1")
        await keys(app, "l")
        await type_text(app, "หาย")
        await keys(app, "f10")
        await sign_beside(app, "somying")
        await until(app, lambda: "จะไม่ถูกใช้" in message(app))
    assert pay(desk, copy_request(desk)).number == "69A-1/3"


async def test_the_day_is_countersigned_and_a_far_count_is_marked_alone(desk: Desk) -> None:
    open_drawer(desk)
    from screens.drawer import Drawer

    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, Drawer())
        await keys(app, "f10", "f10")
        assert message(app).startswith("E432")
        await keys(app, "f10")
        await until(app, "นับคนเดียว")
        await keys(app, "f10")
        assert shift.open_shifts(desk.office) == []


async def test_a_receipt_written_by_hand_is_entered_as_it_stands_on_the_paper(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, BooksView())
        await keys(app, "w")
        await type_text(app, f"ก-12\t๗\t19/11/2569\t9:05\t\t{ref}")
        await keys(app, "f10")
        await until(app, lambda: "20.00" in message(app))
        await until(app, "ก-12")
    (row,) = money.receipts_of_day(desk.office.read(), "9901A", "2026-11-19")
    assert (row.written, row.number, row.book) == (1, 7, "ก-12")


async def test_a_paper_receipt_may_cover_several_requests(desk: Desk) -> None:
    open_drawer(desk)
    first, second = copy_request(desk, 2), copy_request(desk, 3)
    async with at_the_desk(desk, "anan") as app:
        await open_screen(app, BooksView())
        await keys(app, "w")
        await type_text(app, f"ก-12\t7\t19/11/2569\t9:05\t\t{first}, {second} {first}")
        await keys(app, "f10")
        await until(app, lambda: "50.00" in message(app))
    (row,) = money.receipts_of_day(desk.office.read(), "9901A", "2026-11-19")
    assert (row.satang, row.written) == (50_00, 1)
    assert {each.receipt for each in requests.rows(desk.office.read(), [first, second])} == {row.ref}


async def test_a_supervisor_closes_the_books_of_a_year_that_ended_and_prints_their_use(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk", TestClock(MORNING + 315 * DAY_MS))  # 1 October 2027
    lease = {"book": "70-1", "fiscal_year": 2571, "desk": "9901A", "epoch": 1, "first": 1, "last": 90}
    tell(desk, ("book.leased", lease))
    desk.office.file.store.write(lambda c: c.execute("UPDATE officers SET valid_until = ?", (desk.clock.now * 2,)))
    async with at_the_desk(desk, "somying") as app:
        await open_screen(app, MoneyRoom())
        await until(app, "ปิดเล่มปีงบ 2570 ภายใน 31 ต.ค. 2570")
        await until(app, "เหลือ 50 เลข")
        await keys(app, "f10")
        assert isinstance(app.screen, YearEndView)
        await until(app, "! ยังมี 50 เลขที่ไม่ได้ใช้")
        await keys(app, "f6")
        await until(app, "! 50 numbers are unused")
        await keys(app, "f6", "f10", "f10")
        await sign_beside(app, "anan")
        await until(app, lambda: "ปิดเล่มปีงบประมาณ 2570 แล้ว" in message(app))
        await until(app, "✓ ทุกเลขมีที่มาที่ไป")
        await keys(app, "p")
        await until(app, "รายงานการใช้ใบเสร็จรับเงิน")
        await keys(app, "f10")
        assert list(app.tray.papers) == ["usage-9901A-2570"]
        await keys(app, "f3", "f8")
        await until(app, "70-1")
        await until(app, "ปีนี้ยังไม่สิ้นสุด")
        await keys(app, "f3")
        assert "ปิดเล่มปีงบ" not in shown(app)
    (state, _next) = books.register(desk.office, desk.session("somying"))
    assert (state.explained.whole, state.explained.count("returned")) == (True, 50)
    desk.office.close()


async def test_a_deposit_is_taken_at_the_basket_set_against_the_fee_and_the_rest_given_back(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 3)
    async with at_the_desk(desk, "anan") as app:
        app.work.basket.append(ref)
        await open_screen(app, Basket())
        await keys(app, "d")
        await type_text(app, "20\t")
        await keys(app, "f10")
        assert isinstance(app.screen, ReceiptView)
        await keys(app, "f3")
        assert isinstance(app.screen, Basket)
        await keys(app, "o")
        assert "เงินมัดจำที่รับไว้" in shown(app)
        assert "20.00 บาท" in shown(app)
        app.screen.query_one("#deposit").focus()
        await type_text(app, "12.50")
        app.screen.query_one("#sum-cash").focus()
        await type_text(app, "20")
        assert "ทอน 2.50" in shown(app)
        await keys(app, "f10")
        assert isinstance(app.screen, ReceiptView)
        await keys(app, "f3", "f3")
        await open_screen(app, MoneyRoom())
        assert "! เงินมัดจำ เรื่องจบแล้ว ให้คืน" in shown(app)
        assert "7.50" in shown(app)
        await keys(app, "f10", "tab", "tab")
        await type_text(app, "เรื่องเสร็จแล้ว")
        await keys(app, "f10")
        await sign_beside(app, "somying")
        assert "เงินมัดจำ" not in shown(app)
        assert "เงินคืนรอจ่าย" in shown(app)
        await keys(app, "f10", "f10")
        assert "จ่ายเงินคืนแล้ว 7.50 บาท" in message(app)
    assert ledger.balance(desk.office.read(), "9901A", "deposit.CR-COPY") == 0
    assert ledger.balance(desk.office.read(), "9901A", "fee.CR-COPY") == -30_00


async def test_this_months_revenue_is_a_paper_by_what_is_chosen(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    async with at_the_desk(desk, "somying") as app:
        await open_screen(app, MoneyRoom())
        await keys(app, "r", "2")
        assert "รายงานรายได้ 9901A" in shown(app)
        assert "20.00" in shown(app)
        await keys(app, "f10")
        assert list(app.tray.papers) == ["revenue-service-2026-11-20"]
