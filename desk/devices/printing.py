"""Where paper comes out: a folder of PDF files, or a command of the system that takes a PDF.

A printer fails by name and within a time; money and number were committed before anything is printed.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desk.devices.host import private_folder, write_private
from desk.model.errors import Busy, Misused
from desk.words import Words

PAPER_FOLDER: Final = "paper"
PRINT_SECONDS_MAX: Final = 20.0
NAME_LETTERS_MAX: Final = 100
PDF_BYTES_MAX: Final = 5_000_000
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


class PrinterFolderRefused(Busy):
    """The folder for paper cannot be written to."""

    code = "E711"
    said = Words(
        "เขียนไฟล์ลงโฟลเดอร์พิมพ์ {folder} ไม่ได้ ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย ตรวจโฟลเดอร์และพื้นที่ดิสก์ แล้วพิมพ์ใหม่",
        "The print folder {folder} cannot be written to; nothing was printed, what was saved is safe. "
        "Check folder and disk, then print again",
    )


class PrinterFailed(Busy):
    """The print command said no."""

    code = "E712"
    said = Words(
        "เครื่องพิมพ์ไม่รับงาน ({why}) ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย ตรวจเครื่องพิมพ์แล้วพิมพ์ใหม่",
        "The printer refused ({why}); nothing was printed, what was saved is safe. Check the printer, then print again",
    )


class PrinterSlow(Busy):
    """The print command did not end in time: nobody knows whether paper came out."""

    code = "E713"
    said = Words(
        "เครื่องพิมพ์ไม่ตอบใน {seconds} วินาที รายการที่บันทึกแล้วไม่หาย ดูว่ากระดาษออกมาหรือไม่ก่อนพิมพ์ใหม่",
        "The printer did not answer in {seconds} seconds; what was saved is safe. See whether paper came out first",
    )


class PrinterMissing(Misused):
    """The print command is not on this machine."""

    code = "E714"
    said = Words(
        "ไม่พบคำสั่งพิมพ์ {command} ในเครื่องนี้ ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย แจ้งผู้ดูแลระบบ",
        "The print command {command} is not on this machine; nothing was printed, what was saved is safe. "
        "Call the administrator",
    )


class PaperTooLarge(Busy):
    """A PDF no receipt can be."""

    code = "E715"
    said = Words(
        "ไฟล์ที่จะพิมพ์ใหญ่เกิน {most} ไบต์ ยังไม่ได้พิมพ์ รายการที่บันทึกแล้วไม่หาย แจ้งผู้ดูแลระบบ",
        "The paper is larger than {most} bytes; nothing was printed, what was saved is safe. Call the administrator",
    )


class FolderPrinter:
    """Writes each paper as a PDF file, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def print_pdf(self, name: str, content: bytes) -> str:
        """Write the file whole or not at all; gives its path. Raises PrinterFolderRefused, PaperTooLarge."""
        _check_size(content)
        path = self.folder / f"{plain_name(name)}.pdf"
        try:
            if not self.folder.exists():
                private_folder(self.folder)
            write_private(path, content)
        except OSError as fault:
            raise PrinterFolderRefused(folder=self.folder.name) from fault
        return str(path)


class CommandPrinter:
    """Hands each paper to a command that reads a PDF from its input, such as `lp`."""

    def __init__(self, command: Sequence[str], seconds_max: float = PRINT_SECONDS_MAX) -> None:
        self.command = tuple(command)
        self.seconds_max = seconds_max

    def print_pdf(self, name: str, content: bytes) -> str:  # noqa: ARG002 - the queue names its own jobs
        """Run the command; gives its name. Raises PrinterMissing, PrinterFailed, PrinterSlow, PaperTooLarge."""
        _check_size(content)
        if shutil.which(self.command[0]) is None:
            raise PrinterMissing(command=self.command[0])
        try:
            done = subprocess.run(  # noqa: S603 - the command is the administrator's, never data
                self.command, input=content, capture_output=True, timeout=self.seconds_max, check=False
            )
        except subprocess.TimeoutExpired as fault:
            raise PrinterSlow(seconds=round(self.seconds_max)) from fault
        except OSError as fault:
            raise PrinterFailed(why=type(fault).__name__) from fault
        if done.returncode != 0:
            raise PrinterFailed(why=done.returncode)
        return self.command[0]


def printer_of(command: str, folder: str, home: Path) -> FolderPrinter | CommandPrinter:
    """The printer of a desk: the command its settings name, else their folder, else one of its own beside its file."""
    if command.strip():
        return CommandPrinter(shlex.split(command))
    return FolderPrinter(Path(folder) if folder else home / PAPER_FOLDER)


def plain_name(name: str) -> str:
    """A file name any system takes, never a path."""
    return _NOT_IN_A_NAME.sub("-", name).strip("-.")[:NAME_LETTERS_MAX] or "paper"


def _check_size(content: bytes) -> None:
    if len(content) > PDF_BYTES_MAX:
        raise PaperTooLarge(most=PDF_BYTES_MAX)
