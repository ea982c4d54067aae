"""The machine-readable zone of passports and cards: read, with every check digit.

Layouts as in ICAO Doc 9303 parts 3 to 7: TD1 three lines of 30, TD2 two of 36, TD3 two of 44, and visas, which have
the size of TD2 or TD3 but no check over the whole. Dates stay as printed, two digits of year: which century is meant
depends on the day of reading (`full_date`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from desk.model.errors import Refused
from desk.thai.keyboard import recover_number
from desk.thai.normalise import UNSEEN
from desk.thai.refusals import NotText, require_text
from desk.words import Words

_SIZES: Final = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
_ONE_PIECE: Final = {90: 30, 72: 36, 88: 44}
# Three lines with blanks around them; more is no zone.
LONGEST_ZONE: Final = 400
LINES_MAX: Final = 8
FILLER: Final = "<"

_NOT_SHOWN: Final = re.compile(f"[{UNSEEN}\\s]+")
_WEIGHTS: Final = (7, 3, 1)


class MrzRefused(Refused):
    """The lines are no zone that can be trusted; the subclass says why."""

    code = "E230"
    said = Words(
        "อ่านแถบรหัสของหนังสือเดินทางหรือบัตรไม่ได้ ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่หรือพิมพ์เลขเอกสารเอง",
        "The machine-readable lines cannot be read; nothing was changed. Scan again or type the document number",
    )


class MrzShapeWrong(MrzRefused):
    """Not three lines of 30, two of 36 or two of 44 characters."""

    code = "E231"
    said = Words(
        "แถบรหัสไม่ครบ ต้องเป็น 3 บรรทัดบรรทัดละ 30 ตัว หรือ 2 บรรทัดบรรทัดละ 36 หรือ 44 ตัว ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่",
        "The lines are incomplete: three of 30 signs, or two of 36 or 44, are needed. Nothing was changed. Scan again",
    )


class MrzSignWrong(MrzRefused):
    """A character that such lines do not have, or one where it cannot stand."""

    code = "E232"
    said = Words(
        "แถบรหัสมีตัวอักษรที่ใช้ไม่ได้ใน{what} ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่",
        "The lines have a character that cannot stand in the {what}. Nothing was changed. Scan again",
    )


class MrzCheckDigitWrong(MrzRefused):
    """A check digit does not fit its field."""

    code = "E233"
    said = Words(
        "เลขตรวจสอบของ{what}ไม่ตรง ควรเป็น {expected} แต่อ่านได้ {found} ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่หรือเทียบกับเอกสาร",
        "The check digit of the {what} does not fit: {expected} expected, {found} read. Nothing was changed. "
        "Scan again or compare with the paper",
    )


class MrzDateWrong(MrzRefused):
    """A date that is none."""

    code = "E234"
    said = Words(
        "{what}ในแถบรหัสไม่มีในปฏิทิน ไม่มีอะไรเปลี่ยนแปลง สแกนใหม่หรือเทียบกับเอกสาร",
        "The {what} in the lines is not in the calendar. Nothing was changed. Scan again or compare with the paper",
    )


_LINES: Final = Words("บรรทัด", "lines")
_TYPE: Final = Words("ชนิดเอกสาร", "document type")
_ISSUER: Final = Words("ประเทศผู้ออก", "issuing state")
_NATIONALITY: Final = Words("สัญชาติ", "nationality")
_NUMBER: Final = Words("เลขเอกสาร", "document number")
_BIRTH: Final = Words("วันเกิด", "date of birth")
_EXPIRY: Final = Words("วันหมดอายุ", "date of expiry")
_SEX: Final = Words("เพศ", "sex")
_OPTIONAL: Final = Words("ข้อมูลเพิ่มเติม", "optional data")
_NAME: Final = Words("ชื่อ", "name")
_WHOLE: Final = Words("ข้อมูลทั้งชุด", "whole")


@dataclass(frozen=True, slots=True)
class Mrz:
    """What the lines say, fillers gone; `birth` and `expiry` as printed, YYMMDD with `<` for what is unknown."""

    format: str
    """TD1, TD2, TD3, MRV-A or MRV-B (visas)."""
    document_type: str
    issuer: str
    number: str
    surname: str
    given_names: str
    nationality: str
    birth: str
    sex: str
    """M, F or X (not stated)."""
    expiry: str
    optional: str
    """Optional data of the line with the number (TD1), or of the second line (others: personal number of TD3)."""
    optional_2: str = ""
    """Optional data of the second line of TD1."""


def check_digit(field: str) -> str:
    """Check digit of a field: weights 7, 3, 1, sum mod 10; digits are themselves, A is 10, the filler 0.

    Raises MrzSignWrong for any other character.
    """
    total = 0
    for place, sign in enumerate(field):
        if sign == FILLER:
            continue
        if not (sign.isascii() and (sign.isdigit() or sign.isupper())):
            raise MrzSignWrong(what=_LINES)
        total += int(sign, 36) * _WEIGHTS[place % 3]
    return str(total % 10)


def parse(lines: str | Iterable[str]) -> Mrz:
    """Read a zone given as its lines, or as one text (with line breaks, or run together as some scanners send it).

    Blanks around and within lines, small letters and the wrong keyboard layout are put right; nothing else is guessed.
    Raises MrzShapeWrong, MrzSignWrong, MrzCheckDigitWrong or MrzDateWrong, naming the field.
    """
    rows = _rows(lines)
    kind = _SIZES.get((len(rows), len(rows[0]))) if rows else None
    if kind is None or any(len(row) != len(rows[0]) for row in rows):
        raise MrzShapeWrong
    if any(re.search("[^A-Z0-9<]", row) for row in rows):
        raise MrzSignWrong(what=_LINES)
    if not rows[0][0].isalpha():
        raise MrzSignWrong(what=_TYPE)
    if kind == "TD1":
        return _td1(*rows)
    if rows[0][0] == "V":
        return _two_lines("MRV-A" if kind == "TD3" else "MRV-B", *rows)
    return _two_lines(kind, *rows)


def _rows(lines: str | Iterable[str]) -> list[str]:
    if not isinstance(lines, Iterable):
        raise NotText
    given = lines.splitlines() if isinstance(lines, str) else list(islice(lines, LINES_MAX + 1))
    for row in given:
        require_text(row)
    if len(given) > LINES_MAX or sum(map(len, given)) > LONGEST_ZONE:
        raise MrzShapeWrong
    rows = [_NOT_SHOWN.sub("", recover_number(row)).upper() for row in given]
    rows = [row for row in rows if row]
    if len(rows) == 1 and len(rows[0]) in _ONE_PIECE:
        width = _ONE_PIECE[len(rows[0])]
        rows = [rows[0][start : start + width] for start in range(0, len(rows[0]), width)]
    return rows


def _td1(first: str, second: str, third: str) -> Mrz:
    number, optional = _number(first[5:14], first[14], first[15:30])
    birth, sex, expiry = _person(second[0:7], second[7], second[8:15])
    _require(first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29], _WHOLE)
    surname, given = _names(third)
    return Mrz(
        format="TD1",
        document_type=_plain(first[0:2]),
        issuer=_state(first[2:5], _ISSUER),
        number=number,
        surname=surname,
        given_names=given,
        nationality=_state(second[15:18], _NATIONALITY),
        birth=birth,
        sex=sex,
        expiry=expiry,
        optional=_plain(optional),
        optional_2=_plain(second[18:29]),
    )


def _two_lines(kind: str, first: str, second: str) -> Mrz:
    """TD2, TD3 and both visas: one layout up to place 28, then each its own."""
    optional = second[28 : {"TD2": 35, "TD3": 42}.get(kind, len(second))]
    # Only TD1 and TD2 carry a long number over into the optional data.
    number, optional = _number(second[0:9], second[9], optional, may_go_on=kind == "TD2")
    birth, sex, expiry = _person(second[13:20], second[20], second[21:28])
    if kind == "TD3":
        _require(optional, second[42], _OPTIONAL, may_be_empty=True)
    if kind in ("TD2", "TD3"):
        _require(second[0:10] + second[13:20] + second[21:-1], second[-1], _WHOLE)
    surname, given = _names(first[5:])
    return Mrz(
        format=kind,
        document_type=_plain(first[0:2]),
        issuer=_state(first[2:5], _ISSUER),
        number=number,
        surname=surname,
        given_names=given,
        nationality=_state(second[10:13], _NATIONALITY),
        birth=birth,
        sex=sex,
        expiry=expiry,
        optional=_plain(optional),
    )


def _require(field: str, found: str, what: Words, *, may_be_empty: bool = False) -> None:
    """The check digit must fit; of an empty field it may be left out."""
    if may_be_empty and found == FILLER and not field.strip(FILLER):
        return
    expected = check_digit(field)
    if found != expected:
        raise MrzCheckDigitWrong(what=what, expected=expected, found=found)


def _number(field: str, check: str, tail: str, *, may_go_on: bool = True) -> tuple[str, str]:
    """The document number and what is left of the optional data.

    A number of more than nine characters has a filler for check digit and goes on in the optional data, its check
    digit behind it, then a filler (ICAO 9303-5, note j; 9303-6).
    """
    if check == FILLER and may_go_on and field[-1] != FILLER and tail[0] != FILLER:
        rest, _, optional = tail.partition(FILLER)
        if len(rest) < 2:
            raise MrzSignWrong(what=_NUMBER)
        _require(field + rest[:-1], rest[-1], _NUMBER)
        return field + rest[:-1], optional
    _require(field, check, _NUMBER)
    number = field.rstrip(FILLER)
    if not number:
        raise MrzSignWrong(what=_NUMBER)
    return number.replace(FILLER, " "), tail


def _person(birth: str, sex: str, expiry: str) -> tuple[str, str, str]:
    """Birth, sex and expiry, each date with its check digit behind it."""
    for field, what in ((birth, _BIRTH), (expiry, _EXPIRY)):
        _require(field[:6], field[6], what, may_be_empty=True)
        _require_date(field[:6], what)
    if sex not in "MFX<":
        raise MrzSignWrong(what=_SEX)
    return birth[:6], "X" if sex == FILLER else sex, expiry[:6]


def _require_date(field: str, what: Words) -> None:
    """YYMMDD, where year, month and day may each be unknown."""
    if not re.fullmatch("(?:[0-9]{2}|<<){3}", field):
        raise MrzSignWrong(what=what)
    year, month, day = field[0:2], field[2:4], field[4:6]
    if month != "<<" and not 1 <= int(month) <= 12:
        raise MrzDateWrong(what=what)
    # The century is not known here: a day is refused only when none has it, and 00 was a leap year in 2000.
    days = monthrange(2000 if year == "<<" else 2000 + int(year), int(month))[1] if month != "<<" else 31
    if day != "<<" and not 1 <= int(day) <= days:
        raise MrzDateWrong(what=what)


def _names(field: str) -> tuple[str, str]:
    """Surname and given names; a name of one part has no given names."""
    if re.search("[0-9]", field) or not field.strip(FILLER):
        raise MrzSignWrong(what=_NAME)
    surname, _, given = field.lstrip(FILLER).partition("<<")
    return _plain(surname), _plain(given)


def _state(field: str, what: Words) -> str:
    if re.search("[0-9]", field):
        raise MrzSignWrong(what=what)
    return field.rstrip(FILLER)


def _plain(field: str) -> str:
    """A field without fillers: those within stand for a blank."""
    return " ".join(part for part in field.split(FILLER) if part)


def full_date(printed: str, today: date, *, past: bool) -> date | None:
    """The day a printed YYMMDD means on the day of reading; None when a part of it is unknown.

    A past day (birth) is the latest one not after `today`; any other (expiry) lies within fifty years of `today`.
    Raises ValueError for text that `parse` would not give, or a day that the century meant does not have.
    """
    if FILLER in printed:
        return None
    year, month, day = int(printed[0:2]), int(printed[2:4]), int(printed[4:6])
    century = today.year // 100 * 100
    if past:
        later = (century + year, month, day) > (today.year, today.month, today.day)
        return date(century + year - (100 if later else 0), month, day)
    full = century + year
    full += 100 if full < today.year - 50 else -100 if full > today.year + 50 else 0
    return date(full, month, day)
