"""A typed number is confirmed before a record opens on it: by the year of birth or by the name.

The check digit leaves the third digit unprotected, and one in eleven slips of a whole number passes it (DOMAIN 0.1):
a number that is right may still be somebody else's. What confirms it is typed from the paper or the person, not read
off the screen.
"""

from __future__ import annotations

from typing import Final

from desk.counter.understood import without_title
from desk.model.errors import Refused
from desk.model.kinds.visits import ConfirmedBy
from desk.rules.office_day import BUDDHIST_ERA
from desk.thai import normalise, to_ascii_digits
from desk.words import Words
from local_db.queries.citizens import Citizen

NAME_LETTERS_MIN: Final = 2


class NumberUnconfirmed(Refused):
    """The number was typed and nothing has confirmed yet that it is this person's."""

    code = "E257"
    said = Words(
        "เลขที่พิมพ์อาจเป็นของผู้อื่น ยังไม่ได้เปิดรายการใด พิมพ์ปีเกิดหรือชื่อของผู้ที่อยู่ตรงหน้าเพื่อยืนยัน",
        "A typed number may be somebody else's; no record was opened. Type the year of birth or the name to confirm it",
    )


class NumberNotTheirs(Refused):
    """What was said does not fit the person of that number."""

    code = "E258"
    said = Words(
        "ปีเกิดหรือชื่อที่พิมพ์ไม่ตรงกับเจ้าของเลขนี้ ยังไม่ได้เปิดรายการใด ตรวจเลขกับเอกสารแล้วค้นใหม่",
        "Neither year of birth nor name fits the owner of this number; no record was opened. Check the number again",
    )


def confirmed_by(citizen: Citizen, said: str) -> ConfirmedBy:
    """What confirms that a typed number is this person's: the year of birth (of either era), or how the given or the
    family name begins. Raises NumberUnconfirmed for nothing typed, NumberNotTheirs for what does not fit."""
    text = normalise(said).casefold().strip()
    if not text:
        raise NumberUnconfirmed()
    digits = to_ascii_digits(text)
    if digits.isascii() and digits.isdigit():
        if len(digits) == 4 and int(digits) in _years(citizen):
            return "birth_year"
        raise NumberNotTheirs()
    words = without_title(text.split())
    names = [
        normalise(name).casefold() for name in (citizen.given, citizen.family, citizen.given_en, citizen.family_en)
    ]
    if all(len(word) >= NAME_LETTERS_MIN and any(name.startswith(word) for name in names if name) for word in words):
        return "name"
    raise NumberNotTheirs()


def _years(citizen: Citizen) -> tuple[int, ...]:
    return () if citizen.born_year is None else (citizen.born_year, citizen.born_year - BUDDHIST_ERA)
