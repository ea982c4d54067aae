"""The assessment of a tax by keys: from the basket to its working, told to the payer, its first part taken, printed."""

from __future__ import annotations

from open_office import OfficeApp, at_the_desk, message, shown, until

from desk.rules.thai_qr import amount_of, parse
from local_db.queries import requests
from screens.basket import Basket
from screens.qr_bill import QrBill
from screens.receipt_view import ReceiptView
from screens.take_other import TakeOther
from screens.tax_bill_view import TaxBillView
from screens.typist import press, type_text
from tests.counter.days import copy_request, open_drawer
from tests.counter.test_tax_bill import left, tax_request
from tests.desks import Desk, tell


async def keys(app: OfficeApp, *names: str) -> None:
    for name in names:
        await press(app, name)
        await app.settled()


async def test_from_the_basket_to_the_first_instalment(desk: Desk) -> None:
    open_drawer(desk)
    ref = tax_request(desk, in_parts=True)
    async with at_the_desk(desk, "anan") as app:
        app.work.basket.extend([copy_request(desk), ref])
        await app.push_screen(Basket())
        await app.settled()
        assert "การประเมิน" not in shown(app).splitlines()[-1]  # a copy has no assessment
        await keys(app, "down")
        assert "การประเมิน" in shown(app).splitlines()[-1]
        await keys(app, "k")
        assert isinstance(app.screen, TaxBillView)
        await until(app, "120 หน่วย")
        await until(app, "ยังไม่ได้แจ้งผู้เสียภาษี")
        await keys(app, "t", "f10")
        await until(app, lambda: "แจ้งการประเมินแล้ว" in message(app))
        await keys(app, "f10")
        assert list(app.tray.papers) == [f"assessment-{ref}"]
        await keys(app, "f6")
        await keys(app, "end")
        await until(app, "Part 1 by 8 Dec 2569")
        await until(app, "Assessment of the tax: 3,320.00 baht left to pay")
        await keys(app, "f6")
        await keys(app, "i")
        assert isinstance(app.screen, TakeOther)
        await until(app, "1,106.68")
        await keys(app, "f10")
        assert "E455" in message(app)  # nothing was given yet
        await keys(app, *["tab"] * 8)
        await type_text(app, "2000")
        await keys(app, "f10")
        assert isinstance(app.screen, ReceiptView)
        await keys(app, "f3")
        await app.settled()
        assert isinstance(app.screen, Basket)
    assert requests.rows(desk.office.read(), [ref])[0].state == "approved"
    assert left(desk, ref) == 2 * 1106_66


async def test_the_next_instalment_by_qr_on_screen_and_paper_is_receipted_by_the_banks_word(desk: Desk) -> None:
    open_drawer(desk)
    ref = tax_request(desk, in_parts=True)
    async with at_the_desk(desk, "anan") as app:
        app.work.basket.append(ref)
        await app.push_screen(Basket())
        await app.settled()
        await keys(app, "k")
        await until(app, "120 หน่วย")
        await keys(app, "q")
        await until(app, lambda: isinstance(app.screen, QrBill))
        bill = app.screen
        assert isinstance(bill, QrBill)
        await until(app, "งวดที่ 1")
        await until(app, "1,106.68")
        assert amount_of(parse(bill.order.payload)) == 1106_68
        await keys(app, "p")
        await until(app, "งวดที่ 1")  # the slip to pay says which part
        await keys(app, "f3")
        told = {"ref1": bill.order.ref1, "satang": 1106_68, "at": desk.clock.now, "bank_ref": "B1"}
        tell(desk, ("payment.settled", told))
        await until(app, "ธนาคารยืนยันแล้ว")
        await keys(app, "f10")
        assert isinstance(app.screen, ReceiptView)
        await until(app, "งวดที่ 1")
        await keys(app, "f3")
        await app.settled()
        assert isinstance(app.screen, Basket)
    assert requests.rows(desk.office.read(), [ref])[0].state == "approved"
    assert left(desk, ref) == 2 * 1106_66
