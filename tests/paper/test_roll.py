"""A receipt on a roll: what a printer would put down, read back from the bytes sent to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from desk.devices.roll_printer import ROLL_DOTS
from desk.paper.document import Document, Paragraph
from desk.paper.escpos import BAND_ROWS, CUT, INITIALISE, escpos
from desk.paper.raster import HEAD_ROOM, Bitmap, draw_text, line_height, text_width
from desk.paper.receipt import receipt_document
from desk.paper.roll import roll
from desk.words import same
from tests.paper.test_receipt_paper import PAPER

SEAL = "AMPHOE-DESK.1.5701A.42"


class Printer:
    """Reads ESC/POS as a printer does, strictly, knowing nothing of how it was made."""

    def __init__(self, content: bytes) -> None:
        self.rows: list[bytes] = []
        self.fed = self.cuts = 0
        assert content.startswith(INITIALISE)
        rest = content[2:]
        while rest:
            if rest[:4] == b"\x1dv0\x00":
                width, height = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
                body = rest[8 : 8 + width * height]
                assert len(body) == width * height
                assert height <= BAND_ROWS
                self.rows += [body[n * width : (n + 1) * width] for n in range(height)]
                rest = rest[8 + width * height :]
            elif rest[:2] == b"\x1bd":
                self.fed, rest = self.fed + rest[2], rest[3:]
            elif rest[:3] == CUT[:3]:
                self.cuts, rest = self.cuts + 1, rest[4:]
            else:
                raise AssertionError(rest[:8])

    def picture(self) -> Image.Image:
        """What lies on the paper: black on white."""
        size = (8 * len(self.rows[0]), len(self.rows))
        return Image.frombytes("1", size, bytes(255 - byte for row in self.rows for byte in row))


@pytest.mark.parametrize("dots", ROLL_DOTS.values())
def test_what_is_sent_is_what_was_drawn(dots: int) -> None:
    drawn = roll(receipt_document(PAPER), dots)
    printed = Printer(escpos(drawn))
    assert b"".join(printed.rows) == bytes(drawn.rows)
    assert {len(row) for row in printed.rows} == {dots // 8}
    assert (printed.cuts, printed.fed) == (1, 4)
    assert Printer(escpos(drawn, cut=False)).cuts == 0


@pytest.mark.parametrize("dots", ROLL_DOTS.values())
def test_the_code_on_the_roll_is_read_by_another_reader(dots: int) -> None:
    picture = Printer(escpos(roll(receipt_document(replace(PAPER, seal=SEAL)), dots))).picture()
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))] == [SEAL]
    assert not zxingcpp.read_barcodes(Printer(escpos(roll(receipt_document(PAPER), dots))).picture().convert("L"))


def ink(text: str, size: int = 40) -> Bitmap:
    bitmap = Bitmap(640)
    head = round(HEAD_ROOM * size)
    bitmap.blank(head + line_height(size))
    draw_text(bitmap, head, 8, text, size)
    return bitmap


def rows_with_ink(bitmap: Bitmap) -> list[int]:
    stride = bitmap.stride
    return [n for n in range(bitmap.height) if any(bitmap.rows[n * stride : (n + 1) * stride])]


def test_marks_are_stacked_not_laid_over_each_other() -> None:
    """A tone mark over an upper vowel stands higher than over the bare letter, a lower vowel hangs below."""
    bare, vowel, both = (rows_with_ink(ink(text))[0] for text in ("ก", "กี", "กี่"))
    assert both < vowel < bare
    assert rows_with_ink(ink("กู"))[-1] > rows_with_ink(ink("ก"))[-1]
    assert text_width("กี่", 40) == text_width("ก", 40)
    tall = ink("ป่ ปี่ ฝ้ ญู ฐุ ฏู")
    found = rows_with_ink(tall)
    assert found[0] > 0, "the highest mark is cut off"
    assert found[-1] < tall.height - 1, "the lowest mark is cut off"


def test_sara_am_is_one_sign() -> None:
    assert bytes(ink("น้ำ").rows) != bytes(ink("นำ้").rows)
    assert text_width("น้ำ", 40) == text_width("นำ", 40)


def test_nothing_is_drawn_outside_the_paper() -> None:
    bitmap = Bitmap(64)
    bitmap.blank(20)
    for x, top in ((-40, -30), (50, 15), (200, 5)):
        draw_text(bitmap, top, x, "ที่ปั้น", 30)
    assert len(bitmap.rows) == 20 * 8


def test_long_words_and_hostile_ones_stay_on_the_roll() -> None:
    nasty = replace(PAPER, payer="ที่" * 100, office="\x1b@\x1dV\x00" + "ก" * 90)
    printed = Printer(escpos(roll(receipt_document(nasty), 384)))
    assert printed.cuts == 1
    endless = Document("x", same("x"), tuple(Paragraph(same("ก")) for _ in range(2000)), b"{}")
    with pytest.raises(ValueError, match="roll"):
        roll(endless, 384)
    with pytest.raises(ValueError, match="384"):
        roll(endless, 400)


def test_a_void_receipt_says_so_and_a_sample_too() -> None:
    plain = roll(receipt_document(replace(PAPER, sample=False)), 576)
    void = roll(receipt_document(replace(PAPER, sample=False, void=True)), 576)
    assert bytes(void.rows).endswith(bytes(plain.rows[-100 * plain.stride :]))
    assert len(rows_with_ink(void)) > len(rows_with_ink(plain))
    assert roll(receipt_document(PAPER), 576).height > plain.height
