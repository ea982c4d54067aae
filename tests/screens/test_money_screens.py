"""From the basket to the receipt in the hand: cash, QR, what is free, and what may go wrong on the way."""

from __future__ import annotations

import asyncio

import pytest
from open_office import OfficeApp, at_the_desk, lines, message, shown, until
from textual import events

from desk.catalogue.load import packaged
from desk.counter import books, receipts
from desk.counter.book_stock import Stock
from desk.counter.record import open_record
from desk.counter.visit import Visit
from desk.model.errors import Busy
from desk.words import Words
from local_db.journal import tip
from local_db.queries import money, requests
from screens.alarms import books_words
from screens.basket import Basket
from screens.key_sequencer import AGAIN_S
from screens.party import AskParty
from screens.printed_question import PrintedQuestion
from screens.qr_bill import QrBill
from screens.receipt_view import ReceiptView
from screens.take_cash import TakeCash
from screens.typist import press, type_text
from tests.counter.days import copy_request, name_request, open_drawer, open_visit, party, pay
from tests.desks import BOOK, Desk, tell


class Jammed(Busy):
    code = "E799"
    said = Words("เครื่องพิมพ์กระดาษติด", "The printer is jammed")


class JammedPrinter:
    def print_pdf(self, name: str, content: bytes) -> str:
        raise Jammed


def journal(desk: Desk) -> int:
    return tip(desk.office.read(), desk.office.file.identity().journal).n


def receipts_today(desk: Desk) -> list[money.ReceiptRow]:
    return receipts.receipts_of(desk.office, desk.office.today())


async def basket_of(app: OfficeApp, visit: Visit | None = None, *brought: str) -> Basket:
    app.work.visit = visit
    app.work.basket.extend(brought)
    screen = Basket()
    await app.show(screen)
    return screen


def change_fee(desk: Desk, satang: int) -> None:
    body = packaged().get("CR-COPY", desk.office.today()).body()
    body["fee"]["satang"] = satang
    body["valid_from"] = desk.office.today().isoformat()
    tell(desk, ("catalogue.put", {"service": body}))


async def test_two_requests_are_paid_in_cash_on_one_receipt(desk: Desk) -> None:
    open_drawer(desk)
    at = open_visit(desk)
    first, second = copy_request(desk, 2, at), copy_request(desk, 3, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        await until(app, "50.00 บาท (2 รายการ)")
        await press(app, "f10")
        assert isinstance(app.screen, TakeCash)
        await type_text(app, "1")
        await until(app, "ยังขาด 49.00 บาท")
        await type_text(app, "00")
        await until(app, "ธนบัตร 50 บาท × 1")
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, ReceiptView)
        await until(app, "ทอน 50.00")
        assert app.tray.papers == {}  # not before the key
        await press(app, "f10")
        await app.settled()
        await until(app, "ต้นฉบับ")
        assert list(app.tray.papers) == ["receipt-69A-1-000001-1"]
        await press(app, "p")
        await app.settled()
        await type_text(app, "ผู้ชำระทำหาย")
        await press(app, "f10")
        await app.settled()
        await until(app, "สำเนา ครั้งที่ 2")
        await press(app, "f10")
        await app.settled()
        assert app.answers == [None]  # through cash and basket, back to where one came from
    assert [row.satang for row in receipts_today(desk)] == [50_00]
    assert {row.state for row in requests.rows(desk.office.read(), [first, second])} == {"done"}


async def test_the_whole_way_from_the_form_to_the_receipt_in_the_hand(desk: Desk) -> None:
    from screens.request_form import RequestForm
    from tests.desks import pin

    open_drawer(desk)
    async with at_the_desk(desk, "anan") as app:
        app.work.visit = open_visit(desk)
        record = open_record(desk.office, desk.session("anan"), pin(1), app.work.visit)
        await app.show(RequestForm("CR-COPY", record.citizen, record.household))
        await type_text(app, "1\n\n2\n\n ")
        await press(app, "f10")
        await app.settled()
        await app.show(Basket())
        await press(app, "f10")
        await type_text(app, "100")
        await press(app, "f10")
        await app.settled()
        await until(app, "ทอน 80.00")
        await until(app, "ได้รับเงินจาก นางสมใจ ใจดี")
        await press(app, "f10", "f10")
        await app.settled()
        assert len(app.tray.papers) == 1
    (receipt,) = receipts_today(desk)
    assert (receipt.satang, receipt.change_satang, receipt.copies) == (20_00, 80_00, 1)


