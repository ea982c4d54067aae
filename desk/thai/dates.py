"""Days in the Buddhist Era: written, read, and counted to an age.

A day on paper may lack its day or its month, and such a record is kept as it is (`PartialDate`), never filled up.
Buddhist Era here is the year of our era + 543 for every year, as ICU and the registers' computers have it; only
`age_on` knows that before 1941 the year began on 1 April (DOMAIN 3).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desk.model.errors import Refused
from desk.thai.digits import to_ascii_digits, to_thai_digits
from desk.thai.normalise import normalise
from desk.thai.refusals import NoSuchStyle, NotADay, require_text
from desk.words import Words

Style = Literal["short", "medium", "long", "full"]
Digits = Literal["arabic", "thai"]

BE_OFFSET: Final = 543
# A year below is of the common era, from here on of the Buddhist Era: 2400 is 1857 before, and 1,857 years ahead.
FIRST_BE_YEAR: Final = 2400
LAST_BE_YEAR: Final = 2799
LONGEST_DATE_TEXT: Final = 80
# B.E. 2483 ran from April to December 1940 only; the year before was the last whose January came at its end.
LAST_OLD_YEAR: Final = 2483
LAST_OLD_YEAR_WITH_JANUARY: Final = 2482

MONTHS_LONG: Final = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
MONTHS_SHORT: Final = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
MONTHS_ENGLISH: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_ENGLISH: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS: Final = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")  # Monday first, as in datetime


class DateNotUnderstood(Refused):
    """The text is no day, month or year the desk can read."""

    code = "E220"
    said = Words(
        "อ่านวันที่นี้ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง พิมพ์ วัน/เดือน/ปี พ.ศ. สี่หลัก เช่น 5/9/2569",
        "This date cannot be read; nothing was changed. Type day/month/year with the year in full, such as 5/9/2569",
    )


class TwoDigitYear(DateNotUnderstood):
    """The year has two digits: 68 could be of two centuries and of two eras."""

    code = "E221"
    said = Words(
        "ปีสองหลักอ่านได้หลายความหมาย ไม่มีอะไรเปลี่ยนแปลง พิมพ์ปี พ.ศ. ให้ครบสี่หลัก เช่น 2569",
        "A year of two digits can mean several years; nothing was changed. Type the year in full, such as 2569",
    )


class NoSuchDay(DateNotUnderstood):
    """The month has no such day, or the year no such month."""

    code = "E222"
    said = Words(
        "ไม่มีวันนี้ในปฏิทิน ไม่มีอะไรเปลี่ยนแปลง ตรวจวันและเดือนอีกครั้ง",
        "There is no such day in the calendar; nothing was changed. Check the day and the month",
    )


class YearOutOfRange(DateNotUnderstood):
    """The year is none that a register holds."""

    code = "E223"
    said = Words(
        "ปีนี้อยู่นอกช่วงที่รับได้ คือ พ.ศ. 2400 ถึง 2799 ไม่มีอะไรเปลี่ยนแปลง ตรวจปีอีกครั้ง",
        "The year is outside 2400 to 2799 of the Buddhist Era; nothing was changed. Check the year",
    )


@dataclass(frozen=True, slots=True, order=False)
class PartialDate:
    """A day of the Buddhist Era as recorded: a year, perhaps a month, perhaps a day of it.

    Raises NoSuchDay or YearOutOfRange when the parts contradict the calendar.
    """

    year_be: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_BE_YEAR <= self.year_be <= LAST_BE_YEAR:
            raise YearOutOfRange
        if self.month is None:
            if self.day is not None:
                raise NoSuchDay
            return
        if not 1 <= self.month <= 12:
            raise NoSuchDay
        if self.day is not None and not 1 <= self.day <= self._days_in_month():
            raise NoSuchDay

    def _days_in_month(self) -> int:
        """Days of the month; February of a year that began on 1 April may be that of the year after."""
        assert self.month is not None
        days = monthrange(self.year, self.month)[1]
        return max(days, monthrange(self.year + 1, self.month)[1]) if self.is_of_old_calendar else days

    @property
    def is_of_old_calendar(self) -> bool:
        """Whether it lies in January to March of a year that began on 1 April (B.E. 2482 and before)."""
        return self.month is not None and self.month <= 3 and self.year_be <= LAST_OLD_YEAR_WITH_JANUARY

    @property
    def year(self) -> int:
        """The year of the common era, by the plain offset."""
        return self.year_be - BE_OFFSET

    @property
    def is_complete(self) -> bool:
        """Whether year, month and day are all known."""
        return self.day is not None

    @property
    def iso(self) -> str:
        """As data is kept: `2026-09-05`, `2026-09` or `2026`."""
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def as_date(self) -> date:
        """The day by the plain offset; raises NoSuchDay when a part of it is unknown.

        A 29 February that only the calendar before 1941 has (B.E. 2478) is given as it was: 29 February 1936.
        """
        if self.month is None or self.day is None:
            raise NoSuchDay
        year = self.year if self.day <= monthrange(self.year, self.month)[1] else self.year + 1
        return date(year, self.month, self.day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The complete record of a day."""
        return cls(day.year + BE_OFFSET, day.month, day.day)


