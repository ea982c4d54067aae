"""Every code of the desk photographed and read by an independent eye: on a real xterm, as PDF, on the roll.

`python -m tests.paper.codes_photographed` (make codes). The bill's QR is shown by the real screen in an xterm of its
own on a display of its own, pictured (tools/picture.py), read by zxing-cpp and taken apart by the parser below, which
shares nothing with the product's. PDFs are drawn by poppler. Exit 1 with what could not be read.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image

from desk.counter import cashier
from desk.counter.payment_paper import slip_to_print
from desk.counter.receipt_seal import check_seal
from desk.counter.receipts import receipt_paper
from desk.paper.document import Document
from desk.paper.escpos import escpos
from desk.paper.pdf import pdf
from desk.paper.receipt import receipt_document
from desk.paper.roll import roll
from desk.rules.office_day import moment
from tests.counter.days import copy_request, open_drawer, party, pay
from tests.desks import MORNING, Desk, make_desk
from tests.paper.test_roll import Printer

ROOT = Path(__file__).parents[2]
BILLER, BAHT = "099999999999900", "20.00"
DPI = 200


def taken_apart(text: str) -> Iterator[tuple[str, str]]:
    """Tags of an EMV code, two digits of tag and two of length each: (tag, value)."""
    while text:
        tag, size = text[:2], int(text[2:4])
        yield tag, text[4 : 4 + size]
        text = text[4 + size :]


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE bit by bit, as four hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        for place in range(7, -1, -1):
            top = (value >> 15) ^ (byte >> place & 1)
            value = value << 1 & 0xFFFF
            value ^= 0x1021 if top else 0
    return f"{value:04X}"


def is_bill(text: str, ref1: str) -> bool:
    """A Thai bill payment of this reference over this sum, its check right."""
    told = dict(taken_apart(text))
    account = dict(taken_apart(told.get("30", "")))
    wanted = {"00": "A000000677010112", "01": BILLER, "02": ref1}
    return (
        {tag: account.get(tag) for tag in wanted} == wanted
        and (told.get("53"), told.get("54"), told.get("58")) == ("764", BAHT, "TH")
        and told.get("63") == crc(text[:-4])
    )


def read(picture: Image.Image) -> list[str]:
    """Everything an independent reader finds."""
    return [found.bytes.decode("utf-8", "replace") for found in zxingcpp.read_barcodes(picture.convert("L"))]


def bill_at(folder: Path) -> tuple[Desk, cashier.QrOrder]:
    """A desk with a bill that waits for the bank."""
    desk = make_desk(folder)
    open_drawer(desk)
    order = cashier.open_qr_order(desk.office, desk.session("anan"), [copy_request(desk)], party(desk), None)
    return desk, order


def show(what: str, folder: str) -> None:
    """Within the xterm: the bill's screen, or a receipt's seal, on the real terminal until it is ended.

    What it should say is written down beside: the bill's reference, the seal.
    """
    sys.path.insert(0, str(ROOT / "tests" / "screens"))
    from open_office import OfficeApp

    from screens.qr_bill import QrBill
    from screens.seal_view import SealView

    desk, order = bill_at(Path(folder))
    seal = receipt_paper(desk.office, pay(desk, copy_request(desk)).receipt).seal
    Path(folder, "said").write_text(order.ref1 if what == "bill" else seal)

    class Shown(OfficeApp):
        def on_mount(self) -> None:
            self.push_screen(QrBill(order) if what == "bill" else SealView(seal))

    Shown(desk, "anan").run()


def on_the_screen(folder: Path, what: str, *look: str) -> tuple[list[str], str]:
    """What is read off a picture of that screen, and what it should say."""
    picture, home = folder / f"{what}.png", folder / f"home-{what}"
    home.mkdir()
    command = f"{sys.executable} -m tests.paper.codes_photographed --show {what} {home}"
    tool = [sys.executable, str(ROOT / "tools" / "picture.py"), str(picture), "wait:2", "--command", command, *look]
    subprocess.run(tool, check=True, cwd=ROOT)
    return read(Image.open(picture)), (home / "said").read_text()


def on_a_sheet(folder: Path, name: str, document: Document) -> list[str]:
    """What is read off the PDF as poppler draws it."""
    file = folder / f"{name}.pdf"
    file.write_bytes(pdf(document, moment(MORNING)))
    subprocess.run(["pdftoppm", "-r", str(DPI), "-png", "-singlefile", file, file.with_suffix("")], check=True)
    return read(Image.open(file.with_suffix(".png")))


def on_the_roll(document: Document, dots: int) -> list[str]:
    """What is read off the paper of a receipt printer."""
    return read(Printer(escpos(roll(document, dots))).picture())


def check(folder: Path) -> list[tuple[str, bool]]:
    """Each place of each code, and whether it was read and is true."""
    (folder / "desk").mkdir()
    desk, order = bill_at(folder / "desk")
    office, anan = desk.office, desk.session("anan")
    slip = slip_to_print(office, anan, order.ref).document
    receipt = receipt_document(receipt_paper(office, pay(desk, copy_request(desk)).receipt))
    barcode = f"|{BILLER}\r{order.ref1}\r\r2000"

    def holds(texts: list[str]) -> bool:
        return any(text.startswith("AMPHOE") and check_seal(office, text).verdict == "holds" for text in texts)

    sheet = on_a_sheet(folder, "slip", slip)
    found = [
        ("bill on a sheet", any(is_bill(text, order.ref1) for text in sheet if text.startswith("0002"))),
        ("counter barcode on a sheet", barcode in sheet),
        ("seal on a sheet", holds(on_a_sheet(folder, "receipt", receipt))),
    ]
    for dots in (384, 576):
        texts = on_the_roll(slip, dots)
        found.append((f"bill on a roll of {dots} dots", any(is_bill(text, order.ref1) for text in texts)))
        found.append((f"seal on a roll of {dots} dots", holds(on_the_roll(receipt, dots))))
    office.close()
    texts, ref1 = on_the_screen(folder, "bill")
    found.append(("bill on the screen", any(is_bill(text, ref1) for text in texts)))
    texts, seal = on_the_screen(folder, "seal", "--size", "80x44", "--points", "10")
    found.append(("seal on the screen", seal in texts))
    return found


def main() -> None:
    """Photograph, read, tell."""
    if sys.argv[1:2] == ["--show"]:
        show(*sys.argv[2:4])
        return
    with tempfile.TemporaryDirectory() as folder:
        found = check(Path(folder))
    for place, is_read in found:
        print(f"{'read' if is_read else 'NOT READ':<10}{place}")
    sys.exit(0 if all(is_read for _, is_read in found) else 1)


if __name__ == "__main__":
    main()
