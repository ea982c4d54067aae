"""A receipt scanned at the counter: typed by a scanner on either layout, told true, void, forged and not its own."""

from __future__ import annotations

import pytest
from open_office import at_the_desk, message, shown, until

from desk.counter import undo
from desk.counter.receipts import receipt_paper
from desk.thai import latin_to_thai
from local_db import meta
from screens.receipt_check import ReceiptCheck
from screens.receipt_view import ReceiptView
from screens.typist import press, type_text
from tests.counter.days import copy_request, open_drawer, pay
from tests.desks import Desk


@pytest.fixture
def receipt(desk: Desk) -> str:
    open_drawer(desk)
    return pay(desk, copy_request(desk)).receipt


async def test_a_scan_says_true_then_void_and_opens_the_receipt(desk: Desk, receipt: str) -> None:
    text = receipt_paper(desk.office, receipt, 2).seal
    async with at_the_desk(desk, "anan") as app:
        await app.show(ReceiptCheck())
        for typed, end in ((text, "\n"), (latin_to_thai(text), "\n"), (text.swapcase(), "\n"), (text, "\t")):
            await type_text(app, typed + end)
            await app.settled()
            assert "✓ ใบเสร็จจริง" in shown(app), typed
            await until(app, "20.00 บาท")
            await until(app, "พิมพ์ครั้งที่ 2")
            await until(app, "โต๊ะ 9901A")
            await type_text(app, "นี่ไม่ใช่รหัส\n")
            await app.settled()
            assert message(app).startswith("E471")
            assert "20.00 บาท" not in shown(app)
        undo.void(desk.office, desk.session("anan"), receipt, "ผิดคน", desk.session("somying"))
        await type_text(app, text + "\n")
        await app.settled()
        await until(app, "✗ ใบเสร็จถูกยกเลิกแล้ว ใช้ไม่ได้")
        await type_text(app, text[:-3] + ("AAA" if text[-3:] != "AAA" else "BBB") + "\n")
        await app.settled()
        await until(app, "✗ ลายเซ็นไม่ถูกต้อง")
        await press(app, "f6")
        await app.settled()
        await until(app, "no desk issued this")
        await press(app, "f10")
        await app.settled()
        assert isinstance(app.screen, ReceiptView)


async def test_a_desk_nobody_knows_here_is_said_to_be_unknown(desk: Desk, receipt: str) -> None:
    text = receipt_paper(desk.office, receipt).seal
    identity = meta.identity(desk.office.read())
    other = meta.Identity("9902B", 1, "9902", identity.centre_url, identity.centre_key, b"e" * 32)
    async with at_the_desk(desk, "anan") as app:
        await app.show(ReceiptCheck())
        desk.office.file.store.write(lambda c: meta.put_identity(c, other))
        await type_text(app, text + "\n")
        await app.settled()
        await until(app, "? ไม่รู้จักกุญแจของโต๊ะที่ออก")
        await until(app, "งานอื่น")