def format_date(day: date | PartialDate, style: Style = "medium", digits: Digits = "arabic") -> str:
    """A day in the Buddhist Era, as ICU writes th_TH: `5/9/69`, `5 ก.ย. 2569`, `5 กันยายน 2569`, and with weekday.

    The short style has ICU's two-digit year, which nobody may have to read back: it is for narrow columns under a
    heading that names the year. Unknown parts of a `PartialDate` are left out, and its year is then in full.

    Raises NoSuchStyle (a ValueError) for another style or other digits, NotADay (a TypeError) for what is no date.
    """
    if style not in ("short", "medium", "long", "full") or digits not in ("arabic", "thai"):
        raise NoSuchStyle
    if not isinstance(day, (date, PartialDate)):
        raise NotADay
    if isinstance(day, PartialDate):
        written = _whole(day.as_date(), day.year_be, style) if day.is_complete else _partial(day, style)
    else:
        written = _whole(day, day.year + BE_OFFSET, style)
    return to_thai_digits(written) if digits == "thai" else written


def _whole(day: date, year_be: int, style: Style) -> str:
    if style == "short":
        return f"{day.day}/{day.month}/{year_be % 100:02d}"
    if style == "medium":
        return f"{day.day} {MONTHS_SHORT[day.month - 1]} {year_be}"
    written = f"{day.day} {MONTHS_LONG[day.month - 1]}"
    if style == "long":
        return f"{written} {year_be}"
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {written} พ.ศ. {year_be}"


def _partial(day: PartialDate, style: Style) -> str:
    year = f"พ.ศ. {day.year_be}" if style == "full" else str(day.year_be)
    if day.month is None:
        return year
    if style == "short":
        return f"{day.month}/{year}"
    return f"{(MONTHS_SHORT if style == 'medium' else MONTHS_LONG)[day.month - 1]} {year}"


def _bare(name: str) -> str:
    """A month name without stops and blanks, so that ม.ค., ม.ค and มค are one."""
    return re.sub(r"[.\s]", "", name)


_MONTH_BY_NAME: Final = {
    _bare(name).upper(): n for names in (MONTHS_LONG, MONTHS_SHORT, MONTHS_ENGLISH) for n, name in enumerate(names, 1)
}
_ERAS: Final = {
    "พศ": 0,
    "พุทธศักราช": 0,
    "BE": 0,
    "คศ": BE_OFFSET,
    "คริสต์ศักราช": BE_OFFSET,
    "AD": BE_OFFSET,
    "CE": BE_OFFSET,
}

_WEEKDAY_FIRST = re.compile(f"^(?:วัน)?(?:{'|'.join(WEEKDAYS)})(?:ที่)?[ ,]*|^วันที่ *")
_ERA = r"(?P<era>พ\.?ศ\.?|ค\.?ศ\.?|พุทธศักราช|คริสต์ศักราช|[BC]\.?E\.?|A\.?D\.?)?"
_YEAR = rf"(?:ปี)? *{_ERA} *(?P<year>[0-9]+)(?: *(?P<behind>BE))?"
_NAMED = re.compile(rf"(?:(?P<day>[0-9]{{1,2}}|-+) *)?(?:เดือน *)?(?P<name>[ก-\u0e4e.]+?|[A-Z]{{3}})[ ,]*{_YEAR}")
_NUMBERS = re.compile(rf"(?:(?P<day>[0-9]{{1,2}}|-) *(?P<by>[/. -]) *)?(?P<month>[0-9]{{1,2}}|-) *[/. -] *{_YEAR}")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?P<by>[-/.])(?P<month>[0-9]{1,2})(?:(?P=by)(?P<day>[0-9]{1,2}))?")
_PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
# No month and day read as a year of 1800 to 2799, so that a day typed first cannot be taken for a year typed first.
_PACKED_DAY_FIRST = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>(?:1[89]|2[0-7])[0-9]{2})")
_YEAR_ALONE = re.compile(_YEAR)


