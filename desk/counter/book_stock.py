"""How many receipt numbers are left: told in the header before they run out, and at the basket before money changes
hands. Light: the first frame asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from desk.rules.office_day import fiscal_year
from desk.words import Words
from local_db import meta
from local_db.connection import Connection
from local_db.queries import money

if TYPE_CHECKING:
    from desk.counter.office import Office

LOW_NUMBERS: Final = 20
"""Fewer numbers than this left are told of; while the centre's policy `book_low_numbers` says nothing."""
NEXT_YEAR_FROM: Final = (9, 16)
"""From this month and day on a desk without a book of the next year is told: the centre lends it from 1 September."""
Lack = Literal["", "none", "low", "next_year"]
_LOW = Words(
    "เลขใบเสร็จเหลือ {left} เลข เชื่อมต่อส่วนกลางเพื่อรับเล่มใหม่ก่อนหมด",
    "Only {left} receipt numbers are left: connect to the centre for the next book",
)
_NONE = Words(
    "ไม่มีเลขใบเสร็จเหลือ รับเงินไม่ได้จนกว่าจะได้เล่มใหม่จากส่วนกลาง",
    "No receipt number is left: no money is taken until the centre leases a book",
)
_NEXT_YEAR = Words(
    "ยังไม่มีเล่มใบเสร็จของปีงบประมาณ {year} เชื่อมต่อส่วนกลางก่อนวันที่ 1 ตุลาคม",
    "There is no receipt book of fiscal year {year} yet: connect to the centre before 1 October",
)


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left for today's fiscal year (BE), and what is lacking, if anything."""

    left: int
    year: int
    lack: Lack = ""

    @property
    def words(self) -> Words | None:
        """The whole sentence; None while there are enough."""
        said = {"none": _NONE, "low": _LOW, "next_year": _NEXT_YEAR}.get(self.lack)
        return said.fill(left=self.left, year=self.year + 1) if said is not None else None


def stock(office: Office, connection: Connection) -> Stock:
    """The numbers of this desk today, the next book among them; a dormant book counts from its own year on."""
    today = office.today()
    year = fiscal_year(today)
    left = numbers_left(connection, year)
    told = office.policy(connection, "book_low_numbers", LOW_NUMBERS)
    if not left:
        return Stock(left, year, "none")
    if left <= (told if type(told) is int else LOW_NUMBERS):
        return Stock(left, year, "low")
    return Stock(left, year, "next_year" if _year_ends(today) and not numbers_left(connection, year + 1) else "")


def numbers_left(connection: Connection, year: int) -> int:
    """Numbers still to be used in the books open to this desk for a fiscal year (BE)."""
    identity = meta.identity(connection)
    books = money.open_books(connection, identity.desk, identity.epoch, year)
    return sum(max(book.last - book.following + 1, 0) for book in books)


def _year_ends(today: date) -> bool:
    return today.month == NEXT_YEAR_FROM[0] and today.day >= NEXT_YEAR_FROM[1]