async def test_enter_in_the_empty_field_is_the_exact_sum(desk: Desk) -> None:
    open_drawer(desk)
    at = open_visit(desk)
    copy_request(desk, 2, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        await press(app, "f10", "enter")
        await until(app, "ไม่ต้องทอน")
        await press(app, "f10")
        await app.settled()
    assert receipts_today(desk)[0].tendered_satang == 20_00


async def test_a_double_press_takes_and_prints_nothing_twice(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeCash([ref], party(desk)))
        await type_text(app, "20")
        for _ in range(3):
            event = events.Key("f10", None)
            event.set_sender(app)
            app.post_message(event)
        await asyncio.sleep(0.1)
        await app.settled()
        assert isinstance(app.screen, ReceiptView)
        assert app.tray.papers == {}
    assert len(receipts_today(desk)) == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("สองร้อย", "E451"),
        ("20x", "E451"),
        ("-100", "E453"),
        ("20.001", "E452"),
        ("100000001", "E454"),
        ("19.99", "E455"),
    ],
)
async def test_an_amount_that_cannot_be_takes_no_money(desk: Desk, typed: str, code: str) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 2)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeCash([ref], party(desk)))
        before = journal(desk)
        await type_text(app, typed)
        await press(app, "f10")
        assert message(app).startswith(code)
        assert journal(desk) == before
        assert isinstance(app.screen, TakeCash)
        await type_text(app, "0")
        assert message(app) == "", "the amount is another one now"


async def test_nothing_typed_takes_nothing(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeCash([ref], party(desk)))
        await press(app, "f10")
        assert message(app).startswith("E450")


async def test_more_than_the_office_allows_takes_no_money(desk: Desk) -> None:
    open_drawer(desk)
    tell(desk, ("policy.put", {"name": "payment_limit_satang", "value": 15_00}))
    ref = copy_request(desk, 2)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeCash([ref], party(desk)))
        before = journal(desk)
        await press(app, "enter", "f10")
        assert message(app).startswith("E410")
        assert journal(desk) == before


async def test_a_fee_changed_while_the_officer_counts_is_told_and_then_accepted(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 2)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeCash([ref], party(desk)))
        await type_text(app, "100")
        change_fee(desk, 15_00)
        before = journal(desk)
        await press(app, "f10")
        assert message(app).startswith("E409")
        await until(app, "เป็น 30.00")
        assert journal(desk) == before
        await press(app, "f5")
        await until(app, lambda: "ยอดใหม่ 30.00" in message(app))
        await until(app, "70.00 บาท")
        await press(app, "f10")
        await app.settled()
        await until(app, "ทอน 70.00")
    assert receipts_today(desk)[0].satang == 30_00


async def test_f5_without_a_changed_fee_accepts_nothing(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk, 2)
    async with at_the_desk(desk, "anan") as app:
        await app.show(TakeCash([ref], party(desk)))
        change_fee(desk, 15_00)
        before = journal(desk)
        await press(app, "f5")  # nobody was told yet
        assert journal(desk) == before