def date_words(day: date) -> Words:
    """A day in the Buddhist Era, said in each language: `20 พ.ย. 2569`, `20 Nov 2569 BE`."""
    return Words(format_date(day), f"{day.day} {MONTHS_ENGLISH[day.month - 1]} {day.year + BE_OFFSET} BE")


def partial_words(day: PartialDate) -> Words:
    """A day of a record, as far as it is known, said in each language."""
    known = [str(part) for part in (day.day, MONTHS_ENGLISH[day.month - 1] if day.month else None) if part]
    return Words(format_date(day), " ".join([*known, str(day.year_be), "BE"]))


def parse_date(text: str) -> PartialDate:
    """Read a day, or a month or a year of a record, as people and machines write them.

    Understood: `5/9/2569` (also with stops, dashes, blanks), `5 ก.ย. 2569`, `5 กันยายน พ.ศ. 2569` with or without
    the weekday (which is not checked), `ก.ย. 2569`, `9/2569`, `2569`, ISO `2026-09-05` and `2026-09`, the smart
    card's `25690905`, `05092569`, `5 Sep 2569 BE` as the desk itself writes it; Thai and full-width digits; 0, 00 or
    `-` for an unknown day or month. A year that names its era is taken by it; otherwise a year below 2400 is of the
    common era and from 2400 on of the Buddhist Era.

    Raises TwoDigitYear, NoSuchDay, YearOutOfRange or DateNotUnderstood; NotText (a TypeError) for what is no text.
    """
    if type(text) is not str:
        require_text(text)
    if len(text) > LONGEST_DATE_TEXT:
        raise DateNotUnderstood
    plain = _WEEKDAY_FIRST.sub("", to_ascii_digits(normalise(text)).upper()).strip()
    for pattern in (_YEAR_FIRST, _PACKED_DAY_FIRST, _PACKED, _NUMBERS, _YEAR_ALONE, _NAMED):
        found = pattern.fullmatch(plain)
        if found:
            return _record(found.groupdict())
    raise DateNotUnderstood


def _record(parts: dict[str, str | None]) -> PartialDate:
    year = parts["year"] or ""
    if len(year) <= 2:
        raise TwoDigitYear
    if len(year) != 4:
        raise DateNotUnderstood
    era = parts.get("era") or parts.get("behind")
    offset = _ERAS[_bare(era)] if era else (0 if int(year) >= FIRST_BE_YEAR else BE_OFFSET)
    month = _known(parts.get("month"))
    if parts.get("name") is not None:
        month = _MONTH_BY_NAME.get(_bare(parts["name"] or ""))
        if month is None:
            raise DateNotUnderstood
    return PartialDate(int(year) + offset, month, _known(parts.get("day")))


def _known(part: str | None) -> int | None:
    """The number, or nothing for what paper leaves open with zeros or dashes."""
    return int(part) or None if part and part.isdigit() else None


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years, and how it was reckoned."""

    years: int
    counted_from: date
    day_assumed: bool
    """The day of the month is unknown: counted from the 1st of the month."""
    month_assumed: bool
    """The month is unknown: counted from the first day of the calendar year."""
    old_calendar: bool
    """The record lies in a year that began on 1 April, and that moved the count."""


def age_on(birth: PartialDate, day: date) -> Age:
    """Age in whole years on `day`, negative never: a day before birth counts 0.

    Civil and Commercial Code s.16: with the day unknown the age runs from the 1st of the month, with the month
    unknown from the first day of the calendar year. Years up to B.E. 2483 began on 1 April: their January to March
    (which 2483 has not) are of the next year of our era, and their first day is 1 April. A record of January to March
    2483 can only have been converted already, so it counts by the plain offset.
    """
    if birth.month is None:
        old = birth.year_be <= LAST_OLD_YEAR
        counted = date(birth.year, 4 if old else 1, 1)
    else:
        old = birth.is_of_old_calendar
        days = monthrange(birth.year + old, birth.month)[1]
        counted = date(birth.year + old, birth.month, min(birth.day or 1, days))
    years = day.year - counted.year - ((day.month, day.day) < (counted.month, counted.day))
    return Age(max(0, years), counted, birth.day is None, birth.month is None, old)
