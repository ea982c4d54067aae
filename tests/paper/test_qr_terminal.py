"""The QR drawn in half blocks is the code itself, with its quiet zone, and a reader reads it from the picture."""

from __future__ import annotations

import pytest

from desk.paper.qr_terminal import QrTooLong, cells_of, qr_cells

BILL = "00020101021230670016A00000067701011201150994000165501000207" + "5701A42" + "5303764540510.005802TH6304ABCD"


def test_two_rows_of_modules_are_one_row_of_cells() -> None:
    cells = cells_of([[True, False], [False, False], [True, True]])
    assert cells.rows == (((True, False), (False, False)), ((True, False), (True, False)))
    assert cells.lines() == ["▀ ", "▀▀"]
    assert cells.inverted_lines() == ["▄█", "▄▄"]


def test_the_code_has_its_quiet_zone_and_fits_a_screen_of_80_by_24() -> None:
    code = qr_cells(BILL)
    assert (code.width, code.height) <= (80, 24)
    lines = code.lines()
    assert all(line.startswith("    ") and line.endswith("    ") for line in lines)
    assert lines[0].strip() == lines[1].strip() == ""
    assert lines[2][4] == "█"  # the corner of the finder


def test_a_text_too_long_is_refused_by_name() -> None:
    with pytest.raises(QrTooLong) as caught:
        qr_cells("9" * 901)
    assert caught.value.code == "E702"


@pytest.mark.parametrize("quiet", [4, 2])
def test_a_reader_reads_the_picture_of_the_lines(quiet: int) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="no QR reader is installed (zxing-cpp)")
    from PIL import Image

    lines, module = qr_cells(BILL, quiet=quiet).lines(), 6
    picture = Image.new("L", (len(lines[0]) * module, len(lines) * 2 * module), 255)
    for row, line in enumerate(lines):
        for column, sign in enumerate(line):
            for half, dark in ((0, sign in "█▀"), (1, sign in "█▄")):
                if dark:
                    left, top = column * module, (2 * row + half) * module
                    picture.paste(0, (left, top, left + module, top + module))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [BILL]
