"""The assessment of a tax by keys: from the basket to its working, told to the payer, its first part taken, printed."""

from __future__ import annotations

from open_office import OfficeApp, at_the_desk, message
from open_office import shown as drawn

from local_db.queries import requests
from screens.basket import Basket
from screens.receipt_view import ReceiptView
from screens.take_other import TakeOther
from screens.tax_bill_view import TaxBillView
from screens.typist import press, type_text
from tests.counter.days import copy_request, open_drawer
from tests.counter.test_tax_bill import left, tax_request
from tests.desks import Desk


def shown(app: OfficeApp) -> str:
    return drawn(app).replace("\u0e4d\u0e32", "\u0e33")


async def keys(app: OfficeApp, *names: str) -> None:
    for name in names:
        await press(app, name)
        await app.settled()


async def test_from_the_basket_to_the_first_instalment(desk: Desk) -> None:
    open_drawer(desk)
    ref = tax_request(desk, in_parts=True)
    async with at_the_desk(desk, "anan") as app:
        app.work.basket.extend([copy_request(desk), ref])
        app.push_screen(Basket())
        await app.settled()
        assert "การประเมิน" not in drawn(app).splitlines()[-1]  # a copy has no assessment
        await keys(app, "down")
        assert "การประเมิน" in drawn(app).splitlines()[-1]
        await keys(app, "k")
        assert isinstance(app.screen, TaxBillView)
        assert "120 หน่วย" in shown(app)
        assert "ยังไม่ได้แจ้งผู้เสียภาษี" in shown(app)
        await keys(app, "t", "f10")
        assert "แจ้งการประเมินแล้ว" in message(app)
        await keys(app, "f10")
        assert list(app.tray.papers) == [f"assessment-{ref}"]
        await keys(app, "f6")
        await keys(app, "end")
        assert "Part 1 by 5 Dec 2569" in shown(app)
        assert "Assessment of the tax: 3,320.00 baht left to pay" in shown(app)
        await keys(app, "f6")
        await keys(app, "i")
        assert isinstance(app.screen, TakeOther)
        assert "1,106.68" in shown(app)
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
