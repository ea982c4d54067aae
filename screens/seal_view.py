"""The code of a receipt on the screen: for a citizen's telephone while the printer is out of order."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult

from desk.words import Words, same
from screens.base import SubScreen
from screens.parts import Said
from screens.qr_code import QrCode

QUIET_MODULES = 2
BESIDE_ROWS = 4
"""Rows of the screen that are not the code's: header, heading, message and keys."""
_HEAD = Words("ให้ผู้ชำระถ่ายรูปรหัสนี้ไว้ โต๊ะใดก็ตรวจได้", "The payer may photograph this code; any desk can check it")
_TOO_SMALL = Words(
    "หน้าต่างเล็กเกินไป ขยายเป็น {width} × {height} ช่อง แล้วรหัสจะแสดง",
    "The window is too small: with {width} by {height} cells the code is shown",
)


class SealView(SubScreen[None]):
    """Shows one seal as a QR code, once the window has room for it."""

    ABOUT = Words(
        "รหัสลงลายเซ็นของใบเสร็จ แบบเดียวกับท้ายใบเสร็จบนกระดาษ ใช้เมื่อเครื่องพิมพ์เสีย",
        "The signed code of the receipt, the same as at its foot on paper; for when no printer works",
    )
    DEFAULT_CSS = """
    SealView .head { text-style: bold; }
    """

    def __init__(self, seal: str) -> None:
        super().__init__()
        self._seal = seal
        self._code = QrCode(id="code")
        self._small = Said(same(""), wraps=True, id="small")

    def body(self) -> ComposeResult:
        """What it is for, then the code or what it needs."""
        yield Said(_HEAD, classes="head")
        yield self._small
        yield self._code

    @on(events.Mount)
    @on(events.Resize)
    def fit(self) -> None:
        """Draw it where there is room; a code cut off is read by nobody."""
        from desk.paper.qr_terminal import qr_cells

        code = qr_cells(self._seal, "L", QUIET_MODULES)
        fits = self.app.size.width >= code.width + 2 and self.app.size.height >= code.height + BESIDE_ROWS
        self._code.display = fits
        self._small.display = not fits
        if fits:
            self._code.show(code)
        else:
            self._small.say(_TOO_SMALL.fill(width=code.width + 2, height=code.height + BESIDE_ROWS))
