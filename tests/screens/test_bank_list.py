"""QR orders: waiting, settled, settled with another sum; the receipt, the QR again, cancelling."""

from __future__ import annotations

from open_office import OfficeApp, at_the_desk, lines, message, shown, until
from rich.cells import cell_len

from desk.counter import cashier, day_paper, receipts
from desk.counter.cashier import QrOrder
from desk.thai.keyboard import latin_to_thai
from local_db.queries import money
from local_db.rebuild import rebuild
from screens.bank_list import BankList
from screens.qr_bill import QrBill
from screens.receipt_view import ReceiptView
from screens.typist import press, type_text
from tests.counter.days import copy_request, open_drawer, party
from tests.desks import Desk, tell


def bill(desk: Desk, copies: int = 2) -> QrOrder:
    ref = copy_request(desk, copies)
    return cashier.open_qr_order(desk.office, desk.session("anan"), [ref], party(desk), None)


def settle(desk: Desk, order: QrOrder, satang: int | None = None) -> None:
    said = {"ref1": order.ref1, "satang": satang or order.satang, "at": desk.clock.now, "bank_ref": f"B{order.ref1}"}
    tell(desk, ("payment.settled", said))


async def opened(app: OfficeApp) -> BankList:
    screen = BankList()
    await app.show(screen)
    return screen


async def test_an_order_waits_then_is_settled_then_gets_its_receipt(desk: Desk) -> None:
    open_drawer(desk)
    order = bill(desk)
    async with at_the_desk(desk, "anan") as app:
        screen = await opened(app)
        await until(app, "… รอธนาคาร")
        await press(app, "f10")
        assert message(app).startswith("E414")
        settle(desk, order)
        await screen.news()
        assert "✓ ชำระแล้ว" in shown(app).replace("ำ", "ำ")
        await press(app, "f10")
        await app.settled()
        issued = receipts.receipts_of(desk.office, desk.office.today())
        assert [row.order_ref for row in issued] == [order.ref]
        assert isinstance(app.screen, ReceiptView)
        assert app.screen.ref == issued[0].ref
        await press(app, "f3")
        await app.settled()
        await until(app, "ไม่มีใบสั่งที่รอธนาคาร")


async def test_what_the_bank_paid_too_little_is_made_up_in_cash(desk: Desk) -> None:
    open_drawer(desk)
    order = bill(desk)
    settle(desk, order, 15_00)
    async with at_the_desk(desk, "anan") as app:
        await opened(app)
        await until(app, "! ยอดขาด")
        await until(app, "15.00")
        await press(app, "f10")
        await app.settled()
        await press(app, "f12")
        await app.settled()
        assert receipts.receipts_of(desk.office, desk.office.today()) == []
        await press(app, "f10")
        await app.settled()
        await press(app, "f10")
        await app.settled()
        (row,) = receipts.receipts_of(desk.office, desk.office.today())
        assert row.method == "mixed"


async def test_enter_shows_the_qr_again(desk: Desk) -> None:
    open_drawer(desk)
    order = bill(desk)
    async with at_the_desk(desk, "anan") as app:
        await opened(app)
        await press(app, "enter")
        await app.settled()
        assert isinstance(app.screen, QrBill)
        assert app.screen.order == order


async def test_an_unpaid_order_is_cancelled_with_a_reason(desk: Desk) -> None:
    open_drawer(desk)
    order = bill(desk)
    async with at_the_desk(desk, "anan") as app:
        await opened(app)
        await type_text(app, "cจ่ายสดแทน")
        await press(app, "f10")
        await app.settled()
        row = money.order(desk.office.read(), order.ref)
        assert row is not None
        assert row.state == "cancelled"
        assert order.ref1 in message(app)


async def test_what_the_bank_has_settled_is_not_cancelled(desk: Desk) -> None:
    open_drawer(desk)
    order = bill(desk)
    settle(desk, order)
    async with at_the_desk(desk, "anan") as app:
        screen = await opened(app)
        await type_text(app, "c")
        assert app.screen is screen
        await until(app, lambda: "F10" in message(app))


async def test_who_takes_no_money_only_looks(desk: Desk) -> None:
    open_drawer(desk)
    bill(desk)
    async with at_the_desk(desk, "darin") as app:
        screen = await opened(app)
        assert "F10" not in lines(app)[23]
        await press(app, "f10", "enter", "c")
        assert app.screen is screen


async def test_both_languages_fit(desk: Desk) -> None:
    open_drawer(desk)
    settle(desk, bill(desk), 15_00)
    async with at_the_desk(desk, "anan") as app:
        await opened(app)
        for words in ("Receipt", "ออกใบเสร็จ"):
            await press(app, "f6")
            assert f"F10 {words}" in lines(app)[23]
            assert all(cell_len(line) == 80 for line in lines(app))


SLIP = "004100060000010103014022000111222233344ABCD125102TH910417DF"


async def test_a_slip_is_scanned_into_the_waiting_order_and_proves_nothing(desk: Desk) -> None:
    open_drawer(desk)
    order, other = bill(desk), bill(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(QrBill(order))
        await press(app, "s")
        await type_text(app, latin_to_thai(SLIP))  # the scanner types under whatever layout is set
        await press(app, "enter")
        await app.settled()
        await until(app, "014")
        await until(app, "44ABCD12")
        await press(app, "f10")
        await app.settled()
        await until(app, "◌ เห็นสลิปแล้ว ยังไม่ยืนยัน")
        await press(app, "f3")
        await opened(app)
        await until(app, "… เห็นสลิป ยังไม่ยืนยัน")
        await press(app, "down", "s")
        await type_text(app, SLIP)
        await press(app, "enter")
        await app.settled()
        assert f"! สลิปนี้เคยแสดงกับใบสั่ง {order.ref}" in shown(app)
        await press(app, "f12", "s")
        await type_text(app, "0812345678\n")
        await app.settled()
        assert message(app).startswith("E46")
    assert receipts.receipts_of(desk.office, desk.office.today()) == []
    sheet = day_paper.look_at_day(desk.office, desk.session("somying"), desk.office.today())
    assert ["เห็นสลิป 014 …44ABCD12 ยังไม่ยืนยัน" in item.label.th for item in sheet.waiting_for_bank] == [True, True]
    assert {item.ref for item in sheet.waiting_for_bank} == {order.ref, other.ref}
    assert desk.office.file.store.write(rebuild).different == []
