"""A receipt scanned at the counter: typed by a scanner on either layout, told true, void, forged and not its own."""

from __future__ import annotations

import pytest
import zxingcpp
from open_office import OfficeApp, at_the_desk, message, shown, until
from PIL import Image

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


@pytest.mark.parametrize(("size", "fits"), [((80, 24), False), ((80, 44), True)])
async def test_the_code_stands_on_the_screen_where_there_is_room_for_all_of_it(
    desk: Desk, receipt: str, size: tuple[int, int], *, fits: bool
) -> None:
    app = OfficeApp(desk, "anan")
    async with app.run_test(size=size):
        await app.show(ReceiptView(receipt))
        await press(app, "q")
        await app.settled()
        assert ("ขยายเป็น" in shown(app)) is not fits
        texts = [found.text for found in zxingcpp.read_barcodes(pictured(app, *size))]
        assert texts == ([receipt_paper(desk.office, receipt).seal] if fits else [])


def pictured(app: OfficeApp, width: int, height: int) -> Image.Image:
    """The screen as its cells: of each, the ink of the upper half and the ground of the lower."""
    picture = Image.new("L", (4 * width, 8 * height), 128)
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for text, style, _ in strip:
            for sign in text:
                for half, colour in enumerate((style.color if sign == "▀" else style.bgcolor, style.bgcolor)):
                    light = 128 if colour is None or colour.is_default else round(sum(colour.get_truecolor()) / 3)
                    place = (4 * column, 8 * row + 4 * half)
                    picture.paste(light, (*place, place[0] + 4, place[1] + 4))
                column += 1
    return picture
