"""The bank's file of bill payments, read: which columns it has, which sums came, line by line. Money is whole satang.

Banks name their columns differently; an office says how its bank does (policy `bank_file_columns`), and the usual names
are known. A file is taken whole or not at all: one line that makes no sense refuses it by its number.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from desk.model.errors import Refused
from desk.rules.thai_qr import LIMIT_SATANG
from desk.words import Words, same

FILE_BYTES_MAX: Final = 10_000_000
ROWS_MAX: Final = 50_000
_BANGKOK: Final = timezone(timedelta(hours=7))
_BE_FROM: Final = 2400
_REF: Final = re.compile(r"[A-Z0-9]{1,20}")
_AMOUNT: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,10}(?:\.\d{1,2})?")
_DATE: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "ref1": ("ref1", "ref 1", "reference1", "reference 1", "reference no.1", "เลขอ้างอิง 1", "เลขที่อ้างอิง 1", "อ้างอิง 1"),
    "amount": ("amount", "paid amount", "จำนวนเงิน", "ยอดเงิน"),
    "date": ("date", "payment date", "transaction date", "วันที่", "วันที่ชำระ", "วันที่ทำรายการ"),
    "time": ("time", "payment time", "เวลา", "เวลาที่ชำระ"),
    "bank_ref": ("bank ref", "bank_ref", "transaction id", "transaction no", "รหัสรายการ", "เลขที่รายการ"),
}
"""What each column may be called; `time` may stand in the column of the date."""
_REQUIRED: Final = ("ref1", "amount", "date", "bank_ref")


class BankFileUnreadable(Refused):
    """Not a file of a bank as it should be."""

    code = "E472"
    said = Words(
        "ไฟล์ของธนาคารนี้อ่านไม่ได้ ({why}) ไม่มีอะไรเปลี่ยนแปลง ขอไฟล์ CSV ใหม่จากธนาคาร หรือให้ผู้ดูแลกำหนดชื่อคอลัมน์",
        "The bank's file cannot be read ({why}); nothing was changed. Ask the bank for the CSV file again, or let the "
        "administrator name its columns",
    )


class BankLineWrong(Refused):
    """One line of the file makes no sense."""

    code = "E473"
    said = Words(
        "บรรทัด {line} คอลัมน์ {column} ในไฟล์ของธนาคารไม่ถูกต้อง ไม่รับทั้งไฟล์และไม่มีอะไรเปลี่ยนแปลง ขอไฟล์ใหม่จากธนาคาร",
        "Line {line}, column {column} of the bank's file is not right; the whole file is refused and nothing was "
        "changed. Ask the bank for it again",
    )


@dataclass(frozen=True, slots=True)
class BankLine:
    """One sum as the bank tells it: reference of the order, satang, when (ms), the bank's own number for it."""

    line: int
    ref1: str
    satang: int
    at: int
    bank_ref: str


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file whole: its hash tells it from every other."""

    sha256: str
    lines: tuple[BankLine, ...]

    @property
    def satang(self) -> int:
        """All sums together."""
        return sum(line.satang for line in self.lines)


def read_bank_file(content: bytes, columns: Mapping[str, str] | None = None) -> BankFile:
    """The sums of a CSV file, UTF-8 or Thai Windows; `columns` names columns as this bank does.

    Raises BankFileUnreadable, BankLineWrong.
    """
    if len(content) > FILE_BYTES_MAX:
        raise BankFileUnreadable(why=Words("ใหญ่เกินไป", "too large"))
    try:
        rows = list(csv.reader(io.StringIO(_text(content)), strict=True))
    except csv.Error as fault:
        raise BankFileUnreadable(why=Words("ไม่ใช่ CSV", "not CSV")) from fault
    if len(rows) > ROWS_MAX:
        raise BankFileUnreadable(why=Words("มีบรรทัดมากเกินไป", "too many lines"))
    head, places = _header(rows, columns or {})
    lines, seen = [], set()
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if not any(cell.strip() for cell in row):
            continue
        line = _line(number, row, places)
        if line.bank_ref in seen:
            raise BankLineWrong(line=number, column="bank_ref")
        seen.add(line.bank_ref)
        lines.append(line)
    return BankFile(hashlib.sha256(content).hexdigest(), tuple(lines))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BankFileUnreadable(why=Words("ไม่ใช่ข้อความภาษาไทย", "not Thai text"))


def _header(rows: list[list[str]], columns: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Where the headings stand, within the first lines, and which column is what."""
    for number, row in enumerate(rows[:20]):
        told = [cell.strip().lower() for cell in row]
        places = {}
        for name, usual in NAMES.items():
            wanted = (columns[name].strip().lower(),) if name in columns else usual
            place = next((told.index(each) for each in wanted if each in told), None)
            if place is not None:
                places[name] = place
        if all(name in places for name in _REQUIRED):
            return number, places
    raise BankFileUnreadable(why=Words("ไม่พบหัวคอลัมน์ที่ต้องมี", "its columns are not named"))


def _line(number: int, row: list[str], places: dict[str, int]) -> BankLine:
    def cell(name: str) -> str:
        place = places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    def wrong(column: str) -> BankLineWrong:
        return BankLineWrong(line=number, column=same(column))

    ref1, amount, bank_ref = cell("ref1").upper(), cell("amount"), cell("bank_ref")
    if not _REF.fullmatch(ref1):
        raise wrong("ref1")
    if not 1 <= len(bank_ref) <= 60 or not bank_ref.isprintable():
        raise wrong("bank_ref")
    if not (_AMOUNT.fullmatch(amount) and amount.isascii()):
        raise wrong("amount")
    baht, _, part = amount.replace(",", "").partition(".")
    satang = int(baht) * 100 + int(part.ljust(2, "0") or "0")
    if not 0 < satang <= LIMIT_SATANG:
        raise wrong("amount")
    at = _moment(cell("date"), cell("time"))
    if at is None:
        raise wrong("date")
    return BankLine(number, ref1, satang, at, bank_ref)


def _moment(day: str, clock: str) -> int | None:
    """Bank time (Bangkok) as ms; a year of the Buddhist Era is known by its size. None for what is no moment."""
    found = _DATE.match(day) if day.isascii() else None
    if found is None:
        return None
    said = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
    year, month, date = (int(part) for part in said)
    rest = day[found.end() :].lstrip("T ")
    told = _TIME.fullmatch(clock or rest or "00:00")
    if told is None or not clock.isascii():
        return None
    hour, minute, second = (int(part or 0) for part in told.groups())
    try:
        at = datetime(year - 543 if year >= _BE_FROM else year, month, date, hour, minute, second, tzinfo=_BANGKOK)
    except ValueError:
        return None
    return round(at.timestamp() * 1000)
