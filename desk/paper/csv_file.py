"""Tables for the accounting office as CSV: safe to open in a spreadsheet, whatever a name begins with.

A cell that begins like a formula is run by spreadsheets; it is written with an apostrophe before it, which they show as
text. Amounts are written as plain numbers of baht with two decimals and are never touched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from desk.paper.columns import one_line

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")
ROWS_MAX: Final = 1_000_000


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[str | int | Baht]]) -> bytes:
    """The table as CSV: UTF-8 with a mark at its beginning, so that spreadsheets read Thai; every text in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    for number, row in enumerate(rows):
        if number >= ROWS_MAX:
            raise ValueError("more rows than a spreadsheet holds")
        writer.writerow([cell if isinstance(cell, Baht | int) else safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


class Baht:
    """An amount in satang, written as baht with two decimals and no commas."""

    def __init__(self, satang: int) -> None:
        self.satang = satang

    def __str__(self) -> str:
        baht, left = divmod(abs(self.satang), 100)
        return f"{'-' if self.satang < 0 else ''}{baht}.{left:02d}"


def safe_cell(text: str) -> str:
    """Text as one line that no spreadsheet takes for a formula."""
    begins = text.startswith(_FORMULA)
    line = one_line(text)
    return f"'{line}" if begins or line.startswith(_FORMULA) else line
