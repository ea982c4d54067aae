"""The QR drawn in half blocks is the code itself, with its quiet zone, and a reader reads it from the picture."""

from __future__ import annotations

import pytest

from desk.paper.qr_terminal import QrTooLong, cells_of, qr_cells

BILL = "00020101021230670016A00000067701011201150994000165501000207" + "5701A42" + "5303764540510.005802TH6304ABCD"


def test_two_rows_of_modules_are_one_row_of_cells() -> None:
    cells = cells_of([[True, False], [False, False], [True, True]])
    assert cells.rows == (((True, False), (False, False)), ((True, False), (True, False)))


def test_the_code_has_its_quiet_zone_and_fits_a_screen_of_80_by_24() -> None:
    code = qr_cells(BILL)
    assert (code.width, code.height) <= (80, 24)
    light = (False, False)
    assert all(row[:4] == row[-4:] == (light,) * 4 for row in code.rows)
    assert all(cell == light for row in code.rows[:2] for cell in row)
    assert code.rows[2][4] == (True, True)  # the corner of the finder


def test_a_text_too_long_is_refused_by_name() -> None:
    with pytest.raises(QrTooLong) as caught:
        qr_cells("9" * 901)
    assert caught.value.code == "E702"


@pytest.mark.parametrize("quiet", [4, 2])
def test_a_reader_reads_the_picture_of_the_cells(quiet: int) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="no QR reader is installed (zxing-cpp)")
    from PIL import Image

    code, module = qr_cells(BILL, quiet=quiet), 6
    picture = Image.new("L", (code.width * module, code.height * 2 * module), 255)
    for row, cells in enumerate(code.rows):
        for column, cell in enumerate(cells):
            for half, dark in enumerate(cell):
                if dark:
                    left, top = column * module, (2 * row + half) * module
                    picture.paste(0, (left, top, left + module, top + module))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [BILL]
