"""One person at the counter through the whole app, key by key: from a name to the receipt in the hand."""

from __future__ import annotations

from open_office import until
from whole_desk import find, kinds, signed_in

from desk.counter import receipts
from desk.counter.visit import Visit
from screens.basket import Basket
from screens.qr_bill import QrBill
from screens.receipt_view import ReceiptView
from screens.record import RecordScreen
from screens.request_form import RequestForm
from screens.services import ChooseService
from screens.take_cash import TakeCash
from screens.typist import press, type_text
from tests.counter.days import open_drawer
from tests.desks import Desk, tell

COPY = "1\n\n2\n\n "
"""House register, the house as known, two copies, no purpose, the card seen."""


async def test_a_person_is_found_asks_pays_and_goes_with_a_receipt(desk: Desk) -> None:
    open_drawer(desk)
    async with signed_in(desk) as app:
        await find(app, "น้ำผึ้ง\n")
        await press(app, "1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, ChooseService))
        await type_text(app, "๑๑๐\n")
        await until(app, lambda: isinstance(app.screen, RequestForm))
        await type_text(app, COPY)
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        assert "20.00" in str(app.screen.message_line.words)  # type: ignore[attr-defined]
        await press(app, "f4")
        await until(app, "20.00 บาท (1 รายการ)")
        assert isinstance(app.screen, Basket)
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, TakeCash))
        await type_text(app, "100")
        await press(app, "f10")
        await until(app, "ทอน 80.00")
        await press(app, "f10")
        await until(app, "พิมพ์แล้ว (ต้นฉบับ)")
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        assert "อนุมัติแล้ว" not in str(app.screen.message_line.words), "what was said before belongs to the past"  # type: ignore[attr-defined]
        assert isinstance(app.work.visit, Visit)
    assert kinds(desk.office)[-6:] == [
        "request.submitted",
        "order.opened",
        "payment.taken",
        "receipt.issued",
        "request.done",
        "receipt.printed",
    ]


async def test_the_banks_word_reaches_the_bill_through_the_app(desk: Desk) -> None:
    open_drawer(desk)
    async with signed_in(desk) as app:
        await find(app, "น้ำผึ้ง\n")
        await press(app, "1")
        await until(app, lambda: isinstance(app.screen, RecordScreen))
        await press(app, "f10")
        await type_text(app, "110\n" + COPY)
        await press(app, "f10", "f4")
        await until(app, "20.00 บาท (1 รายการ)")
        await press(app, "q")
        await until(app, lambda: isinstance(app.screen, QrBill))
        bill = app.screen
        assert isinstance(bill, QrBill)
        tell(desk, ("payment.settled", {"ref1": bill.order.ref1, "satang": 20_00, "at": 1, "bank_ref": "B1"}))
        await until(app, "ธนาคารยืนยันแล้ว")
        await press(app, "f10")
        await until(app, lambda: isinstance(app.screen, ReceiptView))
    assert len(receipts.receipts_of(desk.office, desk.office.today())) == 1


async def test_a_draft_outlives_the_lock(desk: Desk) -> None:
    from screens.lock import Locked

    async with signed_in(desk) as app:
        form = RequestForm("CR-COPY")
        await app.push_screen(form)
        await until(app, "คัดและรับรองสำเนา")
        await until(app, lambda: bool(form.sheet.lines))
        form.sheet.go_to(form.sheet.question("copies"))
        await type_text(app, "7")
        app.went_idle()
        await until(app, lambda: isinstance(app.screen, Locked) and getattr(app.focused, "id", "") == "passphrase")
        await type_text(app, "pass-anan\n")
        await until(app, lambda: app.screen is form)
        assert form.filling is not None
        assert form.filling.answers()["copies"] == 7
