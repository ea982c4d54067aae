"""The counter barcode: read back by an independent reader, whatever stands in it; and on the payment slip itself."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desk.paper.code128 import bars

BILL = "|099400016550100\r5701A42\r\r1300"


def picture(text: str) -> Image.Image:
    modules = bars(text)
    image = Image.new("L", (2 * (len(modules) + 20), 60), 255)
    for place, dark in enumerate(modules):
        if dark:
            image.paste(0, (2 * (place + 10), 0, 2 * (place + 11), 60))
    return image


def read(text: str) -> list[str]:
    found = zxingcpp.read_barcodes(picture(text), formats=zxingcpp.BarcodeFormat.Code128)
    return [each.bytes.decode("ascii") for each in found]


@pytest.mark.parametrize("text", [BILL, "0", "12345", "1234", "\r", "a\rA1234b", "~}|" + "99" * 20, "A" * 80])
def test_a_reader_reads_what_was_written(text: str) -> None:
    assert read(text) == [text]


@settings(max_examples=60)
@given(st.text(alphabet="\r\t AZaz|~09123456789", min_size=1, max_size=40))
def test_any_text_of_the_set_is_read_back(text: str) -> None:
    assert read(text) == [text]


def test_digits_go_two_in_a_sign() -> None:
    assert len(bars("1234567890")) < len(bars("ABCDEFG"))


@pytest.mark.parametrize("text", ["", "ก", "9" * 81])
def test_what_no_barcode_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        bars(text)