async def test_without_a_drawer_no_money_and_the_key_for_it_is_named(desk: Desk) -> None:
    at = open_visit(desk)
    copy_request(desk, 2, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        assert message(app).startswith("E401")
        before = journal(desk)
        await press(app, "f10")
        assert isinstance(app.screen, Basket)
        assert message(app).startswith("E401")
        assert journal(desk) == before
        await press(app, "f4")
        assert type(app.screen).__name__ == "Drawer"


async def test_a_drawer_left_open_overnight_is_named_before_money_is_counted(desk: Desk) -> None:
    open_drawer(desk)
    desk.clock.now += 86_400_000
    at = open_visit(desk)
    copy_request(desk, 2, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        assert message(app).startswith("E402")
        await press(app, "f10")
        assert isinstance(app.screen, Basket)


async def test_an_approval_that_comes_in_shows_without_a_key(desk: Desk) -> None:
    from desk.counter import review

    open_drawer(desk)
    at = open_visit(desk)
    ref = name_request(desk, at)
    async with at_the_desk(desk, "anan") as app:
        screen = await basket_of(app, at)
        assert "F10" not in lines(app)[23]
        review.decide(desk.office, desk.session("somying"), review.open_case(desk.office, ref), "approve")
        await screen.news()
        await app.settled()
        assert "F10 รับเงินสด" in lines(app)[23]


async def test_a_company_pays(desk: Desk) -> None:
    open_drawer(desk)
    at = open_visit(desk)
    copy_request(desk, 2, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        await press(app, "up")
        app.screen.query_one("#party-payer").focus()
        await press(app, "f4")
        assert isinstance(app.screen, AskParty)
        await type_text(app, "4\n0994000617721\nบริษัททดสอบ จำกัด\n\n")
        await app.settled()
        await until(app, "บริษัททดสอบ จำกัด · นิติบุคคล")
        await press(app, "f10", "enter", "f10")
        await app.settled()
        await until(app, "ได้รับเงินจาก บริษัททดสอบ จำกัด")
    assert receipts_today(desk)[0].payer_name == "บริษัททดสอบ จำกัด"


async def test_the_basket_says_of_each_request_what_stands_in_the_way(desk: Desk) -> None:
    open_drawer(desk)
    at = open_visit(desk)
    name_request(desk, at)
    copy_request(desk, 1, at)
    done = copy_request(desk, 1, at)
    pay(desk, done)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        await until(app, "ยังไม่รับเงิน")
        await until(app, "สถานะ “ยื่นแล้ว”")
        await until(app, "ชำระแล้ว")
        await until(app, "10.00 บาท (1 รายการ)")


async def test_a_request_brought_from_the_queue_is_paid_and_let_go(desk: Desk) -> None:
    open_drawer(desk)
    ref = copy_request(desk)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, None, ref)
        await press(app, "f10", "enter", "f10", "f3")
        await app.settled()
        assert app.work.basket == []
        assert app.answers == [None]


async def test_what_is_free_is_finished_by_f10_when_nothing_is_to_be_paid(desk: Desk) -> None:
    from desk.counter import intake
    from tests.counter.days import draft

    at = open_visit(desk)
    answers = {"house": "99010000001", "moved": "2026-11-20", "destination": "1 ม.1"}
    ref = intake.submit(desk.office, desk.session("anan"), draft(desk, "CR-MOVE-OUT", answers), at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        assert "F10 ปิดเรื่อง" in lines(app)[23]
        await press(app, "f10")
        await app.settled()
        assert app.answers == [None]
        await until(app, lambda: "ปิดเรื่องแล้ว 1 คำขอ" in message(app))
    assert requests.state_of(desk.office.read(), ref) == "done"


@pytest.mark.parametrize("key", ["q", "ๆ"])
async def test_a_qr_bill_waits_for_the_bank_and_then_gives_its_receipt(desk: Desk, key: str) -> None:
    open_drawer(desk)
    at = open_visit(desk)
    copy_request(desk, 2, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        await type_text(app, key)
        await app.settled()
        screen = app.screen
        assert isinstance(screen, QrBill)
        await until(app, "รอธนาคาร")
        assert screen.order.ref1 in shown(app)
        await press(app, "f10")
        assert message(app).startswith("E414")
        assert receipts_today(desk) == []
        settled = {"ref1": screen.order.ref1, "satang": 20_00, "at": desk.clock.now, "bank_ref": "B1"}
        tell(desk, ("payment.settled", settled))
        screen.told()
        await app.workers.wait_for_complete()
        await app.settled()
        await until(app, "ธนาคารยืนยันแล้ว")
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, ReceiptView)
        await until(app, "ไม่มีเงินทอน")
        await press(app, "f3")
        await app.settled()
        assert app.answers == [None]
    assert [row.bank_ref for row in receipts_today(desk)] == ["B1"]


async def test_the_bank_is_heard_without_a_key(desk: Desk) -> None:
    from desk.counter import cashier

    open_drawer(desk)
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), None)
    async with at_the_desk(desk, "anan") as app:
        await app.show(QrBill(order))
        tell(desk, ("payment.settled", {"ref1": order.ref1, "satang": order.satang, "at": 1, "bank_ref": "B1"}))
        for _ in range(30):
            await asyncio.sleep(0.1)
            if "ธนาคารยืนยันแล้ว" in shown(app):
                break
        await until(app, "ธนาคารยืนยันแล้ว")


async def test_f3_leaves_the_bill_waiting(desk: Desk) -> None:
    from desk.counter import cashier

    open_drawer(desk)
    at = open_visit(desk)
    copy_request(desk, 2, at)
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        await press(app, "q")
        await app.settled()
        await press(app, "f3")
        await app.settled()
        assert isinstance(app.screen, Basket)
        await until(app, "แสดง QR แล้ว รอธนาคารยืนยันใบสั่ง")
    assert len(cashier.waiting_for_bank(desk.office)) == 1


@pytest.mark.parametrize("theme", ["calm", "contrast", "sixteen"])
async def test_a_reader_reads_the_code_from_the_cells_of_the_terminal(desk: Desk, theme: str) -> None:
    """The picture is rebuilt from what is sent to the terminal: each half of a cell in the colour it would have."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="no QR reader is installed (zxing-cpp)")
    from PIL import Image

    from desk.counter import cashier

    open_drawer(desk)
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), None)
    app = OfficeApp(desk, "anan", theme=theme)
    async with app.run_test(size=(80, 24)):
        await app.show(QrBill(order))
        strips = app.screen._compositor.render_strips()
        module = 4
        picture = Image.new("L", (80 * module, 48 * module), 128)
        for row, strip in enumerate(strips):
            column = 0
            for text, style, _ in strip:
                ink, ground = (_light(style.color, 255), _light(style.bgcolor, 0)) if style else (255, 0)
                for sign in text:
                    for half in (0, 1):
                        dark = sign == "█" or sign == "▀▄"[half]
                        place = (column * module, (2 * row + half) * module)
                        picture.paste(ink if dark else ground, (*place, place[0] + module, place[1] + module))
                    column += 1
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [order.payload]


def _light(colour: object, otherwise: int) -> int:
    triplet = colour.get_truecolor() if colour is not None and not colour.is_default else None  # type: ignore[attr-defined]
    return otherwise if triplet is None else round(sum(triplet) / 3)


async def test_a_printer_that_fails_is_said_and_the_money_is_safe(desk: Desk) -> None:
    open_drawer(desk)
    paid = pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        app.work.printer = JammedPrinter()
        await app.show(ReceiptView(paid.receipt))
        await press(app, "f10")
        await app.settled()
        assert message(app).startswith("E799")
        await until(app, "เงินและเลขใบเสร็จไม่หาย")
        app.work.printer = app.tray
        await press(app, "f10")
        await app.settled()
        await until(app, "ต้นฉบับ")
    assert receipts.perhaps_printed(desk.office) == []


@pytest.mark.parametrize("key", ["y", "\u0e31"])
async def test_after_a_crash_the_officer_says_that_the_paper_came_out(desk: Desk, key: str) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintedQuestion(receipts.perhaps_printed(desk.office)))
        await until(app, "ใบเสร็จ 69A-1/000001 อาจพิมพ์แล้ว: พิมพ์แล้วหรือไม่")
        await type_text(app, key)
        await app.settled()
        assert app.answers == [None]
        assert app.tray.papers == {}
    assert receipts.perhaps_printed(desk.office) == []
    assert receipts_today(desk)[0].copies == 1


async def test_after_a_crash_what_did_not_come_out_is_printed_now(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintedQuestion(receipts.perhaps_printed(desk.office)))
        await press(app, "n")
        await app.settled()
        await until(app, "ยังไม่พิมพ์: พิมพ์เดี๋ยวนี้หรือไม่")
        await press(app, "f10")
        await app.settled()
        assert list(app.tray.papers) == ["receipt-69A-1-000001-1"]
        await until(app, "2/2")
        await press(app, "n")
        await until(app, "ยังไม่พิมพ์: พิมพ์เดี๋ยวนี้หรือไม่")
        await asyncio.sleep(AGAIN_S)
        await press(app, "n")
        await app.settled()
        assert app.answers == [None]
    assert receipts.perhaps_printed(desk.office) == []
    assert [row.copies for row in receipts_today(desk)] == [1, 0]


async def test_what_is_not_answered_is_asked_again(desk: Desk) -> None:
    open_drawer(desk)
    pay(desk, copy_request(desk))
    async with at_the_desk(desk, "anan") as app:
        await app.show(PrintedQuestion(receipts.perhaps_printed(desk.office)))
        await press(app, "f12")
    assert len(receipts.perhaps_printed(desk.office)) == 1


async def test_without_a_receipt_number_it_is_refused_before_money_is_asked_for(desk: Desk) -> None:
    open_drawer(desk)
    at = open_visit(desk)
    copy_request(desk, 2, at)
    books.end_numbers(desk.office, desk.session("somying"), BOOK, 2570, 1, 50, "returned", "ส่งคืน")
    async with at_the_desk(desk, "anan") as app:
        await basket_of(app, at)
        assert message(app).startswith("E411")  # said at once, before the payer opens a purse
        for key in ("f10", "q", "o"):
            await press(app, key)
            await app.settled()
            assert isinstance(app.screen, Basket)


def test_the_header_says_what_is_lacking_of_receipt_numbers() -> None:
    for lack, said in (("none", "ไม่มีเลขใบเสร็จ"), ("low", "เหลือใบเสร็จ 12 เลข"), ("next_year", "ไม่มีเล่มปี 2571")):
        assert books_words(Stock(12, 2570, lack)).th == said
