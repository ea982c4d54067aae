"""A printer that puts papers into a folder as PDF files: a print queue watches it, or an officer opens them."""

from __future__ import annotations

import os
from pathlib import Path

from desk.devices.host import private_folder, write_private
from desk.model.errors import DeskError
from desk.words import Words


class PaperNotWritten(DeskError):
    """The folder does not take the paper: full, gone, or not ours."""

    code = "E710"
    said = Words(
        "เก็บเอกสาร {name} ลงแฟ้มไม่ได้ รายการบันทึกแล้วและไม่หาย ตรวจที่ว่างและสิทธิ์ของ {folder} แล้วสั่งพิมพ์อีกครั้ง",
        "The paper {name} could not be stored; the act itself is saved. Look at space and rights of {folder}, "
        "then print again",
    )


class FolderPrinter:
    """Papers into one folder, each whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print_pdf(self, name: str, content: bytes) -> str:
        """Put the paper there and say where. Raises PaperNotWritten."""
        try:
            path = private_folder(self._folder) / f"{name}.pdf"
            write_private(path, content)
        except OSError as fault:
            raise PaperNotWritten(name=name, folder=self._folder) from fault
        return os.fspath(path)
