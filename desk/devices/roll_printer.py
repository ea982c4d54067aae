"""A receipt printer that takes ESC/POS: a device file (USB), the network (port 9100), or a plain file.

Where the printer answers it is asked first how it is, so that a cover left open or an empty roll has a name before
anything was sent. Nothing is waited for without end: a printer that stops taking bytes for `STALL_S` is given up, and
then nobody knows how much came out. A paper counts as printed once the printer took all of it, not once it left here.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from desk.devices.host import open_device, wait_taken, write_private
from desk.devices.printing import PrinterFailed, PrinterFolderRefused, PrinterSlow
from desk.model.errors import Busy, Misused
from desk.words import Words

CONNECT_S: Final = 3.0
ANSWER_S: Final = 0.5
STALL_S: Final = 10.0
PIECE_BYTES: Final = 4096
ROLL_BYTES_MAX: Final = 4_000_000
PORT: Final = 9100
ASK_OFFLINE_CAUSE: Final = b"\x10\x04\x02"
ASK_PAPER: Final = b"\x10\x04\x04"
SETTING: Final = "receipt_printer"
FORMS: Final = "tcp://192.168.1.50:9100, /dev/usb/lp0, file:roll.bin"
ROLL_DOTS: Final = {58: 384, 80: 576}
"""Dots across that a printer for paper of so many millimetres prints (48 and 72 mm of them)."""
_FIXED_BITS: Final = (0b1001_0011, 0b0001_0010)
"""DLE EOT answers have bits 1 and 4 set and 0 and 7 clear; anything else is not an answer."""
_COVER_OPEN: Final = 0x04
_PAPER_END: Final = 0x60


class PrinterOutOfPaper(Busy):
    """The roll is at its end; nothing was sent."""

    code = "E716"
    said = Words(
        "กระดาษใบเสร็จหมด ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย ใส่ม้วนใหม่แล้วพิมพ์ใหม่",
        "The receipt printer is out of paper; nothing was printed, what was saved is safe. "
        "Put in a roll, then print again",
    )


class PrinterCoverOpen(Busy):
    """The cover is open, or the printer was set off line; nothing was sent."""

    code = "E717"
    said = Words(
        "ฝาเครื่องพิมพ์ใบเสร็จเปิดอยู่ ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย ปิดฝาแล้วพิมพ์ใหม่",
        "The cover of the receipt printer is open; nothing was printed, what was saved is safe. "
        "Close it, then print again",
    )


class PrinterAway(Busy):
    """Nothing answers where the printer should be: off, unplugged, or the wrong address."""

    code = "E718"
    said = Words(
        "ไม่พบเครื่องพิมพ์ใบเสร็จที่ {where} ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย เปิดเครื่องและตรวจสายแล้วพิมพ์ใหม่",
        "No receipt printer answers at {where}; nothing was printed, what was saved is safe. "
        "Switch it on and look at its cable, then print again",
    )


class PrinterAddressWrong(Misused):
    """The setting names no place a printer could be."""

    code = "E719"
    said = Words(
        "การตั้งค่า {name} ไม่ถูกต้อง ใช้ {forms} ยังไม่ได้เปิดโปรแกรม แก้แล้วลองใหม่",
        "The setting {name} is not right: {forms}. Nothing was opened; correct it and try again",
    )


@dataclass(frozen=True, slots=True)
class RollPrinter:
    """One receipt printer; `dots` across (384 for 58 mm, 576 for 80 mm)."""

    where: str
    dots: int
    send: Callable[[bytes], None]

    def print_roll(self, name: str, content: bytes) -> str:  # noqa: ARG002 - a roll has no names
        """Send one paper; gives where it went.

        Raises PrinterAway, PrinterOutOfPaper, PrinterCoverOpen (nothing was printed), PrinterSlow (nobody knows).
        """
        if len(content) > ROLL_BYTES_MAX:
            raise PrinterFailed(why=f"{len(content):,} B")
        self.send(content)
        return self.where


def roll_printer(setting: str, paper_mm: int = 80) -> RollPrinter | None:
    """The printer a setting names, for paper of so many millimetres; None where there is none.

    Raises PrinterAddressWrong.
    """
    if not setting:
        return None
    dots = ROLL_DOTS[paper_mm]
    if setting.startswith("tcp://"):
        try:
            parts = urlsplit(setting)
            host, port = parts.hostname, parts.port or PORT
        except ValueError as fault:
            raise PrinterAddressWrong(name=SETTING, forms=FORMS) from fault
        if not host or parts.path not in ("", "/"):
            raise PrinterAddressWrong(name=SETTING, forms=FORMS)
        return RollPrinter(f"{host}:{port}", dots, lambda content: _over_the_network(host, port, content))
    if setting.startswith("file:") and len(setting) > 5:
        path = Path(setting[5:])
        return RollPrinter(path.name, dots, lambda content: _into_a_file(path, content))
    if setting.startswith(("/dev/", "\\\\.\\")):
        return RollPrinter(setting, dots, lambda content: _into_a_device(setting, content))
    raise PrinterAddressWrong(name=SETTING, forms=FORMS)


def _over_the_network(host: str, port: int, content: bytes) -> None:
    try:
        line = socket.create_connection((host, port), CONNECT_S)
    except OSError as fault:
        raise PrinterAway(where=f"{host}:{port}") from fault
    with line:
        line.settimeout(ANSWER_S)
        try:
            _refuse_unready(lambda question: _asked(line, question))
        except (ConnectionError, BrokenPipeError) as fault:
            raise PrinterAway(where=f"{host}:{port}") from fault
        line.settimeout(STALL_S)
        try:
            for begin in range(0, len(content), PIECE_BYTES):
                line.sendall(content[begin : begin + PIECE_BYTES])
            wait_taken(line, STALL_S)
            line.shutdown(socket.SHUT_WR)
        except OSError as fault:
            raise PrinterSlow(seconds=round(STALL_S)) from fault


def _asked(line: socket.socket, question: bytes) -> int | None:
    """The printer's answer of one byte; None from one that does not answer, as many do not."""
    line.sendall(question)
    try:
        return (line.recv(1) or b"\xff")[0]
    except TimeoutError:
        return None


def _refuse_unready(ask: Callable[[bytes], int | None]) -> None:
    for question, bits, fault in (
        (ASK_OFFLINE_CAUSE, _COVER_OPEN, PrinterCoverOpen),
        (ASK_PAPER, _PAPER_END, PrinterOutOfPaper),
    ):
        answer = ask(question)
        if answer is None:
            return
        if answer & _FIXED_BITS[0] == _FIXED_BITS[1] and answer & bits:
            raise fault()


def _into_a_file(path: Path, content: bytes) -> None:
    try:
        write_private(path, content)
    except OSError as fault:
        raise PrinterFolderRefused(folder=path.parent.name) from fault


def _into_a_device(path: str, content: bytes) -> None:
    try:
        device = open_device(path)
    except OSError as fault:
        raise PrinterAway(where=path) from fault
    with device:
        try:
            for begin in range(0, len(content), PIECE_BYTES):
                device.write(content[begin : begin + PIECE_BYTES], STALL_S)
        except OSError as fault:
            raise PrinterSlow(seconds=round(STALL_S)) from fault
